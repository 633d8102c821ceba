import { expect, test } from "vitest";
import type { Document, Step, Task } from "../../contract/types.ts";
import { zh } from "../../words/zh.ts";
import { nameOf, printOf, printsOf } from "./prints.ts";

const OPEN: Document = { title: "执行裁定书", file: "evidence/a" };
const BROUGHT: Document = { title: "报告财产令" };
const SEALED: Document = { title: "民事裁定书", sealed: true, file: "evidence/b" };

test("an open paper is printed, of a sealed one the cover alone, and nothing of one without a file", () => {
  expect(printOf(OPEN, 0)).toEqual({ kind: "PRINT_KIND_DOCUMENT", document: 0 });
  expect(printOf(BROUGHT, 1)).toBeUndefined();
  expect(printOf(SEALED, 2)).toEqual({ kind: "PRINT_KIND_COVER", document: 2 });
});

test("each thing counts its own prints", () => {
  const step = (kind: string, document?: number): Step => ({ print: { kind, document } }) as Step;
  // The first place is left out of what the court sends.
  const steps = [
    step("PRINT_KIND_DOCUMENT"),
    step("PRINT_KIND_RETURN_FORM"),
    step("PRINT_KIND_DOCUMENT", 1),
    {} as Step,
  ];
  const task = { steps } as Task;
  expect(printsOf(task, { kind: "PRINT_KIND_DOCUMENT", document: 0 })).toEqual([steps[0]]);
  expect(printsOf(task, { kind: "PRINT_KIND_DOCUMENT", document: 1 })).toEqual([steps[2]]);
  expect(printsOf(task, { kind: "PRINT_KIND_RETURN_FORM" })).toEqual([steps[1]]);
  expect(printsOf(task, { kind: "PRINT_KIND_COVER", document: 0 })).toEqual([]);
});

test("what was printed is named by its title", () => {
  const documents = [OPEN, BROUGHT, SEALED];
  expect(nameOf(zh, documents, { kind: "PRINT_KIND_DOCUMENT" })).toBe("执行裁定书");
  expect(nameOf(zh, documents, { kind: "PRINT_KIND_COVER", document: 2 })).toBe("民事裁定书的封面");
  expect(nameOf(zh, documents, { kind: "PRINT_KIND_RETURN_FORM" })).toBe("送达回证");
});
