/** What is written of the course of a case: a suspension, more time, a settlement and its end. */
import type { Schemas } from "../../../../contract/types.ts";
import { dayFrom, fenFrom } from "../../parts/values.ts";
import type { Case } from "../aboutCase.tsx";

export type CourseAct = "suspend" | "resume" | "extend" | "ask" | "settle" | "settlement";
export type Ground = NonNullable<Schemas["sharedcourt.enforcement.v1.SuspensionGround"]>;

/** The grounds of the law; a settlement stays the case by an act of its own. */
export const GROUNDS: Ground[] = [
  "SUSPENSION_GROUND_AUDIT_APPRAISAL",
  "SUSPENSION_GROUND_SUSPENSION",
  "SUSPENSION_GROUND_SETTLEMENT_OR_SECURITY",
  "SUSPENSION_GROUND_SUPERIOR_NOTICE",
  "SUSPENSION_GROUND_AUCTION",
  "SUSPENSION_GROUND_JURISDICTION_DISPUTE",
];

export interface Draft {
  ground: Ground | "";
  reason: string;
  months: string;
  highCourt: boolean;
  signed: string;
  terms: string;
  instalments: { day: string; yuan: string }[];
  byAgent: boolean;
  special: boolean;
  performed: "yes" | "no" | "";
  paid: string;
  repudiation: string;
}

export const EMPTY: Draft = {
  ground: "",
  reason: "",
  months: "",
  highCourt: false,
  signed: "",
  terms: "",
  instalments: [{ day: "", yuan: "" }],
  byAgent: false,
  special: false,
  performed: "",
  paid: "",
  repudiation: "",
};

/** What can be done with the course of a case as it stands. */
export function actsOf({ state, settlements, extensions, closingRequest, closingApprover }: Case): CourseAct[] {
  const stands = settlements?.[settlements.length - 1]?.state === "SETTLEMENT_STATE_STANDS";
  if (state === "CASE_STATE_SUSPENDED") return stands ? ["settlement"] : ["resume"];
  if (state !== "CASE_STATE_OPEN") return [];
  const asked = extensions?.some((each) => each.state === "EXTENSION_STATE_PROPOSED");
  const waits = closingRequest?.state === "EXTENSION_STATE_PROPOSED";
  return [
    "suspend",
    ...(asked ? [] : (["extend"] as const)),
    "settle",
    ...(waits || closingApprover ? [] : (["ask"] as const)),
  ];
}

export function lacks(act: CourseAct, draft: Draft): boolean {
  switch (act) {
    case "suspend":
      return !draft.ground || !draft.reason.trim();
    case "extend":
      return !draft.months || !draft.reason.trim();
    case "ask":
      return !draft.reason.trim();
    case "settle":
      return !draft.signed || !draft.terms.trim();
    case "settlement":
      return !draft.performed;
    default:
      return false;
  }
}

export const sumOf = (instalments: Draft["instalments"]): bigint =>
  instalments.reduce((all, { yuan }) => all + BigInt(fenFrom(yuan) ?? 0), 0n);

/** What an act says beside which case it is on. */
export function bodyOf(act: CourseAct, draft: Draft): object {
  switch (act) {
    case "suspend":
      return { ground: draft.ground, reason: draft.reason.trim() };
    case "ask":
      return { reason: draft.reason.trim() };
    case "extend":
      return { months: Number(draft.months), reason: draft.reason.trim(), highCourtRecord: draft.highCourt };
    case "settle":
      return {
        settlement: {
          signedDate: dayFrom(draft.signed),
          terms: draft.terms.trim(),
          instalments: draft.instalments
            .filter(({ day, yuan }) => day || yuan.trim())
            .map(({ day, yuan }) => ({
              ...(day ? { dueDate: dayFrom(day) } : {}),
              ...(fenFrom(yuan) ? { amountFen: fenFrom(yuan) } : {}),
            })),
        },
        ...(draft.byAgent ? { signedByAgent: true, agentHasSpecialAuthority: draft.special } : {}),
      };
    case "settlement":
      return draft.performed === "yes"
        ? { performed: true }
        : {
            performed: false,
            ...(fenFrom(draft.paid) ? { paidFen: fenFrom(draft.paid) } : {}),
            ...(draft.repudiation.trim() ? { repudiation: draft.repudiation.trim() } : {}),
          };
    default:
      return {};
  }
}
