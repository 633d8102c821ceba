import { expect, test } from "vitest";
import { comparedWith, daysOf, isWhole, today, twelveMonths, yearBefore } from "./window.ts";

/** Half past midnight in Beijing, where it is still the day before in Greenwich. */
const EARLY = Date.parse("2026-11-30T00:30:00+08:00");

test("a day is one of the court's calendar", () => {
  expect(today(EARLY)).toBe("2026-11-30");
});

test("a period ends today and is compared with the same days a year before", () => {
  expect(daysOf("year", EARLY)).toEqual({ from: "2026-01-01", to: "2026-11-30" });
  expect(daysOf("month", EARLY)).toEqual({ from: "2026-11-01", to: "2026-11-30" });
  expect(daysOf("twelve", EARLY)).toEqual({ from: "2025-12-01", to: "2026-11-30" });
  expect(comparedWith(daysOf("year", EARLY))).toEqual({ from: "2025-01-01", to: "2025-11-30" });
});

test("the day before a leap day's year is the last of February", () => {
  expect(yearBefore("2028-02-29")).toBe("2027-02-28");
  expect(yearBefore("2029-02-28")).toBe("2028-02-28");
});

test("twelve months follow each other without a gap, and the last one ends today", () => {
  const months = twelveMonths(EARLY);
  expect(months.map(({ month }) => month)).toEqual([
    "2025-12",
    ...Array.from({ length: 11 }, (_, at) => `2026-${String(at + 1).padStart(2, "0")}`),
  ]);
  expect(months[0]).toEqual({ month: "2025-12", from: "2025-12-01", to: "2025-12-31" });
  expect(months[2]).toEqual({ month: "2026-02", from: "2026-02-01", to: "2026-02-28" });
  expect(months[11]).toEqual({ month: "2026-11", from: "2026-11-01", to: "2026-11-30" });
});

test("a period of the calendar is whole from its first day to its last", () => {
  expect(isWhole("month", { from: "2024-02-01", to: "2024-02-29" })).toBe(true);
  expect(isWhole("month", { from: "2026-12-01", to: "2026-12-01" })).toBe(false);
  expect(isWhole("quarter", { from: "2026-10-01", to: "2026-12-31" })).toBe(true);
  expect(isWhole("quarter", { from: "2026-11-01", to: "2027-01-31" })).toBe(false);
  expect(isWhole("year", { from: "2026-01-01", to: "2026-12-31" })).toBe(true);
  expect(isWhole("year", { from: "2026-01-02", to: "2026-12-31" })).toBe(false);
});
