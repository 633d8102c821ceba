/** What the pages of a batch read. */
import { skipToken, useQueries, useQuery } from "@tanstack/react-query";
import { court, data } from "../../../contract/client.ts";
import { allPages } from "../../../contract/pages.ts";
import { filterOf, PLAIN } from "../parts/reading.ts";
import type { Payout } from "./payments.ts";
import type { Run } from "./rail.ts";

const MOST = 1000;

export function useBatch(id: string) {
  return useQuery({
    ...PLAIN,
    queryKey: ["batch", id],
    queryFn: () => data(court.GET("/v1/batches/{batchId}", { params: { path: { batchId: id } } })),
  });
}

export const runKey = (id: string) => ["batch run", id];

/** What became of the last step that was run here: the court says it once, and it stays while the desk is open. */
export const useLastRun = (id: string): Run | undefined =>
  useQuery<Run>({ queryKey: runKey(id), queryFn: skipToken, gcTime: Number.POSITIVE_INFINITY }).data;

/** Money that can be allocated: what nobody has claimed, and what is left of what was allocated over the batch before. */
export function useReceiptsFor(batch: string) {
  return useQuery({
    ...PLAIN,
    queryKey: ["batch", batch, "receipts"],
    queryFn: async () => {
      const [unclaimed, own] = await Promise.all(
        [{ state: "UNIDENTIFIED" }, { batch: `batches/${batch}` }].map((conditions) =>
          data(court.GET("/v1/receipts", { params: { query: { filter: filterOf(conditions), pageSize: MOST } } })),
        ),
      );
      const left = (own?.receipts ?? []).filter(({ restFen }) => BigInt(restFen || 0) > 0n);
      return { receipts: [...left, ...(unclaimed?.receipts ?? [])], own: new Set(left.map(({ name }) => name)) };
    },
  });
}

/** The payments of a batch's receipts that wait for the bank. */
export function usePayables(batch: string, receipts: readonly string[]) {
  return useQueries({
    queries: receipts.map((receipt) => ({
      ...PLAIN,
      queryKey: ["batch", batch, "payables", receipt],
      queryFn: async (): Promise<Payout[]> => {
        const filter = filterOf({ receipt, state: "PAYABLE" });
        const pages = await allPages((next) =>
          data(court.GET("/v1/payouts", { params: { query: { filter, pageSize: MOST, ...next } } })),
        );
        return pages.flatMap(({ payouts }) => payouts ?? []);
      },
    })),
    combine: (all) => ({
      payouts: all.flatMap(({ data: found }) => found ?? []),
      isPending: all.some((each) => each.isPending),
      fault: all.find((each) => each.isError)?.error,
      again: () => Promise.all(all.map((each) => each.refetch())),
    }),
  });
}
