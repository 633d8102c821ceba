/** What happened to a task, in sentences that name people and courts. */
import { labelText } from "../../contract/labels.ts";
import type { Attempt, Step, Task } from "../../contract/types.ts";
import type { Words } from "../../words/index.tsx";
import { nameOf } from "./prints.ts";

/** What somebody is called in a task: by the labels of the answer, else by the name that a step of theirs bears. */
export function nameIn(task: Task, name: string | null | undefined): string | undefined {
  const own = (task.steps ?? []).find(({ actor, actorDisplayName }) => name && actor === name && actorDisplayName);
  return labelText(task, name) ?? own?.actorDisplayName ?? undefined;
}

const DIRECTOR = new Set(["TASK_EVENT_KIND_TASK_ASSIGNED", "TASK_EVENT_KIND_TASK_PRINTED"]);
const WORKER = new Set([
  "TASK_EVENT_KIND_TASK_ACCEPTED",
  "TASK_EVENT_KIND_TASK_DECLINED",
  "TASK_EVENT_KIND_TASK_ATTEMPTED",
  "TASK_EVENT_KIND_TASK_REPORTED",
  "TASK_EVENT_KIND_TASK_REPORTED_LATE",
]);

const isDecline = ({ kind }: Step): boolean => kind === "TASK_EVENT_KIND_TASK_DECLINED";

/** The step by which a task came back last. */
export const lastDecline = ({ steps }: Task): Step | undefined => [...(steps ?? [])].reverse().find(isDecline);

/** Whether the end of a term gave a task back: nobody declined it. */
export const isBackByTerm = (step: Step | undefined): boolean => step !== undefined && isDecline(step) && !step.actor;

/** One step as a sentence. A person without a known name is called by their role, never by an id. */
export function sentenceOf(step: Step, task: Task, own: ReadonlySet<string>, w: Words): string {
  const kind = step.kind ?? "TASK_EVENT_KIND_UNSPECIFIED";
  const role = DIRECTOR.has(kind) ? w.village.theDirector : WORKER.has(kind) ? w.village.aWorker : w.village.theCourt;
  const who = step.actorDisplayName || nameIn(task, step.actor) || role;
  const whom = nameIn(task, step.worker) ?? w.village.aWorker;
  const court = own.has(step.court ?? "")
    ? w.village.ownCourt
    : (labelText(task, step.court) ?? w.village.anotherCourt);
  if (isBackByTerm(step)) return w.village.backByTerm;
  const documents = task.documents ?? [];
  if (step.print) return w.village.steps.TASK_EVENT_KIND_TASK_PRINTED(who, nameOf(w, documents, step.print), court);
  // A newer court may report a kind that this page does not know.
  return (w.village.steps[kind] ?? w.village.steps.TASK_EVENT_KIND_UNSPECIFIED)(who, whom, court);
}

/** When a visit was: by the court's clock where that is known. */
export const timeOfVisit = ({ visitTime, deviceTime, serverTime }: Attempt): number =>
  Date.parse(visitTime || deviceTime || serverTime || "");

/** How far the files of a visit have come. */
export function filesOf(task: Task, attempt: Attempt) {
  const states = new Map((task.files ?? []).map((file) => [file.evidence ?? "", file]));
  return (attempt.evidence ?? []).map((name) => {
    const file = states.get(name);
    const [size, received] = [Number(file?.sizeBytes ?? 0), Number(file?.receivedBytes ?? 0)];
    return {
      name,
      state: file?.state ?? "TASK_FILE_STATE_UNSPECIFIED",
      percent: size > 0 ? Math.floor((100 * received) / size) : 0,
    };
  });
}
