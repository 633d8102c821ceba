/** What the wall reads from the court: again every minute, and whenever a watch reports that something has happened. */
import { QueryClient, useQuery } from "@tanstack/react-query";
import { court, data } from "../../contract/client.ts";
import { labelText } from "../../contract/labels.ts";
import type { Schemas } from "../../contract/types.ts";
import { type Numeric, numberOf } from "../../figures/figures.ts";
import { comparedWith, type Days, startOf, twelveMonths } from "../../figures/window.ts";
import { idOf } from "../../shell/router.ts";

const MINUTE = 60_000;
/** What only changes with the past, or with the register. */
export const SELDOM = { refetchInterval: 10 * MINUTE, staleTime: 9 * MINUTE } as const;
/** As many rows as the court gives at once. */
export const MOST = 1000;

/** A screen that nobody touches reads by itself, also where its window is behind another one. */
export const wallQueries = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        retry: false,
        networkMode: "always",
        refetchInterval: MINUTE,
        refetchIntervalInBackground: true,
        refetchOnWindowFocus: false,
      },
    },
  });

const indicatorsOf = async (query: { from: string; to: string; compareFrom?: string; compareTo?: string }) =>
  (await data(court.GET("/v1/indicators", { params: { query } }))).indicators ?? [];

export function useIndicators(days: Days) {
  const other = comparedWith(days);
  return useQuery({
    queryKey: ["indicators", days],
    queryFn: () => indicatorsOf({ ...days, compareFrom: other.from, compareTo: other.to }),
  });
}

/** A figure month by month; `undefined` for a month in which it is undefined. */
export type Series = (id: string) => { month: string; value: number | undefined }[];

const BY_MONTH = ["completion-rate", "within-limit-rate", "cases-through-shared-courts"] as const;

/** The last twelve months, one answer for each figure that is drawn by month. */
export function useMonths(now: number) {
  const months = twelveMonths(now);
  const [from = "", to = ""] = [months[0]?.from, months.at(-1)?.to];
  return useQuery({
    ...SELDOM,
    queryKey: ["months", to],
    queryFn: async (): Promise<Series> => {
      const query = { from, to, period: "INDICATOR_PERIOD_MONTH" } as const;
      const read = await Promise.all(
        BY_MONTH.map(async (id) => {
          const params = { path: { indicatorId: id }, query };
          const { points } = await data(court.GET("/v1/indicators/{indicatorId}:query", { params }));
          const values = (points ?? []).map(({ from: first = "", value }) => ({
            month: first.slice(0, 7),
            value: numberOf(value),
          }));
          return [id, values] as const;
        }),
      );
      const found = new Map<string, ReturnType<Series>>(read);
      return (id) => found.get(id) ?? [];
    },
  });
}

export const useNetwork = () =>
  useQuery({ queryKey: ["network"], queryFn: () => data(court.GET("/v1/network:summary")) });

export const useWatchStatistics = ({ from }: Days) =>
  useQuery({
    queryKey: ["watches", from],
    queryFn: () => data(court.GET("/v1/watches:statistics", { params: { query: { fromTime: startOf(from) } } })),
  });

export const useUnitStatistics = ({ from }: Days) =>
  useQuery({
    queryKey: ["units", from],
    queryFn: async () =>
      (await data(court.GET("/v1/units:statistics", { params: { query: { fromTime: startOf(from) } } }))).rows ?? [],
  });

/** What the units and what can be asked of them are called. */
export function useCatalogue() {
  return useQuery({
    ...SELDOM,
    queryKey: ["catalogue"],
    queryFn: async () => {
      const [{ units }, { matters }] = await Promise.all([
        data(court.GET("/v1/units")),
        data(court.GET("/v1/matters", { params: { query: {} } })),
      ]);
      const names = [...(units ?? []), ...(matters ?? [])].map(
        ({ name, displayName }) => [name ?? "", displayName ?? ""] as const,
      );
      return new Map(names);
    },
  });
}

