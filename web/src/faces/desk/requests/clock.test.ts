import { expect, test } from "vitest";
import { byDue, timeLeft } from "./clock.ts";

const NOW = Date.parse("2026-11-30T01:00:00Z");
const due = (dueTime: string, state = "REQUEST_STATE_SUBMITTED") => ({ dueTime, state }) as never;

test("the clock counts to the second, before and after", () => {
  expect(timeLeft(due("2026-11-30T01:04:05Z"), NOW)).toMatchObject({ late: false, total: 245, minutes: 4, seconds: 5 });
  expect(timeLeft(due("2026-12-02T03:30:00Z"), NOW)).toMatchObject({ late: false, days: 2, hours: 2, minutes: 30 });
  expect(timeLeft(due("2026-11-30T00:59:58Z"), NOW)).toMatchObject({ late: true, seconds: 2 });
  expect(timeLeft(due("2026-11-30T00:59:58Z", "REQUEST_STATE_DONE"), NOW)).toBeUndefined();
});

test("what is due first comes first, and what is answered last", () => {
  const rows = [
    due("2026-12-02T00:00:00Z"),
    due("2026-11-01T00:00:00Z", "REQUEST_STATE_CONFIRMED"),
    due("2026-12-01T00:00:00Z"),
  ];
  expect([...rows].sort(byDue).map(({ dueTime }: { dueTime: string }) => dueTime.slice(5, 10))).toEqual([
    "12-01",
    "12-02",
    "11-01",
  ]);
});
