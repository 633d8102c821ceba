/** What several screens read of one receipt. */
import { useQuery } from "@tanstack/react-query";
import { court, data } from "../../../contract/client.ts";
import { PLAIN } from "../parts/reading.ts";

export function useReceipt(id: string) {
  return useQuery({
    ...PLAIN,
    queryKey: ["receipt", id],
    enabled: id !== "",
    queryFn: () => data(court.GET("/v1/receipts/{receiptId}", { params: { path: { receiptId: id } } })),
  });
}
