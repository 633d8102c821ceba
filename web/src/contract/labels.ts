/** What the people, courts and regions are called that an answer names: the court says it beside the names, in the language of the page. */
import type { Label, Task } from "./types.ts";

export type Labels = Readonly<Record<string, Label>>;
export interface Labelled {
  labels?: Record<string, Label> | null;
}

/** Every text that stands in a row, however deep. */
function* textsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (value && typeof value === "object") for (const inner of Object.values(value)) yield* textsIn(inner);
}

/** A row with the labels of the names in it: what a row of a list needs once it is kept without its list. */
export function withOwnLabels<T extends Task>(row: T, labels: Labels): T {
  const { labels: _, ...rest } = row;
  const names = new Set<string>();
  for (const text of textsIn(rest)) {
    for (const name of [text, `regions/${text}`]) if (Object.hasOwn(labels, name)) names.add(name);
  }
  return { ...row, labels: Object.fromEntries([...names].map((name) => [name, labels[name] as Label])) };
}

/** What somebody or something is called; `undefined` where the court did not say, for a name is never shown itself. */
export const labelText = ({ labels }: Labelled, name: string | null | undefined): string | undefined =>
  labels?.[name ?? ""]?.text || undefined;

/** The same with the office or the place, as the catalogue joins the two. */
export function labelWithTitle(
  row: Labelled,
  name: string | null | undefined,
  both: (text: string, title: string) => string,
): string | undefined {
  const label = row.labels?.[name ?? ""];
  if (!label?.text) return undefined;
  return label.title ? both(label.text, label.title) : label.text;
}
