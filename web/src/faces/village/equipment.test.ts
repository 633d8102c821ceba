import { expect, test } from "vitest";
import type { Court } from "../../contract/types.ts";
import { isComplete, isRepairable, linesOf, piecesOf } from "./equipment.ts";

const court = (more: Partial<Court>): Court => ({
  displayName: "",
  kind: "COURT_KIND_VILLAGE",
  regionCode: "",
  ...more,
});
const SCREEN = "EQUIPMENT_KIND_SCREEN";
const [WORKING, FAULTY] = ["EQUIPMENT_CONDITION_WORKING", "EQUIPMENT_CONDITION_FAULTY"] as const;

test("a court of which nothing is registered is asked for its screen, line and terminal", () => {
  const lines = linesOf(court({}));
  expect(lines.map(({ kind }) => kind)).toEqual([SCREEN, "EQUIPMENT_KIND_LINE", "EQUIPMENT_KIND_TERMINAL"]);
  expect(isComplete(lines)).toBe(false);
  expect(isRepairable(lines)).toBe(false);
  expect(linesOf(court({ equipment: [{ kind: "EQUIPMENT_KIND_ALL_IN_ONE" }] }))).toHaveLength(1);
});

test("what was reported last stands beside what the register has, two of a kind by their notes", () => {
  const equipment = [
    { kind: SCREEN, note: "大厅", condition: WORKING },
    { kind: SCREEN, note: "调解室" },
    { kind: "EQUIPMENT_KIND_LINE" },
    { kind: "EQUIPMENT_KIND_TERMINAL" },
  ] as const;
  const [hall, room, line] = linesOf(
    court({
      equipment: [...equipment],
      equipmentReport: {
        equipment: [
          { kind: SCREEN, note: "调解室 不亮", condition: FAULTY },
          { kind: "EQUIPMENT_KIND_LINE", condition: WORKING },
        ],
      },
    }),
  );
  expect(hall).toEqual({ kind: SCREEN, which: "大厅", condition: WORKING, note: "" });
  expect(room).toEqual({ kind: SCREEN, which: "调解室", condition: FAULTY, note: "不亮" });
  expect(line?.condition).toBe(WORKING);
});

test("a note is reported of what is not in order alone", () => {
  const line = { kind: SCREEN, which: "大厅", note: " 不亮 " } as const;
  expect(piecesOf([{ ...line, condition: FAULTY }])).toEqual([{ kind: SCREEN, condition: FAULTY, note: "大厅 不亮" }]);
  expect(piecesOf([{ ...line, condition: WORKING }])).toEqual([{ kind: SCREEN, condition: WORKING, note: "大厅" }]);
  expect(isRepairable([{ ...line, condition: FAULTY }])).toBe(true);
});
