import { expect, test } from "vitest";
import type { Court, Terminal } from "../../../contract/types.ts";
import { heardIn, SILENT, shownStandings, standingOf } from "./idle.ts";

const NOW = Date.parse("2026-06-30T00:00:00Z");
const courtOf = (id: string, more: Partial<Court> = {}) => ({ name: `courts/${id}`, ...more }) as Court;
const at = (ago: number) => new Date(NOW - ago).toISOString();

test("the latest sign of life of a court counts", () => {
  const heard = heardIn([
    { court: "courts/a", lastHeartbeatTime: at(5000) },
    { court: "courts/a", lastHeartbeatTime: at(1000) },
    { court: "courts/b" },
  ] as Terminal[]);
  expect([...heard]).toEqual([["courts/a", NOW - 1000]]);
});

test("a court lies idle without an open task and without a sign of life", () => {
  const heard = new Map([
    ["courts/alive", NOW - SILENT],
    ["courts/silent", NOW - SILENT - 1],
  ]);
  const idle = (court: Court, open: number) =>
    standingOf(court, open ? [{ value: "", number: open, open }] : [], heard, NOW).isIdle;
  expect(idle(courtOf("alive"), 0)).toBe(false);
  expect(idle(courtOf("silent"), 0)).toBe(true);
  expect(idle(courtOf("silent"), 1)).toBe(false);
  expect(idle(courtOf("never"), 0)).toBe(true);
  expect(idle(courtOf("never", { state: "COURT_STATE_CLOSED" }), 0)).toBe(false);
});

test("late tasks stand first, and a view narrows the list", () => {
  const of = (id: string, open: number, late: number) =>
    standingOf(courtOf(id), [{ value: "x", number: open, open, overdue: late }], new Map(), NOW);
  const all = [of("a", 0, 0), of("b", 5, 0), of("c", 1, 1), of("d", 3, 1)];
  const ids = (view: "all" | "late" | "idle") => shownStandings(all, view).map(({ court }) => court.name);
  expect(ids("all")).toEqual(["courts/d", "courts/c", "courts/b", "courts/a"]);
  expect(ids("late")).toEqual(["courts/d", "courts/c"]);
  expect(ids("idle")).toEqual(["courts/a"]);
});
