/** Sends what waits. One sender at a time whatever the number of tabs; what has no final answer stays. */

import { courtNow } from "../contract/clock.ts";
import { Problem, problemOf, Unreachable } from "../contract/problem.ts";
import type { Attempt, Packet } from "../contract/types.ts";
import { instant, iso, sameClock } from "./instant.ts";
import type { Entry, FileState, Notice } from "./model.ts";
import { filesInOrder, inOrder } from "./order.ts";
import type { Store } from "./store.ts";
import { isSpoilt, type Send, upload } from "./upload.ts";
import { verdictOf } from "./verdict.ts";

/** Why a round ended before everything was sent. */
export interface Stopped {
  why: "network" | "sign-in" | "later";
  /** Seconds after which to try again. */
  after?: number;
}

/** Calls that a device may make by its own credential. */
const BY_DEVICE = new Set<Entry["kind"]>(["attempt", "report", "views", "purge"]);
/** Calls that report the time at which the call left, by the device's clock. */
const WITH_SENT_TIME = new Set<Entry["kind"]>(["attempt", "views", "purge"]);

export class Sender {
  private readonly store: Store;
  private readonly post: (path: string, init: RequestInit) => Promise<Response>;
  /** How many entries the court has taken. */
  taken = 0;
  /** Whether the browser's session is this person's. */
  private readonly isSession: () => Promise<boolean>;

  constructor(store: Store, post: Send, isSession: () => Promise<boolean>) {
    this.store = store;
    this.post = post;
    this.isSession = isSession;
  }

  /** Sends everything that can be sent now. Waits for its turn where another tab is sending. */
  drain = async (): Promise<Stopped | undefined> => {
    const stopped = await navigator.locks.request(`${this.store.name}.outbox`, () => this.round());
    return stopped;
  };

  private async round(): Promise<Stopped | undefined> {
    const tried = new Set<string>();
    const held = new Set<string>();
    for (;;) {
      const entry = inOrder(await this.store.entries()).find(({ id }) => !tried.has(id));
      if (!entry) break;
      tried.add(entry.id);
      // What follows on something that waits for a term waits too; visits are taken in.
      if (held.has(entry.task) && entry.kind !== "attempt") continue;
      const stopped = await this.entry(entry, held);
      if (stopped) return stopped;
    }
    for (;;) {
      const file = filesInOrder(await this.store.files(), await this.store.entries()).find(({ id }) => !tried.has(id));
      if (!file) return undefined;
      tried.add(file.id);
      const stopped = await this.file(file);
      if (stopped) return stopped;
    }
  }

  private async entry(entry: Entry, held: Set<string>): Promise<Stopped | undefined> {
    const sent = WITH_SENT_TIME.has(entry.kind) ? { sentTime: iso(sameClock(entry.made, instant())) } : {};
    const init = {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...entry.body, requestId: entry.id, ...sent }),
    };
    try {
      const response = await this.send(entry.path, init, BY_DEVICE.has(entry.kind));
      if (!response.ok) throw await problemOf(response);
      await this.answered(entry, await response.json());
      return undefined;
    } catch (fault) {
      const verdict = verdictOf(fault);
      if (verdict === "outside-term") held.add(entry.task);
      if (verdict === "outside-term" && !entry.outsideTerm)
        await this.store.put("outbox", { ...entry, outsideTerm: true });
      if (verdict === "needs" && fault instanceof Problem) {
        await this.store.put("outbox", { ...entry, state: "needs", refused: fault.refused });
      }
      return verdict === "later" || verdict === "sign-in" ? stop(fault, verdict) : undefined;
    }
  }

  /** An entry is done, together with what its answer reports. */
  private async answered(entry: Entry, answer: unknown): Promise<void> {
    const { refused: _, outsideTerm: __, ...rest } = entry;
    const done: Entry = { ...rest, state: "done", doneAt: courtNow() };
    const writes = [await this.store.sealed("outbox", done)];
    if (entry.kind === "attempt") {
      const { lateness } = answer as Attempt;
      if (lateness && lateness !== "LATENESS_UNSPECIFIED") {
        const { task, label, id } = entry;
        const notice: Notice = { id: `late-${id}`, task, label, kind: "late", lateness, at: courtNow() };
        writes.push(await this.store.sealed("notices", notice));
      }
    }
    if (entry.kind === "views")
      await this.store.setValue(`views.${(answer as Packet).name}`, (answer as Packet).viewCount ?? 0);
    await this.store.write(writes);
    this.taken += 1;
  }

  private async file(file: FileState): Promise<Stopped | undefined> {
    const bytes = await this.store.blob(file.id);
    if (!bytes) return undefined;
    const send: Send = (path, init) => this.send(path, init, true);
    const onProgress = (sent: number) => this.store.put("files", { ...file, sent });
    const sending = {
      sha: file.id,
      type: file.type,
      bytes,
      requestId: `${file.record}.${file.id.slice(0, 16)}`,
      send,
      onProgress,
    };
    try {
      await upload(sending).catch((fault: unknown) => {
        // Nothing is left of it at the court: once more from the start, for a line that spoils bytes.
        if (isSpoilt(fault)) return upload(sending);
        throw fault;
      });
      const done = await this.store.sealed("files", { ...file, sent: file.size, state: "done" });
      await this.store.write([done, { table: "blobs", id: file.id }]);
      return undefined;
    } catch (fault) {
      const verdict = verdictOf(fault);
      if (verdict === "needs" && fault instanceof Problem) {
        await this.store.put("files", { ...file, state: "needs", refused: fault.refused });
      }
      return verdict === "later" || verdict === "sign-in" ? stop(fault, verdict) : undefined;
    }
  }

  /** By the device's credential where it opens the call and is good, else by the browser's session where it is this person's. */
  private async send(path: string, init: RequestInit, byDevice: boolean): Promise<Response> {
    const credential = byDevice ? await this.store.secret<string>("credential") : undefined;
    if (credential) {
      const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${credential}` };
      const response = await this.post(path, { ...init, headers });
      if (response.status !== 401) return response;
      await this.store.setSecret("credential", undefined);
    }
    if (!(await this.isSession())) return Response.json({}, { status: 401 });
    return this.post(path, init);
  }
}

function stop(fault: unknown, verdict: "later" | "sign-in"): Stopped {
  if (verdict === "sign-in") return { why: "sign-in" };
  if (fault instanceof Unreachable) return { why: "network" };
  const after = fault instanceof Problem ? fault.refused.retryAfter : undefined;
  return { why: "later", ...(after ? { after } : {}) };
}
