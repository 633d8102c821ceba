import { expect, test } from "vitest";
import type { Court, Person, Term } from "../../../contract/types.ts";
import {
  barsOf,
  endsSoon,
  firstDay,
  gapsOf,
  instantAfter,
  lastDay,
  needsFactor,
  regionOf,
  standingOf,
} from "./terms.ts";

const DAY = 86_400_000;
const NOW = Date.parse("2026-06-01T00:00:00Z");
const day = (days: number) => new Date(NOW + days * DAY).toISOString();
const term = (role: Term["role"], court: string, from: number, until?: number): Term =>
  ({ role, court, startTime: day(from), ...(until === undefined ? {} : { endTime: day(until) }) }) as Term;
const person = (terms: Term[], more: Partial<Person> = {}): Person => ({ displayName: "x", terms, ...more }) as Person;
const courtOf = (name: string, more: Partial<Court> = {}): Court =>
  ({ name, regionCode: "330783201203", ...more }) as Court;

test("a term is over from its end on, and runs from its first instant on", () => {
  expect(standingOf(term("ROLE_DIRECTOR", "courts/a", -10, 0), NOW)).toBe("past");
  expect(standingOf(term("ROLE_DIRECTOR", "courts/a", 0), NOW)).toBe("running");
  expect(standingOf(term("ROLE_DIRECTOR", "courts/a", 1), NOW)).toBe("coming");
});

test("a field has the last day, the contract the first instant after", () => {
  expect(instantAfter("2026-12-31")).toBe("2026-12-31T16:00:00.000Z");
  expect(lastDay("2026-12-31T16:00:00Z")).toBe("2026-12-31");
  expect(lastDay("2026-12-31T09:00:00Z")).toBe("2026-12-31");
  expect(lastDay(undefined)).toBe("");
  expect(firstDay("2026-12-31T16:00:00Z")).toBe("2027-01-01");
});

test("every bar lies inside the width, in the order of their beginnings", () => {
  const { bars, today } = barsOf(
    [
      term("ROLE_DIRECTOR", "courts/b", 100),
      term("ROLE_DIRECTOR", "courts/a", -365, -100),
      term("ROLE_DIRECTOR", "courts/c", -1, 0),
    ],
    NOW,
  );
  expect(bars.map(({ standing }) => standing)).toEqual(["past", "past", "coming"]);
  expect(bars.map(({ isOpen }) => isOpen)).toEqual([false, false, true]);
  for (const { left, width } of bars) {
    expect(left).toBeGreaterThanOrEqual(0);
    expect(left + width).toBeLessThanOrEqual(100.0001);
    expect(width).toBeGreaterThanOrEqual(0.5);
  }
  expect(bars[0]?.left).toBe(0);
  expect(today).toBeCloseTo(50);
  expect(barsOf([], NOW)).toMatchObject({ bars: [], today: 0 });
});

test("a court has a gap where no term follows the last, and none where one does", () => {
  const courts = ["a", "b", "c", "d"].map((id) => courtOf(`courts/${id}`));
  const people = [
    person([term("ROLE_DIRECTOR", "courts/b", -10, 10)]),
    person([term("ROLE_DIRECTOR", "courts/b", 10)]),
    person([term("ROLE_DIRECTOR", "courts/c", -10, 20)]),
    person([term("ROLE_DIRECTOR", "courts/d", -10)]),
    person([term("ROLE_GRID_WORKER", "courts/a", -10)]),
  ];
  const found = gapsOf(courts, people, NOW, 30 * DAY).map(({ court, from }) => [court.name, (from - NOW) / DAY]);
  expect(found).toEqual([
    ["courts/a", 0],
    ["courts/c", 20],
  ]);
  // Who is deactivated directs nothing; a closed court needs nobody.
  const [first] = people;
  expect(gapsOf([courtOf("courts/b")], [{ ...(first as Person), deactivated: true }], NOW, DAY)).toHaveLength(1);
  expect(gapsOf([courtOf("courts/x", { state: "COURT_STATE_CLOSED" })], [], NOW, DAY)).toEqual([]);
});

test("what is asked of a person", () => {
  const courts = new Map([["courts/a", courtOf("courts/a")]]);
  expect(regionOf(term("ROLE_DIRECTOR", "courts/a", 0), courts)).toBe("330783201203");
  expect(regionOf({ role: "ROLE_UNIT_CLERK", unit: "units/u01" } as Term, courts)).toBe("");
  expect(endsSoon(person([term("ROLE_DIRECTOR", "courts/a", -1, 29)]), NOW, 30 * DAY)).toBe(true);
  expect(endsSoon(person([term("ROLE_DIRECTOR", "courts/a", -9, -1)]), NOW, 30 * DAY)).toBe(false);
  expect(needsFactor(person([{ role: "ROLE_CASHIER", regionCode: "330783", startTime: day(-1) } as Term]), NOW)).toBe(
    true,
  );
  expect(
    needsFactor(
      person([{ role: "ROLE_CASHIER", regionCode: "330783", startTime: day(-9), endTime: day(-1) } as Term]),
      NOW,
    ),
  ).toBe(false);
});
