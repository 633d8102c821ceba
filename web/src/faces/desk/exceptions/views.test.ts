import { expect, test } from "vitest";
import { isTaskView, requestsFilter, seizuresFilter, TASK_STATES, tasksFilter, VIEWS } from "./views.ts";

const NOW = Date.parse("2026-11-30T17:00:00Z");

test("a task that is not reported is in the hands of one person", () => {
  const states = Object.values(TASK_STATES).flat();
  expect(new Set(states).size).toBe(states.length);
  const over = ["REPORTED", "DONE", "REVOKED", "EXPIRED"].map((state) => `TASK_STATE_${state}`);
  expect(states.filter((state) => over.includes(state))).toEqual([]);
  expect(VIEWS.filter(isTaskView)).toEqual(["director", "worker", "routing"]);
});

test("the rows are those that are late", () => {
  expect(tasksFilter("director")).toBe("overdue=true AND state:(DISPATCHED,DECLINED,TRANSFERRED)");
  expect(requestsFilter(NOW)).toBe('state:(SUBMITTED,RECEIVED,PROCESSING) AND due_time<"2026-11-30T17:00:00.000Z"');
});

test("a seizure has thirty days by the court's calendar", () => {
  expect(seizuresFilter(NOW)).toBe("state=IN_FORCE AND last_day<=2026-12-31");
});
