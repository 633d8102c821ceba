import { expect, test } from "vitest";
import { wasLeft } from "./closing.ts";

const NOW = 1_000_000_000;

test("a session that nobody attended to for as long as a terminal waits was left open", () => {
  expect(wasLeft(`word ${NOW - 90_000}`, "word", NOW)).toBe(true);
  expect(wasLeft(`word ${NOW - 89_999}`, "word", NOW)).toBe(false);
});

test("somebody who has signed in since is not sent away for it", () => {
  expect(wasLeft(`old ${NOW - 3_600_000}`, "word", NOW)).toBe(false);
  expect(wasLeft(` ${NOW - 3_600_000}`, "", NOW)).toBe(false);
  expect(wasLeft(null, "word", NOW)).toBe(false);
});
