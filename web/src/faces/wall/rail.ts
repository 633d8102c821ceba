/** The seven steps of a batch, and how many of its members have come that far. */
import { numberOf } from "../../figures/figures.ts";
import type { BatchTotals } from "./reading.ts";

export const STEPS = ["filed", "urged", "allocated", "proposed", "approved", "paid", "closed"] as const;
export type Step = (typeof STEPS)[number];

/** The last step that a member in a state has taken. */
const TAKEN: Record<string, Step> = {
  FILED: "filed",
  URGED: "urged",
  ALLOCATED: "allocated",
  PROPOSED: "proposed",
  PAYABLE: "approved",
  PAY_FAILED: "approved",
  PARTLY_PAID: "approved",
  PAID: "paid",
  CLOSED: "closed",
};

export interface Rail {
  members: number;
  reached: Record<Step, number>;
}

/** A member at a step has taken those before it. */
export function railOf(batches: readonly BatchTotals[]): Rail {
  const reached = Object.fromEntries(STEPS.map((step) => [step, 0])) as Record<Step, number>;
  let members = 0;
  for (const batch of batches) {
    members += numberOf(batch.members) ?? 0;
    for (const { state, members: count } of batch.states ?? []) {
      const taken = TAKEN[(state ?? "").replace("BATCH_MEMBER_STATE_", "")];
      if (!taken) continue;
      for (const step of STEPS.slice(0, STEPS.indexOf(taken) + 1)) reached[step] += numberOf(count) ?? 0;
    }
  }
  return { members, reached };
}
