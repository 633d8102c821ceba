/** What the phone does: it reads tasks, holds packets, keeps records and sends them. One desk for each person; screens ask it. */

import { court, data } from "../../contract/client.ts";
import { clockOffset, courtNow, onClock, setOffset } from "../../contract/clock.ts";
import { isUnreachable, statusOf } from "../../contract/problem.ts";
import { byLimit, listTasks } from "../../contract/tasks.ts";
import { csrfWord, send } from "../../contract/transport.ts";
import type { Packet, Person, Task } from "../../contract/types.ts";
import { wireOf } from "../../guide/flow.ts";
import { deviceKey, newLock, relock, unlock } from "../../outbox/crypto.ts";
import { instant, iso } from "../../outbox/instant.ts";
import type { Draft, Entry, FileState, Held, Kind, Label, Notice, Photo, Receipt } from "../../outbox/model.ts";
import { Sender, type Stopped } from "../../outbox/sender.ts";
import { databaseOf, type PinState, Store, type Write } from "../../outbox/store.ts";
import type { Send } from "../../outbox/upload.ts";
import type { Watched } from "../../shell/live.ts";
import type { Picture } from "./media.ts";
import { deviceName } from "./record.ts";

export const MOST_ENTRIES = 200;
const TRIES = 5;
const LAST = "sharedcourt.field.person";
/** How long what has arrived is still shown. */
const SHOWN = 7 * 86_400_000;

/** Somebody who has worked on this device. */
export interface Known {
  person: string;
  displayName: string;
}

/** States in which a worker has a task in hand. */
const IN_HAND = new Set([
  "TASK_STATE_ASSIGNED",
  "TASK_STATE_ACCEPTED",
  "TASK_STATE_IN_FIELD",
  "TASK_STATE_RETURNED",
  "TASK_STATE_REPORTED",
]);
const TO_VISIT = new Set(["TASK_STATE_ACCEPTED", "TASK_STATE_IN_FIELD", "TASK_STATE_RETURNED"]);

const isOver = ({ expireTime }: Packet): boolean => Boolean(expireTime) && Date.parse(expireTime ?? "") <= courtNow();

/** How long a packet is waited for before the next one is asked for, in milliseconds. */
const ISSUE_PATIENCE = 30_000;

/** What comes within a time, or a refusal. */
function within<T>(patience: number, coming: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, refuse) => {
    timer = setTimeout(() => refuse(new Error("it is late")), patience);
  });
  return Promise.race([coming, late]).finally(() => clearTimeout(timer));
}

export interface Listed {
  tasks: Task[];
  /** When the court said so, by its clock. */
  at: number;
  online: boolean;
}

