import { expect, test } from "vitest";
import { type Answer, endingOf, filesIn, merged, partPaths, rowsOf } from "./contents.ts";

const SHA = "a".repeat(64);

test("each list of a case is asked for by the case, tasks by its number", () => {
  const paths = new Map(partPaths("01a2", "（2026）浙0783执1号"));
  expect(paths.get("receipts")).toBe(`/v1/receipts?${new URLSearchParams({ filter: 'case="cases/01a2"' })}`);
  expect(decodeURIComponent(paths.get("tasks") ?? "")).toContain('case_number="（2026）浙0783执1号"');
});

test("the pages of a list become one answer with all rows and all labels", () => {
  const pages: Answer[] = [
    { tasks: [{ name: "tasks/1" }], labels: { "people/a": { text: "甲" } }, nextPageToken: "x" },
    { tasks: [{ name: "tasks/2" }], labels: { "people/b": { text: "乙" } }, nextPageToken: "" },
  ];
  const whole = merged(pages);
  expect(rowsOf(whole, "tasks")).toHaveLength(2);
  expect(whole).not.toHaveProperty("nextPageToken");
  expect(Object.keys(whole.labels as object)).toEqual(["people/a", "people/b"]);
});

test("files are found wherever something cites them, each once, and nothing else is taken for one", () => {
  const value = { a: [{ evidence: `evidence/${SHA}` }, `evidence/${SHA}`], b: { c: "evidence/short" }, d: SHA };
  expect([...filesIn(value)]).toEqual([SHA]);
});

test("a file ends as its kind does, and as nothing dangerous", () => {
  expect(
    ["image/jpeg", "application/pdf", "video/mp4", "text/plain; charset=utf-8", "x", "image/../sh"].map(endingOf),
  ).toEqual(["jpg", "pdf", "mp4", "txt", "bin", "bin"]);
});
