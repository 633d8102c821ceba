/** In which order the outbox is sent, and how far a record has come. */
import type { Entry, FileState, Kind } from "./model.ts";

/** Small things first: what others wait for, then what happened, then receipts. Files come after all of them. */
const RANK: Record<Kind, number> = { accept: 0, decline: 0, attempt: 1, report: 2, lead: 3, purge: 4, views: 5 };

/** Entries that are to be sent, in their order: by task in the order of the work, tasks in the order in which they were begun. */
export function inOrder(entries: Entry[]): Entry[] {
  const begun = new Map<string, number>();
  for (const { task, seq } of entries) begun.set(task, Math.min(begun.get(task) ?? seq, seq));
  const first = ({ task }: Entry) => begun.get(task) ?? 0;
  // A visit that was made before another report of the same task goes before it: the number decides among visits and reports.
  const stage = ({ kind }: Entry) => (kind === "attempt" || kind === "report" ? 1 : RANK[kind]);
  return entries
    .filter(({ state }) => state === "waiting")
    .sort((a, b) => first(a) - first(b) || stage(a) - stage(b) || a.seq - b.seq);
}

/** Files whose record the court has, the smallest first. */
export function filesInOrder(files: FileState[], entries: Entry[]): FileState[] {
  const cited = new Set(
    entries.filter(({ state, kind }) => state === "done" && kind === "attempt").flatMap((entry) => entry.files),
  );
  return files.filter(({ state, id }) => state === "waiting" && cited.has(id)).sort((a, b) => a.size - b.size);
}

/** How far a record has come. */
export interface Standing {
  record: string;
  entries: Entry[];
  files: FileState[];
  photos: FileState[];
  /** Every byte of it is at the court. */
  complete: boolean;
  needs: boolean;
  /** Bytes that are still here alone. */
  left: number;
  done: number;
  all: number;
}

/** The records of an outbox, the latest first. Complete is only what has arrived to the last byte. */
export function standings(entries: Entry[], files: FileState[]): Standing[] {
  const records = new Map<string, Entry[]>();
  for (const entry of entries) {
    if (entry.kind === "views") continue;
    records.set(entry.record, [...(records.get(entry.record) ?? []), entry]);
  }
  return [...records]
    .map(([record, own]) => {
      const ids = new Set(own.flatMap((entry) => entry.files));
      const cited = files.filter(({ id }) => ids.has(id));
      // A file that is cited and not known here is not at the court as far as anybody knows.
      const all = own.length + ids.size;
      const done =
        own.filter(({ state }) => state === "done").length + cited.filter(({ state }) => state === "done").length;
      return {
        record,
        entries: own,
        files: cited,
        photos: cited.filter(({ role }) => role !== "signature"),
        complete: done === all,
        needs: own.some(({ state }) => state === "needs") || cited.some(({ state }) => state === "needs"),
        left: cited.reduce((sum, file) => sum + (file.state === "done" ? 0 : file.size - file.sent), 0),
        done,
        all,
      };
    })
    .sort((a, b) => (b.entries[0]?.seq ?? 0) - (a.entries[0]?.seq ?? 0));
}
