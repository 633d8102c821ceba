/** One payment of a case for its officer: what became of it, and another try where the bank could not pay. */
import { PayoutDetail } from "../../cashier/PayoutDetail.tsx";
import type { ActProps } from "./act.ts";

export default function CasePayout({ rest: [, payoutId = ""], back }: ActProps) {
  return <PayoutDetail id={payoutId} back={back} />;
}
