/** The days that the wall counts, and those that it compares them with: days of the court's calendar, both ends included. */
import { fullDayOf, monthOf } from "../shell/dates.ts";
import type { Tag } from "../words/index.tsx";

export interface Days {
  from: string;
  to: string;
}

/** From the beginning of the year, or of the month, or for as long as twelve months, until today. */
export const PERIODS = ["year", "month", "twelve"] as const;
export type Period = (typeof PERIODS)[number];

const DAY = 86_400_000;
/** Beijing's time is eight hours ahead, all year. */
const AHEAD = 8 * 3_600_000;
const iso = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Today at the court. */
export const today = (now: number): string => iso(now + AHEAD);

/** The same day a year before; of a leap day the last of February. */
export function yearBefore(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year - 1, month, 0)).getUTCDate();
  return iso(Date.UTC(year - 1, month - 1, Math.min(date, last)));
}

const dayAfter = (day: string): string => iso(Date.parse(day) + DAY);

export function daysOf(period: Period, now: number): Days {
  const to = today(now);
  switch (period) {
    case "year":
      return { from: `${to.slice(0, 4)}-01-01`, to };
    case "month":
      return { from: `${to.slice(0, 7)}-01`, to };
    case "twelve":
      return { from: dayAfter(yearBefore(to)), to };
  }
}

/** The same days a year before. */
export const comparedWith = ({ from, to }: Days): Days => ({ from: yearBefore(from), to: yearBefore(to) });

/** The first instant of a day at the court. */
export const startOf = (day: string): string => `${day}T00:00:00+08:00`;

/** A day and a month in words. */
export const dayText = (day: string, tag: Tag): string => fullDayOf(Date.parse(startOf(day)), tag);
export const monthText = (month: string, tag: Tag): string => monthOf(Date.parse(startOf(`${month}-01`)), tag);

export interface Month extends Days {
  /** `2026-11` */
  month: string;
}

/** The twelve months up to this one, which ends today. */
export function twelveMonths(now: number): Month[] {
  const to = today(now);
  const [year = 0, month = 1] = to.split("-").map(Number);
  return Array.from({ length: 12 }, (_, at) => {
    const first = Date.UTC(year, month - 12 + at, 1);
    const last = Date.UTC(year, month - 11 + at, 1) - DAY;
    return { month: iso(first).slice(0, 7), from: iso(first), to: at === 11 ? to : iso(last) };
  });
}

const MONTHS_OF = { month: 1, quarter: 3, year: 12 } as const;
export type Span = keyof typeof MONTHS_OF;

/** Whether days are a whole month, quarter or year of the calendar. */
export function isWhole(span: Span, { from, to }: Days): boolean {
  const [year = 0, month = 1, day = 1] = from.split("-").map(Number);
  const months = MONTHS_OF[span];
  const last = iso(Date.UTC(year, month - 1 + months, 1) - DAY);
  return day === 1 && (month - 1) % months === 0 && to === last;
}
