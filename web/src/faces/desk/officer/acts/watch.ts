/** A police watch as it is written, and what can follow it. */
import type { Schemas } from "../../../../contract/types.ts";

export type Watch = Schemas["sharedcourt.investigation.v1.PersonWatch"];
export type Ground = NonNullable<Schemas["sharedcourt.investigation.v1.WatchGround"]>;
export const GROUNDS: Ground[] = [
  "WATCH_GROUND_COMPELLED_APPEARANCE",
  "WATCH_GROUND_DETENTION",
  "WATCH_GROUND_ASSISTED_SEARCH",
];

/** Decision and notice of assistance. */
export const LEAST_PAPERS = 2;

export type WatchStep = "push" | "handOver" | "withdraw";

/** The steps of the court as it stands, the one that comes next first. */
export function stepsOf({ state }: Watch): WatchStep[] {
  switch (state) {
    case "WATCH_STATE_APPROVED":
      return ["push", "withdraw"];
    case "WATCH_STATE_CONTROLLED":
      return ["handOver", "withdraw"];
    case "WATCH_STATE_DRAFT":
    case "WATCH_STATE_PUSHED":
    case "WATCH_STATE_HIT":
      return ["withdraw"];
    default:
      return [];
  }
}

/** For whom it waits, where it is not the court's own step. */
export const waitsFor = ({ state }: Watch): "approval" | "police" | "withdrawal" | undefined =>
  state === "WATCH_STATE_DRAFT"
    ? "approval"
    : state === "WATCH_STATE_PUSHED" || state === "WATCH_STATE_HIT"
      ? "police"
      : state === "WATCH_STATE_WITHDRAWING"
        ? "withdrawal"
        : undefined;
