/** When villagers find somebody in the court: the week that the director has set. */
import type { Reception, ReceptionHours } from "../../contract/types.ts";
import { weekdayOf } from "../../shell/dates.ts";
import type { Tag } from "../../words/index.tsx";

const DAYS = [1, 2, 3, 4, 5, 6, 7];

/** The name of a day of the week, Monday is 1. */
export const dayName = (day: number, tag: Tag): string => weekdayOf(Date.UTC(2024, 0, day, 4), tag);

/** The periods of a day as they are read. */
const periodsOf = (hours: ReceptionHours[], day: number): string[] =>
  hours.filter((each) => each.day === day).map(({ opens, closes }) => `${opens}–${closes}`);

/** Days that follow one another and have the same periods, in one line; days without any are left out. */
export function weekOf({ hours }: Reception): { from: number; to: number; periods: string[] }[] {
  const week: { from: number; to: number; periods: string[] }[] = [];
  for (const day of DAYS) {
    const periods = periodsOf(hours ?? [], day);
    const last = week.at(-1);
    if (periods.length === 0) continue;
    if (last?.to === day - 1 && String(last.periods) === String(periods)) last.to = day;
    else week.push({ from: day, to: day, periods });
  }
  return week;
}

/** A week as it is set: the same periods on each of some days. The second period may be empty. */
export interface Week {
  days: number[];
  /** From and until. */
  periods: string[][];
  telephone: string;
}

/** What a director begins with: what is set, as far as one set of periods can say it, else the hours of an office. */
export function weekToSet(reception: Reception | undefined | null): Week {
  const hours = reception?.hours ?? [];
  const days = DAYS.filter((day) => hours.some((each) => each.day === day));
  const first = hours.filter(({ day }) => day === days[0]).map(({ opens, closes }) => [opens, closes]);
  const usual = [
    ["08:30", "11:30"],
    ["14:00", "17:00"],
  ];
  const periods = days.length > 0 ? [...first, ["", ""]].slice(0, 2) : usual;
  return { days: days.length > 0 ? days : [1, 2, 3, 4, 5], periods, telephone: reception?.telephone ?? "" };
}

/** The same as the court takes it. */
export const receptionOf = ({ days, periods, telephone }: Week): Reception => ({
  hours: days.flatMap((day) =>
    periods.filter(([opens, closes]) => opens || closes).map(([opens = "", closes = ""]) => ({ day, opens, closes })),
  ),
  telephone: telephone.trim(),
});
