import { expect, test } from "vitest";
import { methodsOf, parts, purposesOf } from "./account.ts";
import { answerText } from "./webhook.ts";

test("an office opens the purposes that it can stand for", () => {
  expect(purposesOf("")).toEqual([]);
  expect(purposesOf("ROLE_CASHIER")).toEqual(["cases", "receipts", "payouts", "indicators"]);
  expect(purposesOf("ROLE_UNIT_CLERK")).toEqual(["requests"]);
});

test("what was chosen for another office stays out, and each method stands once", () => {
  const one = "sharedcourt.enforcement.v1.MoneyService.CreateReceipt";
  const chosen = new Set(["receipts", "newTasks"] as const);
  expect(methodsOf("ROLE_CASHIER", chosen, `${one}\n x.Y, x.Y`)).toEqual([
    one,
    "sharedcourt.enforcement.v1.MoneyService.ListReceipts",
    "sharedcourt.enforcement.v1.MoneyService.GetReceipt",
    "x.Y",
  ]);
  expect(methodsOf("", chosen, "")).toEqual([]);
});

test("addresses stand on lines or between commas of either width", () => {
  expect(parts(" 10.2.0.0/16\n10.3.0.1，2001:db8::/32 ")).toEqual(["10.2.0.0/16", "10.3.0.1", "2001:db8::/32"]);
});

test("what the other side answered is said in words", () => {
  const answers = { taken: "taken", silent: "silent", refused: (status: number) => `refused ${status}` };
  expect([0, 204, 301, 503].map((status) => answerText(status, answers))).toEqual([
    "silent",
    "taken",
    "refused 301",
    "refused 503",
  ]);
});
