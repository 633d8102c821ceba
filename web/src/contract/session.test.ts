import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { signInAsGuest, signOut } from "./session.ts";
import { dropCalls } from "./transport.ts";

/** The calls that are under way, with the way to answer each. */
let calls: { path: string; answer: () => void; signal: AbortSignal }[];

beforeEach(() => {
  calls = [];
  vi.stubGlobal("document", { cookie: "" });
  vi.stubGlobal("navigator", {});
  // The pages call by paths, which Node's requests do not take.
  const Platform = Request;
  vi.stubGlobal(
    "Request",
    class extends Platform {
      constructor(from: string | Request, init?: RequestInit) {
        super(typeof from === "string" ? new URL(from, "http://court") : from, init);
      }
    },
  );
  vi.stubGlobal("fetch", (request: Request, { signal }: { signal: AbortSignal }) => {
    return new Promise<Response>((resolve, reject) => {
      const answer = () => resolve(new Response(null, { status: 204 }));
      signal.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
      calls.push({ path: new URL(request.url).pathname, answer, signal });
    });
  });
});
afterEach(() => vi.unstubAllGlobals());

const paths = () => calls.map(({ path }) => path);
const made = (count: number) => vi.waitFor(() => expect(calls).toHaveLength(count));

test("who signs in waits until signing out is answered, and signing out twice is one call", async () => {
  const out = [signOut(), signOut()];
  const signedIn = signInAsGuest("people/director", "/");
  await made(1);
  expect(paths()).toEqual(["/sign-out"]);
  calls[0]?.answer();
  await Promise.all(out);
  await made(2);
  expect(paths()).toEqual(["/sign-out", "/sign-in"]);
  calls[1]?.answer();
  await signedIn;
});

test("signing out that nobody answers is dropped after a while, and so is a late answer to it", async () => {
  vi.useFakeTimers();
  const out = expect(signOut()).rejects.toThrow("unreachable");
  const signedIn = signInAsGuest("people/director", "/");
  await vi.advanceTimersByTimeAsync(30_000);
  await out;
  expect(calls[0]?.signal.aborted).toBe(true);
  expect(paths()).toEqual(["/sign-out", "/sign-in"]);
  calls[1]?.answer();
  await signedIn;
  vi.useRealTimers();
});

test("dropping the calls of a screen does not drop signing out", async () => {
  const out = signOut();
  await made(1);
  dropCalls();
  expect(calls[0]?.signal.aborted).toBe(false);
  calls[0]?.answer();
  await out;
});

test("who leaves before it is their turn is not signed in", async () => {
  const out = signOut();
  const leaving = new AbortController();
  const signedIn = expect(signInAsGuest("people/director", "/", { signal: leaving.signal })).rejects.toThrow("left");
  await made(1);
  leaving.abort();
  calls[0]?.answer();
  await out;
  await signedIn;
  expect(paths()).toEqual(["/sign-out"]);
});

test("who leaves while the court is asked is not signed in, and the next one is", async () => {
  const leaving = new AbortController();
  const onLate = vi.fn();
  const signedIn = expect(signInAsGuest("people/a", "/", { signal: leaving.signal, onLate })).rejects.toThrow("left");
  await made(1);
  leaving.abort();
  await signedIn;
  expect(calls[0]?.signal.aborted).toBe(true);
  expect(onLate).not.toHaveBeenCalled();
  const next = signInAsGuest("people/b", "/", { signal: new AbortController().signal });
  await made(2);
  calls[1]?.answer();
  await next;
  expect(paths()).toEqual(["/sign-in", "/sign-in"]);
});

test("a session that began although its person has left is ended before anybody else signs in", async () => {
  vi.stubGlobal("document", { cookie: "sharedcourt-csrf=before" });
  const leaving = new AbortController();
  const onLate = vi.fn();
  const signedIn = expect(signInAsGuest("people/a", "/", { signal: leaving.signal, onLate })).rejects.toThrow("left");
  await made(1);
  vi.stubGlobal("document", { cookie: "sharedcourt-csrf=after" });
  leaving.abort();
  const next = signInAsGuest("people/b", "/");
  await made(2);
  expect(onLate).toHaveBeenCalledOnce();
  expect(paths()).toEqual(["/sign-in", "/sign-out"]);
  calls[1]?.answer();
  await signedIn;
  await made(3);
  calls[2]?.answer();
  await next;
});

test("signing out that comes late does not end the session that has begun since", async () => {
  vi.stubGlobal("document", { cookie: "sharedcourt-csrf=first" });
  const signedIn = signInAsGuest("people/b", "/");
  const out = signOut("first");
  await made(1);
  vi.stubGlobal("document", { cookie: "sharedcourt-csrf=second" });
  calls[0]?.answer();
  await Promise.all([signedIn, out]);
  expect(paths()).toEqual(["/sign-in"]);
  // The one that is there now is another call.
  const now = signOut();
  await made(2);
  calls[1]?.answer();
  await now;
  expect(paths()).toEqual(["/sign-in", "/sign-out"]);
});

test("a tab that holds the turn and does not go on keeps nobody waiting", async () => {
  vi.useFakeTimers();
  let isHeld = true;
  const request = (_name: string, { signal }: { signal: AbortSignal }, call: () => Promise<unknown>) =>
    isHeld
      ? new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
        })
      : call();
  vi.stubGlobal("navigator", { locks: { request } });
  const waiting = expect(signInAsGuest("people/a", "/")).rejects.toThrow("unreachable");
  await vi.advanceTimersByTimeAsync(60_000);
  await waiting;
  expect(calls).toEqual([]);
  isHeld = false;
  const signedIn = signInAsGuest("people/a", "/");
  await vi.advanceTimersByTimeAsync(0);
  calls[0]?.answer();
  await signedIn;
  vi.useRealTimers();
});

test("who leaves between the answer and the end of their turn is signed out as well", async () => {
  const leaving = new AbortController();
  const request = async (_name: string, _options: object, call: () => Promise<unknown>) => {
    const answer = await call();
    leaving.abort();
    return answer;
  };
  vi.stubGlobal("navigator", { locks: { request } });
  const onLate = vi.fn();
  const signedIn = expect(signInAsGuest("people/a", "/", { signal: leaving.signal, onLate })).rejects.toThrow("left");
  await made(1);
  calls[0]?.answer();
  await made(2);
  expect(paths()).toEqual(["/sign-in", "/sign-out"]);
  expect(onLate).toHaveBeenCalledOnce();
  calls[1]?.answer();
  await signedIn;
});
