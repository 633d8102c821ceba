/** What several screens read of one receipt. */
import { useQuery } from "@tanstack/react-query";
import { court, data } from "../../../contract/client.ts";
import { filterOf, PLAIN } from "../parts/reading.ts";

/** As many plans and payments of one receipt as the court gives at once. */
export const MOST = 1000;

export function useReceipt(id: string) {
  return useQuery({
    ...PLAIN,
    queryKey: ["receipt", id],
    enabled: id !== "",
    queryFn: () => data(court.GET("/v1/receipts/{receiptId}", { params: { path: { receiptId: id } } })),
  });
}

const ofReceipt = (id: string) => ({
  params: { query: { filter: filterOf({ receipt: `receipts/${id}` }), pageSize: MOST } },
});

/** The plans over a receipt. */
export function usePlansOf(id: string) {
  return useQuery({
    ...PLAIN,
    queryKey: ["receipt", id, "plans"],
    queryFn: () => data(court.GET("/v1/distributions", ofReceipt(id))),
  });
}

/** The payments out of a receipt. */
export function usePayoutsOf(id: string) {
  return useQuery({
    ...PLAIN,
    queryKey: ["receipt", id, "payouts"],
    queryFn: () => data(court.GET("/v1/payouts", ofReceipt(id))),
  });
}
