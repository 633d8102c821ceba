/** Rows that somebody copies from a spreadsheet or saves from it as CSV. */

/** A cell without what spreadsheets put around what they show: the mark of a text, spaces that do not break. */
const clean = (cell: string): string =>
  cell
    .replace(/\u00a0/g, " ")
    .trim()
    .replace(/^'/, "");

/** Tabs between cells where there is one, else commas, the wide ones where there is no other. */
const separatorOf = (text: string): string =>
  text.includes("\t") ? "\t" : text.includes(",") || !text.includes("\uff0c") ? "," : "\uff0c";

/** The cells of each row that has any; a cell in quotation marks may hold the separator and new lines. */
export function tableFrom(text: string): string[][] {
  const all = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  const separator = separatorOf(all);
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let isQuoted = false;
  const endCell = () => {
    row.push(clean(cell));
    cell = "";
  };
  const endRow = () => {
    endCell();
    if (row.some(Boolean)) rows.push(row);
    row = [];
  };
  for (let at = 0; at < all.length; at += 1) {
    const letter = all[at];
    if (isQuoted) {
      if (letter !== '"') cell += letter;
      else if (all[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (letter === '"' && cell.trim() === "") {
      cell = "";
      isQuoted = true;
    } else if (letter === separator) endCell();
    else if (letter === "\n") endRow();
    else cell += letter;
  }
  endRow();
  return rows;
}

/** A table as a spreadsheet takes it from the clipboard. */
export const tabbed = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => row.map((cell) => cell.replace(/[\t\n]/g, " ")).join("\t")).join("\n");

/** What a CSV file says. Spreadsheets in Chinese save it by the national character set unless asked for UTF-8; a workbook says nothing. */
export function textOf(bytes: Uint8Array): string | undefined {
  // A workbook is a ZIP archive, an old one a compound file.
  const isWorkbook = (bytes[0] === 0x50 && bytes[1] === 0x4b) || (bytes[0] === 0xd0 && bytes[1] === 0xcf);
  if (isWorkbook) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}
