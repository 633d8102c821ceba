/** What somebody pastes of the bank's statement, as rows of the contract; what can't be read is named line by line. */
import type { Schemas } from "../../../contract/types.ts";
import { bankStatement } from "../../../words/desk/bank-answer.ts";
import { fenFrom } from "../parts/values.ts";
import { cellsOf } from "./bankAnswer.ts";

export type BankRow = Schemas["sharedcourt.enforcement.v1.BankRow"];
export type StatementFault = "columns" | "reference" | "direction" | "amount";

export interface StatementLine {
  /** Where it stands in what was pasted, from 1. */
  line: number;
  row?: BankRow;
  fault?: StatementFault;
}

/** Each line of a paste that holds something, without the line of the heads. */
export function statementLines(text: string): StatementLine[] {
  return text
    .replace(/^\ufeff/, "")
    .split(/\r\n|\r|\n/)
    .map((content, at) => ({ line: at + 1, cells: cellsOf(content) }))
    .filter(({ cells }) => cells.some(Boolean) && !bankStatement.heads.includes((cells[0] ?? "").toLowerCase()))
    .map(({ line, cells }) => {
      const read = rowFrom(cells);
      return typeof read === "string" ? { line, fault: read } : { line, row: read };
    });
}

function rowFrom(cells: readonly string[]): BankRow | StatementFault {
  const [reference = "", way = "", yuan = ""] = cells;
  if (cells.length < 3) return "columns";
  const bankReference = reference.replace(/^'/, "");
  if (!bankReference) return "reference";
  const word = way.toLowerCase();
  const isIn = bankStatement.came.includes(word);
  if (!isIn && !bankStatement.went.includes(word)) return "direction";
  const amountFen = fenFrom(yuan);
  if (!amountFen) return "amount";
  return { bankReference, direction: isIn ? "BANK_DIRECTION_IN" : "BANK_DIRECTION_OUT", amountFen };
}

/** Yuan as somebody writes them, in fen, nothing among them; `undefined` where it is no amount. */
export const balanceFrom = (yuan: string): string | undefined =>
  /^0+(\.0{1,2})?$/.test(yuan.trim()) ? "0" : fenFrom(yuan);

/** Fen as a field of yuan holds them. */
export function yuanText(fen: string | null | undefined): string {
  const all = BigInt(fen ?? 0);
  return `${all / 100n}.${(all % 100n).toString().padStart(2, "0")}`;
}
