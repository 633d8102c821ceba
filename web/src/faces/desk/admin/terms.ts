/** Terms of office as the register has them: how each stands today, where it lies on a bar of time, and where a court has no director. */
import { type Labelled, labelText } from "../../../contract/labels.ts";
import type { Court, Person, Role, Term } from "../../../contract/types.ts";
import { shortMoment } from "../parts/values.ts";

const DAY = 86_400_000;
const YEAR = 365 * DAY;
/** How long before its end a term is pointed out. */
export const SOON = 30 * DAY;

export type Standing = "past" | "running" | "coming";

const beginOf = ({ startTime }: Term): number => (startTime ? Date.parse(startTime) : Number.NEGATIVE_INFINITY);
const endOf = ({ endTime }: Term): number => (endTime ? Date.parse(endTime) : Number.POSITIVE_INFINITY);

export function standingOf(term: Term, now: number): Standing {
  if (endOf(term) <= now) return "past";
  return beginOf(term) <= now ? "running" : "coming";
}

/** The terms that are not over. */
export const offices = ({ terms }: Person, now: number): Term[] =>
  (terms ?? []).filter((term) => standingOf(term, now) !== "past");

/** The first instant of a day in Beijing. */
export const firstInstant = (day: string): string => `${day}T00:00:00+08:00`;
/** The first instant after a day in Beijing. */
export const instantAfter = (day: string): string => new Date(Date.parse(firstInstant(day)) + DAY).toISOString();
/** The day in Beijing on which something begins. */
export const firstDay = (time: string | null | undefined): string => shortMoment(time).slice(0, 10);
/** The last day of something, of which the contract has the first instant after. */
export const lastDay = (time: string | null | undefined): string =>
  time ? firstDay(new Date(Date.parse(time) - 1).toISOString()) : "";

/** The resource in which a term counts, by the name under which an answer labels it. */
export const placeOf = ({ court, unit, regionCode }: Term): string =>
  court || unit || (regionCode ? `regions/${regionCode}` : "");

/** The office with its place in words. */
export function officeText(term: Term, answer: Labelled, roles: Record<Role, string>): string {
  const place = labelText(answer, placeOf(term));
  return place ? `${roles[term.role]} · ${place}` : roles[term.role];
}

/** The code of the region in which a term counts; empty for a unit's clerk. `courts` are the courts by their names. */
export const regionOf = (term: Term, courts: ReadonlyMap<string, Court>): string =>
  term.regionCode || courts.get(term.court ?? "")?.regionCode || "";

export interface Bar {
  term: Term;
  standing: Standing;
  /** Hundredths of the width. */
  left: number;
  width: number;
  /** It has no end. */
  isOpen: boolean;
}

export interface Bars {
  begin: number;
  end: number;
  /** Where today lies, in hundredths of the width. */
  today: number;
  bars: Bar[];
}

/** Terms on one bar of time, the earliest first, from the first day of the first until a year from now or the last end. */
export function barsOf(terms: readonly Term[], now: number): Bars {
  const finite = (time: number, otherwise: number) => (Number.isFinite(time) ? time : otherwise);
  const begin = Math.min(now, ...terms.map((term) => finite(beginOf(term), now)));
  const end = Math.max(now + YEAR, ...terms.map((term) => finite(endOf(term), now)));
  const at = (time: number) => ((time - begin) / (end - begin)) * 100;
  const bars = [...terms]
    .sort((a, b) => beginOf(a) - beginOf(b) || endOf(a) - endOf(b))
    .map((term) => {
      const left = at(finite(beginOf(term), begin));
      const right = at(finite(endOf(term), end));
      // A term of a day is seen as well.
      const width = Math.max(right - left, 0.5);
      return { term, standing: standingOf(term, now), left: Math.min(left, 100 - width), width, isOpen: !term.endTime };
    });
  return { begin, end, today: at(now), bars };
}

export interface Gap {
  court: Court;
  /** From when on nobody is its director. */
  from: number;
}

/** The courts that have no director now or will have none within a time, the earliest gap first. */
export function gapsOf(courts: readonly Court[], people: readonly Person[], now: number, within: number): Gap[] {
  const directed = new Map<string, Term[]>();
  for (const { terms, deactivated } of people) {
    if (deactivated) continue;
    for (const term of terms ?? []) {
      if (term.role !== "ROLE_DIRECTOR" || !term.court) continue;
      directed.set(term.court, [...(directed.get(term.court) ?? []), term]);
    }
  }
  return courts
    .filter(({ state }) => state !== "COURT_STATE_CLOSED")
    .flatMap((court) => {
      const terms = directed.get(court.name ?? "") ?? [];
      let from = now;
      for (;;) {
        const term = terms.find((each) => beginOf(each) <= from && from < endOf(each));
        if (!term) return from <= now + within ? [{ court, from }] : [];
        from = endOf(term);
      }
    })
    .sort((a, b) => a.from - b.from);
}

/** Whether a running term of somebody ends within a time. */
export const endsSoon = (person: Person, now: number, within: number): boolean =>
  offices(person, now).some((term) => endOf(term) <= now + within);

/** The offices that need a second factor. */
const WITH_FACTOR: Role[] = ["ROLE_ADMIN", "ROLE_CASHIER", "ROLE_BUREAU_CHIEF", "ROLE_PRESIDENT"];
export const needsFactor = (person: Person, now: number): boolean =>
  offices(person, now).some(({ role }) => WITH_FACTOR.includes(role));
