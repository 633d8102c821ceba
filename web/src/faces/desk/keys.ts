/**
 * The keyboard of the desk: `/` goes to the search, `g` and a letter to a module, `j` and `k` from row to row, Ctrl and Enter submits the
 * form, and an element that bears a key is pressed by it.
 */
import { useEffect } from "react";
import { onKey as bearing, press } from "../../shell/keys.ts";
import { topSheet } from "../../shell/Sheet.tsx";
import { isText } from "../../shell/text.ts";

/** Marks the element that a key presses, for people and for readers of screens. */
export const onKey = (key: string) => ({ ...bearing(key), "aria-keyshortcuts": key });

/** For how long the letter is waited for. */
const SEQUENCE = 1500;

/** The link of a row, which `j` and `k` go to and Enter opens. */
export const ROW = "data-row";

/** The rows of the page, in their order. */
const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(`main [${ROW}]`)];

function step(by: 1 | -1): boolean {
  const all = rows();
  const at = all.indexOf(document.activeElement as HTMLElement);
  const next = at < 0 ? all[by === 1 ? 0 : all.length - 1] : all[at + by];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return next !== undefined;
}

/** Goes to the first row; whether there is one. */
export function focusFirstRow(): boolean {
  const [first] = rows();
  first?.focus();
  return first !== undefined;
}

/** Submits the form in which somebody writes. */
function submit(target: EventTarget | null): boolean {
  const form = target instanceof Element ? target.closest("form") : null;
  form?.requestSubmit();
  return form !== null;
}

export interface Keys {
  /** Opens the module of a letter; whether there is one. */
  onModule: (letter: string) => boolean;
  /** Shows the list of keys. */
  onHelp: () => void;
}

/** What a key press does; whether it did something. `g` is whether a `g` came just before. */
export function act(event: KeyboardEvent, afterG: boolean, { onModule, onHelp }: Keys): boolean {
  if (event.ctrlKey && event.key === "Enter") return submit(event.target);
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (isText(event.target) || event.target instanceof HTMLSelectElement || topSheet()) return false;
  if (afterG) return onModule(event.key);
  switch (event.key) {
    case "/": {
      const search = document.getElementById("search");
      search?.focus();
      return search !== null;
    }
    case "j":
      return step(1);
    case "k":
      return step(-1);
    // Among rows the arrows do the same; elsewhere they scroll.
    case "ArrowDown":
    case "ArrowUp":
      return (document.activeElement?.hasAttribute(ROW) ?? false) && step(event.key === "ArrowDown" ? 1 : -1);
    // A Chinese keyboard writes the wide one.
    case "?":
    case "\uff1f":
      onHelp();
      return true;
    default:
      return false;
  }
}

export function useDeskKeys(keys: Keys): void {
  useEffect(() => {
    let since = 0;
    const onDown = (event: KeyboardEvent) => {
      if (event.isComposing || event.repeat) return;
      const afterG = Date.now() - since < SEQUENCE;
      since = 0;
      if (act(event, afterG, keys)) event.preventDefault();
      else if (event.key === "g" && !event.ctrlKey && !isText(event.target)) since = Date.now();
      else press(event);
    };
    addEventListener("keydown", onDown);
    return () => removeEventListener("keydown", onDown);
  }, [keys]);
}
