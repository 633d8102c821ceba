import { expect, test } from "vitest";
import { afterClaim, balancesOf, type Entry, movesOf, stepOf } from "./ledger.ts";

const line = (posting: string, kind: string, account: string, amountFen: string): Entry => ({
  posting,
  kind,
  account,
  amountFen,
  time: "2026-11-20T01:00:00Z",
});
const entries = [
  line("1", "ARRIVED", "bank", "-9007199254740993"),
  line("1", "ARRIVED", "unclaimed", "9007199254740993"),
  line("2", "CLAIMED", "unclaimed", "-9007199254740993"),
  line("2", "CLAIMED", "case:cases/1", "9007199254740993"),
  line("3", "APPROVED", "case:cases/1", "-9007199254740000"),
  line("3", "APPROVED", "payable:payouts/1", "4200000"),
  line("3", "APPROVED", "payable:payouts/2", "9007199250540000"),
  line("4", "PAID", "payable:payouts/1", "-4200000"),
  line("4", "PAID", "paid", "4200000"),
];

test("each posting is one move, and every fen of the receipt lies in one place", () => {
  expect(movesOf(entries).map(({ kind, from, to, fen }) => [kind, from, to, fen])).toEqual([
    ["ARRIVED", ["bank"], ["unclaimed"], 9007199254740993n],
    ["CLAIMED", ["unclaimed"], ["case"], 9007199254740993n],
    ["APPROVED", ["case"], ["payable"], 9007199254740000n],
    ["PAID", ["payable"], ["paid"], 4200000n],
  ]);
  const balances = balancesOf(entries);
  expect(balances).toEqual([
    ["case", 993n],
    ["payable", 9007199250540000n],
    ["paid", 4200000n],
  ]);
  expect(balances.reduce((all, [, fen]) => all + fen, 0n)).toBe(9007199254740993n);
});

test("a claim shows to the fen what is still owed, or what is too much", () => {
  expect(afterClaim(12_800_000n, 8_400_000n, 1_200_000n)).toEqual({ missing: 3_200_000n, surplus: 0n });
  expect(afterClaim(12_800_000n, 8_400_000n, 4_400_001n)).toEqual({ missing: 0n, surplus: 1n });
  expect(afterClaim(100n, 0n, 100n)).toEqual({ missing: 0n, surplus: 0n });
});

test("the age of money goes by steps", () => {
  expect([5, 6, 10, 11, 15, 16, 30, 31].map(stepOf)).toEqual([
    "five",
    "ten",
    "ten",
    "fifteen",
    "fifteen",
    "thirty",
    "thirty",
    "beyond",
  ]);
});
