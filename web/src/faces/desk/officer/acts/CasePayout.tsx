/** One payment of a case for its officer: what became of it, and another try where the bank could not pay. */
import { PayoutDetail } from "../../cashier/PayoutDetail.tsx";
import { idOf } from "../../router.ts";
import type { ActProps } from "./act.ts";

export default function CasePayout({ id, rest: [, payoutId = ""], back }: ActProps) {
  return <PayoutDetail id={payoutId} back={back} pathOf={(name) => `/cases/${id}/money/payout/${idOf(name)}`} />;
}
