/** An act of somebody's: pressed twice it is done once, and what the court refuses is said in its words. */
import { useRef, useState } from "react";
import { isUnreachable, reasonOf, statusOf } from "../contract/problem.ts";

/** Whether something is no longer what the person saw who acts on it. */
export const hasChanged = (fault: unknown): boolean => statusOf(fault) === 412 || reasonOf(fault).endsWith("_CONFLICT");

export interface Acting {
  /** The act that is on its way. */
  busy: string | undefined;
  /** What the court said to the last one. */
  refused: { key: string; fault: unknown } | undefined;
  /**
   * Does an act once. `key` stands for the act with all that it says: the same act, pressed again after a line broke, bears the same
   * request id, so that the court does it once.
   */
  run: (key: string, act: (requestId: string) => Promise<void>) => Promise<void>;
  clear: () => void;
}

/** The request ids of acts: one for each, until the court has answered it. */
export class RequestIds {
  private readonly ids = new Map<string, string>();

  of(key: string): string {
    const id = this.ids.get(key) ?? crypto.randomUUID();
    this.ids.set(key, id);
    return id;
  }

  /** An answer ends the act. Without one, or where the court itself was in trouble, nobody knows whether it was done. */
  ended(key: string, fault?: unknown): void {
    if (!isUnreachable(fault) && statusOf(fault) < 500) this.ids.delete(key);
  }
}

export function useAct(): Acting {
  const [ids] = useState(() => new RequestIds());
  const running = useRef(false);
  const [busy, setBusy] = useState<string>();
  const [refused, setRefused] = useState<Acting["refused"]>();
  const run = async (key: string, act: (requestId: string) => Promise<void>) => {
    if (running.current) return;
    running.current = true;
    setBusy(key);
    setRefused(undefined);
    try {
      await act(ids.of(key));
      ids.ended(key);
    } catch (fault) {
      ids.ended(key, fault);
      setRefused({ key, fault });
    } finally {
      running.current = false;
      setBusy(undefined);
    }
  };
  return { busy, refused, run, clear: () => setRefused(undefined) };
}
