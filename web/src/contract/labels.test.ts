import { expect, test } from "vitest";
import { labelText, labelWithTitle, withOwnLabels } from "./labels.ts";
import type { Task } from "./types.ts";

const LABELS = {
  "people/officer": { text: "王法官", title: "执行干警 · 东阳市人民法院" },
  "people/other": { text: "别人", title: "" },
  "courts/330783201203": { text: "前田村共享法庭", title: "" },
  "regions/330783201203": { text: "前田村", title: "东阳市三单乡" },
};
const both = (text: string, title: string) => `${text}（${title}）`;

test("a row that leaves its list takes the labels of its own names along, and no others", () => {
  const row = {
    name: "tasks/a",
    creator: "people/officer",
    regionCode: "330783201203",
    steps: [{ court: "courts/330783201203" }],
    labels: {},
  } as unknown as Task;
  const { labels } = withOwnLabels(row, LABELS);
  expect(Object.keys(labels ?? {}).sort()).toEqual(["courts/330783201203", "people/officer", "regions/330783201203"]);
});

test("a name without a label is shown as nothing, never as itself", () => {
  const row = { labels: LABELS };
  expect(labelText(row, "people/officer")).toBe("王法官");
  expect(labelWithTitle(row, "people/officer", both)).toBe("王法官（执行干警 · 东阳市人民法院）");
  expect(labelWithTitle(row, "people/other", both)).toBe("别人");
  for (const name of ["people/x", "", undefined, null]) {
    expect(labelText(row, name)).toBeUndefined();
    expect(labelWithTitle({}, name, both)).toBeUndefined();
  }
});
