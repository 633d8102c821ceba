import { expect, test } from "vitest";
import { courtsOf, handOver, openByWorker } from "./handOver.ts";
import type { Term } from "./types.ts";

test("tasks are handed over where somebody makes visits, each court once", () => {
  const term = (role: Term["role"], court?: string): Term => ({ role, ...(court ? { court } : {}) });
  expect(
    courtsOf([
      term("ROLE_GRID_WORKER", "courts/a"),
      term("ROLE_DIRECTOR", "courts/a"),
      term("ROLE_CONTACT_JUDGE", "courts/b"),
      term("ROLE_DIRECTOR", "courts/c"),
      term("ROLE_OFFICER"),
    ]),
  ).toEqual(["courts/a", "courts/c"]);
});

test("counts are numbers by the names of people", () => {
  expect(openByWorker([{ value: "people/a", number: 3 }, { value: "", number: 9 }, { value: "people/b" }])).toEqual(
    new Map([
      ["people/a", 3],
      ["people/b", 0],
    ]),
  );
  expect(openByWorker(undefined).size).toBe(0);
});

test("pages are sent until none follows, each with an id that comes from the act's", async () => {
  const sent: unknown[] = [];
  const answers = [
    { results: [{ task: "tasks/1" }], nextPageToken: "more", labels: { "regions/1": { text: "前田村" } } },
    { results: [{ task: "tasks/2" }], labels: { "regions/2": { text: "后田村" } } },
  ];
  const whole = await handOver("id", async (page) => {
    sent.push(page);
    return answers[sent.length - 1] ?? {};
  });
  expect(sent).toEqual([{ requestId: "id" }, { requestId: "id-2", pageToken: "more" }]);
  expect(whole.results.map(({ task }) => task)).toEqual(["tasks/1", "tasks/2"]);
  expect(Object.keys(whole.labels)).toEqual(["regions/1", "regions/2"]);
});
