import { expect, test } from "vitest";
import type { Attempt, Step, Task } from "../../contract/types.ts";
import { en } from "../../words/en.ts";
import { zh } from "../../words/zh.ts";
import { filesOf, nameIn, sentenceOf, timeOfVisit } from "./story.ts";

const OWN = new Set(["courts/330783201203"]);

const step = (kind: string, more: Partial<Step> = {}): Step =>
  ({ kind: `TASK_EVENT_KIND_TASK_${kind}`, court: "courts/330783201203", ...more }) as Step;

const STEPS = [
  step("CREATED", { actor: "people/officer", actorDisplayName: "王法官" }),
  step("DISPATCHED"),
  step("ASSIGNED", { actor: "people/director", actorDisplayName: "马主任", worker: "people/one" }),
  step("ACCEPTED", { actor: "people/one", actorDisplayName: "李四", worker: "people/one" }),
  step("TRANSFERRED", { actor: "people/director", actorDisplayName: "马主任", court: "courts/330783201" }),
];
const TASK = {
  steps: STEPS,
  labels: { "courts/330783201": { text: "三单乡共享法庭", title: "" }, "people/late": { text: "后来的人", title: "" } },
} as unknown as Task;

test("a story names who did what, by the steps' own names and by the labels of the answer", () => {
  expect(STEPS.map((each) => sentenceOf(each, TASK, OWN, zh))).toEqual([
    "王法官派发了任务",
    "任务分到本庭",
    "马主任把任务指派给李四",
    "李四接收了任务",
    "马主任把任务转到三单乡共享法庭",
  ]);
  expect(sentenceOf(STEPS[2] as Step, TASK, OWN, en)).toBe("马主任 assigned it to 李四");
  expect(nameIn(TASK, "people/late")).toBe("后来的人");
});

test("somebody who is not known by name is never shown by an id", () => {
  for (const words of [zh, en]) {
    const all = Object.keys(words.village.steps).map((kind) =>
      sentenceOf({ kind, actor: "people/x", worker: "people/y", court: "courts/z" } as Step, {} as Task, OWN, words),
    );
    expect(all.filter((text) => /people|courts|undefined/.test(text) || !text)).toEqual([]);
  }
});

test("a print says who printed what", () => {
  const print = { kind: "PRINT_KIND_COVER", document: 1 } as const;
  const printed = step("PRINTED", { actor: "people/director", actorDisplayName: "马主任", print });
  const documents = [{ title: "执行裁定书" }, { title: "民事裁定书", sealed: true }];
  expect(sentenceOf(printed, { documents } as Task, OWN, zh)).toBe("马主任打印了民事裁定书的封面");
});

test("a visit is at the court's time where that is known, else at the device's", () => {
  const visit = { deviceTime: "2026-11-29T01:00:00Z", serverTime: "2026-11-29T03:00:00Z" } as Attempt;
  expect(timeOfVisit({ ...visit, visitTime: "2026-11-29T02:00:00Z" })).toBe(Date.parse("2026-11-29T02:00:00Z"));
  expect(timeOfVisit(visit)).toBe(Date.parse("2026-11-29T01:00:00Z"));
});

test("each file of a visit says how far it has come", () => {
  const task = {
    files: [
      { evidence: "evidence/a", state: "TASK_FILE_STATE_STORED" },
      { evidence: "evidence/b", state: "TASK_FILE_STATE_ARRIVING", sizeBytes: "1000", receivedBytes: "250" },
    ],
  } as Task;
  const found = filesOf(task, { evidence: ["evidence/a", "evidence/b", "evidence/c"] } as Attempt);
  expect(found.map(({ state, percent }) => [state, percent])).toEqual([
    ["TASK_FILE_STATE_STORED", 0],
    ["TASK_FILE_STATE_ARRIVING", 25],
    ["TASK_FILE_STATE_UNSPECIFIED", 0],
  ]);
});
