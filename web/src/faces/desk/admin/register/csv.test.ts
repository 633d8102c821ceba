import { expect, test } from "vitest";
import { content, instantFrom, isRounded, linesOf, textOf } from "./csv.ts";

const cells = (text: string) => linesOf(text).map((line) => line.cells);

test("records of a file, with the number of the line on which each begins", () => {
  expect(linesOf('\uFEFFcode,name\r\n1,"a, ""b""\nc"\r\n\r\n2,d\n')).toEqual([
    { number: 1, cells: ["code", "name"] },
    { number: 2, cells: ["1", 'a, "b"\nc'] },
    { number: 5, cells: ["2", "d"] },
  ]);
});

test("cells that were copied out of a spreadsheet have tabs between them", () => {
  expect(cells("code\tname\n1\ta, b\n")).toEqual([
    ["code", "name"],
    ["1", "a, b"],
  ]);
  expect(cells("")).toEqual([]);
  expect(cells("only")).toEqual([["only"]]);
});

test("a quote that is never closed swallows nothing of what stood before", () => {
  expect(cells('a,b\n1,2\n"3,4\n')).toEqual([["a", "b"], ["1", "2"], ["3,4"]]);
});

test("a file that is no UTF-8 is read as spreadsheets in Chinese write it", () => {
  expect(textOf(new TextEncoder().encode("名称").buffer as ArrayBuffer)).toBe("名称");
  expect(textOf(new Uint8Array([0xc3, 0xfb, 0xb3, 0xc6]).buffer)).toBe("名称");
});

test("marks of spreadsheets are no content, and rounded digits are none", () => {
  expect(["'0012", '="0012"', " 12 "].map(content)).toEqual(["0012", "0012", "12"]);
  expect(["3.30783E+11", "330783201203", "E+5"].map(isRounded)).toEqual([true, false, false]);
});

test("days and times come in the ways of offices", () => {
  for (const day of ["2026-11-20", "2026/11/20", "2026.11.20", "2026年11月20日", "2026-11-20 00:00"]) {
    expect(Date.parse(instantFrom(day) ?? ""), day).toBe(Date.parse("2026-11-19T16:00:00Z"));
  }
  expect(instantFrom("2026-11-20T01:30:00Z")).toBe("2026-11-20T01:30:00Z");
  expect(instantFrom("2026-1-2 9:30")).toBe("2026-01-02T09:30:00+08:00");
  expect(instantFrom("2026-11-20T09:30:00.5+0800")).toBe("2026-11-20T09:30:00+08:00");
  for (const wrong of ["", "昨天", "2026-02-30", "2026-13-01", "11/20/2026", "2026-11", "2026-11-20 25:00"]) {
    expect(instantFrom(wrong), wrong).toBeUndefined();
  }
});
