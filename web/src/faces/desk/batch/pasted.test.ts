import { expect, test } from "vitest";
import { tableFrom } from "../parts/spreadsheet.ts";
import {
  batchOf,
  type Cells,
  cellOf,
  cellsFrom,
  claimOf,
  EMPTY,
  inCell,
  NO_CELLS,
  openCells,
  type Row,
  sumOf,
  verdictOf,
} from "./pasted.ts";
import { HEADINGS } from "./words.ts";

const person = (name: string, more: Partial<Cells> = {}): Cells => ({ ...NO_CELLS, name, ...more });
const rowsOf = (...cells: Cells[]): Row[] => cells.map((each, id) => ({ id, cells: each }));
const read = (text: string) => cellsFrom(tableFrom(text), HEADINGS);

test("without headings the columns stand in their own order, behind a column of numbers where there is one", () => {
  const whole = person("张三", { identity: "1X", number: "执1201", claim: "9,200", account: "6230", bank: "农商行" });
  expect(read("张三\t1X\t执1201\t9,200\t6230\t农商行")).toEqual([whole]);
  expect(read("1\t张三\t1X\t执1201\t9,200\t6230\t农商行")).toEqual([whole]);
  expect(read("张三\t1X")).toEqual([person("张三", { identity: "1X" })]);
});

test("a first row that names columns says where they stand, in either language, with their units and other names", () => {
  expect(read("开户行\t申请执行人\t标的额（元）\t备注\n农商行\t张三\t5\t急")).toEqual([
    person("张三", { claim: "5", bank: "农商行" }),
  ]);
  expect(read("Case number,Name,Account\n1201,Zhang,62")).toEqual([person("Zhang", { number: "1201", account: "62" })]);
  // One name alone may be somebody's.
  expect(read("张三\t银行")).toEqual([person("张三", { identity: "银行" })]);
});

test("claims are read to the fen with their signs; what can't be read is sent as none", () => {
  expect(claimOf(person("张三", { claim: "¥9,200.5" }))).toBe("920050");
  expect(claimOf(person("张三", { claim: "9200元" }))).toBe("920000");
  expect(claimOf(person("张三", { claim: "九千" }))).toBeUndefined();
  const rows = rowsOf(person("张三", { claim: "1" }), person("李四", { claim: "约2" }));
  expect(sumOf(rows)).toEqual({ fen: "100", isWhole: false });
  const sent = batchOf({ ...EMPTY, displayName: " 工资 ", rows }, (written) => `(${written})`, undefined);
  expect(sent.displayName).toBe("工资");
  expect(sent.members.map(({ claimFen, caseNumber }) => [claimFen, caseNumber])).toEqual([
    ["100", "()"],
    ["0", "()"],
  ]);
});

test("the court's answer finds its cell, however it writes its names", () => {
  expect(cellOf("batch.members[3].payee.identity_number")).toEqual({ row: 3, column: "identity" });
  expect(cellOf("batch.members[3].payee.identity.kind")).toEqual({ row: 3, column: "identity" });
  expect(cellOf("batch.members[0].claimFen")).toEqual({ row: 0, column: "claim" });
  expect(cellOf("batch.members[12].payee")).toEqual({ row: 12, column: "name" });
  expect(cellOf("batch.debtor.display_name")).toBeUndefined();
  expect(cellOf("batch.members")).toBeUndefined();
});

test("below a cell stands what is wrong with it, without the names of its row and column", () => {
  expect(inCell("「成员」第 4 项「申请执行人（收款人）」的「身份证件号码」：应为 18 位")).toBe("应为 18 位");
  expect(inCell("「成员」第 4 项「申请执行人（收款人）」的「收款账号」为必填项。")).toBe("「收款账号」为必填项。");
  expect(inCell('"Account of the payee" of item 4 of "Members": check it.')).toBe("check it.");
  expect(inCell("请核对。")).toBe("请核对。");
});

test("a cell is at fault until it is written anew, wherever its row stands then", () => {
  const rows = rowsOf(person("张三"), person("李四"), person("王五"));
  const fault = (field: string) => ({ field, reason: "REQUIRED", detail: field });
  const verdict = verdictOf(rows, [
    fault("batch.members[1].claim_fen"),
    fault("batch.members[2].case_number"),
    fault("batch.members[2].case_number"),
    fault("batch.cause"),
  ]);
  expect(verdict.others.map(({ field }) => field)).toEqual(["batch.cause"]);
  expect(openCells(rows, verdict)).toEqual([
    { row: 1, column: "claim" },
    { row: 2, column: "number" },
  ]);
  const later = rows.slice(1).map((row) => (row.id === 1 ? { ...row, cells: { ...row.cells, claim: "5" } } : row));
  expect(openCells(later, verdict)).toEqual([{ row: 1, column: "number" }]);
  expect(openCells(rows, undefined)).toEqual([]);
});
