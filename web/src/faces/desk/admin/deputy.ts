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

/** The filters by which the deputies in somebody's terms are asked for, each once. */
export function holdersOf(terms: readonly Term[], now: number): Record<string, string>[] {
  const asked = terms
    .filter((term) => hasDeputies(term, now))
    .map(({ role, court }): Record<string, string> => (court ? { court } : { role: role.replace("ROLE_", "") }));
  return [...new Map(asked.map((each) => [JSON.stringify(each), each])).values()];
}

/** The terms that are not over in which people deputise for somebody, the first to begin first. */
export function deputiesOf(people: readonly Person[], absent: string, now: number): { deputy: Person; term: Term }[] {
  const byName = new Map(people.map((each) => [each.name, each]));
  const held = [...byName.values()].flatMap((deputy) => (deputy.terms ?? []).map((term) => ({ deputy, term })));
  return held
    .filter(({ term }) => term.deputisesFor === absent && standingOf(term, now) !== "past")
    .sort((a, b) => (a.term.startTime ?? "").localeCompare(b.term.startTime ?? ""));
}

/** Those of them who can: others than the holder who are still there, for a unit its own clerks, by name. */
export function deputiesAmong(people: readonly Person[], term: Term, holder: Person): Person[] {
  const isOfUnit = ({ terms }: Person) => !term.unit || (terms ?? []).some(({ unit }) => unit === term.unit);
  const found = people.filter((each) => each.name !== holder.name && !each.deactivated && isOfUnit(each));
  const byName = new Map(found.map((each) => [each.name, each]));
  return [...byName.values()].sort((a, b) => a.displayName.localeCompare(b.displayName, "zh-CN"));
}
