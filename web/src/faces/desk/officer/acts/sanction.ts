/** What is asked for each kind of sanction, who decides it, and which step comes next. */
import type { Schemas } from "../../../../contract/types.ts";
import { dayFrom, fenFrom } from "../../parts/values.ts";
import { isKnown, namedBy } from "../subject.ts";

export type Sanction = Schemas["sharedcourt.enforcement.v1.Sanction"];
export type Kind = NonNullable<Schemas["sharedcourt.enforcement.v1.SanctionKind"]>;
export type DishonestGround = NonNullable<Schemas["sharedcourt.enforcement.v1.DishonestGround"]>;
export type LiftEvent = NonNullable<Schemas["sharedcourt.enforcement.v1.LiftEvent"]>;

export const KINDS = [
  "SANCTION_KIND_CONSUMPTION_RESTRICTION",
  "SANCTION_KIND_DISHONEST_LIST",
  "SANCTION_KIND_FINE",
  "SANCTION_KIND_DETENTION",
  "SANCTION_KIND_COMPELLED_APPEARANCE",
  "SANCTION_KIND_SEARCH",
  "SANCTION_KIND_EXIT_RESTRICTION",
  "SANCTION_KIND_CRIMINAL_REFERRAL",
] as const satisfies readonly Kind[];

/** What the law leaves to the president. */
const FOR_PRESIDENT: ReadonlySet<string> = new Set([
  "SANCTION_KIND_FINE",
  "SANCTION_KIND_DETENTION",
  "SANCTION_KIND_COMPELLED_APPEARANCE",
  "SANCTION_KIND_SEARCH",
  "SANCTION_KIND_CONSUMPTION_RESTRICTION",
]);
export const isForPresident = (kind: string | undefined): boolean => FOR_PRESIDENT.has(kind ?? "");

export interface Draft {
  kind: Kind;
  name: string;
  /** `cases/{id}/parties/{n}`, where a party of the case was chosen. */
  party: string;
  organisation: boolean;
  identityNumber: string;
  ground: string;
  dishonest: DishonestGround | "";
  yuan: string;
  days: string;
  before: boolean;
  summoned: boolean;
  expired: boolean;
  until: string;
}

export type FieldName = "dishonest" | "yuan" | "days" | "before" | "summoned" | "expired" | "until";

/** The fields that one kind asks for beside the subject, the ground and the papers. */
export function fieldsOf(kind: Kind): FieldName[] {
  switch (kind) {
    case "SANCTION_KIND_FINE":
      return ["yuan", "before"];
    case "SANCTION_KIND_DETENTION":
      return ["days", "before"];
    case "SANCTION_KIND_COMPELLED_APPEARANCE":
      return ["summoned"];
    case "SANCTION_KIND_DISHONEST_LIST":
      return ["dishonest", "until"];
    case "SANCTION_KIND_CONSUMPTION_RESTRICTION":
      return ["expired"];
    case "SANCTION_KIND_EXIT_RESTRICTION":
      return ["until"];
    default:
      return [];
  }
}

export const lacks = (draft: Draft): boolean => !isKnown(draft) || !draft.ground.trim();

/** The sanction of the form; what its kind does not ask for stays out of it. */
export function sanctionOf(draft: Draft, caseName: string, evidence: readonly string[]): Sanction {
  const asked = new Set(fieldsOf(draft.kind));
  const fen = fenFrom(draft.yuan);
  return {
    case: caseName,
    kind: draft.kind,
    sanctioned: {
      displayName: draft.name.trim(),
      kind: draft.organisation ? "SANCTIONED_KIND_ORGANISATION" : "SANCTIONED_KIND_PERSON",
      ...namedBy(draft),
    },
    ground: draft.ground.trim(),
    ...(evidence.length > 0 ? { evidence: [...evidence] } : {}),
    ...(asked.has("dishonest") && draft.dishonest ? { dishonestGround: draft.dishonest } : {}),
    ...(asked.has("yuan") && fen ? { amountFen: fen } : {}),
    ...(asked.has("days") && draft.days ? { days: Number(draft.days) } : {}),
    ...(asked.has("before") && draft.before ? { sameActBefore: true } : {}),
    ...(asked.has("summoned") && draft.summoned ? { summonsIgnored: true } : {}),
    ...(asked.has("expired") && draft.expired ? { noticeExpired: true } : {}),
    ...(asked.has("until") && draft.until ? { endDate: dayFrom(draft.until) } : {}),
  } as Sanction;
}

export type Step = "serve" | "execute" | "lift" | "reconsider" | "reconsidered";

/** The steps that can follow as it stands, the one that comes next first. */
export function stepsOf({ state, kind, reconsideration, liftDuty }: Sanction): Step[] {
  const steps: Step[] = [];
  if (state === "SANCTION_STATE_APPROVED") steps.push("serve");
  if (state === "SANCTION_STATE_SERVED")
    steps.push(...(liftDuty ? ["lift" as const, "execute" as const] : ["execute" as const, "lift" as const]));
  if (state === "SANCTION_STATE_IN_FORCE") steps.push("lift");
  const holds = ["SANCTION_STATE_SERVED", "SANCTION_STATE_IN_FORCE", "SANCTION_STATE_EXECUTED"].includes(state ?? "");
  const isPunishment = kind === "SANCTION_KIND_FINE" || kind === "SANCTION_KIND_DETENTION";
  if (holds && isPunishment && !reconsideration) steps.push("reconsider");
  if (reconsideration && reconsideration.upheld === undefined) steps.push("reconsidered");
  return steps;
}

/** What can end a kind, as the law has it; the court refuses the rest with its article. */
export function eventsOf(kind: Kind): LiftEvent[] {
  switch (kind) {
    case "SANCTION_KIND_DISHONEST_LIST":
      return ["LIFT_EVENT_PERFORMED", "LIFT_EVENT_TERMINATED", "LIFT_EVENT_SECURITY_OR_CONSENT"];
    case "SANCTION_KIND_DETENTION":
      return ["LIFT_EVENT_REPENTED"];
    default:
      return ["LIFT_EVENT_PERFORMED", "LIFT_EVENT_SECURITY_OR_CONSENT"];
  }
}
