/** What a director reports of the equipment of their court: one line for each piece, from what is known of it. */
import type { Court, Schemas } from "../../contract/types.ts";

type Piece = Schemas["sharedcourt.courts.v1.Equipment"];
export type Kind = NonNullable<Piece["kind"]>;
export type Condition = Exclude<NonNullable<Piece["condition"]>, "EQUIPMENT_CONDITION_UNSPECIFIED">;
export const CONDITIONS: readonly Condition[] = [
  "EQUIPMENT_CONDITION_WORKING",
  "EQUIPMENT_CONDITION_FAULTY",
  "EQUIPMENT_CONDITION_MISSING",
];

/** A piece of the report while it is filled in. */
export interface Line {
  kind: Kind;
  /** What the register says of the piece, to distinguish two of a kind. */
  which: string;
  condition: Condition | undefined;
  /** What is wrong with it. */
  note: string;
}

/** What every shared court has: a screen, a line, a terminal. */
const ALWAYS: Kind[] = ["EQUIPMENT_KIND_SCREEN", "EQUIPMENT_KIND_LINE", "EQUIPMENT_KIND_TERMINAL"];
/** What stands for all three in one. */
const ALL_IN_ONE: Kind = "EQUIPMENT_KIND_ALL_IN_ONE";

const stated = (condition: Piece["condition"]): Condition | undefined => CONDITIONS.find((each) => each === condition);

const withWhich = (which: string, note: string): string => [which, note].filter(Boolean).join(" ");

/** The lines to fill in: the pieces of the register, with what was reported of them last. */
export function linesOf({ equipment, equipmentReport }: Court): Line[] {
  const registered = (equipment ?? []).map(({ kind, note, condition }) => ({ kind, which: note ?? "", condition }));
  const kinds = new Set(registered.map(({ kind }) => kind));
  const lacking = kinds.has(ALL_IN_ONE) ? [] : ALWAYS.filter((kind) => !kinds.has(kind));
  const pieces = [...registered, ...lacking.map((kind) => ({ kind, which: "", condition: undefined }))];
  const reported = [...(equipmentReport?.equipment ?? [])];
  return pieces.map(({ kind, which, condition }) => {
    const last = reported.findIndex((piece) => piece.kind === kind && (piece.note ?? "").startsWith(which));
    const [found] = last < 0 ? [] : reported.splice(last, 1);
    return {
      kind,
      which,
      condition: stated(found?.condition) ?? stated(condition),
      note: (found?.note ?? "").slice(which.length).trim(),
    };
  });
}

export const isComplete = (lines: Line[]): boolean => lines.every(({ condition }) => condition !== undefined);

/** Whether something is not in order, so that it can be repaired. */
export const isRepairable = (lines: Line[]): boolean =>
  lines.some(({ condition }) => condition !== undefined && condition !== "EQUIPMENT_CONDITION_WORKING");

/** The pieces as they are reported. What is in order needs no note. */
export const piecesOf = (lines: Line[]): Piece[] =>
  lines.map(({ kind, which, condition, note }) => ({
    kind,
    condition: condition ?? "EQUIPMENT_CONDITION_UNSPECIFIED",
    note: condition === "EQUIPMENT_CONDITION_WORKING" ? which : withWhich(which, note.trim()),
  }));
