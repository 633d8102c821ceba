import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { deviceKey } from "../../outbox/crypto.ts";
import { Desk } from "./desk.ts";

const court = vi.hoisted(() => ({
  tasks: [] as object[],
  issued: [] as string[],
  expires: "",
  line: Promise.resolve(),
}));
vi.mock("../../contract/tasks.ts", () => ({
  byLimit: () => 0,
  listTasks: async () => ({ tasks: court.tasks, cursor: undefined }),
}));
vi.mock("../../contract/client.ts", () => ({
  court: {
    POST: (_path: string, { body }: { body: { task: string } }) => {
      court.issued.push(body.task);
      const packet = { name: `packets/${court.issued.length}`, expireTime: court.expires };
      return court.line.then(() => packet);
    },
    GET: () => ({ state: "TASK_STATE_EXPIRED" }),
  },
  data: async (answer: unknown) => answer,
}));

const HOUR = 3_600_000;
const TASK = "tasks/a";
let desk: Desk;

beforeEach(async () => {
  const kept = new Map<string, string>();
  vi.stubGlobal("document", { cookie: "" });
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("removeEventListener", () => undefined);
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  court.issued = [];
  court.line = Promise.resolve();
  court.expires = new Date(Date.now() + HOUR).toISOString();
  ({ desk } = await Desk.open({ person: `people/${crypto.randomUUID()}`, displayName: "" }));
  desk.store.unlock(await deviceKey());
});
afterEach(async () => {
  vi.useRealTimers();
  await vi.waitFor(() => expect(desk.isSending).toBe(false));
  desk.close();
  vi.unstubAllGlobals();
});

const listed = (state: string) => {
  court.tasks = [{ name: TASK, worker: desk.person, state: `TASK_STATE_${state}`, kind: "TASK_KIND_WITNESS" }];
};
const packetIs = (name: string) => vi.waitFor(async () => expect((await desk.held(TASK))?.packet?.name).toBe(name));
const purges = async () => (await desk.store.entries()).filter(({ kind }) => kind === "purge");

/** Gets the packet of a task in hand, then lets its time pass. */
async function packetIsOver(): Promise<void> {
  listed("ACCEPTED");
  await desk.tasks();
  await desk.pack(TASK, ["执行通知书"]);
  await packetIs("packets/1");
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + HOUR });
}

test("a task that waits for its review stays in the list, and its packet goes with a receipt when its time is over", async () => {
  await packetIsOver();
  listed("REPORTED");
  for (const _ of [1, 2]) expect((await desk.tasks()).tasks).toHaveLength(1);
  const held = await desk.held(TASK);
  expect(held?.task.state).toBe("TASK_STATE_REPORTED");
  expect(held?.packet).toBeUndefined();
  expect((await purges()).map(({ body }) => body.name)).toEqual(["packets/1"]);
  expect((await desk.store.receipts()).map(({ id }) => id)).toEqual(["packets/1"]);
  expect(court.issued).toEqual([TASK]);
});

test("the packet of a returned task is issued anew, once the court has the receipt of the old one", async () => {
  await packetIsOver();
  listed("RETURNED");
  court.expires = new Date(Date.now() + HOUR).toISOString();
  await desk.tasks();
  expect((await desk.held(TASK))?.packet).toBeUndefined();
  expect(court.issued).toEqual([TASK]);
  for (const purge of await purges()) await desk.store.put("outbox", { ...purge, state: "done" });
  await desk.tasks();
  await packetIs("packets/2");
  expect(await desk.packed(TASK)).toEqual(["执行通知书"]);
  expect(await purges()).toHaveLength(1);
});

test("papers that are ticked while the tasks are read stay ticked, in the order of the ticks", async () => {
  listed("ACCEPTED");
  await Promise.all([desk.tasks(), desk.pack(TASK, ["甲"]), desk.pack(TASK, ["甲", "乙"]), desk.tasks()]);
  expect(await desk.packed(TASK)).toEqual(["甲", "乙"]);
  court.tasks = [];
  await desk.tasks();
  expect(await desk.packed(TASK)).toEqual([]);
});

test("the packets of a locked phone go as well when their time is over", async () => {
  await packetIsOver();
  desk.lock();
  await desk.tasks();
  expect(await desk.store.packetNames()).toEqual([]);
  expect(await purges()).toHaveLength(1);
});

test("why a task is over is shown, though the time of its packet is over as well", async () => {
  await packetIsOver();
  court.tasks = [];
  await desk.tasks();
  expect((await desk.store.notices()).map(({ kind }) => kind)).toEqual(["expired"]);
  expect(await purges()).toHaveLength(1);
});

test("the list is there though a packet hangs on its line, and the packet that comes late is kept", async () => {
  listed("ACCEPTED");
  let come: () => void = () => undefined;
  court.line = new Promise<void>((resolve) => {
    come = resolve;
  });
  expect((await desk.tasks()).tasks).toHaveLength(1);
  // Who reads again meanwhile asks for it no second time.
  expect((await desk.tasks()).tasks).toHaveLength(1);
  expect((await desk.held(TASK))?.packet).toBeUndefined();
  expect(court.issued).toEqual([TASK]);
  come();
  await packetIs("packets/1");
});

test("a packet that comes for a task that has gone meanwhile is not kept, and the court gets its receipt", async () => {
  listed("ACCEPTED");
  let come: () => void = () => undefined;
  court.line = new Promise<void>((resolve) => {
    come = resolve;
  });
  await desk.tasks();
  court.tasks = [];
  await desk.tasks();
  come();
  await vi.waitFor(async () => expect(await purges()).toHaveLength(1));
  expect(await desk.store.packetNames()).toEqual([]);
});
