/** How far this device's clock is from the court's. Every answer bears the court's time; the page never shows another. */

const listeners = new Set<() => void>();
let offset = 0;

/** Takes the time that an answer bears, for a call that was sent and answered at these instants of the device's clock. */
export function heard(date: string | null, sent: number, answered: number): void {
  const court = date ? Date.parse(date) : Number.NaN;
  // An answer that was long on its way says little about the time.
  if (Number.isNaN(court) || answered - sent > 10_000) return;
  const found = court + 500 - (sent + answered) / 2;
  // The header counts whole seconds.
  if (Math.abs(found - offset) < 1500) return;
  setOffset(found);
}

export function setOffset(value: number): void {
  offset = value;
  for (const listener of listeners) listener();
}

export const clockOffset = (): number => offset;

/** The time by the court's clock. */
export const courtNow = (): number => Date.now() + offset;

export function onClock(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
