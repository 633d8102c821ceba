/** The tasks that somebody may read and that are not long over. */
import { court, data } from "./client.ts";
import { courtNow } from "./clock.ts";
import { withOwnLabels } from "./labels.ts";
import { allPages } from "./pages.ts";
import type { Task } from "./types.ts";

const DAY = 86_400_000;
const PAGE = 100;

const limitOf = (task: Task) => (task.finishBy ? Date.parse(task.finishBy) : Number.POSITIVE_INFINITY);
export const byLimit = (a: Task, b: Task): number => limitOf(a) - limitOf(b);

const read = (filter: string) =>
  allPages((next) =>
    data(court.GET("/v1/tasks", { params: { query: { orderBy: "finish_by", pageSize: PAGE, filter, ...next } } })),
  );

/**
 * All of them, or those alone that somebody has, the nearest limit first, and a cursor from which the stream misses nothing that the list
 * does not show.
 */
export async function listTasks(worker = ""): Promise<{ tasks: Task[]; cursor: string | undefined }> {
  const since = new Date(courtNow() - DAY).toISOString();
  // What is over drops out of a list that begins with yesterday's limits. A report waits for its review however long that takes.
  const own = worker && `worker=${worker} AND `;
  const recent = await read(`${own}finish_by>="${since}"`);
  const reported = await read(`${own}state=REPORTED AND finish_by<"${since}"`);
  const tasks = [...recent, ...reported].flatMap(({ tasks, labels }) =>
    (tasks ?? []).map((task) => withOwnLabels(task, labels ?? {})),
  );
  return {
    // A task whose limit moved in between is in both lists; the later answer counts.
    tasks: [...new Map(tasks.map((task) => [task.name, task])).values()].sort(byLimit),
    cursor: recent[0]?.watchCursor || undefined,
  };
}
