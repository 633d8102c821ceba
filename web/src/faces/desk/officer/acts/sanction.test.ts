import { expect, test } from "vitest";
import {
  type Draft,
  eventsOf,
  fieldsOf,
  isForPresident,
  KINDS,
  lacks,
  type Sanction,
  sanctionOf,
  stepsOf,
} from "./sanction.ts";

const draft: Draft = {
  kind: "SANCTION_KIND_FINE",
  name: "李四",
  party: "",
  organisation: false,
  identityNumber: "34052419800101001X",
  ground: "拒不报告财产",
  dishonest: "DISHONEST_GROUND_VIOLATES_PROPERTY_REPORTING",
  yuan: "1000",
  days: "7",
  before: false,
  summoned: true,
  expired: true,
  until: "2027-01-01",
};

test("each kind sends its own fields alone", () => {
  expect(lacks({ ...draft, ground: " " })).toBe(true);
  const fine = sanctionOf(draft, "cases/1", []);
  expect(fine).toMatchObject({ amountFen: "100000", sanctioned: { displayName: "李四" } });
  for (const other of ["days", "dishonestGround", "summonsIgnored", "noticeExpired", "endDate", "evidence"])
    expect(fine, other).not.toHaveProperty(other);
  const listed = sanctionOf({ ...draft, kind: "SANCTION_KIND_DISHONEST_LIST" }, "cases/1", ["evidence/a"]);
  expect(listed).toMatchObject({ dishonestGround: draft.dishonest, endDate: { year: 2027 }, evidence: ["evidence/a"] });
  expect(listed).not.toHaveProperty("amountFen");
  expect(KINDS.every((kind) => new Set(fieldsOf(kind)).size === fieldsOf(kind).length)).toBe(true);
});

test("the step that comes next stands first", () => {
  const of = (state: Sanction["state"], more: Partial<Sanction> = {}) =>
    stepsOf({ kind: "SANCTION_KIND_FINE", state, ...more } as Sanction);
  expect(of("SANCTION_STATE_PROPOSED")).toEqual([]);
  expect(of("SANCTION_STATE_APPROVED")).toEqual(["serve"]);
  expect(of("SANCTION_STATE_SERVED")).toEqual(["execute", "lift", "reconsider"]);
  expect(of("SANCTION_STATE_SERVED", { liftDuty: {} })[0]).toBe("lift");
  expect(of("SANCTION_STATE_EXECUTED", { reconsideration: {} })).toEqual(["reconsidered"]);
  expect(stepsOf({ kind: "SANCTION_KIND_DISHONEST_LIST", state: "SANCTION_STATE_IN_FORCE" } as Sanction)).toEqual([
    "lift",
  ]);
});

test("who decides, and what ends it, follows from the kind", () => {
  expect(isForPresident("SANCTION_KIND_DETENTION")).toBe(true);
  expect(isForPresident("SANCTION_KIND_DISHONEST_LIST")).toBe(false);
  expect(eventsOf("SANCTION_KIND_DETENTION")).toEqual(["LIFT_EVENT_REPENTED"]);
});
