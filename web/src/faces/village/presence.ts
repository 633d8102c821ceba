/** An enrolled terminal says every minute that it is there, with or without a session, and reads what its public screen shows. */
import { useEffect, useSyncExternalStore } from "react";
import { court, data } from "../../contract/client.ts";
import { beat, isEnrolmentOver } from "../../contract/device.ts";
import { courtOf, endEnrolment, enrolledTerminal, keepPlace, onTerminal } from "./place.ts";
import { idOf } from "./router.ts";

export const BEAT = 60_000;
/** For how long the court may not have heard a terminal before that is said. */
export const SILENT = 90_000;
const HOUR = 3_600_000;

let heardAt = Date.now();
let isSilent = false;
const listeners = new Set<() => void>();

function settle(silent: boolean): void {
  if (silent === isSilent) return;
  isSilent = silent;
  for (const listener of listeners) listener();
}

async function beatOnce(terminal: string): Promise<void> {
  try {
    await beat(terminal);
    heardAt = Date.now();
  } catch (fault) {
    if (isEnrolmentOver(fault)) endEnrolment();
  }
  settle(Date.now() - heardAt > SILENT);
}

async function readPlace(terminal: string): Promise<void> {
  const path = { courtId: idOf(courtOf(terminal)) };
  // Without an answer the screen shows what it knows.
  const place = await data(court.GET("/v1/courts/{courtId}", { params: { path } })).catch(() => undefined);
  if (place) keepPlace(place);
}

const every = (time: number, act: () => void): (() => void) => {
  act();
  const timer = setInterval(act, time);
  addEventListener("online", act);
  return () => {
    clearInterval(timer);
    removeEventListener("online", act);
  };
};

/** For as long as the page is open. */
export function usePresence(): void {
  const terminal = useSyncExternalStore(onTerminal, enrolledTerminal);
  useEffect(() => (terminal ? every(BEAT, () => void beatOnce(terminal)) : undefined), [terminal]);
  useEffect(() => (terminal ? every(HOUR, () => void readPlace(terminal)) : undefined), [terminal]);
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Whether the court has not heard this terminal for too long. */
export const useSilence = (): boolean => useSyncExternalStore(subscribe, () => isSilent);
