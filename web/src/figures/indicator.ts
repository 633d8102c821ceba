/** An indicator in words: what it is called, what it is made of, since when it is counted so, and how far it is from the other window. */
import type { FigureWords } from "../words/figures/index.ts";
import type { Tag } from "../words/index.tsx";
import { changeOf, countText, type Indicator, inOne, UNDEFINED, type UnitWords } from "./figures.ts";
import { dayText } from "./window.ts";

/** What an indicator is called; its words come with it. */
export function nameOf(indicator: Indicator | undefined, tag: string): string {
  const { displayName, displayNameEn } = indicator?.definition ?? {};
  const name = (tag === "en" ? displayNameEn : displayName) ?? "";
  return tag === "en" ? name.charAt(0).toUpperCase() + name.slice(1) : name;
}

/** The first day of a version; of a first version the calendar's own. */
export function sinceText(day: string | null | undefined, f: FigureWords, tag: Tag): string {
  if (!day) return UNDEFINED;
  return day.startsWith("0001-") ? f.counted.always : dayText(day, tag);
}

/** Numerator and denominator, as counts and sums of what the definition adds up. */
export function partsOf({ numerator, denominator, definition }: Indicator, f: FigureWords): string {
  if (!definition?.denominator) return f.counted.sum;
  return f.counted.fraction(countText(numerator), countText(denominator));
}

/** How the single values lie, in words. */
export function spreadOf({ distribution, unit }: Indicator, units: UnitWords) {
  const of = (value: string | null | undefined) => inOne(value, unit ?? "", units);
  return {
    median: of(distribution?.median),
    p95: of(distribution?.p95),
    max: of(distribution?.max),
    within: inOne(distribution?.shareWithinLimit, "percent", units),
  };
}

export function spreadText(indicator: Indicator, f: FigureWords, units: UnitWords, joiner: string): string {
  const spread = spreadOf(indicator, units);
  const keys = ["median", "p95", "max", "within"] as const;
  return keys.map((key) => `${f.spread[key]} ${spread[key]}`).join(joiner);
}

/** How far a figure is from that of the other window; nothing where none was asked for. */
export function changeText(
  indicator: Pick<Indicator, "unit" | "comparison">,
  f: FigureWords,
  units: UnitWords,
): string | undefined {
  const change = changeOf(indicator, units);
  if (!change) return undefined;
  const { difference, relative } = change;
  return difference === UNDEFINED && relative === UNDEFINED ? UNDEFINED : f.change(difference, relative);
}

/** The same where nothing beside it says what it is. */
export function namedChange(
  indicator: Pick<Indicator, "unit" | "comparison">,
  f: FigureWords,
  units: UnitWords,
): string | undefined {
  const change = changeText(indicator, f, units);
  return change === undefined ? undefined : f.yearOnYear(change);
}
