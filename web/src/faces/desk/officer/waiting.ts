/** What waits for an officer: for each kind the rows, how many of them are late, and the list that shows them. */
import { court, data } from "../../../contract/client.ts";
import type { Schemas } from "../../../contract/types.ts";
import { filterOf } from "../parts/reading.ts";
import { viewFilter } from "./deadlines.ts";
import { readReminders } from "./notes.ts";

export interface Counted {
  rows: number;
  late: number;
  /** There are more than were read. */
  more: boolean;
}

/** As many rows as are counted; what is beyond is called "more". */
const MOST = 200;

type Kind =
  | "deadlines"
  | "reminders"
  | "review"
  | "routing"
  | "supervisions"
  | "requests"
  | "fix"
  | "leads"
  | "receipts"
  | "serve"
  | "lift";

export interface Waiting {
  key: Kind;
  path: string;
  count: (me: string) => Promise<Counted>;
}

export type Supervision = Schemas["sharedcourt.enforcement.v1.Supervision"];
/** Whether its owner has to do something: what is replied waits for who issued it. */
export const isOwners = ({ state }: Pick<Supervision, "state">): boolean =>
  state !== "SUPERVISION_STATE_REPLIED" &&
  state !== "SUPERVISION_STATE_ACCEPTED" &&
  state !== "SUPERVISION_STATE_CANCELLED";

/** Rows without a limit of their own are never late. */
function counted<T>(
  rows: readonly T[] | null | undefined,
  next: string | null | undefined,
  isLate: (row: T) => boolean = () => false,
): Counted {
  const all = rows ?? [];
  return { rows: all.length, late: all.filter(isLate).length, more: Boolean(next) };
}

const isOverdue = ({ overdue }: { overdue?: boolean | null }) => overdue === true;
type Count = Schemas["sharedcourt.access.v1.Count"];
/** What kept sums say. */
function summed(counts: Count[] | null | undefined): Counted {
  const sum = (of: (count: Count) => number | undefined) =>
    (counts ?? []).reduce((all, count) => all + (of(count) ?? 0), 0);
  return { rows: sum(({ number }) => number), late: sum(({ overdue }) => overdue), more: false };
}

const tasks = async (state: string, me: string) => {
  const filter = filterOf({ state, creator: me });
  return summed((await data(court.GET("/v1/tasks:count", { params: { query: { filter } } }))).counts);
};
const requests = async (states: string[], me: string) => {
  const query = { filter: filterOf({ state: states, proposer: me }) };
  return summed((await data(court.GET("/v1/requests:count", { params: { query } }))).counts);
};
const sanctions = async (filter: string, me: string) => {
  const found = await data(court.GET("/v1/sanctions", { params: { query: { filter, pageSize: MOST } } }));
  const mine = (found.sanctions ?? []).filter(({ proposer }) => proposer === me);
  return counted(mine, found.nextPageToken);
};

export const WAITING: Waiting[] = [
  {
    key: "deadlines",
    path: "/deadlines",
    count: async (me) => {
      const query = { filter: viewFilter("soon", me), pageSize: MOST };
      const found = await data(court.GET("/v1/deadlines", { params: { query } }));
      return counted(found.deadlines, found.nextPageToken, isOverdue);
    },
  },
  {
    key: "reminders",
    path: "/deadlines",
    count: async () => {
      const found = await readReminders(0);
      return counted(found.reminders, found.nextPageToken);
    },
  },
  { key: "review", path: "/tasks?state=TASK_STATE_REPORTED", count: (me) => tasks("REPORTED", me) },
  { key: "routing", path: "/tasks?state=TASK_STATE_CREATED", count: (me) => tasks("CREATED", me) },
  {
    key: "supervisions",
    path: "/supervisions",
    count: async (me) => {
      const query = { filter: filterOf({ owner: me }), groupBy: "state" };
      const { counts } = await data(court.GET("/v1/supervisions:count", { params: { query } }));
      return summed(counts?.filter(({ value }) => isOwners({ state: value as Supervision["state"] })));
    },
  },
  { key: "requests", path: "/requests?view=answered", count: (me) => requests(["DONE", "PARTIAL", "REFUSED"], me) },
  { key: "fix", path: "/requests?view=fix", count: (me) => requests(["RETURNED_FOR_FIX"], me) },
  {
    key: "leads",
    path: "/leads",
    count: async () => {
      const found = await data(court.GET("/v1/leads", { params: { query: { filter: "state=OPEN", pageSize: MOST } } }));
      return counted(found.leads, found.nextPageToken, isOverdue);
    },
  },
  {
    key: "receipts",
    path: "/receipts",
    count: async () => {
      const query = { filter: "state=UNIDENTIFIED" };
      return summed((await data(court.GET("/v1/receipts:count", { params: { query } }))).counts);
    },
  },
  { key: "serve", path: "/sanctions?view=serve", count: (me) => sanctions("state=APPROVED", me) },
  { key: "lift", path: "/sanctions?view=lift", count: (me) => sanctions("lift_due=true", me) },
];
