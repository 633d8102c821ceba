import { expect, test, vi } from "vitest";
import { listTasks } from "./tasks.ts";
import type { Task } from "./types.ts";

const filters: string[] = [];
const pages = new Map<string, { tasks: Partial<Task>[]; watchCursor: string; labels?: Task["labels"] }>();
vi.mock("./client.ts", () => ({
  court: {
    GET: (_path: string, { params }: { params: { query: { filter: string } } }) => {
      filters.push(params.query.filter);
      return pages.get(params.query.filter.split(/[>=<]/)[0] ?? "");
    },
  },
  data: async (answer: unknown) => answer,
}));

test("a report that waits for its review stays in the list however old its limit is, and no task is there twice", async () => {
  const moved = { name: "tasks/c", finishBy: "2026-11-01T00:00:00Z" };
  pages.set("finish_by", {
    tasks: [{ name: "tasks/a", finishBy: "2026-12-02T00:00:00Z" }, moved],
    watchCursor: "first",
  });
  pages.set("state", {
    tasks: [{ name: "tasks/b", state: "TASK_STATE_REPORTED", finishBy: "2026-01-01T00:00:00Z" }, { ...moved }],
    watchCursor: "second",
    labels: { "tasks/b": { text: "own", title: "" }, "people/x": { text: "another's", title: "" } },
  });
  const { tasks, cursor } = await listTasks();
  expect(tasks.map(({ name }) => name)).toEqual(["tasks/b", "tasks/c", "tasks/a"]);
  expect(tasks[0]?.labels).toEqual({ "tasks/b": { text: "own", title: "" } });
  // Of the first answer: what happens between the two comes by the stream.
  expect(cursor).toBe("first");
  expect(filters[1]).toMatch(/^state=REPORTED AND finish_by</);
});

test("the list of somebody's own tasks asks for those alone", async () => {
  filters.length = 0;
  pages.set("worker", { tasks: [], watchCursor: "own" });
  expect((await listTasks("people/x")).cursor).toBe("own");
  expect(filters).toHaveLength(2);
  for (const filter of filters) expect(filter).toMatch(/^worker=people\/x AND (finish_by>=|state=REPORTED AND )/);
});
