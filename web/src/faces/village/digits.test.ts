import { expect, test } from "vitest";
import { grouped, withDigit } from "./digits.ts";

test("a code is digits alone, in two groups, and never longer than it is", () => {
  expect(withDigit("", "12345 67890")).toBe("1234567890");
  expect(withDigit("123", "4")).toBe("1234");
  expect(withDigit("123", "x")).toBe("123");
  expect(withDigit("1234567890", "1")).toBe("1234567890");
  expect(grouped("12345")).toBe("12345");
  expect(grouped("1234567890")).toBe("12345 67890");
});
