/** What several screens say of money: how old it is, how it stands. */
import type { Schemas } from "../../../contract/types.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { stepOf } from "./ledger.ts";

export type Receipt = Schemas["sharedcourt.enforcement.v1.Receipt"];
export type Payout = Schemas["sharedcourt.enforcement.v1.Payout"];

/** Red is what is late alone; what a deferral covers is not. */
const COLOURS = { five: "mark good", ten: "mark", fifteen: "mark soon", thirty: "mark soon", beyond: "mark soon" };

/** Nothing of it is left, or it has left the books. */
export const SETTLED: ReadonlySet<Receipt["state"]> = new Set([
  "RECEIPT_STATE_PAID",
  "RECEIPT_STATE_RETURNED",
  "RECEIPT_STATE_REVERSED",
] as const);

/** How many days it has lain here, by the steps of the court's rule. Nothing where it is settled. */
export function Age({ receipt: { ageDays, colour, state } }: { receipt: Receipt }) {
  const { d } = useDesk();
  const isSettled = SETTLED.has(state);
  if (isSettled)
    return state === "RECEIPT_STATE_REVERSED" ? <span className="mark">{d.receiptStates[state]}</span> : null;
  const days = ageDays ?? 0;
  const step = stepOf(days);
  return (
    <>
      <span className={colour === "RECEIPT_COLOUR_OVERDUE" ? "mark late" : COLOURS[step]}>{d.cashier.ageOf(days)}</span>{" "}
      <span className="soft">{d.cashier.steps[step]}</span>
    </>
  );
}

export function PayoutMark({ payout: { state } }: { payout: Payout }) {
  const { d } = useDesk();
  return <span className="mark">{d.payoutStates[state ?? "PAYOUT_STATE_UNSPECIFIED"]}</span>;
}
