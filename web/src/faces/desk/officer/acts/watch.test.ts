import { expect, test } from "vitest";
import { stepsOf, type Watch, waitsFor } from "./watch.ts";

const of = (state: Watch["state"]) => ({ state }) as Watch;

test("what the police have is taken back, and what is over is not", () => {
  expect(stepsOf(of("WATCH_STATE_APPROVED"))).toEqual(["push", "withdraw"]);
  expect(stepsOf(of("WATCH_STATE_CONTROLLED"))[0]).toBe("handOver");
  expect(stepsOf(of("WATCH_STATE_HIT"))).toEqual(["withdraw"]);
  for (const over of ["WATCH_STATE_WITHDRAWING", "WATCH_STATE_WITHDRAWN", "WATCH_STATE_REJECTED"] as const)
    expect(stepsOf(of(over)), over).toEqual([]);
});

test("it is said for whom it waits", () => {
  expect(waitsFor(of("WATCH_STATE_DRAFT"))).toBe("approval");
  expect(waitsFor(of("WATCH_STATE_PUSHED"))).toBe("police");
  expect(waitsFor(of("WATCH_STATE_WITHDRAWING"))).toBe("withdrawal");
  expect(waitsFor(of("WATCH_STATE_APPROVED"))).toBeUndefined();
});
