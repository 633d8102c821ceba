import { expect, test } from "vitest";
import type { Task, TaskState } from "../contract/types.ts";
import { standingOf } from "./limit.ts";

const NOW = Date.parse("2026-11-29T06:00:00Z");
const task = (state: TaskState, finishBy = "2026-11-28T06:00:00Z") => ({ state, finishBy }) as Task;

test("a limit is late for as long as a report is waited for, and never after it", () => {
  for (const state of [
    "DISPATCHED",
    "ASSIGNED",
    "ACCEPTED",
    "IN_FIELD",
    "RETURNED",
    "DECLINED",
    "TRANSFERRED",
  ] as const)
    expect(standingOf(task(`TASK_STATE_${state}`), NOW), state).toEqual({ days: -1, passed: true });
  for (const state of ["REPORTED", "DONE", "REVOKED", "EXPIRED"] as const)
    expect(standingOf(task(`TASK_STATE_${state}`), NOW), state).toBeUndefined();
  expect(standingOf(task("TASK_STATE_ACCEPTED", "2026-11-29T12:00:00Z"), NOW)).toEqual({ days: 0, passed: false });
});
