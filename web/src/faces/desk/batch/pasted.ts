/** The members of a batch as they are pasted and corrected, what they send, and which cell the court's answer is about. */
import type { FieldFault } from "../../../contract/problem.ts";
import type { Schemas } from "../../../contract/types.ts";
import { type Day, fenFrom } from "../parts/values.ts";

export type Batch = Schemas["sharedcourt.enforcement.v1.Batch"];

/** The columns, in the order in which they are pasted where no row names them. */
export const COLUMNS = ["name", "identity", "number", "claim", "account", "bank"] as const;
export type ColumnKey = (typeof COLUMNS)[number];
export type Cells = Record<ColumnKey, string>;

export interface Row {
  /** Stays with the row wherever it stands. */
  id: number;
  cells: Cells;
}

export const NO_CELLS: Cells = { name: "", identity: "", number: "", claim: "", account: "", bank: "" };

/** The field of the contract that a cell fills, below its member. */
export const FIELDS: Record<ColumnKey, string> = {
  name: "payee.displayName",
  identity: "payee.identityNumber",
  number: "caseNumber",
  claim: "claimFen",
  account: "payee.account",
  bank: "payee.bank",
};

/** The id of a cell: the path of the contract that it fills. */
export const cellId = (row: number, column: ColumnKey): string => `batch.members[${row}].${FIELDS[column]}`;

/** What headings are called in a language. */
export interface Headings {
  columns: Record<ColumnKey, string>;
  /** Others, with a space between them. */
  headings: Record<ColumnKey, string>;
}

/** A heading without its unit, its spaces and the difference of large and small letters. */
const plain = (heading: string): string =>
  heading
    .replace(/[(\uff08].*[)\uff09]/, "")
    .replace(/[\s*_:\uff1a-]/g, "")
    .toLowerCase();

/** Where each column stands, if the row names them: two names are no accident. */
function headingsOf(row: readonly string[], languages: readonly Headings[]): Map<ColumnKey, number> | undefined {
  const found = new Map<ColumnKey, number>();
  for (const [at, heading] of row.entries()) {
    const column = COLUMNS.find(
      (each) =>
        !found.has(each) &&
        languages.some(({ columns, headings }) =>
          [columns[each], ...headings[each].split(" ")].map(plain).includes(plain(heading)),
        ),
    );
    if (column) found.set(column, at);
  }
  return found.size >= 2 ? found : undefined;
}

/** The rows of a pasted table as cells of the columns: by its headings, or in the columns' own order behind a column of numbers. */
export function cellsFrom(table: readonly (readonly string[])[], languages: readonly Headings[]): Cells[] {
  const places = table[0] && headingsOf(table[0], languages);
  const rows = places ? table.slice(1) : table;
  const isNumbered =
    !places && rows.length > 0 && rows.every((row) => row.length > COLUMNS.length && /^\d{1,4}$/.test(row[0] ?? ""));
  const from = isNumbered ? 1 : 0;
  return rows.map((row) => {
    const cell = (column: ColumnKey, at: number) => {
      const place = places ? places.get(column) : at + from;
      return place === undefined ? "" : (row[place] ?? "");
    };
    return Object.fromEntries(COLUMNS.map((column, at) => [column, cell(column, at)])) as Cells;
  });
}

/** Yuan of a cell in fen; nothing where it is no amount. */
export const claimOf = ({ claim }: Cells): string | undefined => fenFrom(claim.replace(/[\u00a5\uffe5\u5143]/g, ""));

/** What the claims come to, and whether each can be read. */
export function sumOf(rows: readonly Row[]): { fen: string; isWhole: boolean } {
  const claims = rows.map(({ cells }) => claimOf(cells));
  const fen = claims.reduce((sum, claim) => sum + BigInt(claim ?? 0), 0n);
  return { fen: fen.toString(), isWhole: claims.every((claim) => claim !== undefined) };
}

