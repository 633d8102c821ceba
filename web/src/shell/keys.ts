/** The keyboard: a key presses the element that bears it; on the terminal a digit, Escape and F1, which reads aloud. */
import { useEffect } from "react";
import { topSheet } from "./Sheet.tsx";
import { isText } from "./text.ts";

/** Marks the element that a key presses. */
export const onKey = (key: string) => ({ "data-key": key });

/** Presses what bears the key, in the sheet that is open or else on the page. */
export function press(event: KeyboardEvent): void {
  const isTaken = event.defaultPrevented;
  // The help of the browser itself never comes up.
  if (event.key === "F1") event.preventDefault();
  if (event.ctrlKey || event.metaKey || event.altKey || isTaken || event.repeat) return;
  // The keys of an input method are its own.
  if (event.isComposing) return;
  // What lies over the page is read aloud by the button on the page.
  const sheet = event.key === "F1" ? undefined : topSheet();
  // A sheet has its own Escape. A digit that is typed into a field is a digit.
  if (event.key === "Escape" && sheet) return;
  if (event.key !== "Escape" && event.key !== "F1" && isText(event.target)) return;
  const found = (sheet ?? document).querySelector<HTMLElement>(`[data-key="${CSS.escape(event.key)}"]`);
  if (!found || (found instanceof HTMLButtonElement && found.disabled)) return;
  event.preventDefault();
  found.focus();
  found.click();
}

export function useKeys(): void {
  useEffect(() => {
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}
