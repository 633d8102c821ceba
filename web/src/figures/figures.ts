/** How figures are written on the wall. What is undefined is a dash, and never a zero. */
import type { Schemas } from "../contract/types.ts";

export type Indicator = Schemas["sharedcourt.enforcement.v1.Indicator"];
export type Numeric = string | number | null | undefined;

export const UNDEFINED = "–";
/** A tile whose data are older than this is greyed. */
const STALE = 90_000;

export const isStale = (readAt: number, now: number): boolean => now - readAt > STALE;

/** A number of the contract; `undefined` where there is none. */
export function numberOf(value: Numeric): number | undefined {
  if (value === null || value === undefined || value === "") return undefined;
  const found = Number(value);
  return Number.isFinite(found) ? found : undefined;
}

/** Digits in groups of three, with a sign that is as wide as a digit. */
function grouped(text: string): string {
  const [, sign = "", whole = "", rest = ""] = text.match(/^([-+]?)(\d+)(\.\d+)?$/) ?? [];
  if (!whole) return text;
  return `${sign === "-" ? "−" : sign}${whole.replace(/\B(?=(\d{3})+$)/g, ",")}${rest}`;
}

/** To two places at most, without zeros at the end. */
const rounded = (value: number): string => value.toFixed(2).replace(/\.?0+$/, "");

export interface Scale {
  from: number;
  by: number;
  unit: string;
}

/** How a language writes amounts and quantities: units, and from which size on another one is taken. */
export interface UnitWords {
  units: Record<string, string>;
  /** From the greatest on. */
  money: Scale[];
  area: Scale[];
  points: string;
}

export interface Written {
  text: string;
  unit: string;
}

/** A decimal of the contract with its unit, as the language writes it: `117.96` `%`. */
export function written(value: Numeric, unit: string, words: UnitWords): Written {
  const number = numberOf(value);
  if (number === undefined) return { text: UNDEFINED, unit: "" };
  const scales = unit === "CNY" ? words.money : unit === "m2" ? words.area : [];
  const scale = scales.find(({ from }) => Math.abs(number) >= from);
  if (scale) return { text: grouped(rounded(number / scale.by)), unit: scale.unit };
  return { text: grouped(String(value)), unit: words.units[unit] ?? "" };
}

/** The same in one piece. */
export function inOne(value: Numeric, unit: string, words: UnitWords): string {
  const { text, unit: name } = written(value, unit, words);
  return name ? `${text} ${name}` : text;
}

export const moneyOf = (fen: Numeric, words: UnitWords): string => {
  const found = numberOf(fen);
  return inOne(found === undefined ? undefined : found / 100, "CNY", words);
};

export const countText = (value: Numeric): string => {
  const found = numberOf(value);
  return found === undefined ? UNDEFINED : grouped(String(found));
};

/** Millionths in hundredths, to one place: `20.2`. */
export const percentOf = (ppm: Numeric): string | undefined => {
  const found = numberOf(ppm);
  return found === undefined ? undefined : (found / 10_000).toFixed(1);
};

/** A part of a whole in hundredths, to one place; nothing where there is no whole. */
export const shareOf = (part: Numeric, whole: Numeric): string | undefined => {
  const [of, all] = [numberOf(part), numberOf(whole)];
  return of === undefined || !all ? undefined : ((of / all) * 100).toFixed(1);
};

const signed = (value: string): string => grouped(/^[-+]/.test(value) || Number(value) === 0 ? value : `+${value}`);

export interface Change {
  /** In the figure's own unit, points where it is a percentage. */
  difference: string;
  /** In hundredths of the other figure. */
  relative: string;
}

/** A figure beside the other: by how much it differs, and by how much of the other; a dash where either is undefined. */
export function changeOf(
  { unit, comparison }: Pick<Indicator, "unit" | "comparison">,
  words: UnitWords,
): Change | undefined {
  if (!comparison) return undefined;
  const { difference, relativeChangePercent: relative } = comparison;
  const percent = words.units.percent ?? "";
  const apart = (): string => {
    if (!difference) return UNDEFINED;
    if (unit === "percent") return `${signed(difference)} ${words.points}`;
    const { text, unit: name } = written(difference, unit ?? "", words);
    const sign = Number(difference) > 0 ? "+" : "";
    return `${sign}${text}${name ? ` ${name}` : ""}`;
  };
  return { difference: apart(), relative: relative ? `${signed(relative)} ${percent}` : UNDEFINED };
}

/** What a definition says where it comes from: the contract has both languages in one text, Chinese first. */
export function basisIn(basis: string | null | undefined, tag: string): string {
  const text = basis ?? "";
  const at = text.search(/\u3002 (?=[\x20-\x7e]+$)/);
  if (at < 0) return text;
  return tag === "en" ? text.slice(at + 2) : text.slice(0, at + 1);
}

/** Seconds as minutes and seconds, `4:07`. */
export function clockText(seconds: Numeric): string {
  const found = numberOf(seconds);
  if (found === undefined) return UNDEFINED;
  const whole = Math.round(found);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
