import { expect, test } from "vitest";
import { byAge, type Item, idsIn, nextAfter } from "./inbox.ts";

const item = (id: string, since: string, proposer = "people/officer") =>
  ({ kind: "approval", subject: `sanctions/${id}`, since, proposer }) as Item;
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

test("the ids of what is decided on stand in its name", () => {
  expect(idsIn("receipts/r/deferrals/2")).toEqual(["r", "2"]);
  expect(idsIn("cases/c/closingRequest")).toEqual(["c"]);
  expect(idsIn("sanctions/s")).toEqual(["s"]);
});
