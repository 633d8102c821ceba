/** What an officer's screens read of one case; tabs that show the same read it once. */
import { useQuery } from "@tanstack/react-query";
import { court, data } from "../../../contract/client.ts";
import { filterOf, PLAIN } from "../parts/reading.ts";

/** Rows that a tab reads of one case. What is beyond is said, and stands in the list of its kind. */
export const OF_CASE = 200;

export function useCase(id: string) {
  return useQuery({
    ...PLAIN,
    queryKey: ["case", id],
    queryFn: () => data(court.GET("/v1/cases/{caseId}", { params: { path: { caseId: id } } })),
  });
}

export function useDeadlines(id: string) {
  return useQuery({
    ...PLAIN,
    queryKey: ["case", id, "deadlines"],
    queryFn: () => data(court.GET("/v1/cases/{caseId}/deadlines", { params: { path: { caseId: id } } })),
  });
}

export function useReceiptsOf(id: string) {
  return useQuery({
    ...PLAIN,
    queryKey: ["case", id, "receipts"],
    queryFn: () =>
      data(
        court.GET("/v1/receipts", {
          params: { query: { filter: filterOf({ case: `cases/${id}` }), pageSize: OF_CASE } },
        }),
      ),
  });
}

export function useActsOf(id: string) {
  return useQuery({
    ...PLAIN,
    queryKey: ["case", id, "acts"],
    enabled: id !== "",
    queryFn: () =>
      data(
        court.GET("/v1/cases/{caseId}/serviceActs", {
          params: { path: { caseId: id }, query: { pageSize: OF_CASE } },
        }),
      ),
  });
}

/** The debtors of a case, with what is kept of each. */
export const caseDebtors = (id: string) => ({
  ...PLAIN,
  queryKey: ["case", id, "debtors"],
  queryFn: () => data(court.GET("/v1/cases/{caseId}:debtors", { params: { path: { caseId: id } } })),
});

/** What has to follow the seizures of a case. */
export function useDutiesOf(id: string) {
  return useQuery({
    ...PLAIN,
    queryKey: ["case", id, "duties"],
    queryFn: () =>
      data(
        court.GET("/v1/duties", {
          params: { query: { filter: filterOf({ case: `cases/${id}` }), pageSize: OF_CASE } },
        }),
      ),
  });
}
