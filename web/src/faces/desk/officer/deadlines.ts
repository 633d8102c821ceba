/** How the days of a case stand that the law sets. */
import { courtNow } from "../../../contract/clock.ts";
import type { Schemas } from "../../../contract/types.ts";
import { isoDayAt, untilLimit } from "../../../shell/dates.ts";
import { type Day, noonOf } from "../parts/values.ts";

export type Deadline = Schemas["sharedcourt.enforcement.v1.Deadline"];

/** The kinds that end the whole procedure. */
const LIMITS = new Set(["ENFORCEMENT_LIMIT", "NON_LITIGATION_LIMIT"]);

/** The day by which the case has to be closed. */
export const limitOf = (deadlines: readonly Deadline[]): Deadline | undefined =>
  deadlines.find(({ kind, date }) => LIMITS.has(kind ?? "") && date);

export type Standing =
  | { is: "met"; day: Day | undefined }
  | { is: "late" | "left"; days: number }
  | { is: "today" | "passed" };

/** How a day stands now. Only a duty is late; any other day is past. */
export function standingOf(deadline: Deadline, now: number): Standing {
  if (deadline.metBy || deadline.metDate) return { is: "met", day: deadline.metDate ?? undefined };
  const { days } = untilLimit(noonOf(deadline.date), now);
  if (deadline.overdue) return { is: "late", days: Math.max(1, -days) };
  if (days === 0) return { is: "today" };
  return days < 0 ? { is: "passed" } : { is: "left", days };
}

/** How much of the time from the filing to the limit has passed, from 0 to 1. */
export function partOf(filed: Day | null | undefined, limit: Day | null | undefined, now: number): number {
  const [from, to] = [noonOf(filed), noonOf(limit)];
  if (!(to > from)) return 0;
  return Math.min(1, Math.max(0, (now - from) / (to - from)));
}

/** What the page of coming days shows: duties of the next two weeks with what is late, late ones alone, or every day of open cases. */
export const VIEWS = ["soon", "late", "all"] as const;
export type DeadlineView = (typeof VIEWS)[number];
/** Two weeks, as an officer plans. */
const SOON_DAYS = 14;
const DAY = 86_400_000;

/** The day in Beijing so many days after an instant, as a filter writes it. */
export const dayIn = (days: number, now: number): string => isoDayAt(now + days * DAY);

/** The conditions of a view, of one handler or of everybody where none is named. */
export function viewFilter(view: DeadlineView, handler: string, now: number = courtNow()): string {
  const duties = ["met=false", "duty=true"];
  const of = {
    soon: [...duties, `date<=${dayIn(SOON_DAYS, now)}`],
    late: [...duties, `date<${dayIn(0, now)}`],
    all: [],
  };
  return [...(handler ? [`handler=${handler}`] : []), ...of[view]].join(" AND ");
}
