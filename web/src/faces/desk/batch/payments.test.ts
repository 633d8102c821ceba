import { expect, test } from "vitest";
import { type Payout, paymentsOf, saidIn, type Waiting, waitingOf } from "./payments.ts";

const wait = (member: number, payee: string, payout = `payouts/${member}`): Waiting => ({
  payout,
  member,
  payee,
  bank: "",
  account: "",
  amountFen: "100",
});
const waiting = [wait(1, "张三"), wait(2, "李四"), wait(3, "张三"), wait(3, "张三", "payouts/4")];

test("payments that wait stand in the order of the members; others are left out", () => {
  const payout = (name: string, of: string, state: string) =>
    ({ name, case: of, state: `PAYOUT_STATE_${state}`, payee: { displayName: name }, amountFen: "1" }) as Payout;
  const found = waitingOf(
    [
      payout("b", "cases/2", "PAYABLE"),
      payout("a", "cases/1", "PAYABLE"),
      payout("c", "cases/1", "PAID"),
      payout("d", "", "PAYABLE"),
    ],
    [{ case: "cases/1" }, { case: "cases/2" }, {}],
  );
  expect(found.map(({ payout, member }) => [payout, member])).toEqual([
    ["a", 1],
    ["b", 2],
  ]);
});

test("the bank's rows are found by number, or by a name that one person alone bears", () => {
  const { said, unknown } = saidIn(
    [
      ["序号", "流水号", "原因"],
      ["1", "R1"],
      ["李四", "", "销户"],
      ["张三", "R3"],
      ["3", "R4"],
      ["3", "R5"],
      ["9", "R9"],
    ],
    waiting,
  );
  expect(said).toEqual({
    "payouts/1": { reference: "R1", failure: "" },
    "payouts/2": { reference: "", failure: "销户" },
    "payouts/3": { reference: "R4", failure: "" },
    "payouts/4": { reference: "R5", failure: "" },
  });
  expect(unknown).toEqual([4, 7]);
});

test("one result of a member is sent at a time; the time of payment stands with what was paid alone", () => {
  const said = {
    "payouts/1": { reference: " R1 ", failure: "" },
    "payouts/2": { reference: "", failure: "销户" },
    "payouts/3": { reference: "R3", failure: "" },
    "payouts/4": { reference: "R4", failure: "" },
  };
  expect(paymentsOf(waiting, said, "2026-11-30T10:00:00+08:00")).toEqual([
    { member: 1, payout: "payouts/1", bankReference: "R1", payTime: "2026-11-30T10:00:00+08:00" },
    { member: 2, payout: "payouts/2", failure: "销户" },
    { member: 3, payout: "payouts/3", bankReference: "R3", payTime: "2026-11-30T10:00:00+08:00" },
  ]);
  expect(paymentsOf(waiting, { "payouts/1": { reference: " ", failure: "" } }, undefined)).toEqual([]);
});
