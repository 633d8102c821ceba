/** What is late, by who must act: how many there are, and which rows of which list. */

import { court } from "../../../contract/client.ts";
import type { Schemas, TaskState } from "../../../contract/types.ts";
import { isoDayAt } from "../../../shell/dates.ts";
import { data } from "../parts/answers.ts";
import { filterOf } from "../parts/reading.ts";

export const VIEWS = [
  "director",
  "worker",
  "routing",
  "requests",
  "receipts",
  "seizures",
  "packets",
  "terminals",
] as const;
export type View = (typeof VIEWS)[number];

/** In whose hands a task is, by its state, until it is reported. */
export const TASK_STATES: Record<"director" | "worker" | "routing", readonly TaskState[]> = {
  director: ["TASK_STATE_DISPATCHED", "TASK_STATE_DECLINED", "TASK_STATE_TRANSFERRED"],
  worker: ["TASK_STATE_ASSIGNED", "TASK_STATE_ACCEPTED", "TASK_STATE_IN_FIELD", "TASK_STATE_RETURNED"],
  routing: ["TASK_STATE_CREATED"],
};
export type TaskView = keyof typeof TASK_STATES;
export const isTaskView = (view: View): view is TaskView => view in TASK_STATES;

export const tasksFilter = (view: TaskView): string =>
  filterOf({ overdue: "true", state: TASK_STATES[view].map((state) => state.replace("TASK_STATE_", "")) });

const WAITING = ["SUBMITTED", "RECEIVED", "PROCESSING"];
export const requestsFilter = (now: number): string =>
  `${filterOf({ state: WAITING })} AND due_time<${JSON.stringify(new Date(now).toISOString())}`;

export const RECEIPTS_FILTER = filterOf({ colour: "OVERDUE" });

/** So many days before its last day a seizure has to be renewed or given up. */
const RENEW_DAYS = 30;
export const seizuresFilter = (now: number): string =>
  `${filterOf({ state: "IN_FORCE" })} AND last_day<=${isoDayAt(now + RENEW_DAYS * 86_400_000)}`;

export interface Number {
  rows: number;
  /** There are more than were read. */
  more: boolean;
}

export type Numbers = Partial<Record<View, Number>>;

/** As many rows as are counted of what no sums are kept of. */
const MOST = 200;

type Count = Schemas["sharedcourt.access.v1.Count"];
const lateIn = (counts: readonly Count[] | null | undefined, values?: readonly string[]): Number => ({
  rows: (counts ?? [])
    .filter(({ value }) => !values || values.includes(value ?? ""))
    .reduce((all, { overdue }) => all + (overdue ?? 0), 0),
  more: false,
});
const read = (rows: readonly unknown[] | null | undefined, next: string | null | undefined): Number => ({
  rows: rows?.length ?? 0,
  more: Boolean(next),
});

export async function taskNumbers(): Promise<Numbers> {
  const { counts } = await data(court.GET("/v1/tasks:count", { params: { query: { groupBy: "state" } } }));
  const of = (view: TaskView) => lateIn(counts, TASK_STATES[view]);
  return { director: of("director"), worker: of("worker"), routing: of("routing") };
}

export async function requestNumbers(): Promise<Numbers> {
  const { counts } = await data(court.GET("/v1/requests:count", { params: { query: { groupBy: "state" } } }));
  return { requests: lateIn(counts) };
}

export async function receiptNumbers(): Promise<Numbers> {
  const { counts } = await data(court.GET("/v1/receipts:count", { params: { query: { groupBy: "state" } } }));
  return { receipts: lateIn(counts) };
}

export async function seizureNumbers(now: number): Promise<Numbers> {
  const query = { filter: seizuresFilter(now), orderBy: "last_day", pageSize: MOST };
  const found = await data(court.GET("/v1/seizures", { params: { query } }));
  return { seizures: read(found.seizures, found.nextPageToken) };
}

export async function packetNumbers(): Promise<Numbers> {
  const found = await data(court.GET("/v1/packets", { params: { query: { overdue: true, pageSize: MOST } } }));
  return { packets: read(found.packets, found.nextPageToken) };
}

export async function terminalNumbers(): Promise<Numbers> {
  const query = { filter: "presence=OFFLINE", pageSize: MOST };
  const found = await data(court.GET("/v1/terminals", { params: { query } }));
  return { terminals: read(found.terminals, found.nextPageToken) };
}
