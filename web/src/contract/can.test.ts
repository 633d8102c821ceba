import { expect, test } from "vitest";
import { can } from "./can.ts";

test("what the court lists can be done, and nothing else", () => {
  const task = { can: ["AssignTask"] };
  expect(can(task, "AssignTask")).toBe(true);
  expect(can(task, "TransferTask")).toBe(false);
  expect(can({ can: [] }, "AssignTask")).toBe(false);
});

test("what was kept before the court said it is offered, for the court to decide", () => {
  expect(can({}, "AcceptTask")).toBe(true);
  expect(can({ can: null }, "AcceptTask")).toBe(true);
});
