import { describe, expect, it } from "vitest";
import { momentOf, pastedLines } from "./bankAnswer.ts";

const NOW = Date.parse("2026-11-30T09:00:00Z");

describe("what is pasted of the bank's answer", () => {
  it("is read from a sheet and from CSV, without the heads and empty lines", () => {
    const sheet =
      "文件编号\t行号\t收款账号\t金额（元）\t结果\t流水号\t时间\r\nFK2026-0001\t1\t6222 0001\t1,234.50\t成功\tICBC-1\t2026-11-30 14:05\r\n\r\n";
    expect(pastedLines(sheet, NOW)).toEqual([
      {
        line: 2,
        result: {
          fileNumber: "FK2026-0001",
          row: 1,
          account: "6222 0001",
          amountFen: "123450",
          bankReference: "ICBC-1",
          payTime: "2026-11-30T06:05:00.000Z",
        },
      },
    ]);
    expect(pastedLines('\ufeffFK2026-0001,2,62220002,"1,000",失败,"户名,不符"', NOW)).toEqual([
      {
        line: 1,
        result: { fileNumber: "FK2026-0001", row: 2, account: "62220002", amountFen: "100000", failure: "户名,不符" },
      },
    ]);
  });

  it("names what it can't read, line by line", () => {
    const lines = [
      "FK2026-0001,1,62220001",
      "FK2026-0001,一,62220001,1.00,成功,A",
      "FK2026-0001,1,62220001,1.001,成功,A",
      "FK2026-0001,1,62220001,1.00,受理中,A",
      "FK2026-0001,1,62220001,1.00,成功,",
      "FK2026-0001,1,62220001,1.00,成功,A,昨天",
    ];
    const faults = ["columns", "row", "amount", "outcome", "detail", "time"];
    expect(pastedLines(lines.join("\n"), NOW)).toEqual(faults.map((fault, at) => ({ line: at + 1, fault })));
  });

  it("takes a day alone at its end, and never in the future", () => {
    expect(momentOf("20261129", NOW)).toBe("2026-11-29T15:59:59.000Z");
    expect(momentOf("2026/11/30", NOW)).toBe("2026-11-30T09:00:00.000Z");
    expect(momentOf("2026-13-40", NOW)).toBeUndefined();
  });
});
