import { expect, test } from "vitest";
import { ageClasses } from "./ages.ts";
import { railOf } from "./rail.ts";

test("every receipt is in one class, and thirty days are still within the limit", () => {
  const days = [0, 5, 6, 10, 11, 15, 16, 30, 31, 400];
  const classes = ageClasses(days.map((each) => ({ days: each, isLate: each > 30 })));
  expect(classes.map(({ from, to, count, late }) => [from, to, count, late])).toEqual([
    [0, 5, 2, 0],
    [6, 10, 2, 0],
    [11, 15, 2, 0],
    [16, 30, 2, 0],
    [31, undefined, 2, 2],
  ]);
});

test("a member at a step has taken those before it, and what is entered has taken none", () => {
  const rail = railOf([
    {
      members: 85,
      states: [
        { state: "BATCH_MEMBER_STATE_CLOSED", members: 80 },
        { state: "BATCH_MEMBER_STATE_PAY_FAILED", members: 3 },
        { state: "BATCH_MEMBER_STATE_URGED", members: 1 },
        { state: "BATCH_MEMBER_STATE_ENTERED", members: 1 },
      ],
    },
    { members: 2, states: [{ state: "BATCH_MEMBER_STATE_PAID", members: 2 }] },
  ]);
  expect(rail).toEqual({
    members: 87,
    reached: { filed: 86, urged: 86, allocated: 85, proposed: 85, approved: 85, paid: 82, closed: 80 },
  });
});
