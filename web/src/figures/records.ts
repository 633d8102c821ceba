/** A counted row in words. */
import { type Labelled, labelText } from "../contract/labels.ts";
import type { Schemas } from "../contract/types.ts";
import type { FigureWords } from "../words/figures/index.ts";
import { inOne, moneyOf, UNDEFINED, type UnitWords } from "./figures.ts";

export type CountedRow = Schemas["sharedcourt.enforcement.v1.IndicatorRecord"];

export const wordOf = (words: Record<string, string>, key: string | null | undefined): string =>
  words[key ?? ""] ?? UNDEFINED;

/** In which part of the figure it stands. */
export const partOf = ({ inNumerator, inDenominator }: CountedRow): "both" | "numerator" | "denominator" =>
  inNumerator && inDenominator ? "both" : inNumerator ? "numerator" : "denominator";

/** The parts of a facet in words; those of another catalogue are left out. */
export function facetOf({ facet }: CountedRow, f: FigureWords): string {
  const said = (facet ?? "").split("/").flatMap((part) => (part ? (f.facets[part] ?? []) : []));
  return said.length > 0 ? said.join(" · ") : UNDEFINED;
}

/** Of what is only counted the amount says nothing. */
export function amountOf({ what, amount }: CountedRow, units: UnitWords): string {
  const value = Number(amount ?? 0);
  switch (what) {
    case "case-closed":
    case "case-closed-net":
    case "receipt-days":
    case "supervision-closed":
    case "wage-batch-paid":
      return inOne(value, "days", units);
    case "watch-controlled":
      return inOne((value / 86_400).toFixed(1), "days", units);
    case "equity-freeze":
      return inOne((value / 60).toFixed(2), "minutes", units);
    case "payout":
    case "wage-case":
    case "wage-case-paid":
    case "control-outcome":
    case "disposal-proceeds":
    case "case-through-shared-court":
      return moneyOf(value, units);
    case "disposal-land":
      return inOne((value / 1000).toFixed(2), "mu", units);
    case "disposal-floor":
      return inOne((value / 100).toFixed(2), "m2", units);
    default:
      return UNDEFINED;
  }
}

/** Modules of the desk that show a record by itself. */
const AT_DESK: Record<string, string> = { cases: "/cases/", supervisions: "/supervision/" };

/** What a row is about, and its path at the desk where the desk shows it. */
export function subjectOf({ subject }: CountedRow, answer: Labelled, f: FigureWords) {
  const [collection = "", id = ""] = (subject ?? "").split("/");
  const path = AT_DESK[collection];
  return {
    text: labelText(answer, subject) ?? wordOf(f.collections, collection),
    path: path && id ? path + encodeURIComponent(id) : undefined,
  };
}
