import { expect, test } from "vitest";
import { sameClock } from "./instant.ts";

const at = (wall: number, offset: number, page: string, uptime: number) => ({ wall, offset, page, uptime });

test("within one life of the page the clock may be set without changing the span", () => {
  const visit = at(1_000_000, 0, "a", 500);
  expect(sameClock(visit, at(99_000_000, 0, "a", 60_500))).toBe(1_060_000);
});

test("after a restart the court's clock gives the span", () => {
  // The phone ran 20 minutes ahead, and was put right in between.
  const visit = at(10_000_000, -1_200_000, "a", 500);
  expect(sameClock(visit, at(8_900_000, 0, "b", 10))).toBe(10_100_000);
});

test("a span is never negative", () => {
  expect(sameClock(at(10_000, 0, "a", 1), at(5_000, 0, "b", 1))).toBe(10_000);
});
