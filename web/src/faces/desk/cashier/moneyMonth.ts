/** What several screens say of a month of case funds. */
import type { Schemas } from "../../../contract/types.ts";
import type { DeskWords } from "../../../words/desk/index.ts";

export type MoneyMonth = Schemas["sharedcourt.enforcement.v1.MoneyMonth"];
export type MoneyDifference = Schemas["sharedcourt.enforcement.v1.MoneyDifference"];

/** Where they stand at the desk. */
export const MONTHS = "/money-months";

/** The month in an id as `330783-2026-10`. */
export const monthOf = (id: string): string => id.slice(id.indexOf("-") + 1);

/** The month before that of an instant, in Beijing, as `2026-10`. */
export function monthBefore(now: number): string {
  const here = new Date(now + 8 * 3_600_000);
  return new Date(Date.UTC(here.getUTCFullYear(), here.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
}

/** A month as the reader's language writes it. */
export const textOfMonth =
  (words: DeskWords["moneyMonth"]) =>
  (month: string): string => {
    const [year, number] = month.split("-").map(Number);
    return year && number ? words.monthText(year, number) : "";
  };

/** What a difference is of: the bank's number with its direction, or the sum. */
export const aboutOf = ({ direction, bankReference }: MoneyDifference, words: DeskWords["moneyMonth"]): string =>
  [words.directions[direction ?? "BANK_DIRECTION_UNSPECIFIED"], bankReference].filter(Boolean).join(" ");
