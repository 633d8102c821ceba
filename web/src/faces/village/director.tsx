/** Who works on the terminal and in which courts, and how a screen reports to them what was done; for every screen. */
import { createContext, useContext } from "react";
import type { Person } from "../../contract/types.ts";

interface Director {
  me: Person;
  /** The courts that they direct, `courts/{code}`. */
  courts: ReadonlySet<string>;
  /** Reports something on a screen, until another one is opened. */
  report: (text: string, path: string) => void;
  /** Continues with a task, `tasks/{id}`, that they have taken on themselves, where it is done on this machine. */
  onOwn?: (task: string) => void;
}

const Context = createContext<Director | undefined>(undefined);
export const AsDirector = Context.Provider;

export function useDirector(): Director {
  const found = useContext(Context);
  if (!found) throw new Error("no director");
  return found;
}
