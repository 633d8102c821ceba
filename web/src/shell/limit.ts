/** How the limit of a task stands: for as long as its report is waited for. */
import type { Task, TaskState } from "../contract/types.ts";
import { untilLimit } from "./dates.ts";

/** States in which nothing has to be done in the village any more. */
const OVER = new Set<TaskState | undefined>([
  "TASK_STATE_REPORTED",
  "TASK_STATE_DONE",
  "TASK_STATE_REVOKED",
  "TASK_STATE_EXPIRED",
]);

/** Days until the limit and whether it has passed; `undefined` where there is none, or where it is met or over. */
export function standingOf({ state, finishBy }: Task, now: number): { days: number; passed: boolean } | undefined {
  return !finishBy || OVER.has(state) ? undefined : untilLimit(Date.parse(finishBy), now);
}
