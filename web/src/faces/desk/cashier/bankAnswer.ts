/** What somebody pastes of the bank's answer, as results of the contract; what can't be read is named line by line. */
import type { Schemas } from "../../../contract/types.ts";
import { bankAnswer } from "../../../words/desk/bank-answer.ts";
import { fenFrom } from "../parts/values.ts";

export type PayoutResult = Schemas["sharedcourt.enforcement.v1.PayoutResult"];
export type Fault = "columns" | "row" | "amount" | "outcome" | "detail" | "time";

export interface PastedLine {
  /** Where it stands in what was pasted, from 1. */
  line: number;
  result?: PayoutResult;
  fault?: Fault;
}

/** Each line of a paste that holds something, without the line of the heads. `now` bounds a payment that is given by its day alone. */
export function pastedLines(text: string, now: number): PastedLine[] {
  return text
    .replace(/^\ufeff/, "")
    .split(/\r\n|\r|\n/)
    .map((content, at) => ({ line: at + 1, cells: cellsOf(content) }))
    .filter(({ cells }) => cells.some(Boolean) && !bankAnswer.heads.includes((cells[0] ?? "").toLowerCase()))
    .map(({ line, cells }) => {
      const read = resultFrom(cells, now);
      return typeof read === "string" ? { line, fault: read } : { line, result: read };
    });
}

function resultFrom(cells: readonly string[], now: number): PayoutResult | Fault {
  const [fileNumber = "", place = "", account = "", yuan = "", outcome = "", detail = "", time = ""] = cells;
  if (cells.length < 5) return "columns";
  if (!/^\d{1,4}$/.test(place)) return "row";
  const amountFen = fenFrom(yuan);
  if (!amountFen) return "amount";
  const isPaid = bankAnswer.paid.includes(outcome.toLowerCase());
  if (!isPaid && !bankAnswer.failed.includes(outcome.toLowerCase())) return "outcome";
  if (!detail) return "detail";
  const payTime = isPaid && time ? momentOf(time, now) : undefined;
  if (isPaid && time && !payTime) return "time";
  return {
    fileNumber,
    row: Number(place),
    account: account.replace(/^'/, ""),
    amountFen,
    ...(isPaid ? { bankReference: detail } : { failure: detail }),
    ...(payTime ? { payTime } : {}),
  };
}

/** A time of the bank in Beijing. A day alone is taken at its end, or now where that has not come: nothing is paid before it arrived. */
export function momentOf(text: string, now: number): string | undefined {
  const found = text.match(
    /^(\d{4})[-/.\u5e74]?(\d{1,2})[-/.\u6708]?(\d{1,2})\u65e5?(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/,
  );
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second] = found;
  const two = (part: string | undefined) => (part ?? "0").padStart(2, "0");
  const clock = hour === undefined ? "23:59:59" : `${two(hour)}:${two(minute)}:${two(second)}`;
  const at = Date.parse(`${year}-${two(month)}-${two(day)}T${clock}+08:00`);
  if (Number.isNaN(at)) return undefined;
  return new Date(hour === undefined ? Math.min(at, now) : at).toISOString();
}

/** The cells of a line: between tabs where it has one, else between commas as CSV writes them. */
export function cellsOf(line: string): string[] {
  if (line.includes("\t")) return line.split("\t").map((cell) => cell.trim());
  const cells: string[] = [];
  const all = /(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g;
  for (const found of line.matchAll(all)) {
    cells.push((found[1]?.replaceAll('""', '"') ?? found[2] ?? "").trim());
    if (!found[0].endsWith(",")) break;
  }
  return cells;
}
