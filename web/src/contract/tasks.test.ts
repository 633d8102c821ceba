import { expect, test, vi } from "vitest";
import { listTasks } from "./tasks.ts";
import type { Task } from "./types.ts";

interface Page {
  tasks: Partial<Task>[];
  watchCursor: string;
  labels?: Task["labels"];
  nextPageToken?: string;
}

const asked: { filter: string; pageToken?: string }[] = [];
let pages: Page[] = [];
vi.mock("./client.ts", () => ({
  court: {
    GET: (_path: string, { params }: { params: { query: { filter: string; pageToken?: string } } }) => {
      asked.push(params.query);
      return pages[asked.length - 1];
    },
  },
  data: async (answer: unknown) => answer,
}));

test("what is not over comes by the nearest limit, and a task that moved between two pages is there once", async () => {
  asked.length = 0;
  const moved = { name: "tasks/c", finishBy: "2026-11-01T00:00:00Z" };
  pages = [
    {
      tasks: [{ name: "tasks/b", state: "TASK_STATE_REPORTED", finishBy: "2026-01-01T00:00:00Z" }, moved],
      watchCursor: "first",
      labels: { "tasks/b": { text: "own", title: "" }, "people/x": { text: "another's", title: "" } },
      nextPageToken: "next",
    },
    { tasks: [{ ...moved, finishBy: "2026-12-03T00:00:00Z" }, { name: "tasks/a" }], watchCursor: "second" },
  ];
  const { tasks, cursor } = await listTasks();
  expect(tasks.map(({ name }) => name)).toEqual(["tasks/b", "tasks/c", "tasks/a"]);
  expect(tasks[0]?.labels).toEqual({ "tasks/b": { text: "own", title: "" } });
  // Of the first page: what happens between the two comes by the stream.
  expect(cursor).toBe("first");
  expect(asked.map(({ pageToken }) => pageToken)).toEqual([undefined, "next"]);
  expect(asked[0]?.filter).toMatch(/^state:\(.*,REPORTED\)$/);
});

test("the list of somebody's own tasks is one question about those alone", async () => {
  asked.length = 0;
  pages = [{ tasks: [], watchCursor: "own" }];
  expect((await listTasks("people/x")).cursor).toBe("own");
  expect(asked).toHaveLength(1);
  expect(asked[0]?.filter).toMatch(/^worker=people\/x AND state:\(/);
});
