/** What somebody means who writes something into the search, and who may ask for what. */
import type { Role } from "../../../contract/types.ts";
import { completeNumber } from "../parts/values.ts";

const OF_THE_COURT: readonly Role[] = [
  "ROLE_OFFICER",
  "ROLE_BUREAU_CHIEF",
  "ROLE_PRESIDENT",
  "ROLE_COMMAND",
  "ROLE_AUDITOR",
];
export const READ_CASES: readonly Role[] = [...OF_THE_COURT, "ROLE_CASHIER"];
export const READ_PEOPLE: readonly Role[] = [...OF_THE_COURT, "ROLE_CONTACT_JUDGE", "ROLE_ADMIN"];
/** The offices that are shown telephone numbers whole. */
export const READ_PHONES: readonly Role[] = ["ROLE_OFFICER", "ROLE_BUREAU_CHIEF", "ROLE_COMMAND", "ROLE_ADMIN"];

/** Whether an office searches at all. */
export const searches = (role: Role): boolean => READ_CASES.includes(role) || READ_PEOPLE.includes(role);

export type Meaning =
  | { kind: "number"; number: string }
  /** The beginning of a number. */
  | { kind: "start"; start: string }
  | { kind: "phone"; phone: string }
  | { kind: "name"; name: string };

const NUMBER = "\u53f7";
const PHONE = /^\+?[\d\s()-]+$/;
/** A number that is shorter is the running number of a case. */
const SHORTEST_PHONE = 7;
/** A year, in brackets or not, and a court. */
const START = /^[([\uff08\u3014]?\d{4}[)\]\uff09\u3015]?\p{Script=Han}/u;
const STAR = /[*\uff0a]$/;

/** `code` is the one in the numbers of the court's own cases. */
export function meaningOf(text: string, code: string, year: number): Meaning {
  // A condition of a filter ends where a quotation mark stands, and no name has one.
  const said = text.replace(/["\uff02]/g, "").trim();
  const plain = said.normalize("NFKC");
  if (PHONE.test(plain) && plain.replace(/\D/g, "").length >= SHORTEST_PHONE) return { kind: "phone", phone: plain };
  const complete = completeNumber(plain.replace(STAR, ""), code, year);
  const isWhole = new RegExp(`\\d${NUMBER}(?:\u4e4b.*)?$`).test(complete);
  if (isWhole && !STAR.test(said)) return { kind: "number", number: complete };
  if (isWhole) return { kind: "start", start: complete.replace(new RegExp(`${NUMBER}.*$`), "") };
  if (START.test(complete)) return { kind: "start", start: complete };
  return { kind: "name", name: said };
}

/** The condition under which a list of cases shows what is meant. */
export function ofCases(meaning: Meaning): Record<string, string> {
  switch (meaning.kind) {
    case "number":
      return { case_number: meaning.number };
    case "start":
      return { case_number: `${meaning.start}*` };
    case "phone":
      return { party_phone: meaning.phone };
    case "name":
      return { party_name: meaning.name };
  }
}

/** Whether a text is a whole number of a case, whatever the code of the court is. */
export const isWholeNumber = (text: string): boolean => meaningOf(text, "\u6d590783", 2000).kind === "number";
