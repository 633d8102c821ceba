import { expect, test } from "vitest";
import { en } from "../words/en.ts";
import { zh } from "../words/zh.ts";
import { cardOf } from "./card.ts";

const keys = (office: "worker" | "director", w: typeof zh) => {
  const { steps, notes } = cardOf(office, w);
  return [...steps, ...notes].flat().flatMap(({ text, isKey }) => (isKey ? [text] : []));
};

test("the call in danger is named as its button on the page of the task is", () => {
  expect(keys("worker", zh)).toContain("打电话给…");
  expect(keys("worker", en as typeof zh)).toContain("Call …");
});
