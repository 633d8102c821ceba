import { expect, test } from "vitest";
import type { Entry, FileState, Kind } from "./model.ts";
import { filesInOrder, inOrder, standings } from "./order.ts";

const entry = (seq: number, task: string, kind: Kind, more: Partial<Entry> = {}): Entry => ({
  id: `e${seq}`,
  seq,
  record: task,
  task,
  kind,
  path: "",
  body: {},
  label: { party: "", place: "", kind: "TASK_KIND_WITNESS" },
  made: { wall: 0, offset: 0, page: "", uptime: 0 },
  files: [],
  state: "waiting",
  ...more,
});
const file = (id: string, size: number, state: FileState["state"], sent = 0): FileState => ({
  id,
  record: "a",
  type: "image/jpeg",
  size,
  sent,
  role: "place",
  state,
});

test("by task in the order of the work, tasks as they were begun", () => {
  const entries = [
    entry(1, "a", "accept"),
    entry(2, "b", "accept"),
    entry(3, "a", "attempt"),
    entry(4, "a", "report"),
    entry(5, "b", "attempt"),
    entry(6, "a", "views"),
  ];
  expect(inOrder(entries).map(({ id }) => id)).toEqual(["e1", "e3", "e4", "e6", "e2", "e5"]);
  expect(inOrder([{ ...(entries[0] as Entry), state: "done" }])).toEqual([]);
});

test("a second visit after a report goes after it", () => {
  const entries = [entry(1, "a", "attempt"), entry(2, "a", "report"), entry(3, "a", "attempt")];
  expect(inOrder(entries).map(({ id }) => id)).toEqual(["e1", "e2", "e3"]);
});

test("a file goes when the court has the visit that cites it, the smallest first", () => {
  const files = [
    file("big", 9, "waiting"),
    file("small", 1, "waiting"),
    file("early", 1, "waiting"),
    file("there", 1, "done"),
  ];
  const entries = [
    entry(1, "a", "attempt", { state: "done", files: ["big", "small", "there"] }),
    entry(2, "b", "attempt", { files: ["early"] }),
  ];
  expect(filesInOrder(files, entries).map(({ id }) => id)).toEqual(["small", "big"]);
});

test("a record is complete when every byte is there and not before", () => {
  const visit = entry(1, "a", "attempt", { state: "done", files: ["f", "g"] });
  const standing = (files: FileState[]) => standings([visit], files)[0];
  expect(standing([file("f", 10, "done", 10), file("g", 10, "waiting", 9)])).toMatchObject({
    complete: false,
    left: 1,
    done: 2,
    all: 3,
  });
  expect(standing([file("f", 10, "done", 10), file("g", 10, "done", 10)])).toMatchObject({ complete: true, left: 0 });
  // A file of which nothing is known here is not taken for sent.
  expect(standing([file("f", 10, "done", 10)])).toMatchObject({ complete: false });
});
