/** The bank's list of what came to the account, as rows of the contract; what can't be read is named line by line. */
import type { Schemas } from "../../../contract/types.ts";
import { bankList, bankMarks, bankTime } from "../../../words/desk/bank-answer.ts";
import { tableFrom } from "../parts/spreadsheet.ts";
import { fenFrom } from "../parts/values.ts";

export type Transfer = Schemas["sharedcourt.enforcement.v1.BankTransfer"];
export type BankColumn = keyof typeof bankList;
export type ListFault = "reference" | "amount" | "arrived" | "masked" | "repeated";

/** Without these there is no transfer. */
const NEEDED: readonly BankColumn[] = ["reference", "amount", "arrived"];
const COLUMNS = Object.keys(bankList) as BankColumn[];

export interface ListLine {
  /** Where it stands in the list, from 1; the heads are the first. */
  line: number;
  transfer?: Transfer;
  fault?: ListFault;
}

export interface BankList {
  lines: ListLine[];
  /** What went out of the account, which is no receipt. */
  spent: number;
  /** Columns that are needed and not there. */
  missing: BankColumn[];
}

const same = (head: string) => head.replace(bankMarks.head, "").toLowerCase();

/** Reads the list; the first row that names the needed columns is that of the heads. */
export function readBankList(text: string): BankList {
  const table = tableFrom(text);
  const heads = table.map((cells) => placesIn(cells));
  const at = heads.findIndex((places) => NEEDED.every((column) => places[column] !== undefined));
  if (at < 0) {
    const best = heads.reduce((one, other) => (size(other) > size(one) ? other : one), {});
    return { lines: [], spent: 0, missing: NEEDED.filter((column) => best[column] === undefined) };
  }
  const places = heads[at] ?? {};
  const found: BankList = { lines: [], spent: 0, missing: [] };
  const seen = new Map<string, string>();
  for (const [row, cells] of table.slice(at + 1).entries()) {
    const cell = (column: BankColumn) => (cells[places[column] ?? -1] ?? "").trim();
    const amount = cell("amount");
    if (isNothing(amount) && !isNothing(cell("spent"))) {
      found.spent += 1;
      continue;
    }
    const line = at + row + 2;
    const read = transferFrom(cell);
    if (typeof read === "string") found.lines.push({ line, fault: read });
    else {
      // The same row twice is one transfer for the court; one number of two transfers is wrong.
      const said = JSON.stringify(read);
      const before = seen.get(read.bankReference ?? "");
      if (before !== undefined && before !== said) found.lines.push({ line, fault: "repeated" });
      else if (before === undefined) found.lines.push({ line, transfer: read });
      seen.set(read.bankReference ?? "", before ?? said);
    }
  }
  return found;
}

const size = (places: Partial<Record<BankColumn, number>>) => Object.keys(places).length;
const isNothing = (amount: string) => /^[-–0.,\s]*$/.test(amount);

function placesIn(cells: readonly string[]): Partial<Record<BankColumn, number>> {
  const places: Partial<Record<BankColumn, number>> = {};
  for (const column of COLUMNS) {
    const at = cells.findIndex((head) => bankList[column].some((name) => same(name) === same(head)));
    if (at >= 0) places[column] = at;
  }
  return places;
}

function transferFrom(cell: (column: BankColumn) => string): Transfer | ListFault {
  const bankReference = cell("reference").replace(/^'/, "");
  if (!bankReference) return "reference";
  const amountFen = fenFrom(cell("amount").replace(bankMarks.currency, ""));
  if (!amountFen) return "amount";
  const arriveTime = instantFrom(cell("arrived"));
  if (!arriveTime) return "arrived";
  const [payer, account, bank, remark] = [
    cell("payer"),
    cell("account").replace(/^'/, ""),
    cell("bank"),
    cell("remark"),
  ];
  // What was masked for reading is not what the bank said.
  if ([payer, account].some((text) => bankMarks.masked.test(text))) return "masked";
  return { bankReference, amountFen, arriveTime, payer: { displayName: payer, account, bank }, remark };
}

/** A time of the bank, in Beijing, however its parts are separated; the begin of the day where it has no hour. */
export function instantFrom(text: string): string | undefined {
  const found = text.match(bankTime);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1)
    .map((part) => Number(part ?? 0));
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  const read = new Date(at);
  const isDay =
    read.getUTCMonth() === month - 1 && read.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return isDay ? `${read.toISOString().slice(0, 19)}+08:00` : undefined;
}
