import { expect, test } from "vitest";
import { Problem, Unreachable } from "../../../../contract/problem.ts";
import { Many } from "./many.ts";

const refusal = (status: number, detail: string) =>
  new Problem({ status, reason: "", detail, requestId: "", metadata: {}, errors: [] });
const self = (name: string) => name;

test("each row has its own result, and what is done is not done again", async () => {
  const many = new Many();
  const done: string[] = [];
  const act = async (row: string) => {
    if (row === "b") throw refusal(409, "已被他人接收。");
    done.push(row);
  };
  let steps = 0;
  const step = () => {
    steps += 1;
  };
  await many.run(["a", "b", "c"], self, "revoke", act, step);
  expect(["a", "b", "c"].map((row) => many.resultOf(row))).toEqual([
    { is: "done" },
    { is: "refused", text: "已被他人接收。" },
    { is: "done" },
  ]);
  expect(steps).toBe(4);
  expect(many.open(["a", "b", "c"], self)).toEqual(["b"]);
  await many.run(["a", "b", "c"], self, "revoke", async (row) => done.push(row), step);
  expect(done).toEqual(["a", "c", "b"]);
});

test("where the line breaks the rest waits, and the same act bears the same request id once more", async () => {
  const many = new Many();
  const ids: string[] = [];
  let isCut = true;
  const act = async (row: string, id: string) => {
    if (row === "b") {
      ids.push(id);
      if (isCut) throw new Unreachable();
    }
  };
  await many.run(["a", "b", "c"], self, "revoke", act, () => undefined);
  expect(["a", "b", "c"].map((row) => many.resultOf(row)?.is)).toEqual(["done", "open", "open"]);
  expect(many.resultOf("b")).toEqual({ is: "open", isUnknown: true });
  isCut = false;
  await many.run(["a", "b", "c"], self, "revoke", act, () => undefined);
  expect(["a", "b", "c"].map((row) => many.resultOf(row)?.is)).toEqual(["done", "done", "done"]);
  expect(ids).toHaveLength(2);
  expect(ids[0]).toBe(ids[1]);
});

test("too many calls, or a court in trouble, stop it; its words stand with the row", async () => {
  const many = new Many();
  await many.run(
    ["a", "b"],
    self,
    "revoke",
    async () => {
      throw refusal(429, "请稍后再试。");
    },
    () => undefined,
  );
  expect(many.resultOf("a")).toEqual({ is: "open", text: "请稍后再试。" });
  expect(many.resultOf("b")).toEqual({ is: "open" });
});