export function useSupervisions() {
  return useQuery({
    queryKey: ["supervisions"],
    queryFn: async () => {
      const [{ counts }, { supervisions }] = await Promise.all([
        data(court.GET("/v1/supervisions:count", { params: { query: { groupBy: "state" } } })),
        data(
          court.GET("/v1/supervisions", {
            params: { query: { filter: "open=true", orderBy: "due_time", pageSize: 5 } },
          }),
        ),
      ]);
      const oldest = (supervisions ?? []).map(({ name, number, dueTime, overdue }) => ({
        name: name ?? "",
        number: number ?? "",
        dueTime: dueTime ?? "",
        isLate: overdue === true,
      }));
      return { counts: counts ?? [], oldest };
    },
  });
}

/** States of money that is still here. */
const HERE = ["UNIDENTIFIED", "CLAIMED", "DISTRIBUTED"] as const;

/** For how many days each receipt has been here that is not paid out; nothing where there are more than one answer holds. */
export function useReceiptAges() {
  return useQuery({
    queryKey: ["receipts"],
    queryFn: async () => {
      const pages = await Promise.all(
        HERE.map((state) =>
          data(court.GET("/v1/receipts", { params: { query: { filter: `state=${state}`, pageSize: MOST } } })),
        ),
      );
      if (pages.some(({ nextPageToken }) => nextPageToken)) return null;
      return pages.flatMap(({ receipts }) =>
        (receipts ?? []).map(({ ageDays, colour }) => ({
          days: numberOf(ageDays) ?? 0,
          isLate: colour === "RECEIPT_COLOUR_OVERDUE",
        })),
      );
    },
  });
}

export type BatchTotals = Schemas["sharedcourt.enforcement.v1.BatchTotals"];

/** So many batches are read one by one. */
const BATCHES = 20;

/** The sums of the batches that were entered in these days; nothing where they are many. A list gives batches without what their members come to. */
export function useBatches({ from }: Days) {
  return useQuery({
    queryKey: ["batches", from],
    queryFn: async (): Promise<BatchTotals[] | null> => {
      const filter = `create_time>=${new Date(startOf(from)).toISOString()}`;
      const page = await data(court.GET("/v1/batches", { params: { query: { filter, pageSize: BATCHES } } }));
      if (page.nextPageToken) return null;
      const batches = await Promise.all(
        (page.batches ?? []).map(({ name }) =>
          data(court.GET("/v1/batches/{batchId}", { params: { path: { batchId: idOf(name) } } })),
        ),
      );
      return batches.flatMap(({ totals }) => (totals ? [totals] : []));
    },
  });
}

export type Row = Schemas["sharedcourt.enforcement.v1.IndicatorRecord"];

/** The rows behind a figure, all of them; nothing where there are more than one answer holds. */
export function useRowsOf(id: string, { from, to }: Days) {
  return useQuery({
    queryKey: ["rows of", id, from, to],
    queryFn: async () => {
      const params = { path: { indicatorId: id }, query: { from, to, pageSize: MOST } };
      const page = await data(court.GET("/v1/indicators/{indicatorId}/records", { params }));
      return page.nextPageToken ? null : (page.records ?? []);
    },
  });
}

/** What happened last in the villages: where, what, when, and nobody's name. */
export interface Scene {
  name: string;
  place: string;
  kind: NonNullable<Schemas["sharedcourt.dispatch.v1.Task"]["kind"]>;
  state: NonNullable<Schemas["sharedcourt.dispatch.v1.Task"]["state"]>;
  time: string;
}

export function useScenes() {
  return useQuery({
    queryKey: ["scenes"],
    queryFn: async () => {
      const query = { orderBy: "update_time desc", pageSize: 7 };
      const page = await data(court.GET("/v1/tasks", { params: { query } }));
      const scenes = (page.tasks ?? []).map(
        (task): Scene => ({
          name: task.name ?? "",
          place: labelText(page, `regions/${task.regionCode}`) ?? labelText(page, task.court) ?? "",
          kind: task.kind ?? "TASK_KIND_UNSPECIFIED",
          state: task.state ?? "TASK_STATE_UNSPECIFIED",
          time: task.updateTime ?? "",
        }),
      );
      return { scenes, cursor: page.watchCursor ?? undefined };
    },
  });
}

/** How many of something there are in a state. */
export const countIn = (
  counts: readonly Schemas["sharedcourt.access.v1.Count"][] | undefined,
  value: string,
): Numeric =>
  counts === undefined
    ? undefined
    : (counts.find((each) => each.value === value || each.value?.endsWith(`_STATE_${value}`))?.number ?? 0);
