/** Who can hold an office for its holder while the holder is away, and for which offices that is entered. */
import type { Person, Role, Term } from "../../../contract/types.ts";
import { placeKind } from "./termDraft.ts";
import { standingOf } from "./terms.ts";

/** The offices of the court itself, whose holders deputise for each other. */
const OF_COURT: readonly Role[] = [
  "ROLE_OFFICER",
  "ROLE_BUREAU_CHIEF",
  "ROLE_PRESIDENT",
  "ROLE_COMMAND",
  "ROLE_CASHIER",
  "ROLE_ADMIN",
];

/** Whether somebody can deputise in a term: it is not over, its own, and not of those who have no deputy. */
export const hasDeputies = (term: Term, now: number): boolean =>
  standingOf(term, now) !== "past" &&
  !term.deputisesFor &&
  term.role !== "ROLE_GRID_WORKER" &&
  term.role !== "ROLE_AUDITOR";

/** The filters by which those who can deputise in a term are asked for. */
export function filtersOf(term: Term): Record<string, string>[] {
  switch (placeKind(term.role)) {
    case "court":
      return [{ court: term.court ?? "" }];
    case "unit":
      return [{ role: "UNIT_CLERK" }];
    default:
      return OF_COURT.map((role) => ({ role: role.replace("ROLE_", "") }));
  }
}

/** Those of them who can: others than the holder who are still there, for a unit its own clerks, by name. */
export function deputiesAmong(people: readonly Person[], term: Term, holder: Person): Person[] {
  const isOfUnit = ({ terms }: Person) => !term.unit || (terms ?? []).some(({ unit }) => unit === term.unit);
  const found = people.filter((each) => each.name !== holder.name && !each.deactivated && isOfUnit(each));
  const byName = new Map(found.map((each) => [each.name, each]));
  return [...byName.values()].sort((a, b) => a.displayName.localeCompare(b.displayName, "zh-CN"));
}
