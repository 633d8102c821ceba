import { expect, test } from "vitest";
import { instantFrom, readBankList } from "./bankList.ts";

const HEADS = "交易流水号\t交易时间\t收入金额\t支出金额\t对方户名\t对方账号\t摘要";

test("a bank's list is read by its heads, with titles above them and what went out left aside", () => {
  const list = readBankList(
    [
      "账户明细\t东阳市人民法院执行款专户",
      HEADS,
      "A1\t2026-11-30 08:30:05\t1,234.50\t\t王五\t6222000000001234\t执行款",
      "A2\t20261130\t\t300.00\t李四\t\t退款",
      "A3\t2026/11/30 9:05\t￥60\t0.00\t赵六\t\t",
    ].join("\n"),
  );
  expect(list.missing).toEqual([]);
  expect(list.spent).toBe(1);
  expect(list.lines).toEqual([
    {
      line: 3,
      transfer: {
        bankReference: "A1",
        amountFen: "123450",
        arriveTime: "2026-11-30T08:30:05+08:00",
        payer: { displayName: "王五", account: "6222000000001234", bank: "" },
        remark: "执行款",
      },
    },
    {
      line: 5,
      transfer: {
        bankReference: "A3",
        amountFen: "6000",
        arriveTime: "2026-11-30T09:05:00+08:00",
        payer: { displayName: "赵六", account: "", bank: "" },
        remark: "",
      },
    },
  ]);
});

test("each line that can't be read says why, and the same row twice is one transfer", () => {
  const row = (reference: string, time: string, amount: string, account = "") =>
    [reference, time, amount, "", "王五", account, ""].join("\t");
  const list = readBankList(
    [
      HEADS,
      row("", "2026-11-30", "1"),
      row("B1", "2026-02-30", "1"),
      row("B2", "2026-11-30", "十元"),
      row("B3", "2026-11-30", "1", "6222********1234"),
      row("B4", "2026-11-30", "1"),
      row("B4", "2026-11-30", "1"),
      row("B4", "2026-11-30", "2"),
    ].join("\n"),
  );
  expect(list.lines.map(({ line, fault, transfer }) => [line, fault ?? transfer?.bankReference])).toEqual([
    [2, "reference"],
    [3, "arrived"],
    [4, "amount"],
    [5, "masked"],
    [6, "B4"],
    [8, "repeated"],
  ]);
});

test("a list without the needed columns says which are missing", () => {
  expect(readBankList("交易流水号\t对方户名\nA1\t王五").missing).toEqual(["amount", "arrived"]);
  expect(readBankList("").missing).toEqual(["reference", "amount", "arrived"]);
});

test("a time of the bank is one of Beijing, and no day that the calendar has not", () => {
  expect(instantFrom("20261130083005")).toBe("2026-11-30T08:30:05+08:00");
  expect(instantFrom("2026年11月30日")).toBe("2026-11-30T00:00:00+08:00");
  expect(instantFrom("2026-11-30T08:30:05+08:00")).toBe("2026-11-30T08:30:05+08:00");
  expect(instantFrom("2026-13-01")).toBeUndefined();
  expect(instantFrom("2026-11-30 25:00")).toBeUndefined();
  expect(instantFrom("yesterday")).toBeUndefined();
});
