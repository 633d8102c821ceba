/** Where this terminal stands, and under which number it is on record. It is kept here between sessions: nothing of it is about anybody. */
import { useMemo, useSyncExternalStore } from "react";
import { forgetEnrolment } from "../../contract/device.ts";
import { labelText } from "../../contract/labels.ts";
import { deviceWord } from "../../contract/transport.ts";
import type { Court, Reception } from "../../contract/types.ts";

const PLACE = "sharedcourt.village.place";
const NUMBER = "sharedcourt.village.terminal";

export interface Place {
  displayName: string;
  host: string;
  /** Who holds its offices today, by name. */
  director?: string | undefined;
  judge?: string | undefined;
  /** When somebody is to be found there, and the public number. */
  reception?: Reception | undefined;
}

function read(text: string): Place | undefined {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}

/** What is known of the place, as long as it stays as it is the same text. */
export function usePlace(): Place | undefined {
  const text = useSyncExternalStore(onTerminal, () => localStorage.getItem(PLACE) ?? "null");
  return useMemo(() => read(text), [text]);
}

export function keepPlace(court: Court): void {
  const { displayName, host, director, contactJudge, reception } = court;
  const offices = { director: labelText(court, director), judge: labelText(court, contactJudge) };
  localStorage.setItem(
    PLACE,
    JSON.stringify({ displayName, host: host ?? "", ...offices, reception: reception ?? undefined } satisfies Place),
  );
  dispatchEvent(new Event(CHANGED));
}

/** The terminal that this machine is, `terminals/{court code}-{number}`; `undefined` where nobody has put it on record. */
export const ownTerminal = (): string | undefined => localStorage.getItem(NUMBER) ?? undefined;

/** The same where it has a credential of its own, and speaks for itself. */
export const enrolledTerminal = (): string | undefined => (deviceWord() ? ownTerminal() : undefined);

/** The enrolment is over: the machine is on record no more, and somebody has to type a new code. */
export function endEnrolment(): void {
  forgetEnrolment();
  setOwnTerminal(undefined);
}

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
