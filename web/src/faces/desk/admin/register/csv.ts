/** Tables as offices have them: comma-separated text of a file, or cells that were copied out of a spreadsheet, with tabs between them. */

export interface Line {
  /** The number of its first line in the text. */
  number: number;
  cells: string[];
}

/** The text of a file: UTF-8, and where it is none GB18030, as spreadsheets in Chinese write it. */
export function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

/** The records of a text, without empty ones. A quote that is never closed ends with its text. */
export function linesOf(text: string): Line[] {
  const whole = text.replace(/^\uFEFF/, "");
  const first = whole.split(/\r?\n/, 1)[0] ?? "";
  const separator = first.includes("\t") ? "\t" : ",";
  const lines: Line[] = [];
  let cells: string[] = [];
  let cell = "";
  let quoted = false;
  let number = 1;
  let begin = 1;
  const endCell = () => {
    cells.push(cell.trim());
    cell = "";
  };
  const endLine = () => {
    endCell();
    if (cells.some(Boolean)) lines.push({ number: begin, cells });
    cells = [];
  };
  for (let at = 0; at < whole.length; at += 1) {
    const char = whole[at] ?? "";
    if (char === "\n") number += 1;
    if (quoted) {
      if (char !== '"') cell += char;
      else if (whole[at + 1] === '"') {
        cell += char;
        at += 1;
      } else quoted = false;
    } else if (char === '"' && cell.trim() === "") {
      cell = "";
      quoted = true;
    } else if (char === separator) endCell();
    else if (char === "\n") {
      endLine();
      begin = number;
    } else if (char !== "\r") cell += char;
  }
  endLine();
  return lines;
}

/** What spreadsheets put around digits to keep them as text (`'0012`, `="0012"`) is no content. */
export const content = (cell: string): string =>
  cell
    .replace(/^="([^"]*)"$/, "$1")
    .replace(/^'/, "")
    .trim();

/** A number that a spreadsheet has rounded: its digits are lost. */
export const isRounded = (cell: string): boolean => /^-?\d+(\.\d+)?E\+\d+$/i.test(cell);

/** A value that an export has masked, as `138****5678`: the file does not hold what stands under it. */
export function isMasked(cell: string): boolean {
  const symbols = [...cell];
  const stars = symbols.filter((symbol) => symbol === "*" || symbol === "\uff0a").length;
  const isOneWord = !/[\s!-)+-/:-@[-`{-~]/.test(cell);
  return isOneWord && stars > 0 && stars < symbols.length && (stars >= 3 || symbols.length <= 4);
}

/** A day or a time as offices write it, as an instant of the contract; Beijing's where no offset stands. Nothing where it is none. */
export function instantFrom(cell: string): string | undefined {
  const found = cell.match(
    /^(\d{4})(?:[-/.]|\u5e74)(\d{1,2})(?:[-/.]|\u6708)(\d{1,2})(?:\u65e5|\u53f7)?(?:[T\s]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/,
  );
  if (!found) return undefined;
  const [, year, month, day, hour = "0", minute = "00", second = "00", offset = "+08:00"] = found;
  const two = (text: string | undefined) => (text ?? "").padStart(2, "0");
  const zone = offset.length === 5 ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset;
  const written = `${year}-${two(month)}-${two(day)}`;
  const instant = `${written}T${two(hour)}:${minute}:${second}${zone}`;
  return isCalendarDay(written) && !Number.isNaN(Date.parse(instant)) ? instant : undefined;
}

/** A day that its month does not have is none. */
function isCalendarDay(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
}
