/** How the courts of a contact judge stand: what is open and late in each, and which of them lie idle. */
import type { Court, Schemas, Terminal } from "../../../contract/types.ts";

type Count = Schemas["sharedcourt.access.v1.Count"];

/** For how long a terminal may be silent in a court that has nothing to do. */
export const SILENT = 30 * 86_400_000;

export interface CourtStanding {
  court: Court;
  open: number;
  late: number;
  /** When a terminal of it was last heard; nothing where none ever was. */
  heard: number | undefined;
  /** It has no open task, and no terminal of it was heard for long. */
  isIdle: boolean;
}

const sum = (counts: readonly Count[], of: (count: Count) => number | null | undefined): number =>
  counts.reduce((all, count) => all + (of(count) ?? 0), 0);

/** The latest sign of life of each court. */
export function heardIn(terminals: readonly Terminal[]): Map<string, number> {
  const heard = new Map<string, number>();
  for (const { court, lastHeartbeatTime } of terminals) {
    const at = lastHeartbeatTime ? Date.parse(lastHeartbeatTime) : Number.NaN;
    if (!court || Number.isNaN(at)) continue;
    heard.set(court, Math.max(at, heard.get(court) ?? Number.NEGATIVE_INFINITY));
  }
  return heard;
}

export function standingOf(
  court: Court,
  counts: readonly Count[],
  heard: ReadonlyMap<string, number>,
  now: number,
): CourtStanding {
  const open = sum(counts, (count) => count.open);
  const last = heard.get(court.name ?? "");
  const isIdle = court.state !== "COURT_STATE_CLOSED" && open === 0 && (last === undefined || last < now - SILENT);
  return { court, open, late: sum(counts, (count) => count.overdue), heard: last, isIdle };
}

export const VIEWS = ["all", "late", "idle"] as const;
export type View = (typeof VIEWS)[number];

/** The courts that a list shows: those with the most late tasks first, then those with the most open ones. */
export function shownStandings(standings: readonly CourtStanding[], view: View): CourtStanding[] {
  return standings
    .filter(({ late, isIdle }) => view === "all" || (view === "late" ? late > 0 : isIdle))
    .sort((a, b) => b.late - a.late || b.open - a.open);
}
