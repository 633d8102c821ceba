/** The courts of the network as a list shows them, and what stands in them. */
import type { Court, Schemas, Terminal } from "../../../contract/types.ts";

export type CourtKind = NonNullable<Court["kind"]>;
export type Equipment = Schemas["sharedcourt.courts.v1.Equipment"];
export type EquipmentKind = NonNullable<Equipment["kind"]>;
export type Condition = NonNullable<Equipment["condition"]>;

export const KINDS: CourtKind[] = ["COURT_KIND_TOWN", "COURT_KIND_VILLAGE", "COURT_KIND_SPECIAL"];
export const EQUIPMENT: EquipmentKind[] = [
  "EQUIPMENT_KIND_SCREEN",
  "EQUIPMENT_KIND_LINE",
  "EQUIPMENT_KIND_TERMINAL",
  "EQUIPMENT_KIND_PHONE",
  "EQUIPMENT_KIND_CAMERA",
  "EQUIPMENT_KIND_ALL_IN_ONE",
];
export const CONDITIONS: Condition[] = [
  "EQUIPMENT_CONDITION_WORKING",
  "EQUIPMENT_CONDITION_FAULTY",
  "EQUIPMENT_CONDITION_MISSING",
];

export const VIEWS = ["all", "repair", "undirected", "unjudged", "closed"] as const;
export type View = (typeof VIEWS)[number];

const isClosed = ({ state }: Court) => state === "COURT_STATE_CLOSED";
export const asksForRepair = ({ equipmentReport }: Court): boolean => equipmentReport?.repairRequested === true;

function isShown(court: Court, view: View): boolean {
  switch (view) {
    case "repair":
      return asksForRepair(court);
    case "undirected":
      return !isClosed(court) && !court.director;
    case "unjudged":
      return !isClosed(court) && !court.contactJudge;
    case "closed":
      return isClosed(court);
    default:
      return true;
  }
}

/** What is not in order: by the last report where there is one, else as it was entered. */
export const troubles = ({ equipment, equipmentReport }: Court): Equipment[] =>
  (equipmentReport?.equipment ?? equipment ?? []).filter(
    ({ condition }) => condition === "EQUIPMENT_CONDITION_FAULTY" || condition === "EQUIPMENT_CONDITION_MISSING",
  );

/**
 * The courts that a list shows; those that ask for a repair stand first, the longest waiting first, then those where something is
 * not in order, each by their codes.
 */
export function shownCourts(courts: readonly Court[], town: string, kind: CourtKind | "", view: View): Court[] {
  const order = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
  const asked = (court: Court) => {
    if (asksForRepair(court)) return court.equipmentReport?.reportTime ?? "";
    // Behind every time.
    return troubles(court).length > 0 ? "x" : "y";
  };
  return courts
    .filter((court) => court.regionCode.startsWith(town) && (!kind || court.kind === kind) && isShown(court, view))
    .sort((a, b) => order(asked(a), asked(b)) || order(a.name ?? "", b.name ?? ""));
}

/** Which of its court's terminals it is. */
export const numberOf = ({ name }: Terminal): number => Number(name?.split("-").pop() ?? Number.NaN);
/** The number of a court's next terminal. */
export const nextNumber = (terminals: readonly Terminal[]): number =>
  Math.max(0, ...terminals.map(numberOf).filter(Number.isFinite)) + 1;

/** What somebody has entered of each piece; what is not there is no piece. */
export const entered = (pieces: ReadonlyMap<EquipmentKind, Equipment>): Equipment[] =>
  EQUIPMENT.flatMap((kind) => {
    const piece = pieces.get(kind);
    if (!piece?.condition || piece.condition === "EQUIPMENT_CONDITION_UNSPECIFIED") return [];
    const note = piece.note?.trim();
    return [{ kind, condition: piece.condition, ...(note ? { note } : {}) }];
  });

type Region = Schemas["sharedcourt.courts.v1.Region"];

/** What stands in a town. */
export interface TownStanding {
  town: Region;
  courts: number;
  villages: number;
  /** Villages for which a court answers that works. */
  covered: number;
  undirected: number;
  repairs: number;
}

/** The towns with what stands in each, in the order of their codes. */
export function townStandings(
  towns: readonly Region[],
  villages: readonly Region[],
  courts: readonly Court[],
): TownStanding[] {
  const working = courts.filter((court) => !isClosed(court));
  const covers = new Set(working.flatMap((court) => court.covers ?? []));
  return towns.map((town) => {
    const inTown = (code: string) => code.startsWith(town.code);
    const here = working.filter(({ regionCode }) => inTown(regionCode));
    const ours = villages.filter(({ code }) => inTown(code));
    return {
      town,
      courts: here.length,
      villages: ours.length,
      covered: ours.filter(({ code }) => covers.has(code)).length,
      undirected: here.filter(({ director }) => !director).length,
      repairs: here.filter(asksForRepair).length,
    };
  });
}
