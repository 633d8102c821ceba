import { expect, test } from "vitest";
import { EMPTY, termFrom } from "./termDraft.ts";

test("a term needs an office and the place of that office", () => {
  expect(termFrom(EMPTY)).toBeUndefined();
  expect(termFrom({ ...EMPTY, role: "ROLE_DIRECTOR", region: "330783" })).toBeUndefined();
  expect(termFrom({ ...EMPTY, role: "ROLE_UNIT_CLERK", unit: "units/u01" })).toEqual({
    role: "ROLE_UNIT_CLERK",
    unit: "units/u01",
  });
});

test("what was filled in for another office stays out", () => {
  const draft = { ...EMPTY, region: "330783", court: "courts/a", grid: "330783201203", isCommittee: true };
  expect(termFrom({ ...draft, role: "ROLE_CASHIER" })).toEqual({ role: "ROLE_CASHIER", regionCode: "330783" });
  expect(termFrom({ ...draft, role: "ROLE_DIRECTOR" })).toEqual({ role: "ROLE_DIRECTOR", court: "courts/a" });
  expect(termFrom({ ...draft, role: "ROLE_GRID_WORKER" })).toEqual({
    role: "ROLE_GRID_WORKER",
    court: "courts/a",
    grid: "330783201203",
    committeeStaff: true,
  });
});

test("the last day is inside the term", () => {
  const draft = { ...EMPTY, role: "ROLE_CASHIER" as const, region: "330783", first: "2026-01-01", last: "2026-12-31" };
  expect(termFrom(draft)).toMatchObject({
    startTime: "2026-01-01T00:00:00+08:00",
    endTime: "2026-12-31T16:00:00.000Z",
  });
});
