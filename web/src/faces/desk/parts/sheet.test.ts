import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Cell, cellOf, csvOf, workbookOf } from "./sheet.ts";

const sheet = (rows: Cell[][]) => ({ title: "收支/核对", headings: ["项目", "-差额"], rows });

test("an amount is a number, and what only looks like one is a text", () => {
  expect(cellOf(" -¥1,234,567.05 ", true)).toEqual({ number: "-1234567.05" });
  expect(cellOf("12", true)).toEqual({ number: "12" });
  expect(cellOf("6222020200112233445", true)).toBe("6222020200112233445");
  expect(cellOf("–", true)).toBe("–");
  expect(cellOf("0783", false)).toBe("0783");
});

test("no cell begins a formula, and a number below zero is none", () => {
  const rows: Cell[][] = [
    ["=1+1", { number: "-123.05" }],
    ['甲,"乙"\r\n丙', "＠x"],
  ];
  expect(csvOf(sheet(rows))).toBe(`\ufeff项目,'-差额\r\n'=1+1,-123.05\r\n"甲,""乙""\r\n丙",'＠x\r\n`);
  for (const sign of ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
    expect(csvOf(sheet([[`${sign}A1`]])).split("\r\n")[1]).toMatch(/^"?'/);
});

test("a workbook holds the same, each text as a text", () => {
  const text = new TextDecoder().decode(workbookOf(sheet([["=HYPERLINK(1)<&", { number: "-3.5" }], ["a\u0000b"]])));
  expect(text).toContain(
    '<row><c t="inlineStr" s="2"><is><t xml:space="preserve">=HYPERLINK(1)&lt;&amp;</t></is></c><c><v>-3.5</v></c></row>',
  );
  expect(text).toContain(">ab<");
  expect(text).toContain('<sheet name="收支核对"');
  expect(text).not.toContain("<f>");
});

test("a workbook is a file that other programs open", () => {
  const folder = mkdtempSync(join(tmpdir(), "sheet-"));
  const path = join(folder, "a.xlsx");
  writeFileSync(path, workbookOf(sheet([["甲", { number: "1" }]])));
  const read = `import zipfile, sys, xml.dom.minidom
with zipfile.ZipFile(sys.argv[1]) as file:
    assert file.testzip() is None
    for name in file.namelist():
        xml.dom.minidom.parseString(file.read(name))
    print(len(file.namelist()))`;
  expect(execFileSync("python3", ["-c", read, path], { encoding: "utf8" }).trim()).toBe("6");
  rmSync(folder, { recursive: true });
});
