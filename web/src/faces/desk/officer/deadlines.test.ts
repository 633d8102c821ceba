import { expect, test } from "vitest";
import { type Deadline, limitOf, partOf, standingOf, viewFilter } from "./deadlines.ts";

const NOW = Date.UTC(2026, 10, 30, 1);
const day = (month: number, of: number) => ({ year: 2026, month, day: of });
const duty = (more: Partial<Deadline>): Deadline => ({ kind: "NOTICE_OF_ENFORCEMENT", date: day(11, 20), ...more });

test("only what the court calls overdue is late, and what was done is done", () => {
  expect(standingOf(duty({ overdue: true }), NOW)).toEqual({ is: "late", days: 10 });
  expect(standingOf(duty({}), NOW)).toEqual({ is: "passed" });
  expect(standingOf(duty({ overdue: true, metDate: day(11, 18), metBy: "serviceActs/1" }), NOW)).toEqual({
    is: "met",
    day: day(11, 18),
  });
  expect(standingOf(duty({ metBy: "people/officer" }), NOW)).toEqual({ is: "met", day: undefined });
  expect(standingOf(duty({ date: day(11, 30) }), NOW)).toEqual({ is: "today" });
  expect(standingOf(duty({ date: day(12, 2) }), NOW)).toEqual({ is: "left", days: 2 });
});

test("the limit of a case is the day that ends it, and the bar is never more than full", () => {
  const limit = duty({ kind: "ENFORCEMENT_LIMIT" });
  expect(limitOf([duty({}), limit])).toBe(limit);
  expect(limitOf([duty({})])).toBeUndefined();
  expect(partOf(day(11, 29), day(12, 1), Date.UTC(2026, 10, 30, 4))).toBe(0.5);
  expect(partOf(day(1, 1), day(2, 1), NOW)).toBe(1);
  expect(partOf(undefined, day(2, 1), NOW)).toBe(0);
});

test("a view asks for duties that are not met, by the day in Beijing", () => {
  const late = Date.UTC(2026, 10, 30, 17);
  expect(viewFilter("late", "", late)).toBe("met=false AND duty=true AND date<2026-12-01");
  expect(viewFilter("soon", "people/officer", NOW)).toBe(
    "handler=people/officer AND met=false AND duty=true AND date<=2026-12-14",
  );
  expect(viewFilter("all", "", NOW)).toBe("");
});
