/** Days and times as the court counts them: in Beijing. */
import type { Tag } from "../words/index.tsx";

const ZONE = "Asia/Shanghai";
const format = (tag: Tag, how: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, { timeZone: ZONE, ...how });

export const timeOf = (at: number, tag: Tag): string =>
  format(tag, { hour: "2-digit", minute: "2-digit", hour12: false }).format(at);
export const dayOf = (at: number, tag: Tag): string => format(tag, { month: "long", day: "numeric" }).format(at);
export const fullDayOf = (at: number, tag: Tag): string =>
  format(tag, { year: "numeric", month: "long", day: "numeric" }).format(at);
export const shortDayOf = (at: number, tag: Tag): string => format(tag, { month: "short", day: "numeric" }).format(at);
export const monthOf = (at: number, tag: Tag): string => format(tag, { month: "short" }).format(at);
export const weekdayOf = (at: number, tag: Tag): string => format(tag, { weekday: "long" }).format(at);
export const momentOf = (at: number, tag: Tag): string => `${dayOf(at, tag)} ${timeOf(at, tag)}`;

/** By how much Beijing is ahead, in milliseconds. */
const AHEAD = 8 * 3_600_000;

/** The number of a day in Beijing, to count with. */
export const dayNumber = (at: number): number => Math.floor((at + AHEAD) / 86_400_000);

const inBeijing = (at: number): string => new Date(at + AHEAD).toISOString();
/** A day in Beijing as `2026-11-30`, for a field or a filter. */
export const isoDayAt = (at: number): string => inBeijing(at).slice(0, 10);
/** A minute in Beijing as `2026-11-30T08:30`, as a field of a day and a time holds it. */
export const isoMinuteAt = (at: number): string => inBeijing(at).slice(0, 16);
/** The year in Beijing. */
export const yearAt = (at: number): number => Number(inBeijing(at).slice(0, 4));

/** How a limit stands: days until it, below zero where it has passed. */
export function untilLimit(limit: number, now: number): { days: number; passed: boolean } {
  return { days: dayNumber(limit) - dayNumber(now), passed: limit < now };
}

export const sizeOf = (bytes: number): string =>
  bytes >= 1024 * 1024 ? `${(bytes / 1024 / 1024).toFixed(1)} MB` : `${Math.ceil(bytes / 1024)} KB`;
