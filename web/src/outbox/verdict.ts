/** What an answer of the court means for what was sent. */
import { Problem } from "../contract/problem.ts";

export type Verdict =
  /** The answer is about this call and final. */
  | "needs"
  /** The person's term is over: others may still be taken in. */
  | "outside-term"
  /** Who calls has to sign in again. */
  | "sign-in"
  /** It says nothing about the call: try again later. */
  | "later";

/** What a refusal means for the call that it answers. */
export function verdictOf(fault: unknown): Verdict {
  if (!(fault instanceof Problem)) return "later";
  const { status, reason } = fault.refused;
  if (status === 401 || reason === "CSRF") return "sign-in";
  if (reason === "TERM_NOT_RUNNING") return "outside-term";
  // Only a refusal with a reason of the contract is about the call; whatever else answers stands between.
  const about = status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429;
  return about && reason !== "" ? "needs" : "later";
}