export interface Draft {
  displayName: string;
  debtor: string;
  debtorKind: "PARTY_KIND_ORGANISATION" | "PARTY_KIND_PERSON";
  debtorNumber: string;
  cause: string;
  filed: string;
  rows: Row[];
}

export const EMPTY: Draft = {
  displayName: "",
  debtor: "",
  debtorKind: "PARTY_KIND_ORGANISATION",
  debtorNumber: "",
  cause: "",
  filed: "",
  rows: [],
};

/** The batch of the form. A claim that can't be read is sent as none, so that the court names its cell among the others. */
export function batchOf(draft: Draft, numberOf: (written: string) => string, filed: Day | undefined): Batch {
  return {
    displayName: draft.displayName.trim(),
    debtor: {
      side: "SIDE_DEBTOR",
      displayName: draft.debtor.trim(),
      kind: draft.debtorKind,
      identityNumber: draft.debtorNumber.trim(),
    },
    ...(draft.cause.trim() ? { cause: draft.cause.trim() } : {}),
    ...(filed ? { filingDate: filed } : {}),
    members: draft.rows.map(({ cells }) => ({
      payee: {
        displayName: cells.name.trim(),
        identityNumber: cells.identity.trim(),
        account: cells.account.trim(),
        ...(cells.bank.trim() ? { bank: cells.bank.trim() } : {}),
      },
      caseNumber: numberOf(cells.number),
      claimFen: claimOf(cells) ?? "0",
    })),
  };
}

/** The cell of a path of the contract, however it writes its names; the name's where a row is named as a whole. */
export function cellOf(path: string): { row: number; column: ColumnKey } | undefined {
  const found = path.match(/^(?:batch\.)?members\[(\d+)\](?:\.(.*))?$/);
  if (!found) return undefined;
  const field = (found[2] ?? "").replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const column =
    COLUMNS.find((each) => field === FIELDS[each]) ?? (field.startsWith("payee.identity") ? "identity" : "name");
  return { row: Number(found[1]), column };
}

/** What is wrong with a cell, without the names of its row and column, in which it stands. */
export const inCell = (detail: string): string => detail.replace(LABEL, "");
const LABEL = /^(?:\u300c.*?\u300d\uff1a|\u300c.*\u7684(?=\u300c[^\u300d]*\u300d[^\uff1a])|["\u201c].*?["\u201d]: )/;

export type RowFaults = Partial<Record<ColumnKey, string>>;

/** What the court said to a batch as it was then. */
export interface Verdict {
  rows: readonly Row[];
  /** By the id of the row. */
  cells: ReadonlyMap<number, RowFaults>;
  /** What is about no cell. */
  others: readonly FieldFault[];
}

export function verdictOf(rows: readonly Row[], errors: readonly FieldFault[]): Verdict {
  const cells = new Map<number, RowFaults>();
  const others: FieldFault[] = [];
  for (const error of errors) {
    const cell = cellOf(error.field);
    const row = cell && rows[cell.row];
    if (!cell || !row) {
      others.push(error);
      continue;
    }
    const known = cells.get(row.id) ?? {};
    const said = known[cell.column];
    // A cell that is read wrongly in two ways says both.
    cells.set(row.id, { ...known, [cell.column]: said ? `${said} ${inCell(error.detail)}` : inCell(error.detail) });
  }
  return { rows, cells, others };
}

/** The cells that are still as they were when the court named them, in the order of the table. */
export function openCells(rows: readonly Row[], verdict: Verdict | undefined): { row: number; column: ColumnKey }[] {
  if (!verdict) return [];
  const before = new Map(verdict.rows.map((row) => [row.id, row.cells]));
  return rows.flatMap(({ id, cells }, row) =>
    COLUMNS.filter((column) => verdict.cells.get(id)?.[column] && before.get(id)?.[column] === cells[column]).map(
      (column) => ({ row, column }),
    ),
  );
}
