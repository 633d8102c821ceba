import { expect, test } from "vitest";
import { byAge, deferralsOf, type Item, isFor, nextAfter } from "./inbox.ts";

const item = (id: string, since: string, proposer = "people/officer") =>
  ({ kind: "sanction", id, since, proposer }) as Item;
const [a, b, c] = [item("a", "2026-11-01"), item("b", "2026-11-02"), item("c", "2026-11-03")];

test("what waits longest comes first", () => {
  expect([c, a, b].sort(byAge)).toEqual([a, b, c]);
});

test("after a decision the next one opens, and never one's own", () => {
  expect(nextAfter([a, b, c], a, "people/chief")).toBe(b);
  expect(nextAfter([a, b, c], c, "people/chief")).toBe(a);
  expect(nextAfter([a, { ...b, proposer: "people/chief" } as Item, c], a, "people/chief")).toBe(c);
  expect(nextAfter([a], a, "people/chief")).toBeUndefined();
});

test("what the law leaves to the president does not wait for a chief", () => {
  const sanction = (kind: string) => ({ ...a, of: { kind } }) as Item;
  expect(isFor("ROLE_BUREAU_CHIEF", sanction("SANCTION_KIND_DETENTION"))).toBe(false);
  expect(isFor("ROLE_PRESIDENT", sanction("SANCTION_KIND_DETENTION"))).toBe(true);
  expect(isFor("ROLE_BUREAU_CHIEF", sanction("SANCTION_KIND_DISHONEST_LIST"))).toBe(true);
});

test("a deferral waits with its receipt, and one that was decided does not", () => {
  const deferral = (number: number, state: "DEFERRAL_STATE_PROPOSED" | "DEFERRAL_STATE_REJECTED") => ({
    name: `receipts/r/deferrals/${number}`,
    reason: "DEFERRAL_REASON_OBJECTION" as const,
    untilDate: { year: 2026, month: 12, day: 20 },
    proposer: "people/officer",
    proposeTime: "2026-11-28",
    state,
  });
  const receipt = {
    name: "receipts/r",
    case: "cases/1",
    bankReference: "ABC",
    amountFen: "1950000",
    arriveTime: "2026-10-23T01:30:00Z",
    noticeTime: "2026-10-23T01:30:00Z",
    deferrals: [deferral(1, "DEFERRAL_STATE_REJECTED"), deferral(2, "DEFERRAL_STATE_PROPOSED")],
  };
  expect(deferralsOf([receipt])).toMatchObject([
    { kind: "deferral", id: "r-2", since: "2026-11-28", proposer: "people/officer", case: "cases/1", receipt },
  ]);
});
