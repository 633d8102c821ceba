/** What the pages of a project read. */
import { useQuery } from "@tanstack/react-query";
import { court, data } from "../../../contract/client.ts";
import { PLAIN } from "../parts/reading.ts";

export function useDisposal(id: string) {
  return useQuery({
    ...PLAIN,
    queryKey: ["disposal", id],
    queryFn: () => data(court.GET("/v1/disposals/{disposalId}", { params: { path: { disposalId: id } } })),
  });
}
