/** What the records of a case show for its closing: each condition of the law with what proves it, as far as it is on record. */
import type { Schemas, Task } from "../../../../contract/types.ts";
import { isoDay } from "../../parts/values.ts";
import type { Case } from "../aboutCase.tsx";
import type { Sanction } from "../Sanctions.tsx";
import type { ServiceAct } from "./serviceAct.ts";

export const CONDITIONS = [
  "noticeSent",
  "reportOrderSent",
  "consumptionRestricted",
  "listedWhereDue",
  "inquiryExhausted",
  "searchDone",
] as const;
export type Condition = (typeof CONDITIONS)[number];
export type Ending = NonNullable<Schemas["sharedcourt.enforcement.v1.Ending"]>;
export const ENDINGS = [
  "ENDING_COMPLETED",
  "ENDING_CURRENT_PROCEDURE",
  "ENDING_TERMINATED",
  "ENDING_REFUSED",
  "ENDING_DISMISSED",
  "ENDING_STRUCK_OUT",
] as const satisfies readonly Ending[];

type Deadline = Schemas["sharedcourt.enforcement.v1.Deadline"];
type Request = Schemas["sharedcourt.investigation.v1.AssistRequest"];
type Watch = Schemas["sharedcourt.investigation.v1.PersonWatch"];
type Lead = Schemas["sharedcourt.investigation.v1.Lead"];

export interface Records {
  acts: readonly ServiceAct[];
  deadlines: readonly Deadline[];
  sanctions: readonly Sanction[];
  requests: readonly Request[];
  leads: readonly Lead[];
  tasks: readonly Task[];
  watches: readonly Watch[];
}

/** What proves a condition: the record, its day, and where it is shown. */
export interface Proof {
  kind: "act" | "sanction" | "request" | "task" | "watch";
  /** What a person wrote, where the record has such a name. */
  text: string;
  day: string;
  path: string;
}

/** Titles of papers by which an order to report property is known: \u62a5\u544a\u8d22\u4ea7\u4ee4 and what is written for it. */
const REPORT_ORDER = /\u62a5\u544a\u8d22\u4ea7|\u8d22\u4ea7\u62a5\u544a|\u8d22\u4ea7\u7533\u62a5/u;

const dayOf = (time: string | null | undefined) => (time ?? "").slice(0, 10);
const idOf = (name: string | null | undefined) => name?.split("/").pop() ?? "";

/** The proofs of each condition; what has none here may still be true, and the officer says so. */
export function proofsOf(found: Case, records: Records): Record<Condition, Proof[]> {
  const base = `/cases/${idOf(found.name)}`;
  const act = (each: ServiceAct): Proof => ({
    kind: "act",
    text: each.document?.title ?? "",
    day: isoDay(each.deemedDate),
    path: `${base}/service/${idOf(each.name)}`,
  });
  const sanction = (kind: Sanction["kind"]): Proof[] =>
    records.sanctions
      .filter(
        (each) => each.kind === kind && ["SANCTION_STATE_SERVED", "SANCTION_STATE_IN_FORCE"].includes(each.state ?? ""),
      )
      .map((each) => ({
        kind: "sanction",
        text: each.sanctioned.displayName,
        day: isoDay(each.servedDate),
        path: `${base}/sanctions/${idOf(each.name)}`,
      }));
  const notice = records.deadlines.find(({ kind }) => kind === "NOTICE_OF_ENFORCEMENT")?.metBy;
  return {
    noticeSent: records.acts.filter(({ name }) => name && name === notice).map(act),
    reportOrderSent: records.acts.filter(({ document }) => REPORT_ORDER.test(document?.title ?? "")).map(act),
    consumptionRestricted: sanction("SANCTION_KIND_CONSUMPTION_RESTRICTION"),
    listedWhereDue: sanction("SANCTION_KIND_DISHONEST_LIST"),
    // Inquiries are over only where nothing of them is open.
    inquiryExhausted:
      openInquiries(records) > 0
        ? []
        : records.requests
            .filter(({ state }) => state === "REQUEST_STATE_CONFIRMED" || state === "REQUEST_STATE_DONE")
            .map((each) => ({
              kind: "request",
              text: each.matter,
              day: dayOf(each.updateTime),
              path: `/requests/${idOf(each.name)}`,
            })),
    searchDone: [
      ...records.tasks
        .filter(({ kind, state }) => kind === "TASK_KIND_LOCATE_PERSON" && state === "TASK_STATE_DONE")
        .map(
          (each): Proof => ({
            kind: "task",
            text: each.addressee?.displayName ?? "",
            day: dayOf(each.updateTime),
            path: `/tasks/${idOf(each.name)}`,
          }),
        ),
      ...records.watches
        .filter(({ state }) => state !== "WATCH_STATE_DRAFT" && state !== "WATCH_STATE_REJECTED")
        .map(
          (each): Proof => ({
            kind: "watch",
            text: each.person.displayName,
            day: dayOf(each.createTime),
            path: `${base}/sanctions/watch/${idOf(each.name)}`,
          }),
        ),
    ],
  };
}

const ENDED = new Set([
  "REQUEST_STATE_CONFIRMED",
  "REQUEST_STATE_DONE",
  "REQUEST_STATE_WITHDRAWN",
  "REQUEST_STATE_REFUSED",
]);

/** Requests that a unit has not answered, and leads that nobody has verified. */
export const openInquiries = ({ requests, leads }: Pick<Records, "requests" | "leads">): number =>
  requests.filter(({ state }) => !ENDED.has(state ?? "")).length +
  leads.filter(({ state }) => state === "LEAD_STATE_OPEN").length;

/** What of the claim is neither paid nor discharged, in fen; never below zero. */
export function openOf(found: Case, paidFen: bigint, discharged: readonly (string | undefined)[]): bigint {
  const sum = (all: readonly (string | null | undefined)[]) => all.reduce((so, fen) => so + BigInt(fen || 0), 0n);
  const broken = (found.settlements ?? []).filter(({ state }) => state === "SETTLEMENT_STATE_BROKEN");
  const covered = paidFen + sum([found.origin?.paidFen]) + sum(broken.map(({ paidFen: on }) => on)) + sum(discharged);
  const open = BigInt(found.claimFen ?? 0) - covered;
  return open > 0n ? open : 0n;
}
