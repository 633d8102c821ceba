import { expect, test } from "vitest";
import { draftOf, EMPTY, lacks, planOf, type Receipt, waitsOf, yuanOf } from "./plan.ts";

const receipt = {
  name: "receipts/1",
  amountFen: "100005",
  restFen: "100005",
  state: "RECEIPT_STATE_CLAIMED",
} as Receipt;

test("the only applicant gets what is left, to the fen; several share it", () => {
  expect(yuanOf("100005")).toBe("1000.05");
  const one = draftOf(receipt, ["张三"]);
  expect(lacks(one)).toBe(true);
  const filled = { ...one, items: [{ ...EMPTY, ...one.items[0], account: " 6222 " }] };
  expect(lacks(filled)).toBe(false);
  expect(planOf(filled, receipt, [])).toEqual({
    receipt: "receipts/1",
    purpose: "DISTRIBUTION_PURPOSE_PAYMENT",
    items: [{ payee: { displayName: "张三", account: "6222" }, amountFen: "100005" }],
  });
  const several = draftOf(receipt, ["张三", "李四"]);
  const plan = planOf({ ...several, items: several.items.map((each) => ({ ...each, yuan: "5" })) }, receipt, []);
  expect(plan.splitFen).toBe("100005");
  expect(plan.items.map(({ claimFen, amountFen }) => [claimFen, amountFen])).toEqual([
    ["500", undefined],
    ["500", undefined],
  ]);
});

test("somebody else than a party bears why and the papers", () => {
  const item = {
    ...EMPTY,
    payee: "东阳评估所",
    account: "1",
    yuan: "2",
    entitlement: "ENTITLEMENT_KIND_COSTS" as const,
  };
  const draft = { way: "amounts" as const, items: [item], split: "", note: "" };
  expect(planOf(draft, receipt, [["evidence/a"]]).items[0]?.entitlement).toEqual({
    kind: "ENTITLEMENT_KIND_COSTS",
    evidence: ["evidence/a"],
  });
  expect(planOf({ ...draft, way: "return", note: "多付" }, receipt, []).items[0]).not.toHaveProperty("entitlement");
});

test("each sum waits for the one who has to act", () => {
  const plans = [{ state: "DISTRIBUTION_STATE_PROPOSED", totalFen: "7" }] as never;
  const payouts = [
    { state: "PAYOUT_STATE_PAYABLE", amountFen: "3" },
    { state: "PAYOUT_STATE_FAILED", amountFen: "4" },
    { state: "PAYOUT_STATE_PAID", amountFen: "5" },
  ] as never;
  expect(waitsOf({ ...receipt, restFen: "0" }, plans, payouts)).toEqual([
    { what: "decision", who: "chief", fen: 7n },
    { what: "payment", who: "cashier", fen: 3n },
    { what: "retry", who: "officer", fen: 4n },
  ]);
  expect(waitsOf({ ...receipt, state: "RECEIPT_STATE_UNIDENTIFIED" }, [], [])[0]).toMatchObject({ what: "claim" });
});
