/** A term of office as somebody fills it in. */
import type { Role, Term } from "../../../contract/types.ts";
import { firstInstant, instantAfter } from "./terms.ts";

export type Place = "region" | "court" | "unit";

/** Where an office counts. */
export function placeKind(role: Role): Place {
  switch (role) {
    case "ROLE_DIRECTOR":
    case "ROLE_GRID_WORKER":
    case "ROLE_CONTACT_JUDGE":
      return "court";
    case "ROLE_UNIT_CLERK":
      return "unit";
    default:
      return "region";
  }
}

export interface TermDraft {
  role: Role | "";
  region: string;
  court: string;
  unit: string;
  grid: string;
  isCommittee: boolean;
  first: string;
  last: string;
}

export const EMPTY: TermDraft = {
  role: "",
  region: "",
  court: "",
  unit: "",
  grid: "",
  isCommittee: false,
  first: "",
  last: "",
};

/** What is sent of it; nothing while it lacks the office or the place. What was filled in for another office stays out. */
export function termFrom({ role, region, court, unit, grid, isCommittee, first, last }: TermDraft): Term | undefined {
  if (!role) return undefined;
  const kind = placeKind(role);
  const place = { region: { regionCode: region }, court: { court }, unit: { unit } }[kind];
  if (!Object.values(place)[0]) return undefined;
  const isWorker = role === "ROLE_GRID_WORKER";
  return {
    role,
    ...place,
    ...(isWorker && grid ? { grid } : {}),
    ...(isWorker && isCommittee ? { committeeStaff: true } : {}),
    ...(first ? { startTime: firstInstant(first) } : {}),
    ...(last ? { endTime: instantAfter(last) } : {}),
  };
}
