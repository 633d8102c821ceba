/** A case that goes to another handler, in English. */
import type { handler as zh } from "./handler-zh.ts";

export const handler: typeof zh = {
  title: "Change the handler",
  now: "Handler now",
  next: "New handler",
  load: (name, open, late) => (late > 0 ? `${name} (${open} open, ${late} late)` : `${name} (${open} open)`),
  reason: "Reason for the change",
  reasonHint: "For example: moved, conflict of interest, long leave. It stands in the timeline.",
  do: (number) => `Change the handler: ${number}`,
  done: (number) => `The handler was changed: ${number}`,
};
