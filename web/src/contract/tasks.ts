/** The tasks that somebody may read and that are not over. */
import { court, data } from "./client.ts";
import { withOwnLabels } from "./labels.ts";
import { allPages } from "./pages.ts";
import type { Task } from "./types.ts";

const PAGE = 100;

/** What still has to be reported, and what waits for its review however long that takes. */
const NOT_OVER = "state:(CREATED,DISPATCHED,ASSIGNED,ACCEPTED,IN_FIELD,RETURNED,DECLINED,TRANSFERRED,REPORTED)";

const limitOf = (task: Task) => (task.finishBy ? Date.parse(task.finishBy) : Number.POSITIVE_INFINITY);
export const byLimit = (a: Task, b: Task): number => limitOf(a) - limitOf(b);

/**
 * All of them, or those alone that somebody has, the nearest limit first, and a cursor from which the stream misses nothing that the list
 * does not show.
 */
export async function listTasks(worker = ""): Promise<{ tasks: Task[]; cursor: string | undefined }> {
  const filter = worker ? `worker=${worker} AND ${NOT_OVER}` : NOT_OVER;
  const pages = await allPages((next) =>
    data(court.GET("/v1/tasks", { params: { query: { orderBy: "finish_by", pageSize: PAGE, filter, ...next } } })),
  );
  const tasks = pages.flatMap(({ tasks, labels }) => (tasks ?? []).map((task) => withOwnLabels(task, labels ?? {})));
  return {
    // A task whose limit moved while the pages were read stands on two of them; the later one counts.
    tasks: [...new Map(tasks.map((task) => [task.name, task])).values()].sort(byLimit),
    cursor: pages[0]?.watchCursor || undefined,
  };
}
