/** What lists say of tasks, and what a visit shows, in words. */
import type { Attempt, Schemas, Task } from "../../../contract/types.ts";
import { Limit } from "../../../shell/parts.tsx";
import type { DeskWords } from "../../../words/desk/index.ts";
import type { Words } from "../../../words/index.tsx";
import type { Column } from "../parts/Rows.tsx";
import { isoDay } from "../parts/values.ts";

export type VisitRecord = Schemas["sharedcourt.dispatch.v1.VisitRecord"];

export const taskColumns = (w: Words, d: DeskWords): Column<Task>[] => [
  { title: d.task.party, cell: ({ addressee }) => addressee?.displayName || w.field.someone },
  { title: d.task.kind, cell: ({ kind }) => w.taskKinds[kind], width: "6.5rem" },
  { title: d.task.address, cell: ({ address }) => address },
  { title: d.case.number, cell: ({ caseNumber }) => caseNumber, width: "14rem" },
  { title: d.task.limit, cell: (task) => <Limit task={task} />, width: "13rem" },
  {
    title: d.task.state,
    cell: ({ state }) => <span className="mark">{w.taskStates[state ?? "TASK_STATE_UNSPECIFIED"]}</span>,
    width: "6.5rem",
  },
];

/** A value of an enum by the words that the guide has for it: the contract's prefix is left out there. */
function wordOf(words: Record<string, string>, value: string | null | undefined): string {
  if (!value || value.endsWith("_UNSPECIFIED")) return "";
  const found = Object.entries(words).find(([name]) => value.endsWith(`_${name}`));
  return found?.[1] ?? "";
}

const withMore = (d: DeskWords, text: string, more: string) => (text && more ? d.task.with(text, more) : text || more);

/** What a visit found, as names of facts with what they are; nothing that was not said. */
export function factsOf(record: VisitRecord | null | undefined, w: Words, d: DeskWords): [string, string][] {
  if (!record) return [];
  const { values } = w.guide;
  const { recipient, witness, server, moved } = record;
  const relation = wordOf(values["recipient.relation"], recipient?.relation);
  const refusal = wordOf(values.refusal, record.refusal);
  const stands = wordOf(values["witness.represents"], witness?.represents);
  const rows: [string, string][] = [
    [record.refused ? d.task.refusedBy : d.task.recipient, withMore(d, recipient?.displayName ?? "", relation)],
    [d.task.refusal, withMore(d, refusal, record.refusalText ?? "")],
    [d.task.place, wordOf(values.place, record.place)],
    [d.task.left, record.left ? d.task.leftThere : ""],
    [d.task.witness, withMore(d, witness?.displayName ?? "", witness?.unit || stands)],
    [d.task.server, withMore(d, server?.displayName ?? "", wordOf(values["server.presence"], server?.presence))],
    [d.task.noted, record.noted ? d.task.notedYes : ""],
    [d.task.date, isoDay(record.date)],
    [d.task.papersLeft, (record.documentsLeft ?? []).join(w.joiner)],
    [d.task.consent, wordOf(values.consent, record.consent)],
    [d.task.asked, record.asked ?? ""],
    [d.task.moved, withMore(d, moved?.address ?? "", moved?.source ?? "")],
    [d.task.unmetReason, record.unmetReason ?? ""],
  ];
  return rows.filter(([, value]) => value);
}

const EARTH = 6_371_000;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

interface Place {
  latitude?: number | null;
  longitude?: number | null;
}

/** Metres between two places. */
export function metresBetween(a: Place, b: Place): number {
  const [from, to] = [radians(a.latitude ?? 0), radians(b.latitude ?? 0)];
  const across = radians((b.longitude ?? 0) - (a.longitude ?? 0));
  const half = Math.sin((to - from) / 2) ** 2 + Math.cos(from) * Math.cos(to) * Math.sin(across / 2) ** 2;
  return Math.round(2 * EARTH * Math.asin(Math.min(1, Math.sqrt(half))));
}

/** The visit before this one that has a position as well. */
export function earlierFix(attempts: readonly Attempt[], at: number): Attempt | undefined {
  return attempts
    .slice(0, at)
    .reverse()
    .find(({ position }) => position);
}

/** Kinds of tasks at the end of which papers are served. */
const SERVES = new Set(["TASK_KIND_SERVICE_OF_PROCESS", "TASK_KIND_POST_NOTICE"]);
/** Outcomes that can be service. */
const JUDGED = new Set(["ATTEMPT_OUTCOME_DELIVERED", "ATTEMPT_OUTCOME_REFUSED"]);

/** The visit that an act of service would rest on: the last one by which papers were served. */
export const servingVisit = ({ kind, attempts }: Task): Attempt | undefined =>
  SERVES.has(kind) ? [...(attempts ?? [])].reverse().find(({ outcome }) => JUDGED.has(outcome)) : undefined;

/** Whether every file is here that the visits cite. */
export const isComplete = ({ files }: Task): boolean =>
  (files ?? []).every(({ state }) => state === "TASK_FILE_STATE_STORED");
