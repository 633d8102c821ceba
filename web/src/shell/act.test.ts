import { expect, test } from "vitest";
import { Problem, Unreachable } from "../contract/problem.ts";
import { hasChanged, RequestIds } from "./act.ts";

const refused = (status: number, reason: string) =>
  new Problem({ status, reason, detail: "", requestId: "", metadata: {}, errors: [] });

test("an act without an answer is asked for again under its id, an answered one is over", () => {
  const ids = new RequestIds();
  const first = ids.of("assign");
  expect(ids.of("assign")).toBe(first);
  ids.ended("assign", new Unreachable());
  expect(ids.of("assign")).toBe(first);
  ids.ended("assign", refused(503, "STORE_UNAVAILABLE"));
  expect(ids.of("assign")).toBe(first);
  expect(ids.of("assign to somebody else")).not.toBe(first);
  ids.ended("assign", refused(400, "WORKER_IS_PARTY"));
  const second = ids.of("assign");
  expect(second).not.toBe(first);
  ids.ended("assign");
  expect(ids.of("assign")).not.toBe(second);
});

test("an old etag and a state that does not allow the act are changes; other refusals are not", () => {
  expect(hasChanged(refused(412, "ETAG_MISMATCH"))).toBe(true);
  expect(hasChanged(refused(409, "TASK_STATE_CONFLICT"))).toBe(true);
  expect(hasChanged(refused(400, "WORKER_IS_PARTY"))).toBe(false);
  expect(hasChanged(new Unreachable())).toBe(false);
  expect(hasChanged(undefined)).toBe(false);
});
