/** Days, money and case numbers as the desk writes them. */
import type { Schemas } from "../../../contract/types.ts";
import { fullDayOf, isoMinuteAt } from "../../../shell/dates.ts";
import type { Tag } from "../../../words/index.tsx";

export type Day = Schemas["google.type.Date"];

const two = (value: number) => String(value).padStart(2, "0");

/** A day of the contract as `2026-11-30`, for a field and for comparing. */
export const isoDay = (day: Day | null | undefined): string =>
  day?.year ? `${day.year}-${two(day.month ?? 1)}-${two(day.day ?? 1)}` : "";

/** What a field holds as a day of the contract. */
export function dayFrom(iso: string): Day | undefined {
  const [year, month, day] = iso.split("-").map(Number);
  return year && month && day ? { year, month, day } : undefined;
}

/** Noon in Beijing of a day. */
export const noonOf = (day: Day | null | undefined): number =>
  day?.year ? Date.UTC(day.year, (day.month ?? 1) - 1, day.day ?? 1, 4) : Number.NaN;

export function dayText(day: Day | null | undefined, tag: Tag): string {
  const at = noonOf(day);
  return Number.isNaN(at) ? "" : fullDayOf(at, tag);
}

/** An instant in Beijing as `2026-11-30 08:30`, for a column. */
export function shortMoment(time: string | null | undefined): string {
  const at = time ? Date.parse(time) : Number.NaN;
  return Number.isNaN(at) ? "" : isoMinuteAt(at).replace("T", " ");
}

/** What a field for a day and a time holds, as an instant of the contract; it is Beijing's time. */
export const instantOf = (field: string): string | undefined => (field ? `${field}:00+08:00` : undefined);

/** Money in yuan to the fen, from whole fen; never by a floating number. */
export function moneyText(fen: string | number | null | undefined): string {
  if (fen === undefined || fen === null || fen === "") return "";
  const all = BigInt(fen);
  const [sign, whole] = all < 0n ? ["-", -all] : ["", all];
  const yuan = (whole / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ",");
  return `${sign}¥${yuan}.${two(Number(whole % 100n))}`;
}

/** Yuan as somebody writes them, in fen; nothing where it is no amount. */
export function fenFrom(yuan: string): string | undefined {
  const found = yuan.replace(/[,\s]/g, "").match(/^(\d{1,15})(?:\.(\d{1,2}))?$/);
  if (!found) return undefined;
  const fen = BigInt(found[1] ?? 0) * 100n + BigInt((found[2] ?? "").padEnd(2, "0"));
  return fen > 0n ? fen.toString() : undefined;
}

/** What something is worth, which nobody may have stated: the contract writes zero for that. */
export const worthText = (fen: string | number | null | undefined): string =>
  BigInt(fen || 0) === 0n ? "–" : moneyText(fen);

/**
 * The number of a case as somebody writes it in a hurry, in full: the running number alone is of this year and of their own court, and so
 * is what begins with the kind of case. Anything else is left to the court, which reads every complete form.
 */
export function completeNumber(text: string, code: string, year: number): string {
  const said = text.replace(/\s/g, "");
  if (!code) return said;
  const found = said.match(
    /^(?:(?:[([\uff08\u3014]?)(\d{4})(?:[)\]\uff09\u3015]?))?(?:(\p{Script=Han}{1,3}))?(\d{1,6})(\p{Script=Han})?$/u,
  );
  if (!found) return said;
  const [, ofYear, kind, running, end] = found;
  // A year alone is a running number.
  if (ofYear && !kind) return /^\d+$/.test(said) ? full(code, year, ENFORCEMENT, said) : said;
  if (end && end !== NUMBER) return said;
  return full(code, ofYear ? Number(ofYear) : year, kind || ENFORCEMENT, running ?? "");
}

const ENFORCEMENT = "\u6267";
const NUMBER = "\u53f7";
const full = (code: string, year: number, kind: string, running: string) =>
  `\uff08${year}\uff09${code}${kind}${running}${NUMBER}`;
