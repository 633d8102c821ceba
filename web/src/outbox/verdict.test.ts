import { expect, test } from "vitest";
import { Problem } from "../contract/problem.ts";
import { verdictOf } from "./verdict.ts";

test("only a refusal with a reason of the contract is about the call", () => {
  const refused = (status: number, reason: string) =>
    new Problem({ status, reason, detail: "", requestId: "", metadata: {}, errors: [] });
  for (const [status, reason, verdict] of [
    [400, "BAD_REQUEST", "needs"],
    [404, "TASK_UNKNOWN", "needs"],
    [409, "ETAG_MISMATCH", "needs"],
    [403, "TERM_NOT_RUNNING", "outside-term"],
    [403, "CSRF", "sign-in"],
    [401, "SESSION_EXPIRED", "sign-in"],
    [404, "", "later"],
    [429, "RATE_LIMITED", "later"],
    [503, "STORE_UNAVAILABLE", "later"],
    [502, "", "later"],
  ] as const) {
    expect(verdictOf(refused(status, reason)), `${status} ${reason}`).toBe(verdict);
  }
  expect(verdictOf(new TypeError("line"))).toBe("later");
});
