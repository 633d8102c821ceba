import { expect, test } from "vitest";
import type { Court, Terminal } from "../../../contract/types.ts";
import { type EquipmentKind, entered, nextNumber, shownCourts, townStandings, troubles } from "./network.ts";

const courtOf = (id: string, more: Partial<Court> = {}): Court =>
  ({
    name: `courts/${id}`,
    regionCode: id,
    kind: "COURT_KIND_VILLAGE",
    director: "people/d",
    contactJudge: "people/j",
    ...more,
  }) as Court;
const ids = (courts: Court[]) => courts.map(({ regionCode }) => regionCode);
const COURTS = [
  courtOf("330783001014", { equipmentReport: { repairRequested: true, reportTime: "2026-06-02T00:00:00Z" } }),
  courtOf("330783001", { kind: "COURT_KIND_TOWN", director: "" }),
  courtOf("330783002003", { equipmentReport: { repairRequested: true, reportTime: "2026-06-01T00:00:00Z" } }),
  courtOf("330783002004", { state: "COURT_STATE_CLOSED", director: "" }),
];

test("courts that ask for a repair stand first, the longest waiting first, then those with a fault", () => {
  const faulty = courtOf("330783009", {
    equipment: [{ kind: "EQUIPMENT_KIND_LINE", condition: "EQUIPMENT_CONDITION_MISSING" }],
  });
  expect(ids(shownCourts([...COURTS, faulty], "", "", "all")).slice(0, 3)).toEqual([
    "330783002003",
    "330783001014",
    "330783009",
  ]);
  expect(ids(shownCourts(COURTS, "", "", "all"))).toEqual([
    "330783002003",
    "330783001014",
    "330783001",
    "330783002004",
  ]);
  expect(ids(shownCourts(COURTS, "", "", "repair"))).toEqual(["330783002003", "330783001014"]);
});

test("a list is narrowed by town, kind and what is missing", () => {
  expect(ids(shownCourts(COURTS, "330783001", "", "all"))).toEqual(["330783001014", "330783001"]);
  expect(ids(shownCourts(COURTS, "", "COURT_KIND_TOWN", "all"))).toEqual(["330783001"]);
  // A closed court needs no director.
  expect(ids(shownCourts(COURTS, "", "", "undirected"))).toEqual(["330783001"]);
  expect(ids(shownCourts(COURTS, "", "", "unjudged"))).toEqual([]);
  expect(ids(shownCourts(COURTS, "", "", "closed"))).toEqual(["330783002004"]);
});

test("the last report says what is not in order, else what was entered", () => {
  const faulty = { kind: "EQUIPMENT_KIND_LINE", condition: "EQUIPMENT_CONDITION_FAULTY" } as const;
  const working = { kind: "EQUIPMENT_KIND_LINE", condition: "EQUIPMENT_CONDITION_WORKING" } as const;
  expect(troubles(courtOf("a", { equipment: [faulty] }))).toEqual([faulty]);
  expect(troubles(courtOf("a", { equipment: [faulty], equipmentReport: { equipment: [working] } }))).toEqual([]);
});

test("a new terminal has the next number", () => {
  expect(nextNumber([])).toBe(1);
  expect(nextNumber([{ name: "terminals/330783-s1-2" }, { name: "terminals/330783-s1-1" }] as Terminal[])).toBe(3);
});

test("a piece that nobody has entered is no piece", () => {
  const pieces = new Map<EquipmentKind, object>([
    ["EQUIPMENT_KIND_LINE", { condition: "EQUIPMENT_CONDITION_FAULTY", note: " 断线 " }],
    ["EQUIPMENT_KIND_SCREEN", { condition: "EQUIPMENT_CONDITION_WORKING", note: " " }],
    ["EQUIPMENT_KIND_PHONE", { condition: "EQUIPMENT_CONDITION_UNSPECIFIED" }],
  ]) as never;
  expect(entered(pieces)).toEqual([
    { kind: "EQUIPMENT_KIND_SCREEN", condition: "EQUIPMENT_CONDITION_WORKING" },
    { kind: "EQUIPMENT_KIND_LINE", condition: "EQUIPMENT_CONDITION_FAULTY", note: "断线" },
  ]);
});

test("a town is counted by the courts that work in it", () => {
  const towns = [
    { code: "330783001", displayName: "a" },
    { code: "330783002", displayName: "b" },
  ];
  const villages = ["330783001014", "330783001016", "330783002003"].map((code) => ({ code, displayName: code }));
  const courts = [
    courtOf("330783001", { covers: ["330783001"], director: "" }),
    courtOf("330783001014", { covers: ["330783001014"], equipmentReport: { repairRequested: true } }),
    courtOf("330783002003", { covers: ["330783002003"], state: "COURT_STATE_CLOSED" }),
  ];
  expect(townStandings(towns, villages, courts).map(({ town, ...counts }) => counts)).toEqual([
    { courts: 2, villages: 2, covered: 1, undirected: 1, repairs: 1 },
    { courts: 0, villages: 1, covered: 0, undirected: 0, repairs: 0 },
  ]);
});
