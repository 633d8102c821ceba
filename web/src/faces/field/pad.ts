/** What the keyboard types on the pad of the PIN. */
import { topSheet } from "../../shell/Sheet.tsx";
import { isText } from "../../shell/text.ts";

type Key = Pick<KeyboardEvent, "key" | "target" | "ctrlKey" | "metaKey" | "altKey">;

/** The digit, or `back`; `undefined` for what is not typed on the pad: a wrong PIN costs a try, and the tries the packets. */
export function typedOnPad(event: Key, isCovered = topSheet() !== undefined): string | undefined {
  if (isCovered || event.ctrlKey || event.metaKey || event.altKey || isText(event.target)) return undefined;
  if (event.key === "Backspace") return "back";
  return /^\d$/.test(event.key) ? event.key : undefined;
}
