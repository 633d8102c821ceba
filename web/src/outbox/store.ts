/** What one person keeps on this device, each row encrypted: under the device's key, or for packets under the PIN. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { deviceKey, type Lock, open, openJson, type Sealed, seal, sealJson, sha256 } from "./crypto.ts";
import type { Draft, Entry, FileState, Held, Notice, Receipt } from "./model.ts";

interface Row {
  id: string;
  sealed: Sealed;
}

interface Schema extends DBSchema {
  kv: { key: string; value: unknown };
  packets: { key: string; value: Row };
  drafts: { key: string; value: Row };
  outbox: { key: string; value: Row };
  files: { key: string; value: Row };
  blobs: { key: string; value: Row };
  notices: { key: string; value: Row };
  receipts: { key: string; value: Row };
}

type Table = "packets" | "drafts" | "outbox" | "files" | "blobs" | "notices" | "receipts";
const TABLES: Table[] = ["packets", "drafts", "outbox", "files", "blobs", "notices", "receipts"];

/** What the rows of a table hold. */
interface Rows {
  packets: Held;
  drafts: Draft;
  outbox: Entry;
  files: FileState;
  notices: Notice;
  receipts: Receipt;
}

/** The PIN as it is kept: the wrapped key, and how often it may still be tried. */
export interface PinState {
  lock: Lock;
  left: number;
}

/** A row to be written, or to be removed. */
export type Write = { table: Table; id: string; row?: Row };

/** The name of a person's database. It does not show who they are. */
export const databaseOf = async (person: string): Promise<string> =>
  `sharedcourt-${(await sha256(new TextEncoder().encode(`database of ${person}`))).slice(0, 20)}`;

/**
 * Waits for a transaction and what was asked in it. What fails is said by the whole, once: a request that has failed ends the others
 * too, and says only that it was ended.
 */
async function whole<T>(done: Promise<void>, asked: Promise<T>): Promise<T> {
  await Promise.all([done, asked.catch(() => undefined)]);
  return asked;
}

export class Store {
  readonly name: string;
  private readonly db: IDBPDatabase<Schema>;
  private readonly key: CryptoKey;
  private vault: CryptoKey | undefined;
  private readonly listeners = new Set<() => void>();
  private readonly channel: BroadcastChannel;

  private constructor(name: string, db: IDBPDatabase<Schema>, key: CryptoKey) {
    this.name = name;
    this.db = db;
    this.key = key;
    this.channel = new BroadcastChannel(name);
    this.channel.onmessage = () => this.notify();
  }

  static async open(name: string): Promise<Store> {
    const db = await openDB<Schema>(name, 1, {
      upgrade: (fresh) => {
        fresh.createObjectStore("kv");
        for (const table of TABLES) fresh.createObjectStore(table, { keyPath: "id" });
      },
      blocking: (_from, _to, event) => (event.target as IDBDatabase).close(),
    });
    const kept = (await db.get("kv", "deviceKey")) as CryptoKey | undefined;
    if (kept) return new Store(name, db, kept);
    // Two tabs may come at once: the first key that is written counts.
    const made = await deviceKey();
    const turn = db.transaction("kv", "readwrite");
    const first = (await turn.store.get("deviceKey")) as CryptoKey | undefined;
    if (!first) await turn.store.put(made, "deviceKey");
    await turn.done;
    return new Store(name, db, first ?? made);
  }

