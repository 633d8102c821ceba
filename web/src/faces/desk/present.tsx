/** Who works at the desk and in which office, and how a screen reports to them what was done; for every screen. */
import { createContext, useContext } from "react";
import type { Person, Role, Term } from "../../contract/types.ts";

export interface Present {
  me: Person;
  role: Role;
  terms: Term[];
  /** Whether the office looks cases up by their numbers. */
  findsCases: boolean;
  /** The first parts of the paths that the office opens. */
  modules: readonly string[];
  /** What was last written into the search, and the party by which the list of cases is shown: kept here and not in an address. */
  sought: string;
  party: string;
  seek: (next: { sought?: string; party?: string }) => void;
  /** Reports what was done, until another screen is opened. `path` is where it is shown; here where absent. */
  report: (text: string, path?: string) => void;
}

const Context = createContext<Present | undefined>(undefined);
export const AsPresent = Context.Provider;

export function usePresent(): Present {
  const found = useContext(Context);
  if (!found) throw new Error("nobody is at the desk");
  return found;
}

/** Whether who is here acts in cases: others read them alone. */
export function useActsInCases(): boolean {
  const { role } = usePresent();
  return role === "ROLE_OFFICER" || role === "ROLE_BUREAU_CHIEF";
}
