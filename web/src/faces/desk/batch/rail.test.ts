import { expect, test } from "vitest";
import { countsOf, type Member, nextStep, owedOf, type Run, STEPS, type Step, standingOf, toDoAgain } from "./rail.ts";

const member = (state: string, more: Partial<Member> = {}): Member =>
  ({ claimFen: "100", state: `BATCH_MEMBER_STATE_${state}`, ...more }) as Member;
const filed = { case: "cases/1" };
const urged = { ...filed, urgeTime: "2026-11-30T01:00:00Z" };
const allocated = { ...urged, allocatedFen: "100" };

const done = (of: Member): Step[] => STEPS.filter((step) => standingOf(step, [of]).done === 1);
const ready = (of: Member): Step[] => STEPS.filter((step) => standingOf(step, [of]).ready === 1);

test("each step is done or ready by where a member stands", () => {
  const all: [Member, Step[], Step[]][] = [
    [member("ENTERED"), [], ["file"]],
    [member("FILED", filed), ["file"], ["urge", "allocate"]],
    [member("URGED", urged), ["file", "urge"], ["allocate"]],
    [member("ALLOCATED", allocated), ["file", "urge", "allocate"], ["propose"]],
    [member("PROPOSED", allocated), ["file", "urge", "allocate", "propose"], ["approve"]],
    [member("PAYABLE", allocated), ["file", "urge", "allocate", "propose", "approve"], ["pay"]],
    [member("PAY_FAILED", allocated), ["file", "urge", "allocate", "propose", "approve"], []],
    [member("PAID", { ...allocated, paidFen: "100" }), STEPS.slice(0, 6), ["close"]],
    [member("CLOSED", { ...allocated, paidFen: "100" }), [...STEPS], []],
  ];
  for (const [of, isDone, isReady] of all) {
    expect([of.state, done(of)]).toEqual([of.state, isDone]);
    expect([of.state, ready(of)]).toEqual([of.state, isReady]);
  }
});

test("what is still owed is what neither the batch allocated nor the case was paid", () => {
  expect(owedOf(member("ENTERED"))).toBe(0n);
  expect(owedOf(member("URGED", urged))).toBe(100n);
  expect(owedOf(member("PARTLY_PAID", { ...urged, allocatedFen: "40", paidFen: "60" }))).toBe(40n);
  expect(owedOf(member("PAID", { ...urged, paidFen: "100" }))).toBe(0n);
  // A part that was allocated does not keep the rest from being allocated.
  expect(ready(member("ALLOCATED", { ...urged, allocatedFen: "40" }))).toEqual(["allocate", "propose"]);
});

test("the first step that waits for this office opens, else the first that waits", () => {
  const members = [member("PAYABLE", allocated), member("PROPOSED", allocated)];
  expect(nextStep(members, "ROLE_CASHIER")).toBe("pay");
  expect(nextStep(members, "ROLE_PRESIDENT")).toBe("approve");
  expect(nextStep(members, "ROLE_OFFICER")).toBe("approve");
  expect(nextStep([member("CLOSED", allocated)], "ROLE_OFFICER")).toBe("close");
});

test("what was not done is to be done again until it is", () => {
  const outcomes = ["DONE", "FAILED", "FAILED"].map((outcome, at) => ({
    member: at + 1,
    outcome: `BATCH_OUTCOME_${outcome}`,
  }));
  const run = { step: "file", results: outcomes } as Run;
  const members = [member("FILED", filed), member("ENTERED"), member("ENTERED")];
  expect(toDoAgain(run, "file", members)).toBe(2);
  expect(toDoAgain(run, "urge", members)).toBe(0);
  expect(toDoAgain(run, "file", [members[0], members[0], members[2]] as Member[])).toBe(1);
  expect(toDoAgain(undefined, "file", members)).toBe(0);
});

test("members are counted by where they stand, in the order of the steps", () => {
  expect(countsOf([member("PAID"), member("ENTERED"), member("PAID")])).toEqual([
    ["BATCH_MEMBER_STATE_ENTERED", 1],
    ["BATCH_MEMBER_STATE_PAID", 2],
  ]);
});
