/** A page that nobody touches for long is left: it says so before, and later while somebody is writing. */
import { useEffect, useRef, useState } from "react";
import { isText } from "./text.ts";

/** For how many milliseconds nobody has to touch the page. */
export interface Limits {
  limit: number;
  /** Somebody who has begun to write may think for longer. */
  whileWriting: number;
  /** Time enough to ask for more (WCAG 2.2.1). */
  warning: number;
}
/** Of a terminal in a room that everybody enters. */
export const TERMINAL: Limits = { limit: 90_000, whileWriting: 300_000, warning: 20_000 };
const LOOK = 1000;

/** How a page stands that nobody has touched for so many milliseconds: seconds that are left where it warns. */
export function standingAfter(
  quiet: number,
  isWriting: boolean,
  { limit, whileWriting, warning }: Limits,
): "used" | "over" | { left: number } {
  const left = (isWriting ? whileWriting : limit) - quiet;
  if (left <= 0) return "over";
  return left <= warning ? { left: Math.ceil(left / 1000) } : "used";
}

/** A screen on which people read, think and sign, as they do where they write. */
const UNHURRIED = "[data-unhurried]";

const isWriting = (): boolean =>
  (isText(document.activeElement) && document.activeElement.value !== "") || document.querySelector(UNHURRIED) !== null;

/** The sheet that warns. */
export const IDLE_SHEET = "idle-sheet";

/** Whether the sheet that warns answers to an event itself: one of its two buttons is being pressed. */
function isForSheet(event: Event): boolean {
  const sheet = document.getElementById(IDLE_SHEET);
  if (!sheet) return false;
  if (!(event instanceof KeyboardEvent))
    return event.target instanceof Element && event.target.closest("button") !== null;
  return (
    ["Tab", "Shift", "Enter", " ", "Escape"].includes(event.key) ||
    sheet.querySelector(`[data-key="${CSS.escape(event.key)}"]`) !== null
  );
}

const TOUCHES = ["pointerdown", "keydown", "input", "compositionupdate", "wheel", "touchmove"] as const;

/** Watches a page that is in use; `onTouched` is called now and then with the last touch. Returns the seconds that are left while it warns. */
export function useIdle(
  onOver: () => void,
  onTouched?: (at: number) => void,
  limits = TERMINAL,
): { left: number | undefined; stay: () => void } {
  const [left, setLeft] = useState<number>();
  const touched = useRef(Date.now());
  const over = useRef(onOver);
  over.current = onOver;
  const stay = useRef(() => {
    touched.current = Date.now();
    setLeft(undefined);
  });
  useEffect(() => {
    touched.current = Date.now();
    onTouched?.(touched.current);
    let noted = touched.current;
    let writing = false;
    const touch = (event: Event) => {
      // The first touch after a machine has slept comes before the clock was looked at.
      if (standingAfter(Date.now() - touched.current, writing, limits) === "over") over.current();
      else if (!isForSheet(event)) stay.current();
    };
    const look = () => {
      // The sheet that warns has the focus while it is open.
      if (!document.getElementById(IDLE_SHEET)) writing = isWriting();
      if (touched.current > noted) {
        noted = touched.current;
        onTouched?.(noted);
      }
      const standing = standingAfter(Date.now() - touched.current, writing, limits);
      if (standing === "over") over.current();
      else setLeft(standing === "used" ? undefined : standing.left);
    };
    const timer = setInterval(look, LOOK);
    for (const name of TOUCHES) addEventListener(name, touch, { capture: true, passive: true });
    return () => {
      clearInterval(timer);
      for (const name of TOUCHES) removeEventListener(name, touch, { capture: true });
    };
  }, [onTouched, limits]);
  return { left, stay: stay.current };
}
