import { describe, expect, it } from "vitest";
import { balanceFrom, statementLines, yuanText } from "./bankStatement.ts";

describe("what is pasted of the bank's statement", () => {
  it("is read from a sheet and from CSV, without the heads and empty lines", () => {
    const text = "银行流水号\t收支\t金额\r\nICBC-1\t收入\t1,234.50\r\n\r\n'0012\t贷\t1\r\n";
    expect(statementLines(text)).toEqual([
      { line: 2, row: { bankReference: "ICBC-1", direction: "BANK_DIRECTION_IN", amountFen: "123450" } },
      { line: 4, row: { bankReference: "0012", direction: "BANK_DIRECTION_IN", amountFen: "100" } },
    ]);
    expect(statementLines('ABC-2,Debit,"1,000"')).toEqual([
      { line: 1, row: { bankReference: "ABC-2", direction: "BANK_DIRECTION_OUT", amountFen: "100000" } },
    ]);
  });

  it("names what it can't read, line by line", () => {
    const lines = ["ICBC-1\t收入", "\t收入\t1", "ICBC-1\t转账\t1", "ICBC-1\t支出\t-1"];
    const faults = ["columns", "reference", "direction", "amount"];
    expect(statementLines(lines.join("\n"))).toEqual(faults.map((fault, at) => ({ line: at + 1, fault })));
  });

  it("takes balances of nothing, and shows fen as yuan", () => {
    expect(["0", "0.00", "12.5", "x", ""].map(balanceFrom)).toEqual(["0", "0", "1250", undefined, undefined]);
    expect(["0", "5", "123450", undefined].map(yuanText)).toEqual(["0.00", "0.05", "1234.50", "0.00"]);
  });
});
