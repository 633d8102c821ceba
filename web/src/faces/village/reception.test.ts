import { expect, test } from "vitest";
import { receptionOf, weekOf, weekToSet } from "./reception.ts";

const set = (days: number[], ...periods: [string, string][]) =>
  days.flatMap((day) => periods.map(([opens, closes]) => ({ day, opens, closes })));
const WEEK = {
  hours: [...set([1, 2, 3, 5], ["08:30", "11:30"], ["14:00", "17:00"]), ...set([6], ["09:00", "11:00"])],
  telephone: "0579-85521234",
};

test("days that follow one another with the same hours are one line", () => {
  const both = ["08:30–11:30", "14:00–17:00"];
  expect(weekOf(WEEK)).toEqual([
    { from: 1, to: 3, periods: both },
    { from: 5, to: 5, periods: both },
    { from: 6, to: 6, periods: ["09:00–11:00"] },
  ]);
  expect(weekOf({ hours: [], telephone: "" })).toEqual([]);
});

test("what is set is what the director finds, and an empty period is none", () => {
  const usual = weekToSet(undefined);
  expect(usual.days).toEqual([1, 2, 3, 4, 5]);
  const week = weekToSet({ hours: set([1, 3], ["09:00", "11:00"]), telephone: "0579" });
  expect(week).toEqual({
    days: [1, 3],
    periods: [
      ["09:00", "11:00"],
      ["", ""],
    ],
    telephone: "0579",
  });
  expect(receptionOf({ ...week, telephone: " 0579 " })).toEqual({
    hours: set([1, 3], ["09:00", "11:00"]),
    telephone: "0579",
  });
});
