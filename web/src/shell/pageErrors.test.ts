import { expect, test } from "vitest";
import { reasonOf, screenOf } from "./pageErrors.ts";

test("a screen is reported without what names a case or a person", () => {
  expect(screenOf("/desk/cases/0190a7c2-1111-7000-8000-000000000001")).toBe("/desk/cases/*");
  expect(screenOf("/field/")).toBe("/field/");
  expect(screenOf(`/desk/people/${"abcde".repeat(6)}`)).toBe("/desk/people/*");
});

test("a reason is the kind of an error and its place, and never its message", () => {
  const fault = new TypeError("张三 330783197001011234");
  fault.stack =
    "TypeError: 张三\n  at f (https://court.example/assets/field-Ab1.js:3:14)\n  at g (/assets/desk-x.js:1:2)";
  expect(reasonOf(fault)).toBe("TypeError /assets/field-Ab1.js:3:14 /assets/desk-x.js:1:2");
  expect(reasonOf("张三")).toBe("string");
  expect(reasonOf(undefined)).toBe("undefined");
});