  close(): void {
    this.channel.close();
    this.db.close();
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private notify(): void {
    for (const listener of this.listeners) listener();
  }

  changed(): void {
    this.channel.postMessage("changed");
    this.notify();
  }

  get deviceKey(): CryptoKey {
    return this.key;
  }

  /** The key of the packets, while they are unlocked. */
  get isUnlocked(): boolean {
    return this.vault !== undefined;
  }

  unlock(vault: CryptoKey | undefined): void {
    this.vault = vault;
    this.notify();
  }

  value = async <T>(key: string): Promise<T | undefined> => (await this.db.get("kv", key)) as T | undefined;

  async setValue(key: string, value: unknown): Promise<void> {
    const turn = this.db.transaction("kv", "readwrite");
    await whole(turn.done, value === undefined ? turn.store.delete(key) : turn.store.put(value, key).then(() => {}));
  }

  secret = async <T>(key: string): Promise<T | undefined> => {
    const sealed = await this.value<Sealed>(key);
    return sealed && openJson<T>(this.key, sealed);
  };

  setSecret = async (key: string, value: unknown): Promise<void> =>
    this.setValue(key, value === undefined ? undefined : await sealJson(this.key, value));

  private keyOf(table: Table): CryptoKey {
    const key = table === "packets" ? this.vault : this.key;
    if (!key) throw new Error("the packets are locked");
    return key;
  }

  private async all<T>(table: Table): Promise<T[]> {
    const rows = await this.db.getAll(table);
    return Promise.all(rows.map((row) => openJson<T>(this.keyOf(table), row.sealed)));
  }

  private async one<T>(table: Table, id: string): Promise<T | undefined> {
    const row = await this.db.get(table, id);
    return row && openJson<T>(this.keyOf(table), row.sealed);
  }

  entries = async (): Promise<Entry[]> => (await this.all<Entry>("outbox")).sort((a, b) => a.seq - b.seq);
  files = (): Promise<FileState[]> => this.all<FileState>("files");
  file = (id: string): Promise<FileState | undefined> => this.one<FileState>("files", id);
  drafts = (): Promise<Draft[]> => this.all<Draft>("drafts");
  draft = (task: string): Promise<Draft | undefined> => this.one<Draft>("drafts", task);
  notices = (): Promise<Notice[]> => this.all<Notice>("notices");
  receipts = (): Promise<Receipt[]> => this.all<Receipt>("receipts");
  /** The packets, where they are unlocked. */
  held = async (): Promise<Held[]> => (this.vault ? this.all<Held>("packets") : []);
  packetNames = (): Promise<string[]> => this.db.getAllKeys("packets");

  async blob(id: string): Promise<ArrayBuffer | undefined> {
    const row = await this.db.get("blobs", id);
    return row && open(this.key, row.sealed);
  }

  /** A row, sealed and ready to be written. */
  async sealed<T extends keyof Rows>(table: T, value: Rows[T]): Promise<Write> {
    return { table, id: value.id, row: { id: value.id, sealed: await sealJson(this.keyOf(table), value) } };
  }

  async sealedBlob(id: string, bytes: ArrayBuffer): Promise<Write> {
    return { table: "blobs", id, row: { id, sealed: await seal(this.key, bytes) } };
  }

  /** Writes all of it or nothing, and returns when it is on disk. */
  async write(writes: Write[]): Promise<void> {
    const tables = [...new Set(writes.map(({ table }) => table))];
    if (tables.length === 0) return;
    const turn = this.db.transaction(tables, "readwrite", { durability: "strict" });
    const asked = writes.map(({ table, id, row }) => {
      const store = turn.objectStore(table);
      return row ? store.put(row) : store.delete(id);
    });
    await whole(turn.done, Promise.all(asked));
    this.changed();
  }

  put = async <T extends keyof Rows>(table: T, value: Rows[T]): Promise<void> =>
    this.write([await this.sealed(table, value)]);
  remove = (table: Table, id: string): Promise<void> => this.write([{ table, id }]);

  /** Deletes all packets; `true` where there were any. Nothing else goes. */
  async clearPackets(): Promise<void> {
    await this.db.clear("packets");
    this.changed();
  }

  /** The next number in the order of the outbox. */
  async nextSeq(): Promise<number> {
    const turn = this.db.transaction("kv", "readwrite");
    const next = async () => {
      const next = (((await turn.store.get("seq")) as number | undefined) ?? 0) + 1;
      await turn.store.put(next, "seq");
      return next;
    };
    return whole(turn.done, next());
  }

  /** How many bytes lie here. */
  async bytes(): Promise<number> {
    let sum = 0;
    for (const table of TABLES) {
      for (const row of await this.db.getAll(table)) sum += row.sealed.bytes.byteLength;
    }
    return sum;
  }
}
