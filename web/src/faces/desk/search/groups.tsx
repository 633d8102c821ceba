/** What the search asks: each group with the offices that may ask it, how it is asked, and how its rows are shown. */
import type { ReactNode } from "react";
import { court, data } from "../../../contract/client.ts";
import { courtNow } from "../../../contract/clock.ts";
import type { Labelled } from "../../../contract/labels.ts";
import type { Person, Role } from "../../../contract/types.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { offices, officeText } from "../admin/terms.ts";
import { type Case, CaseMark, partiesOf } from "../officer/aboutCase.tsx";
import { type Receipt, useReceiptColumns } from "../officer/Receipts.tsx";
import { type Column, Rows } from "../parts/Rows.tsx";
import { filterOf, useNameOf } from "../parts/reading.ts";
import { isoDay } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { idOf } from "../router.ts";
import { type Meaning, ofCases, READ_CASES, READ_PEOPLE, READ_PHONES } from "./meaning.ts";

export interface Found extends Labelled {
  rows: readonly object[];
  nextPageToken?: string | null | undefined;
}

export interface Group {
  key: string;
  title: string;
  /** Which rows are asked for; nothing where what is meant is never among them. */
  filter: string | undefined;
  read: (query: { filter: string; pageSize: number; pageToken?: string }) => Promise<Found>;
  show: (found: Found) => ReactNode;
}

/** The groups of who is here, in the order in which they are shown. A further group is one more row. */
export function useGroups(meaning: Meaning): Group[] {
  const { d } = useDesk();
  const { role } = usePresent();
  const cases = useShown(useCaseColumns(), d.find.groups.cases, useCasePath());
  const people = useShown(usePersonColumns(), d.find.groups.people, usePersonPath());
  const receipts = useShown(useReceiptColumns(), d.find.groups.receipts, useReceiptPath());
  const groups: (Omit<Group, "title"> & { roles: readonly Role[]; key: keyof typeof d.find.groups })[] = [
    {
      key: "cases",
      roles: READ_CASES,
      filter: filterOf(ofCases(meaning)),
      read: async (query) => {
        const page = await data(court.GET("/v1/cases", { params: { query } }));
        return { ...page, rows: page.cases ?? [] };
      },
      show: cases,
    },
    {
      key: "people",
      roles: meaning.kind === "phone" ? READ_PHONES : READ_PEOPLE,
      filter: personFilter(meaning),
      read: async (query) => {
        const page = await data(court.GET("/v1/people", { params: { query } }));
        return { ...page, rows: page.people ?? [] };
      },
      show: people,
    },
    {
      key: "receipts",
      roles: READ_CASES,
      filter: meaning.kind === "name" ? filterOf({ payer: meaning.name }) : undefined,
      read: async (query) => {
        const page = await data(court.GET("/v1/receipts", { params: { query } }));
        return { ...page, rows: page.receipts ?? [] };
      },
      show: receipts,
    },
  ];
  return groups
    .filter(({ roles }) => roles.includes(role))
    .map((each) => ({ ...each, title: d.find.groups[each.key] }));
}

function personFilter(meaning: Meaning): string | undefined {
  if (meaning.kind === "phone") return filterOf({ phone: meaning.phone });
  return meaning.kind === "name" ? filterOf({ display_name: meaning.name }) : undefined;
}

/** The rows of an answer as a table of these columns. */
function useShown<T extends { name?: string | null | undefined }>(
  columns: Column<T>[],
  caption: string,
  pathOf: (row: T) => string | undefined,
) {
  return (found: Found) => (
    <Rows
      caption={caption}
      columns={columns}
      rows={found.rows as readonly T[]}
      answer={found}
      keyOf={({ name }) => name ?? ""}
      pathOf={pathOf}
      empty=""
    />
  );
}

function useCaseColumns(): Column<Case>[] {
  const { w, d } = useDesk();
  const nameOf = useNameOf();
  return [
    { title: d.case.number, cell: ({ caseNumber }) => caseNumber, width: "15rem" },
    { title: d.case.applicants, cell: (row) => partiesOf(row, "SIDE_APPLICANT", w.joiner) },
    { title: d.case.debtors, cell: (row) => partiesOf(row, "SIDE_DEBTOR", w.joiner) },
    { title: d.case.filed, cell: ({ filingDate }) => isoDay(filingDate), width: "7rem" },
    { title: d.case.handler, cell: ({ handler }, answer) => nameOf(handler, answer), width: "6rem" },
    { title: d.case.state, cell: (row) => <CaseMark case={row} />, width: "6rem" },
  ];
}

function usePersonColumns(): Column<Person>[] {
  const { w, d } = useDesk();
  return [
    { title: d.find.name, cell: ({ displayName }) => displayName, width: "15rem" },
    {
      title: d.find.office,
      cell: (row, answer) =>
        offices(row, courtNow())
          .map((term) => officeText(term, answer, w.roles))
          .join(w.joiner),
    },
    { title: d.find.phone, cell: ({ phone }) => phone, width: "10rem" },
  ];
}

function useOpens(path: string): boolean {
  return usePresent().modules.some((module) => module === path);
}

function useCasePath() {
  const opens = useOpens("cases");
  return ({ name }: Case) => (opens ? `/cases/${idOf(name)}` : undefined);
}

function usePersonPath() {
  const opens = useOpens("people");
  return ({ name }: Person) => (opens ? `/people/person/${idOf(name)}` : undefined);
}

/** Who keeps the money opens the receipt, anybody else the money of its case. */
function useReceiptPath() {
  const { role } = usePresent();
  const [opensCases, opensReceipts] = [useOpens("cases"), useOpens("receipts")];
  return (row: Receipt) => {
    if (row.case && opensCases && role !== "ROLE_CASHIER") return `/cases/${idOf(row.case)}/money/${idOf(row.name)}`;
    return opensReceipts ? `/receipts/${idOf(row.name)}` : undefined;
  };
}
