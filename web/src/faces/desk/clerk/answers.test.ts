import { expect, test } from "vitest";
import { answersOf, correctsOf } from "./answers.ts";

const request = (state: string, versions: number[] = []) =>
  ({ state: `REQUEST_STATE_${state}`, feedbacks: versions.map((version) => ({ version })) }) as never;

test("what was not received or is over is not answered", () => {
  for (const state of ["DRAFT", "SUBMITTED", "REFUSED", "RETURNED_FOR_FIX", "WITHDRAWN", "CONFIRMED"])
    expect(answersOf(request(state)), state).toEqual([]);
  expect(answersOf(request("RECEIVED"))).toContain("refuse");
});

test("an answer in full is corrected by its version, one in part is added to", () => {
  expect(correctsOf(request("DONE", [1, 2]))).toBe(2);
  expect(correctsOf(request("PARTIAL", [1]))).toBeUndefined();
  expect(correctsOf(request("RECEIVED"))).toBeUndefined();
});
