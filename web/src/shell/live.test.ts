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

test("a stream that stays broken has the list read again now and then: the line may have gone since the first time", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const opened: { onerror?: (event: Event) => void }[] = [];
  class Stream {
    static CLOSED = 2;
    readyState = 0;
    onerror?: (event: Event) => void;
    constructor() {
      opened.push(this);
    }
    addEventListener(): void {}
    close(): void {}
  }
  vi.stubGlobal("EventSource", Stream);
  vi.stubGlobal("navigator", {
    locks: { request: (_name: string, _options: object, lead: () => Promise<void>) => lead() },
  });
  let told = 0;
  const watched = { name: "field.people/worker", cursor: async () => "a place", setCursor: async () => undefined };
  const stop = follow(watched, () => {
    told += 1;
  });
  await vi.waitFor(() => expect(opened).toHaveLength(1));
  const fail = () => opened[0]?.onerror?.(new Event("error"));
  fail();
  fail();
  expect(told).toBe(1);
  vi.setSystemTime(Date.now() + 21_000);
  fail();
  expect(told).toBe(2);
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
