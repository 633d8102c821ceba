import { expect, test } from "vitest";
import { tabbed, tableFrom, textOf } from "./spreadsheet.ts";

test("cells are separated by tabs where there is one, else by commas, the wide ones where there is no other", () => {
  expect(tableFrom("张三\t1,000.00\r\n李四\t2")).toEqual([
    ["张三", "1,000.00"],
    ["李四", "2"],
  ]);
  expect(tableFrom("\ufeff张三,1\n\n , \n李四,2\n")).toEqual([
    ["张三", "1"],
    ["李四", "2"],
  ]);
  expect(tableFrom("张三，1")).toEqual([["张三", "1"]]);
  expect(tableFrom(" \n")).toEqual([]);
});

test("a cell in quotation marks holds separators, new lines and quotation marks; the mark of a text is no part of it", () => {
  expect(tableFrom('"12,000.00","a ""b""\nc",d"e\n\'330,\u00a0x ')).toEqual([
    ["12,000.00", 'a "b"\nc', 'd"e'],
    ["330", "x"],
  ]);
});

test("what is copied for a spreadsheet comes back as it was", () => {
  const rows = [
    ["姓名", "案号"],
    ["张三", "执1201"],
  ];
  expect(tableFrom(tabbed(rows))).toEqual(rows);
});

test("a file is read in UTF-8 or in the national character set; a workbook is none", () => {
  expect(textOf(new TextEncoder().encode("张三"))).toBe("张三");
  expect(textOf(new Uint8Array([0xd5, 0xc5, 0xc8, 0xfd]))).toBe("张三");
  expect(textOf(new Uint8Array([0x50, 0x4b, 3, 4]))).toBeUndefined();
});
