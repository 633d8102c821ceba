/** Signing in and out by the gateway's forms, as a script. */
import { Unreachable } from "./problem.ts";
import { accepted, csrfWord, deviceWord, send } from "./transport.ts";

export interface Guest {
  person: string;
  label: Record<"zh-CN" | "en", string>;
}

/** The ways to sign in that this court offers. */
export interface Ways {
  guests: Guest[];
  provider: boolean;
  notice: Record<"zh-CN" | "en", string> | null;
}

/** How long one of these calls may take. Beyond it the call is dropped with its answer, so that the next need not wait. */
const LIMIT = 30_000;

/** What becomes of a call that signs in when the person who asked for it leaves. */
export interface Leaving {
  /** Fires when they leave: the call is not made any more, or dropped. */
  signal?: AbortSignal | undefined;
  /** A session had begun all the same. It is being ended; this is reported before, as the line may be down. */
  onLate?: (() => void) | undefined;
}

/** Where an enrolled terminal asks for itself. */
const OF_DEVICE = "/sign-in/device";

const left = () => new DOMException("left", "AbortError");

/** How long it may take until it is a call's turn. */
const WAIT = 60_000;

async function posted(path: string, fields: Record<string, string>, signal?: AbortSignal): Promise<Response> {
  const body = JSON.stringify(fields);
  const word: Record<string, string> = path.startsWith(OF_DEVICE) ? { "x-csrf-token": deviceWord() } : {};
  const headers = { "content-type": "application/json", accept: "application/json", ...word };
  const limit = new AbortController();
  const drop = () => limit.abort();
  const timer = setTimeout(drop, LIMIT);
  signal?.addEventListener("abort", drop);
  try {
    return await accepted(await send(new Request(path, { method: "POST", headers, body }), limit.signal));
  } catch (fault) {
    if (signal?.aborted) throw left();
    throw limit.signal.aborted ? new Unreachable(fault) : fault;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", drop);
  }
}

/** Posts a form of signing in for as long as somebody waits for it. */
async function postedWhileWaiting(path: string, fields: Record<string, string>, { signal, onLate }: Leaving) {
  if (signal?.aborted) throw left();
  const before = csrfWord();
  const response = await posted(path, fields, signal).catch((fault: unknown) => fault);
  if (signal?.aborted) {
    // The court may have answered before the call was dropped. Nobody is there whose session it could be.
    const word = csrfWord();
    if (word && word !== before) {
      onLate?.();
      await posted("/sign-out", {});
    }
    throw left();
  }
  if (response instanceof Response) return response;
  throw response;
}

/** Waits for the other tabs, which may have stopped in the middle of a call, for so long. */
async function locked<T>(call: () => Promise<T>): Promise<T> {
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), WAIT);
  let isOurs = false;
  try {
    return await navigator.locks.request("sharedcourt.session", { signal: waiting.signal }, () => {
      isOurs = true;
      clearTimeout(timer);
      return call();
    });
  } catch (fault) {
    throw isOurs ? fault : new Unreachable(fault);
  } finally {
    clearTimeout(timer);
  }
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Makes a call that sets or deletes the cookies of a session. Such calls are made one after the other, in all tabs: an answer to
 * signing out that came after the next person had signed in would delete the cookies of their session.
 */
function inTurn<T>(call: () => Promise<T>): Promise<T> {
  const turn = last.then(() => (navigator.locks ? locked(call) : call()));
  last = turn.catch(() => undefined);
  return turn;
}

async function form(path: string, fields: Record<string, string>, leaving: Leaving = {}): Promise<Response> {
  let word = "";
  const response = await inTurn(async () => {
    const answer = await postedWhileWaiting(path, fields, leaving);
    word = csrfWord();
    return answer;
  });
  if (!leaving.signal?.aborted) return response;
  // They have left while the turn was given on.
  if (csrfWord() === word) leaving.onLate?.();
  await signOut(word);
  throw left();
}

export const ways = async (): Promise<Ways> =>
  (
    await send(new Request("/sign-in", { headers: { accept: "application/json" } })).then(accepted)
  ).json() as Promise<Ways>;

/** The path to continue at: the second factor, where it is still missing. */
function onward(response: Response): string | undefined {
  const next = response.headers.get("link")?.match(/^<([^>]+)>/)?.[1];
  return next?.startsWith("/sign-in/second-factor") ? next : undefined;
}

export const signIn = async (person: string, password: string, code: string, next: string, leaving?: Leaving) =>
  onward(await form("/sign-in", { person, password, code, next }, leaving));

export const signInAsGuest = async (guest: string, next: string, leaving?: Leaving) =>
  onward(await form("/sign-in", { guest, next }, leaving));

export const redeem = async (person: string, code: string, password: string, again: string, leaving?: Leaving) =>
  onward(await form("/sign-in/invitation", { person, code, password, again }, leaving));

/** Whether somebody has approved the code that this terminal shows: they are signed in then. */
export const signInByScan = async (code: string, next: string, leaving?: Leaving): Promise<boolean> =>
  (await form(OF_DEVICE, { code, next }, leaving)).status !== 202;

const endings = new Map<string, Promise<void>>();

/**
 * Ends the session of this word: the one of this browser. Where another one has begun until it is the call's turn, that one stays.
 * Asked for again meanwhile, it is the same call.
 */
export function signOut(word = csrfWord()): Promise<void> {
  const ending =
    endings.get(word) ??
    inTurn(async () => {
      if (csrfWord() === word) await posted("/sign-out", {});
    }).finally(() => endings.delete(word));
  endings.set(word, ending);
  return ending;
}
