import { expect, test } from "vitest";
import type { Person, Task, TaskState } from "../../contract/types.ts";
import { arrivals, endsSoon, inGroup, inOrderFor, isLate, loadOf, workersOf } from "./board.ts";

const NOW = Date.parse("2026-11-29T06:00:00Z");
const COURT = "courts/330783201203";

const task = (name: string, state: TaskState, more: Partial<Task> = {}): Task =>
  ({ name: `tasks/${name}`, state, court: COURT, regionCode: "330783201203", ...more }) as Task;

const worker = (name: string, term: object = {}): Person =>
  ({
    name: `people/${name}`,
    displayName: name,
    terms: [
      { role: "ROLE_GRID_WORKER", court: COURT, grid: "330783201203", startTime: "2024-01-01T00:00:00Z", ...term },
    ],
  }) as Person;

test("every open task is in one stage, and a late one in its own group too", () => {
  const tasks = [
    task("a", "TASK_STATE_DISPATCHED"),
    task("b", "TASK_STATE_DECLINED", { overdue: ["DUTY_ACCEPT"] }),
    task("c", "TASK_STATE_TRANSFERRED"),
    task("d", "TASK_STATE_ASSIGNED"),
    task("e", "TASK_STATE_ACCEPTED"),
    task("f", "TASK_STATE_IN_FIELD", { overdue: ["DUTY_FINISH"] }),
    task("g", "TASK_STATE_RETURNED"),
    task("h", "TASK_STATE_REPORTED", { overdue: ["DUTY_FINISH"] }),
    task("i", "TASK_STATE_DONE"),
    task("j", "TASK_STATE_EXPIRED", { overdue: ["DUTY_FINISH"] }),
    task("k", "TASK_STATE_REVOKED"),
  ];
  const names = (group: "assign" | "accept" | "field" | "late") =>
    inGroup(tasks, group)
      .map(({ name }) => name?.replace("tasks/", ""))
      .join("");
  expect(names("assign")).toBe("abc");
  expect(names("accept")).toBe("d");
  expect(names("field")).toBe("efg");
  expect(names("late")).toBe("bf");
  expect(isLate(tasks[7] as Task)).toBe(false);
});

test("what has to be assigned now and did not before is new, a declined task too", () => {
  const before = [task("a", "TASK_STATE_DISPATCHED"), task("b", "TASK_STATE_ASSIGNED")];
  expect(arrivals(before, before)).toBe(0);
  const now = [task("a", "TASK_STATE_ASSIGNED"), task("b", "TASK_STATE_DECLINED"), task("c", "TASK_STATE_TRANSFERRED")];
  expect(arrivals(before, now)).toBe(2);
});

test("a worker's load is what they have to do still", () => {
  const mine = { worker: "people/one" };
  const tasks = [
    task("a", "TASK_STATE_ASSIGNED", mine),
    task("b", "TASK_STATE_RETURNED", { ...mine, overdue: ["DUTY_FINISH"] }),
    task("c", "TASK_STATE_REPORTED", mine),
    task("d", "TASK_STATE_DONE", mine),
    task("e", "TASK_STATE_ACCEPTED", { worker: "people/two" }),
  ];
  expect(loadOf(tasks, "people/one")).toEqual({ open: 2, late: 1 });
});

test("a court's workers are those whose term there runs", () => {
  const people = [
    worker("one"),
    worker("ended", { endTime: "2026-11-01T00:00:00Z" }),
    worker("later", { startTime: "2027-01-01T00:00:00Z" }),
    worker("elsewhere", { court: "courts/330783201" }),
    worker("director", { role: "ROLE_DIRECTOR" }),
  ];
  expect(workersOf(people, COURT, NOW).map(({ displayName }) => displayName)).toEqual(["one"]);
});

test("whose grid it is comes first, then who has least in hand", () => {
  const workers = workersOf([worker("far", { grid: "330783201204" }), worker("busy"), worker("free")], COURT, NOW);
  const tasks = [task("a", "TASK_STATE_ACCEPTED", { worker: "people/busy" })];
  const order = inOrderFor(workers, task("b", "TASK_STATE_DISPATCHED"), tasks);
  expect(order.map(({ displayName }) => displayName)).toEqual(["free", "busy", "far"]);
});

test("a term that ends within a month is said", () => {
  const term = (endTime: string | undefined) => ({ endTime }) as never;
  expect(endsSoon(term("2026-12-20T00:00:00Z"), NOW)).toBe(true);
  expect(endsSoon(term("2027-12-20T00:00:00Z"), NOW)).toBe(false);
  expect(endsSoon(term(undefined), NOW)).toBe(false);
});
