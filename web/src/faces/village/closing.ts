/** Ending a session on a machine that others use next. What is noted here names a session by the word of its cookie, never a person. */
import { statusOf } from "../../contract/problem.ts";
import { signOut } from "../../contract/session.ts";
import { csrfWord } from "../../contract/transport.ts";
import { TERMINAL } from "../../shell/idle.ts";

/** The session that has ended here and may still live at the court: the line was down. */
const OWED = "sharedcourt.village.sign-out";
/** The session that is open here, and when the terminal was touched last. */
const TOUCHED = "sharedcourt.village.touched";

/** Whether the session in this browser was closed here already. A session that began since is another one. */
export function isSignOutOwed(): boolean {
  const word = csrfWord();
  return word !== "" && localStorage.getItem(OWED) === word;
}

/** From here on nobody comes in without signing in. */
export function close(): void {
  localStorage.removeItem(TOUCHED);
  localStorage.setItem(OWED, csrfWord());
}

let ending: Promise<boolean> | undefined;

/** Ends the session at the court, one call at a time. Whether that is settled; where the court can't be reached it is tried again. */
export function endSession(): Promise<boolean> {
  ending ??= end().finally(() => {
    ending = undefined;
  });
  return ending;
}

async function end(): Promise<boolean> {
  if (!isSignOutOwed()) return true;
  const word = csrfWord();
  try {
    await signOut(word);
  } catch (fault) {
    // The session is over already; anything else is asked again.
    if (statusOf(fault) !== 401) return false;
  }
  // Another one may be owed by now.
  if (localStorage.getItem(OWED) === word) localStorage.removeItem(OWED);
  return !isSignOutOwed();
}

export const noteTouch = (at: number): void => localStorage.setItem(TOUCHED, `${csrfWord()} ${at}`);

/** Whether the session of this word was noted as touched, longer ago than a terminal waits: it was switched off or its browser closed. */
export function wasLeft(noted: string | null, word: string, now: number): boolean {
  const [session, at] = (noted ?? "").split(" ");
  return Boolean(word) && session === word && now - Number(at) >= TERMINAL.limit;
}

export const isLeftOpen = (): boolean => wasLeft(localStorage.getItem(TOUCHED), csrfWord(), Date.now());