export const known = (): Known | undefined => {
  try {
    return JSON.parse(localStorage.getItem(LAST) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
};

/** Where somebody works: on a phone that is theirs, or on the terminal of a court, which keeps nothing readable when they leave. */
export type Machine = "phone" | "terminal";

/** The name of what somebody keeps on a machine. */
const storeOf = ({ person }: Known, machine: Machine): Promise<string> =>
  databaseOf(machine === "phone" ? person : `terminal ${person}`);

export class Desk {
  readonly machine: Machine;
  readonly person: string;
  readonly displayName: string;
  readonly store: Store;
  private readonly sender: Sender;
  /** The word of the session that was found to be this person's. */
  private word = "";
  private sending: Promise<Stopped | undefined> | undefined;
  private again = false;
  private turns: Promise<unknown> = Promise.resolve();
  /** The tasks whose packets are on their way. */
  private issuing = new Set<string>();
  private stopped: Stopped | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly endings: (() => void)[] = [];
  private pause = 5;
  private taken = 0;
  /** Called when the court has taken something, so that what it says now is read. */
  onTaken: () => void = () => undefined;

  private constructor(person: Known, store: Store, machine: Machine) {
    this.machine = machine;
    this.person = person.person;
    this.displayName = person.displayName;
    this.store = store;
    const post: Send = (path, init) => send(new Request(path, init));
    this.sender = new Sender(store, post, () => this.isSession());
  }

  /** Opens what somebody keeps on this device. `lost` where there was something and the browser threw it away. */
  static async open(who: Known, machine: Machine = "phone"): Promise<{ desk: Desk; lost: boolean }> {
    const name = await storeOf(who, machine);
    const store = await Store.open(name);
    const mark = `${LAST}.${name}`;
    const lost = localStorage.getItem(mark) !== null && (await store.value("device")) === undefined;
    if (machine === "phone") localStorage.setItem(LAST, JSON.stringify(who));
    const desk = new Desk(who, store, machine);
    setOffset((await store.value<number>("clockOffset")) ?? clockOffset());
    if ((await store.value("device")) === undefined) {
      const id = crypto.randomUUID().slice(0, 4).toUpperCase();
      await store.setValue("device", deviceName(id, machine));
    }
    localStorage.setItem(mark, "1");
    desk.endings.push(onClock(() => void store.setValue("clockOffset", clockOffset())));
    const online = () => desk.send();
    addEventListener("online", online);
    desk.endings.push(() => removeEventListener("online", online));
    if (machine === "terminal") await desk.openVault();
    return { desk, lost };
  }

  /** The packets of a terminal lie under a key that nobody keeps. What is left of others, from before it was switched off, goes. */
  private async openVault(): Promise<void> {
    await this.forgetPackets();
    this.store.unlock(await deviceKey());
  }

  /** Somebody leaves the terminal: the packets go; what the court does not have yet stays until it is sent. */
  async leave(): Promise<void> {
    try {
      await this.forgetPackets();
      while (this.sending) await this.sending;
    } finally {
      this.close();
    }
  }

  close(): void {
    clearTimeout(this.timer);
    for (const end of this.endings) end();
    this.store.close();
  }

  /** The session in this browser is this person's: found by asking, and again whenever the session is another. */
  confirmSession(me: Person): void {
    if (me.name === this.person) this.word = csrfWord();
  }

  private async isSession(): Promise<boolean> {
    const word = csrfWord();
    if (!word) return false;
    if (word === this.word) return true;
    const response = await send(new Request("/v1/me"));
    if (!response.ok) return false;
    const me = (await response.json()) as Person;
    if (me.name !== this.person) return false;
    this.word = word;
    return true;
  }

  // The PIN.

  pin = (): Promise<PinState | undefined> => this.store.value<PinState>("pin");

  async setPin(pin: string): Promise<void> {
    await this.forgetPackets();
    const { lock, key } = await newLock(this.store.deviceKey, pin);
    await this.store.setValue("pin", { lock, left: TRIES } satisfies PinState);
    this.store.unlock(key);
  }

  async changePin(pin: string, next: string): Promise<boolean> {
    const state = await this.pin();
    const lock = state && (await relock(state.lock, this.store.deviceKey, pin, next));
    if (!lock) return false;
    await this.store.setValue("pin", { lock, left: TRIES } satisfies PinState);
    return true;
  }

  /** Tries a PIN; how many tries are left where it is wrong, 0 where the packets are gone now. */
  async tryPin(pin: string): Promise<{ open: true } | { open: false; left: number }> {
    const state = await this.pin();
    if (!state) return { open: false, left: 0 };
    // Counted before it is tried: who closes the page in between has used a try all the same.
    const left = state.left - 1;
    await this.store.setValue("pin", { ...state, left });
    const key = await unlock(state.lock, this.store.deviceKey, pin);
    if (key) {
      await this.store.setValue("pin", { ...state, left: TRIES });
      this.store.unlock(key);
      return { open: true };
    }
    if (left <= 0) await this.forgetPin();
    return { open: false, left: Math.max(0, left) };
  }

  /** The packets go with the PIN that opens them; a new one is asked for. */
  async forgetPin(): Promise<void> {
    await this.forgetPackets();
    await this.store.setValue("pin", undefined);
    this.store.changed();
  }

  lock = (): void => this.store.unlock(undefined);

  // Tasks and packets.

  /** The tasks in hand, from the court; where it can't be reached, as they were last read. */
  async tasks(): Promise<Listed> {
    try {
      const tasks = await this.readTasks();
      const at = courtNow();
      await this.store.setValue("readAt", at);
      await this.hold(tasks, at);
      return { tasks, at, online: true };
    } catch (fault) {
      if (!isUnreachable(fault) && statusOf(fault) < 500 && statusOf(fault) !== 401) throw fault;
      const held = await this.store.held();
      await this.clearOver();
      const at = (await this.store.value<number>("readAt")) ?? 0;
      return { tasks: held.map(({ task }) => task).sort(byLimit), at, online: false };
    }
  }

  private async readTasks(): Promise<Task[]> {
    const { tasks, cursor } = await listTasks(this.person);
    if (cursor) await this.store.setValue("cursor", cursor);
    return tasks.filter(({ state }) => IN_HAND.has(state ?? ""));
  }

  /** The stream of what happens, and how far this phone has read it. */
  get watched(): Watched {
    return {
      name: this.store.name,
      cursor: () => this.store.value<string>("cursor"),
      setCursor: (cursor) => this.store.setValue("cursor", cursor),
    };
  }

  /** Keeps what was read, gets the packets that are missing, and deletes those that are no longer this worker's. */
  private async hold(tasks: Task[], at: number): Promise<void> {
    const names = new Set(tasks.map(({ name }) => name ?? ""));
    for (const gone of (await this.store.packetNames()).filter((name) => !names.has(name))) await this.gone(gone);
    if (!this.store.isUnlocked) return this.clearOver();
    const held = new Map((await this.store.held()).map((each) => [each.id, each]));
    // After what is gone, of which the worker sees why; a task that stays in the list outlives its packet.
    await this.clearOver();
    // The court gives a device the packet again for which it has no receipt yet: a new one is asked for after the receipt.
    const owed = new Set(
      (await this.store.entries())
        .filter(({ kind, state }) => kind === "purge" && state === "waiting")
        .map(({ task }) => task),
    );
    const read = tasks.map((task): Held => {
      const { packet: kept, ...before } = held.get(task.name ?? "") ?? {};
      const row = { ...before, id: task.name ?? "", task, heldAt: at };
      return kept && !isOver(kept) ? { ...row, packet: kept } : row;
    });
    await this.inTurn(() => this.keepRead(read));
    const missing = read.filter(
      ({ id, task, packet }) => !packet && TO_VISIT.has(task.state ?? "") && !owed.has(id) && !this.issuing.has(id),
    );
    // The list is there before the packets are: each is asked for by itself, and a line may hang for minutes.
    void this.getPackets(missing);
  }

  /** Writes what a reading brought. Readings overlap, and the line of one may have gone: what a later one has kept meanwhile stays. */
  private async keepRead(read: readonly Held[]): Promise<void> {
    if (!this.store.isUnlocked) return;
    const kept = new Map((await this.store.held()).map((each) => [each.id, each]));
    const writes: Write[] = [];
    for (const next of read) {
      const now = kept.get(next.id);
      const packet = next.packet ?? (now?.packet && !isOver(now.packet) ? now.packet : undefined);
      const { packet: _, ...row } = now && now.heldAt > next.heldAt ? now : next;
      writes.push(await this.store.sealed("packets", packet ? { ...row, packet } : row));
    }
    if (this.store.isUnlocked) await this.store.write(writes);
  }

  /** Gets packets one after the other. One that does not come is asked for again when the tasks are read next. */
  private async getPackets(missing: readonly Held[]): Promise<void> {
    for (const { id } of missing) this.issuing.add(id);
    for (const row of missing) {
      try {
        const packet = await within(ISSUE_PATIENCE, this.issue(row.id));
        await this.inTurn(() => this.keepPacket({ ...row, packet }));
      } catch {
        // It did not come, or there was no room for it: the screen of the task says that it is missing.
      } finally {
        this.issuing.delete(row.id);
      }
    }
  }

  /** Keeps a packet that has come. Where its task has gone meanwhile, the court gets a receipt for it. */
  private async keepPacket(row: Held): Promise<void> {
    if ((await this.store.packetNames()).includes(row.id)) await this.keepRead([row]);
    else await this.forget(row.id, labelOf(row.task));
  }

  private async issue(task: string) {
    const device = (await this.store.value<string>("device")) ?? "";
    const packet = await data(court.POST("/v1/packets", { body: { requestId: crypto.randomUUID(), task, device } }));
    await this.store.setValue(`packet.${task}`, {
      name: packet.name,
      expires: packet.expireTime ? Date.parse(packet.expireTime) : undefined,
    });
    void navigator.storage?.persist?.();
    return packet;
  }

  held = async (task: string): Promise<Held | undefined> => (await this.store.held()).find(({ id }) => id === task);

  /** Notes that a packet was looked at; the court hears of it with the next sending. */
  async viewed(held: Held): Promise<void> {
    const packet = held.packet?.name;
    if (!packet) return;
    const waiting = (await this.store.entries()).find(
      ({ kind, state, body }) => kind === "views" && state === "waiting" && body.name === packet,
    );
    const at = instant();
    const times = [...((waiting?.body.viewTimes as string[] | undefined) ?? []), iso(at.wall)].slice(-500);
    // The call is another one with each view that it brings: it gets an id of its own.
    if (waiting) await this.store.remove("outbox", waiting.id);
    const path = `/v1/${packet}:recordViews`;
    await this.enqueue("views", held.id, path, { name: packet, viewTimes: times }, labelOf(held.task));
  }

  /** The papers of a task that were ticked. They have a row of their own, which reading the tasks never writes. */
  packed = async (task: string): Promise<string[]> => (await this.store.secret<string[]>(`packed.${task}`)) ?? [];

  /** Keeps what was ticked; each call waits for the one before it, so that the last one counts. */
  pack(task: string, packed: string[]): Promise<void> {
    return this.inTurn(() => this.store.setSecret(`packed.${task}`, packed)).then(() => this.store.changed());
  }

  /** Does something to what is kept here after what was begun before it. Nothing that waits for the court is done in turn. */
  private inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.turns.then(act);
    this.turns = turn.catch(() => undefined);
    return turn;
  }

  /** A task is no longer this worker's: why, for the worker; the packet goes, and the court gets a receipt. */
  private async gone(task: string): Promise<void> {
    const held = this.store.isUnlocked ? await this.held(task) : undefined;
    const label = held
      ? labelOf(held.task)
      : ((await this.store.draft(task))?.label ?? { party: "", place: "", kind: "TASK_KIND_UNSPECIFIED" });
    const kind = await this.whyGone(task);
    const declined = (await this.store.entries()).some((entry) => entry.task === task && entry.kind === "decline");
    if (kind && !declined) {
      const notice: Notice = { id: `gone-${task}`, task, label, kind, at: courtNow() };
      await this.store.put("notices", notice);
    }
    await this.store.setValue(`packed.${task}`, undefined);
    await this.forget(task, label);
  }

  /** Why a task is no longer in hand; `undefined` where there is nothing to say: it is done, or waits for its review. */
  private async whyGone(name: string): Promise<Notice["kind"] | undefined> {
    try {
      const task = await data(
        court.GET("/v1/tasks/{taskId}", { params: { path: { taskId: name.replace("tasks/", "") } } }),
      );
      if (task.state === "TASK_STATE_REVOKED") return "revoked";
      if (task.state === "TASK_STATE_EXPIRED") return "expired";
      if (task.state === "TASK_STATE_DONE" || task.worker === this.person) return undefined;
      return "reassigned";
    } catch (fault) {
      if (statusOf(fault) === 404 || statusOf(fault) === 403) return "reassigned";
      throw fault;
    }
  }

  /** Deletes a packet and owes the court a receipt. */
  private async forget(task: string, label: Label): Promise<void> {
    const packet = await this.store.value<{ name?: string }>(`packet.${task}`);
    await this.store.remove("packets", task);
    if (!packet?.name) return;
    await this.store.setValue(`packet.${task}`, undefined);
    const device = (await this.store.value<string>("device")) ?? "";
    const at = instant();
    const body = { name: packet.name, device, purgeTime: iso(at.wall) };
    const entry = await this.enqueue("purge", task, `/v1/${packet.name}:confirmPurge`, body, label);
    const receipt: Receipt = { id: packet.name, label, at: courtNow(), entry };
    await this.store.put("receipts", receipt);
  }

  /** Deletes the packets whose time is over; needs no network. */
  async clearOver(): Promise<void> {
    for (const task of await this.store.packetNames()) {
      const packet = await this.store.value<{ expires?: number }>(`packet.${task}`);
      if (packet?.expires && packet.expires <= courtNow()) {
        const held = await this.held(task);
        await this.forget(task, held ? labelOf(held.task) : { party: "", place: "", kind: "TASK_KIND_UNSPECIFIED" });
      }
    }
  }

  /** Deletes all packets. Records and photos stay. */
  async forgetPackets(): Promise<void> {
    for (const task of await this.store.packetNames()) {
      const held = this.store.isUnlocked ? await this.held(task) : undefined;
      await this.forget(task, held ? labelOf(held.task) : { party: "", place: "", kind: "TASK_KIND_UNSPECIFIED" });
    }
    this.store.unlock(undefined);
  }

  // Records.

  private async entryOf(
    kind: Kind,
    task: string,
    path: string,
    body: Record<string, unknown>,
    label: Label,
    more: Partial<Entry> = {},
  ) {
    const id = crypto.randomUUID();
    const entry: Entry = {
      id,
      seq: await this.store.nextSeq(),
      record: id,
      task,
      kind,
      path,
      body,
      label,
      made: instant(),
      files: [],
      state: "waiting",
      ...more,
    };
    return entry;
  }

  async enqueue(kind: Kind, task: string, path: string, body: Record<string, unknown>, label: Label): Promise<string> {
    const entry = await this.entryOf(kind, task, path, body, label);
    await this.store.put("outbox", entry);
    this.send();
    return entry.id;
  }

  async accept(task: Task): Promise<void> {
    const { name = "", etag } = task;
    const waiting = (await this.store.entries()).some(
      (entry) => entry.task === name && entry.kind === "accept" && entry.state === "waiting",
    );
    if (!waiting) await this.enqueue("accept", name ?? "", `/v1/${name}:accept`, { name, etag }, labelOf(task));
  }

  async decline(task: Task, reason: string): Promise<void> {
    const { name = "", etag } = task;
    await this.enqueue("decline", name ?? "", `/v1/${name}:decline`, { name, etag, reason }, labelOf(task));
    await this.forget(name ?? "", labelOf(task));
  }

  lead = (task: Task, topic: string, text: string, urgent: boolean): Promise<string> =>
    this.enqueue(
      "lead",
      task.name ?? "",
      "/v1/leads",
      { lead: { task: task.name, topic, text, urgent, source: "FACT_SOURCE_GRID_WORKER" } },
      labelOf(task),
    );

  saveDraft = (draft: Draft): Promise<void> => this.store.put("drafts", draft);

  /** Keeps a picture of a draft: it is on disk before anything else is asked. */
  async keepPicture(draft: Draft, picture: Picture, type: string, role: FileState["role"]): Promise<void> {
    const file: FileState = {
      id: picture.sha,
      record: draft.id,
      type,
      size: picture.bytes.byteLength,
      sent: 0,
      role,
      state: "draft",
    };
    await this.store.write([
      await this.store.sealed("files", file),
      await this.store.sealedBlob(picture.sha, picture.bytes),
      await this.store.sealed("drafts", draft),
    ]);
  }

  async dropPicture(draft: Draft, sha: string): Promise<void> {
    await this.store.write([
      { table: "files", id: sha },
      { table: "blobs", id: sha },
      await this.store.sealed("drafts", draft),
    ]);
  }

  async discard(draft: Draft): Promise<void> {
    const writes: Write[] = [{ table: "drafts", id: draft.id }];
    for (const sha of filesOf(draft)) writes.push({ table: "files", id: sha }, { table: "blobs", id: sha });
    await this.store.write(writes);
  }

  /** The visit becomes a record: from here on nobody changes it. One transaction, on disk before it is called saved. */
  async keep(draft: Draft, note: string, etag: string | undefined): Promise<void> {
    const files = filesOf(draft);
    const { position, outcome, answers } = draft;
    const attempt = {
      outcome,
      note,
      deviceTime: iso(draft.arrived.wall),
      evidence: files.map((sha) => `evidence/${sha}`),
      ...(position ? { position } : {}),
      ...(answers.witness?.trim()
        ? { witness: { displayName: answers.witness.trim(), organisation: answers.witnessOrganisation?.trim() ?? "" } }
        : {}),
      ...wireOf(draft),
    };
    const record = crypto.randomUUID();
    const more = { record, files, made: draft.arrived };
    const visit = await this.entryOf(
      "attempt",
      draft.id,
      `/v1/${draft.id}/attempts`,
      { parent: draft.id, attempt },
      draft.label,
      more,
    );
    const writes = [await this.store.sealed("outbox", visit), { table: "drafts", id: draft.id } satisfies Write];
    if (draft.report) {
      const body = { name: draft.id, summary: draft.summary ?? "", ...(etag ? { etag } : {}) };
      const report = await this.entryOf("report", draft.id, `/v1/${draft.id}:report`, body, draft.label, { record });
      writes.push(await this.store.sealed("outbox", report));
    }
    for (const sha of files) {
      const file = await this.store.file(sha);
      if (file) writes.push(await this.store.sealed("files", { ...file, record, state: "waiting" }));
    }
    await this.store.write(writes);
    this.send();
  }

  /** What the court did not take goes again under an id of its own, as it is or corrected. */
  async sendAgain(entry: Entry, body: Record<string, unknown>): Promise<void> {
    const { refused: _, ...rest } = entry;
    const again: Entry = { ...rest, id: crypto.randomUUID(), body, state: "waiting" };
    await this.store.write([{ table: "outbox", id: entry.id }, await this.store.sealed("outbox", again)]);
    this.send();
  }

  giveUp = (entry: Entry): Promise<void> => this.store.remove("outbox", entry.id);

  // Sending.

  get isSending(): boolean {
    return this.sending !== undefined;
  }

  get pausedBy(): Stopped | undefined {
    return this.stopped;
  }

  /** Sends what waits, now and again later where it could not be sent. */
  send = (): void => {
    if (this.sending) {
      this.again = true;
      return;
    }
    clearTimeout(this.timer);
    this.sending = this.sender.drain().catch((fault: unknown): Stopped => {
      console.warn("outbox", fault);
      return { why: "later" };
    });
    this.store.changed();
    void this.sending.then((stopped) => this.ended(stopped));
  };

  private ended(stopped: Stopped | undefined): void {
    this.sending = undefined;
    this.stopped = stopped;
    if (this.sender.taken > this.taken) this.onTaken();
    this.taken = this.sender.taken;
    this.store.changed();
    if (this.again && !stopped) {
      this.again = false;
      this.send();
      return;
    }
    this.again = false;
    this.pause = stopped ? Math.min(120, this.pause * 2) : 5;
    if (stopped && stopped.why !== "sign-in") {
      this.timer = setTimeout(this.send, (stopped.after ?? this.pause) * 1000);
    } else if (!stopped) {
      // What can't be forgotten now is forgotten another time.
      this.tidy().catch(() => {});
    }
  }

  /** Forgets what the court has had for a week. */
  private async tidy(): Promise<void> {
    const old = (entry: Entry) =>
      entry.state === "done" && (entry.doneAt ?? 0) < courtNow() - (entry.kind === "views" ? 0 : SHOWN);
    const entries = (await this.store.entries()).filter(old);
    const files = entries.flatMap((entry) => entry.files);
    const writes: Write[] = entries.map(({ id }) => ({ table: "outbox", id }));
    for (const id of files) writes.push({ table: "files", id });
    await this.store.write(writes);
  }

  /** Gets the credential by which this device hands in what was done, whatever becomes of the session. */
  async ensureCredential(): Promise<void> {
    if (await this.store.secret("credential")) return;
    const device = (await this.store.value<string>("device")) ?? "";
    const session = await data(court.POST("/v1/sessions:createDeviceCredential", { body: { device } })).catch(
      (fault: unknown) => {
        // A server of an older version does not know the call; the session sends instead.
        if (isUnreachable(fault) || statusOf(fault) >= 400) return undefined;
        throw fault;
      },
    );
    if (session?.token) await this.store.setSecret("credential", session.token);
  }
}

/** The files that a draft cites. */
export const filesOf = (draft: Draft): string[] => [
  ...draft.photos.map(({ sha }: Photo) => sha),
  ...(draft.signature?.sha ? [draft.signature.sha] : []),
  ...(draft.signatures ?? []).map(({ sha }) => sha),
];

export const labelOf = (task: Task): Label => ({
  party: task.addressee?.displayName ?? "",
  place: task.address ?? "",
  kind: task.kind ?? "TASK_KIND_UNSPECIFIED",
});
