/** The tasks of a court as its director looks at them: what waits for whom, who has how much in hand, what is new. */
import type { Person, Task, TaskState, Term } from "../../contract/types.ts";
import { running } from "../../shell/offices.ts";

/** The four numbers of the board. A late task counts in its own group too. */
export const GROUPS = ["assign", "accept", "field", "late"] as const;
export type Group = (typeof GROUPS)[number];

/** What is next with a task: the director assigns it, the worker accepts it, it is in the field, the court reviews it. */
type Stage = "assign" | "accept" | "field" | "review";
const STAGES: Partial<Record<TaskState, Stage>> = {
  TASK_STATE_DISPATCHED: "assign",
  TASK_STATE_DECLINED: "assign",
  TASK_STATE_TRANSFERRED: "assign",
  TASK_STATE_ASSIGNED: "accept",
  TASK_STATE_ACCEPTED: "field",
  TASK_STATE_IN_FIELD: "field",
  TASK_STATE_RETURNED: "field",
  TASK_STATE_REPORTED: "review",
};

export const stageOf = (task: Task): Stage | undefined => (task.state ? STAGES[task.state] : undefined);

/** Late as the court says it; what is over or waits for the court is not late any more. */
export const isLate = (task: Task): boolean =>
  ["assign", "accept", "field"].includes(stageOf(task) ?? "") && (task.overdue ?? []).length > 0;

export const inGroup = (tasks: Task[], group: Group): Task[] =>
  tasks.filter((task) => (group === "late" ? isLate(task) : stageOf(task) === group));

/** How many tasks have to be assigned now that did not have to be before. */
export function arrivals(before: Task[], now: Task[]): number {
  const known = new Set(inGroup(before, "assign").map(({ name }) => name));
  return inGroup(now, "assign").filter(({ name }) => !known.has(name)).length;
}

/** What a worker has in hand. */
export function loadOf(tasks: Task[], worker: string): { open: number; late: number } {
  const own = tasks.filter((task) => task.worker === worker && ["accept", "field"].includes(stageOf(task) ?? ""));
  return { open: own.length, late: own.filter(isLate).length };
}

/** A grid worker of a court, with the term on which they work there. */
export interface Worker {
  person: Person;
  name: string;
  displayName: string;
  term: Term;
}

const DAY = 86_400_000;

/** Whether a term ends within a month. */
export const endsSoon = ({ endTime }: Term, now: number): boolean =>
  Boolean(endTime) && Date.parse(endTime ?? "") - now < 30 * DAY;

/** The workers of a court whose term runs, by name. */
export function workersOf(people: Person[], court: string | null | undefined, now: number): Worker[] {
  const found = people.flatMap((person): Worker[] => {
    const term = running(person, now).find((each) => each.role === "ROLE_GRID_WORKER" && each.court === court);
    return term ? [{ person, name: person.name ?? "", displayName: person.displayName, term }] : [];
  });
  return found.sort((a, b) => a.displayName.localeCompare(b.displayName, "zh-CN"));
}

export const walksGridOf = (worker: Worker, task: Task): boolean =>
  Boolean(worker.term.grid && task.regionCode?.startsWith(worker.term.grid));

/** In the order in which a director would ask them: whose grid it is, then who has least in hand. */
export function inOrderFor(workers: Worker[], task: Task, tasks: Task[]): Worker[] {
  const far = (worker: Worker) => (walksGridOf(worker, task) ? 0 : 1);
  const open = (worker: Worker) => loadOf(tasks, worker.name).open;
  return [...workers].sort((a, b) => far(a) - far(b) || open(a) - open(b));
}
