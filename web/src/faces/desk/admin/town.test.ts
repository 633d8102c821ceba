import { expect, test } from "vitest";
import { eachOf, type Outcome, ofEach } from "./town.ts";

const states = (outcomes: ReadonlyMap<string, Outcome<string>>) =>
  [...outcomes].map(([key, { state }]) => [key, state]);

test("what one is refused stops none of the others, and each outcome is reported", async () => {
  const seen: unknown[] = [];
  const outcomes = await eachOf(
    ["a", "b", "c"],
    async (key) => {
      if (key === "b") throw new Error(key);
      return key.toUpperCase();
    },
    (now) => seen.push(states(now)),
  );
  expect(states(outcomes)).toEqual([
    ["a", "done"],
    ["b", "refused"],
    ["c", "done"],
  ]);
  expect(outcomes.get("c")).toEqual({ state: "done", value: "C" });
  expect(seen[0]).toEqual([
    ["a", "done"],
    ["b", "waiting"],
    ["c", "waiting"],
  ]);
});

test("where there is no line the rest waits", async () => {
  const asked: string[] = [];
  const act = async (key: string): Promise<string> => {
    asked.push(key);
    throw new Error("no line");
  };
  const outcomes = await eachOf(
    ["a", "b"],
    act,
    () => undefined,
    () => true,
  );
  expect(asked).toEqual(["a"]);
  expect(states(outcomes)).toEqual([
    ["a", "refused"],
    ["b", "waiting"],
  ]);
});

test("all are read, never more than so many at once", async () => {
  let now = 0;
  let most = 0;
  const read = async (key: number) => {
    now += 1;
    most = Math.max(most, now);
    await Promise.resolve();
    now -= 1;
    return key * 2;
  };
  const answers = await ofEach([1, 2, 3, 4, 5], 2, read);
  expect([...answers].sort()).toEqual([
    [1, 2],
    [2, 4],
    [3, 6],
    [4, 8],
    [5, 10],
  ]);
  expect(most).toBe(2);
  expect(await ofEach([], 2, read)).toEqual(new Map());
});
