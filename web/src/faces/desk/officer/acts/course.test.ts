import { expect, test } from "vitest";
import { actsOf, bodyOf, EMPTY, lacks, sumOf } from "./course.ts";

const found = (more: object) => more as Parameters<typeof actsOf>[0];

test("what can be done follows from how the case stands", () => {
  expect(actsOf(found({ state: "CASE_STATE_OPEN" }))).toEqual(["suspend", "extend", "settle", "ask"]);
  expect(actsOf(found({ state: "CASE_STATE_OPEN", extensions: [{ state: "EXTENSION_STATE_PROPOSED" }] }))).toEqual([
    "suspend",
    "settle",
    "ask",
  ]);
  const waits = { closingRequest: { state: "EXTENSION_STATE_PROPOSED" } };
  expect(actsOf(found({ state: "CASE_STATE_OPEN", ...waits }))).not.toContain("ask");
  expect(actsOf(found({ state: "CASE_STATE_OPEN", closingApprover: "people/president" }))).not.toContain("ask");
  expect(actsOf(found({ state: "CASE_STATE_SUSPENDED" }))).toEqual(["resume"]);
  expect(actsOf(found({ state: "CASE_STATE_SUSPENDED", settlements: [{ state: "SETTLEMENT_STATE_STANDS" }] }))).toEqual(
    ["settlement"],
  );
  expect(actsOf(found({ state: "CASE_STATE_CLOSED" }))).toEqual([]);
});

test("a settlement sends its instalments to the fen, and leaves empty rows out", () => {
  const draft = {
    ...EMPTY,
    signed: "2026-11-30",
    terms: "分期",
    instalments: [
      { day: "2026-12-31", yuan: "100.05" },
      { day: "", yuan: "" },
    ],
  };
  expect(lacks("settle", draft)).toBe(false);
  expect(sumOf(draft.instalments)).toBe(10005n);
  expect(bodyOf("settle", draft)).toEqual({
    settlement: {
      signedDate: { year: 2026, month: 11, day: 30 },
      terms: "分期",
      instalments: [{ dueDate: { year: 2026, month: 12, day: 31 }, amountFen: "10005" }],
    },
  });
});

test("what was paid goes with a settlement that was broken alone", () => {
  const draft = { ...EMPTY, paid: "5", repudiation: "明确表示不再履行" };
  expect(bodyOf("settlement", { ...draft, performed: "yes" })).toEqual({ performed: true });
  expect(bodyOf("settlement", { ...draft, performed: "no" })).toEqual({
    performed: false,
    paidFen: "500",
    repudiation: "明确表示不再履行",
  });
});
