/** What several screens of the phone are made of, beside what all faces share. */
import { useCallback, useState } from "react";
import { standings } from "../../outbox/order.ts";
import { reportError } from "../../shell/pageErrors.ts";
import { useSpeaking, type Words } from "../../words/index.tsx";
import { useEntries, useFiles } from "./context.tsx";

export {
  Choices,
  Danger,
  Facts,
  Limit,
  limitClass,
  paperOf,
  papersOf,
  reasonOf,
  Screen,
  Text,
} from "../../shell/parts.tsx";

const isFull = (fault: unknown): boolean => fault instanceof Error && fault.name === "QuotaExceededError";

/** Why something could not be kept on this phone, and what to do. */
export const localFaultOf = (w: Words, fault: unknown): string => (isFull(fault) ? w.field.storageFull : w.localFault);

/** Writes on this phone: whether it was kept, and why not where it was not. A full phone is not a fault of the page. */
export function useWriting() {
  const [fault, setFault] = useState<unknown>();
  const write = useCallback(async (what: () => Promise<unknown>): Promise<boolean> => {
    try {
      await what();
      setFault(undefined);
      return true;
    } catch (found) {
      if (!isFull(found)) reportError(found);
      setFault(found);
      return false;
    }
  }, []);
  return { fault, write };
}

export function LocalFault({ fault }: { fault: unknown }) {
  const { w } = useSpeaking();
  if (fault === undefined) return null;
  return (
    <p role="alert" className="problem">
      {localFaultOf(w, fault)}
    </p>
  );
}

/** Where what was written about a task has come to. */
export function SyncMark({ task }: { task: string }) {
  const { w } = useSpeaking();
  const entries = useEntries().data ?? [];
  const files = useFiles().data ?? [];
  const own = standings(
    entries.filter((entry) => entry.task === task && entry.kind !== "views" && entry.kind !== "purge"),
    files,
  );
  if (own.length === 0) return null;
  if (own.some(({ needs }) => needs)) return <span className="mark soon">{w.field.syncNeeds}</span>;
  if (own.every(({ complete }) => complete)) return <span className="mark good">{w.field.syncDone}</span>;
  const open = own.filter(({ complete }) => !complete);
  const [done, all] = [open.reduce((sum, each) => sum + each.done, 0), open.reduce((sum, each) => sum + each.all, 0)];
  return <span className="mark soon">{done > 0 ? w.field.syncSending(done, all) : w.field.syncSaved}</span>;
}

/** A telephone call to whom the task names. */
export function CallCourt({ phone, name }: { phone: string | null | undefined; name: string | null | undefined }) {
  const { w } = useSpeaking();
  if (!phone) return null;
  return (
    <a className="button" href={`tel:${phone}`}>
      {name ? w.field.phoneCourtName(name) : w.field.phoneCourt}
    </a>
  );
}
