import { expect, test } from "vitest";
import type { Packet, Task } from "../../contract/types.ts";
import { lostOf } from "./lost.ts";

const task = (name: string, more: Partial<Task> = {}): Task =>
  ({ name, worker: "people/w", state: "TASK_STATE_IN_FIELD", ...more }) as Task;
const packet = (task: string, device: string, hour: number, more: Partial<Packet> = {}): Packet =>
  ({ task, worker: "people/w", device, issueTime: at(hour), ...more }) as Packet;
const at = (hour: number) => new Date(Date.UTC(2026, 10, 30, hour)).toISOString();
const AGAIN = [packet("tasks/1", "手机 AAAA", 1), packet("tasks/1", "手机 BBBB", 5)];

test("a packet that another phone took again, without a receipt from the first, is a loss", () => {
  const tasks = [task("tasks/1")];
  expect(lostOf(AGAIN, tasks)).toEqual([{ worker: "people/w", at: Date.parse(at(5)), tasks }]);
  expect(lostOf([...AGAIN].reverse(), tasks)).toEqual([{ worker: "people/w", at: Date.parse(at(5)), tasks }]);
});

test("nothing is lost on one phone, with a receipt, on the court's terminal, with another worker, or for another task", () => {
  const [first, second] = AGAIN as [Packet, Packet];
  const tasks = [task("tasks/1"), task("tasks/2")];
  expect(lostOf([first], tasks)).toEqual([]);
  expect(lostOf([first, packet("tasks/1", "手机 AAAA", 5)], tasks)).toEqual([]);
  expect(lostOf([{ ...first, purgeTime: at(4) }, second], tasks)).toEqual([]);
  expect(lostOf([first, packet("tasks/1", "共享法庭终端 BBBB", 5)], tasks)).toEqual([]);
  expect(lostOf([{ ...first, worker: "people/x" }, second], tasks)).toEqual([]);
  expect(lostOf([{ ...first, task: "tasks/2" }, second], tasks)).toEqual([]);
});

test("a loss is said until there is a visit after it, and while the task is in the field", () => {
  const visited = (hour: number) => task("tasks/1", { attempts: [{ visitTime: at(hour) }] as Task["attempts"] });
  expect(lostOf(AGAIN, [visited(3)])).toHaveLength(1);
  expect(lostOf(AGAIN, [visited(6)])).toEqual([]);
  for (const state of ["TASK_STATE_REPORTED", "TASK_STATE_ASSIGNED", "TASK_STATE_DONE"] as const)
    expect(lostOf(AGAIN, [task("tasks/1", { state })])).toEqual([]);
});

test("one phone's losses stand together, the newest phone first", () => {
  const tasks = [task("tasks/1"), task("tasks/2"), task("tasks/3", { worker: "people/x" })];
  const packets = [
    ...AGAIN,
    packet("tasks/2", "手机 AAAA", 1),
    packet("tasks/2", "手机 BBBB", 6),
    packet("tasks/3", "手机 CCCC", 1, { worker: "people/x" }),
    packet("tasks/3", "手机 DDDD", 7, { worker: "people/x" }),
  ];
  const found = lostOf(packets, tasks).map(({ worker, at: when, tasks: of }) => [
    worker,
    when,
    of.map(({ name }) => name),
  ]);
  expect(found).toEqual([
    ["people/x", Date.parse(at(7)), ["tasks/3"]],
    ["people/w", Date.parse(at(6)), ["tasks/1", "tasks/2"]],
  ]);
});
