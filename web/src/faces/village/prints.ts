/** What a terminal prints for a task: open papers, the covers of sealed ones, and the form of the proof of service. */
import { bytesOf } from "../../contract/bytes.ts";
import type { Document, Print, Step, Task } from "../../contract/types.ts";
import { idOf } from "../../shell/router.ts";
import type { Words } from "../../words/index.tsx";

/** What is laid before the printer. */
export type Sheet = { how: "frame" | "picture"; blob: Blob } | { how: "cover"; document: Document };

/** A file that this machine can't print. */
export class NotPrintable extends Error {}

/** What the village prints of a paper; nothing where the court brings it on paper. */
export function printOf({ sealed, file }: Document, document: number): Print | undefined {
  if (sealed) return { kind: "PRINT_KIND_COVER", document };
  return file ? { kind: "PRINT_KIND_DOCUMENT", document } : undefined;
}

/** Reads what is printed. Nothing of a sealed paper but its title is on the terminal. */
export async function sheetOf(task: Task, { kind, document }: Print): Promise<Sheet> {
  const paper = task.documents?.[document ?? 0];
  if (kind === "PRINT_KIND_COVER" && paper) return { how: "cover", document: paper };
  const isForm = kind === "PRINT_KIND_RETURN_FORM";
  const blob = await bytesOf(isForm ? `/v1/tasks/${idOf(task.name)}/returnForm` : `/v1/${paper?.file}/content`);
  if (blob.type === "application/pdf") return { how: "frame", blob };
  if (/^image\/(jpeg|png|webp)$/.test(blob.type)) return { how: "picture", blob };
  throw new NotPrintable();
}

/** The prints of the same thing among the steps of a task, the last one last. */
export function printsOf({ steps }: Task, wanted: Print): Step[] {
  const isSame = ({ print }: Step) =>
    print?.kind === wanted.kind &&
    (wanted.kind === "PRINT_KIND_RETURN_FORM" || (print?.document ?? 0) === (wanted.document ?? 0));
  return (steps ?? []).filter(isSame);
}

/** What was printed, by its title. */
export function nameOf(w: Words, documents: Document[], { kind, document }: Print): string {
  if (kind === "PRINT_KIND_RETURN_FORM") return w.returnForm;
  const title = documents[document ?? 0]?.title ?? "";
  return kind === "PRINT_KIND_COVER" ? w.village.coverOf(title) : title;
}
