/** Where this terminal stands, and under which number it is on record. It is kept here between sessions: nothing of it is about anybody. */
import type { Court } from "../../contract/types.ts";

const PLACE = "sharedcourt.village.place";
const NUMBER = "sharedcourt.village.terminal";

export interface Place {
  displayName: string;
  host: string;
}

export function knownPlace(): Place | undefined {
  try {
    return JSON.parse(localStorage.getItem(PLACE) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

export function keepPlace({ displayName, host }: Court): void {
  localStorage.setItem(PLACE, JSON.stringify({ displayName, host: host ?? "" } satisfies Place));
}

/** The terminal that this machine is, `terminals/{court code}-{number}`; `undefined` where nobody has put it on record. */
export const ownTerminal = (): string | undefined => localStorage.getItem(NUMBER) ?? undefined;

/** The court of a terminal, `courts/{code}`. */
export const courtOf = (terminal: string): string =>
  `courts/${terminal.slice("terminals/".length, terminal.lastIndexOf("-"))}`;

export function setOwnTerminal(name: string | undefined): void {
  if (name) localStorage.setItem(NUMBER, name);
  else localStorage.removeItem(NUMBER);
  dispatchEvent(new Event(CHANGED));
}

const CHANGED = "sharedcourt-terminal";
export const onTerminal = (listener: () => void): (() => void) => {
  addEventListener(CHANGED, listener);
  return () => removeEventListener(CHANGED, listener);
};
