/** Rows that a page makes itself, as a file: what stands on the page, as text for spreadsheets or as a workbook. No cell begins a formula. */
import { zipSync } from "fflate";

/** A cell: a text, or an amount or count to reckon with. */
export type Cell = string | { number: string };

export interface Sheet {
  title: string;
  headings: string[];
  rows: Cell[][];
}

/** What spreadsheets take for the beginning of a formula, in full width too; the same as in the files that the court makes. */
const FORMULA = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

/** What a page shows as a number, without its marks; a text where it is none, as the number of an account is. */
export function cellOf(shown: string, isNumber: boolean): Cell {
  const text = shown.trim();
  const number = text.replace(/[¥,]/g, "");
  return isNumber && /^-?\d{1,15}(\.\d+)?$/.test(number) ? { number } : text;
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const plain = (cell: Cell): string =>
  typeof cell === "string" ? quoted(FORMULA.test(cell) ? `'${cell}` : cell) : cell.number;

/** UTF-8 with the mark by which spreadsheets know it, and lines that end as theirs. */
export const csvOf = ({ headings, rows }: Sheet): string =>
  `\ufeff${[headings, ...rows].map((row) => `${row.map(plain).join(",")}\r\n`).join("")}`;

/** What XML can't hold is left out. */
const xml = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is left out
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

/** The formats of a workbook: usual, heading, a text that would be taken for a formula where somebody edits it. */
const [HEADING, QUOTED] = [1, 2];
const textCell = (text: string, format: number): string =>
  `<c t="inlineStr" s="${format}"><is><t xml:space="preserve">${xml(text)}</t></is></c>`;
const cell = (cell: Cell): string =>
  typeof cell === "string" ? textCell(cell, FORMULA.test(cell) ? QUOTED : 0) : `<c><v>${cell.number}</v></c>`;
const row = (cells: string[]): string => `<row>${cells.join("")}</row>`;

const PART = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const FORMATS = "http://schemas.openxmlformats.org";
const MAIN = `xmlns="${FORMATS}/spreadsheetml/2006/main"`;
const OFFICE = `${FORMATS}/officeDocument/2006/relationships`;
const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const STYLES =
  `<styleSheet ${MAIN}><fonts count="2"><font/><font><b/></font></fonts><fills count="1"><fill/></fills>` +
  '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/>' +
  '<xf fontId="1" applyFont="1"/><xf quotePrefix="1"/></cellXfs></styleSheet>';

/** The names of sheets hold no such symbols, and no more than 31 symbols. */
const nameOf = (title: string): string => title.replace(/[[\]:*?/\\']/g, "").slice(0, 31) || "1";

/** A workbook of one sheet. */
export function workbookOf({ title, headings, rows }: Sheet): Uint8Array<ArrayBuffer> {
  const lines = [row(headings.map((text) => textCell(text, HEADING))), ...rows.map((cells) => row(cells.map(cell)))];
  const parts: [string, string][] = [
    [
      "[Content_Types].xml",
      `<Types xmlns="${FORMATS}/package/2006/content-types">` +
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        `<Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>` +
        `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/>` +
        `<Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`,
    ],
    ["_rels/.rels", relations([["officeDocument", "xl/workbook.xml"]])],
    [
      "xl/workbook.xml",
      `<workbook ${MAIN} xmlns:r="${OFFICE}"><sheets><sheet name="${xml(nameOf(title))}" sheetId="1" r:id="r1"/></sheets></workbook>`,
    ],
    [
      "xl/_rels/workbook.xml.rels",
      relations([
        ["worksheet", "worksheets/sheet1.xml"],
        ["styles", "styles.xml"],
      ]),
    ],
    ["xl/styles.xml", STYLES],
    ["xl/worksheets/sheet1.xml", `<worksheet ${MAIN}><sheetData>${lines.join("")}</sheetData></worksheet>`],
  ];
  const encoder = new TextEncoder();
  const files = Object.fromEntries(parts.map(([name, text]) => [name, encoder.encode(PART + text)]));
  // What a page makes is small, and says nothing of when it was made.
  return zipSync(files, { level: 0, mtime: new Date(1980, 0, 2) });
}

const relations = (targets: [string, string][]): string =>
  `<Relationships xmlns="${FORMATS}/package/2006/relationships">${targets
    .map(([kind, target], at) => `<Relationship Id="r${at + 1}" Type="${OFFICE}/${kind}" Target="${target}"/>`)
    .join("")}</Relationships>`;
