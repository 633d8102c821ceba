/** A person's offices as they run now, and the page of each. */
import { courtNow } from "../contract/clock.ts";
import type { Person, Role, Term } from "../contract/types.ts";

/** The face of each office. */
const FACES: Partial<Record<Role, string>> = {
  ROLE_GRID_WORKER: "/field/",
  ROLE_DIRECTOR: "/village/",
  ROLE_OFFICER: "/desk/",
  ROLE_BUREAU_CHIEF: "/desk/",
  ROLE_PRESIDENT: "/desk/",
  ROLE_UNIT_CLERK: "/desk/",
  ROLE_CASHIER: "/desk/",
  ROLE_COMMAND: "/desk/",
  ROLE_ADMIN: "/desk/",
  ROLE_AUDITOR: "/desk/",
  ROLE_CONTACT_JUDGE: "/desk/",
};

/** The office that somebody has chosen on this device, where they hold several. */
export const chosenRole = (person: Person): string | null => localStorage.getItem(`sharedcourt.office.${person.name}`);
export const keepRole = (person: Person, role: Role): void =>
  localStorage.setItem(`sharedcourt.office.${person.name}`, role);

/** The terms of each office that somebody holds now: who holds one office in many courts holds one office. */
export function officesOf(person: Person): Term[][] {
  const terms = running(person);
  return [...new Set(terms.map(({ role }) => role))].map((role) => terms.filter((each) => each.role === role));
}

/** Below this width a director works on their own phone, where nobody looks on, and not on the terminal. */
const PHONE = "(max-width: 40rem)";

export const faceOf = ({ role }: Term): string | undefined =>
  role === "ROLE_DIRECTOR" && matchMedia(PHONE).matches ? FACES.ROLE_GRID_WORKER : FACES[role];

/** The command centre's wall, a second page of those who look over the whole. */
const WALL = "/wall/";
export const isWallRole = (role: Role): boolean =>
  ["ROLE_COMMAND", "ROLE_BUREAU_CHIEF", "ROLE_PRESIDENT"].includes(role);

/** Whether a path is one of the pages of an office. */
export const isPathOf = (term: Term, path: string): boolean =>
  path.startsWith(faceOf(term) ?? "//") || (path.startsWith(WALL) && isWallRole(term.role));

export function running(person: Person, now = courtNow()): Term[] {
  const at = (time: string | null | undefined, otherwise: number) => (time ? Date.parse(time) : otherwise);
  return (person.terms ?? []).filter(
    (term) => at(term.startTime, Number.NEGATIVE_INFINITY) <= now && now < at(term.endTime, Number.POSITIVE_INFINITY),
  );
}
