import { expect, test, vi } from "vitest";
import { follow } from "./live.ts";

test("the tab that stops following frees the lock at once, whatever the stream waits for", async () => {
  const held: Promise<unknown>[] = [];
  const request = (_name: string, _options: object, lead: () => Promise<void>) => {
    const lock = lead();
    held.push(lock);
    return lock;
  };
  vi.stubGlobal("navigator", { locks: { request } });
  // A stream that can't be opened is tried again after a while.
  let asked: () => void = () => undefined;
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const watched = {
    name: "village.people/director",
    cursor: async () => {
      asked();
      return undefined;
    },
    setCursor: async () => undefined,
  };
  const stop = follow(watched, () => undefined);
  await isAsked;
  stop();
  await Promise.all(held);
  expect(held).toHaveLength(1);
  vi.unstubAllGlobals();
});
