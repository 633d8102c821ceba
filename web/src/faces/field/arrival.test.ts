import { expect, test } from "vitest";
import type { Packet } from "../../contract/types.ts";
import { isComing } from "./arrival.ts";

const task = { state: "TASK_STATE_ACCEPTED" } as const;
const packet = { name: "packets/1" } as Packet;

test("a guide is waited for until the phone's storage is read, and then while the court can send it", () => {
  expect(isComing({ task, packet: undefined, isOnline: false })).toBe(true);
  expect(isComing({ task, packet: null, isOnline: true })).toBe(true);
});

test("nobody waits for a guide that is here, or that can't come", () => {
  expect(isComing({ task, packet, isOnline: true })).toBe(false);
  expect(isComing({ task, packet: null, isOnline: false })).toBe(false);
  expect(isComing({ task: { state: "TASK_STATE_REPORTED" }, packet: null, isOnline: true })).toBe(false);
});
