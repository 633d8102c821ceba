/** The people that somebody looks for, among all that were read. */
import type { Court, Person, Role } from "../../../contract/types.ts";
import { endsSoon, offices, regionOf } from "./terms.ts";

export const ROLES = [
  "ROLE_DIRECTOR",
  "ROLE_GRID_WORKER",
  "ROLE_CONTACT_JUDGE",
  "ROLE_OFFICER",
  "ROLE_BUREAU_CHIEF",
  "ROLE_PRESIDENT",
  "ROLE_COMMAND",
  "ROLE_CASHIER",
  "ROLE_UNIT_CLERK",
  "ROLE_ADMIN",
  "ROLE_AUDITOR",
] as const satisfies readonly Role[];

export const STANDINGS = ["active", "ending", "none", "deactivated", "all"] as const;
type StandingView = (typeof STANDINGS)[number];
export const isStandingView = (text: string | null): StandingView | undefined =>
  STANDINGS.find((each) => each === text);

export interface Shown {
  /** A part of a name, of a number of a telephone, or of a personal number. */
  text: string;
  role: Role | "";
  /** The code of a town. */
  town: string;
  standing: StandingView;
}

const idOf = ({ name }: Person): string => name?.replace("people/", "") ?? "";

function isMeant(person: Person, text: string): boolean {
  const said = text.trim().toLowerCase();
  if (!said) return true;
  return [person.displayName, person.phone ?? "", idOf(person)].some((each) => each.toLowerCase().includes(said));
}

function stands(person: Person, standing: StandingView, now: number, within: number): boolean {
  switch (standing) {
    case "active":
      return !person.deactivated;
    case "ending":
      return !person.deactivated && endsSoon(person, now, within);
    case "none":
      return !person.deactivated && offices(person, now).length === 0;
    case "deactivated":
      return person.deactivated === true;
    default:
      return true;
  }
}

/** `within` is how long before its end a term is pointed out. */
export function found(
  people: readonly Person[],
  { text, role, town, standing }: Shown,
  courts: ReadonlyMap<string, Court>,
  now: number,
  within: number,
): Person[] {
  return people.filter((person) => {
    if (!stands(person, standing, now, within) || !isMeant(person, text)) return false;
    if (!role && !town) return true;
    // The office and the place are those of one term.
    return offices(person, now).some(
      (term) => (!role || term.role === role) && (!town || regionOf(term, courts).startsWith(town)),
    );
  });
}

/** The people of a town whose courts they direct, walk or judge for, director first. */
export function ofTown(
  people: readonly Person[],
  town: string,
  courts: ReadonlyMap<string, Court>,
  now: number,
): Person[] {
  const IN_VILLAGES: readonly Role[] = ["ROLE_DIRECTOR", "ROLE_GRID_WORKER"];
  return people.filter(
    (person) =>
      !person.deactivated &&
      offices(person, now).some((term) => IN_VILLAGES.includes(term.role) && regionOf(term, courts).startsWith(town)),
  );
}
