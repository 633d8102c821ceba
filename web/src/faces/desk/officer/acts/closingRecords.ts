/** Reads what a case has on record for its closing, in one round. */
import { useQuery } from "@tanstack/react-query";
import { court, data } from "../../../../contract/client.ts";
import { filterOf, PLAIN } from "../../parts/reading.ts";
import type { Case } from "../aboutCase.tsx";
import { OF_CASE } from "../reading.ts";
import type { Records } from "./closing.ts";

export function useRecords(found: Case, id: string, enabled: boolean) {
  return useQuery({
    ...PLAIN,
    queryKey: ["case", id, "records"],
    enabled,
    queryFn: async (): Promise<Records> => {
      const path = { caseId: id };
      const of = (filter: string) => ({ params: { query: { filter, pageSize: OF_CASE } } });
      const ofCase = of(filterOf({ case: `cases/${id}` }));
      const [acts, deadlines, sanctions, requests, leads, tasks, watches] = await Promise.all([
        data(court.GET("/v1/cases/{caseId}/serviceActs", { params: { path, query: { pageSize: OF_CASE } } })),
        data(court.GET("/v1/cases/{caseId}/deadlines", { params: { path } })),
        data(court.GET("/v1/sanctions", ofCase)),
        data(court.GET("/v1/requests", ofCase)),
        data(court.GET("/v1/leads", ofCase)),
        data(court.GET("/v1/tasks", of(filterOf({ case_number: found.caseNumber })))),
        data(court.GET("/v1/watches", ofCase)),
      ]);
      return {
        acts: acts.serviceActs ?? [],
        deadlines: deadlines.deadlines ?? [],
        sanctions: sanctions.sanctions ?? [],
        requests: requests.requests ?? [],
        leads: leads.leads ?? [],
        tasks: tasks.tasks ?? [],
        watches: watches.watches ?? [],
      };
    },
  });
}
