/** What is recorded on this terminal: it stays here, unreadable, until the court has it, also after the director has left. */
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { send } from "../../contract/transport.ts";
import type { Person } from "../../contract/types.ts";
import { Sender } from "../../outbox/sender.ts";
import { Store } from "../../outbox/store.ts";
import { Desk } from "../field/desk.ts";

/** The names of what directors keep here. They show nobody who the directors are. */
const KEPT = "sharedcourt.village.outbox";

function kept(): string[] {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "[]") as string[];
  } catch {
    return [];
  }
}

function keep(names: string[]): void {
  if (names.length > 0) localStorage.setItem(KEPT, JSON.stringify([...new Set(names)]));
  else localStorage.removeItem(KEPT);
}

/** Whether anything of a store still has to reach the court. */
async function waits(store: Store): Promise<boolean> {
  const [entries, files] = [await store.entries(), await store.files()];
  return [...entries, ...files].some(({ state }) => state === "waiting");
}

/** Sends what directors have recorded here and left, by the credential of the terminal. It needs no session, and nothing of it is shown. */
export async function sendKept(): Promise<void> {
  for (const name of kept()) {
    const store = await Store.open(name);
    try {
      const post = (path: string, init: RequestInit) => send(new Request(path, init));
      await new Sender(store, post, async () => false).drain();
      if (!(await waits(store))) keep(kept().filter((each) => each !== name));
    } finally {
      store.close();
    }
  }
}

const AGAIN = 10_000;

/** Sends it again and again for as long as nobody is signed in. */
export function useSendKept(): void {
  useEffect(() => {
    const go = () => {
      sendKept().catch((fault: unknown) => console.warn("outbox", fault));
    };
    go();
    const timer = setInterval(go, AGAIN);
    addEventListener("online", go);
    return () => {
      clearInterval(timer);
      removeEventListener("online", go);
    };
  }, []);
}

const Context = createContext<Desk | undefined>(undefined);

/** What the director keeps on this terminal, once it is open. */
export const useSigning = (): Desk | undefined => useContext(Context);

/** Opens what the director keeps here, for as long as they are signed in; what they recorded before is sent. */
export function Signing({ me, children }: { me: Person; children: ReactNode }) {
  const [desk, setDesk] = useState<Desk>();
  useEffect(() => {
    let opened: Desk | undefined;
    let ended = false;
    const start = async () => {
      const { desk } = await Desk.open({ person: me.name ?? "", displayName: me.displayName }, "terminal");
      opened = desk;
      if (ended) return desk.leave();
      keep([...kept(), desk.store.name]);
      desk.confirmSession(me);
      setDesk(desk);
      await desk.ensureCredential();
      desk.send();
    };
    // Without a storage nothing is recorded here; the board works all the same.
    start().catch((fault: unknown) => console.warn("outbox", fault));
    return () => {
      ended = true;
      setDesk(undefined);
      opened?.leave().catch((fault: unknown) => console.warn("outbox", fault));
    };
  }, [me]);
  return <Context value={desk}>{children}</Context>;
}

/** How many records the court does not have whole yet. */
export function useWaiting(): number {
  const desk = useSigning();
  const [count, setCount] = useState(0);
  useEffect(() => {
    if (!desk) return;
    const look = async () => {
      const entries = (await desk.store.entries()).filter(({ kind }) => kind !== "purge" && kind !== "views");
      const files = await desk.store.files();
      const open = [...entries, ...files].filter(({ state }) => state === "waiting" || state === "needs");
      setCount(new Set(open.map(({ record }) => record)).size);
    };
    const again = () => {
      look().catch((fault: unknown) => console.warn("outbox", fault));
    };
    again();
    return desk.store.onChange(again);
  }, [desk]);
  return count;
}
