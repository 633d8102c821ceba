/** The days that the desk counts, and where, kept in the address of the page. */
import { courtNow } from "../../../contract/clock.ts";
import { comparedWith, type Days, daysOf, PERIODS, type Period } from "../../../figures/window.ts";
import { pathWith, useQueryOf } from "../router.ts";

/** Days that somebody chose themselves. */
export const OTHER = "other";
export type Chosen = Period | typeof OTHER;
export const CHOICES = [...PERIODS, OTHER] as const;

export interface Window {
  chosen: Chosen;
  days: Days;
  /** The code of one town or village; empty for the whole of what the person may see. */
  region: string;
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** The window of an address: a period up to today, or two days. */
export function windowOf(query: URLSearchParams, now: number): Window {
  const [from, to, region] = ["from", "to", "region"].map((name) => query.get(name) ?? "") as [string, string, string];
  if (isDay(from) && isDay(to)) return { chosen: OTHER, days: { from, to }, region };
  const period = PERIODS.find((each) => each === query.get("period")) ?? "year";
  return { chosen: period, days: daysOf(period, now), region };
}

export const useWindow = (): Window => windowOf(useQueryOf(), courtNow());

/** A path of the module for the same days in the same place. */
export const pathFor = (path: string, { chosen, days, region }: Window): string =>
  pathWith(`/indicators${path}`, { ...(chosen === OTHER ? days : { period: chosen }), region });

/** What the court is asked for these days, beside the same days a year before. */
export function asked({ days, region }: Pick<Window, "days" | "region">) {
  const other = comparedWith(days);
  return { ...days, compareFrom: other.from, compareTo: other.to, ...(region ? { region } : {}) };
}
