/** The way to the court: the cookie's word, the language, the court's clock, and what happens when a session has ended. */
import { heard } from "./clock.ts";
import { problemOf, Unreachable } from "./problem.ts";

/** Asked when the session has ended: resolves to whether somebody signed in again. */
type AskToSignIn = () => Promise<boolean>;
let askToSignIn: AskToSignIn = async () => false;
let language = "zh-CN";

export function onSessionEnded(ask: AskToSignIn): void {
  askToSignIn = ask;
}

export function speak(tag: string): void {
  language = tag;
}

/** The word that shows that a page of ours makes the call. */
export function csrfWord(): string {
  const found = document.cookie.match(/(?:^|; )(?:__Host-)?sharedcourt-csrf=([^;]*)/);
  return found?.[1] ?? "";
}

/** The same of an enrolled terminal itself, for what it calls without a person; empty where this machine is none. */
export function deviceWord(): string {
  const found = document.cookie.match(/(?:^|; )(?:__Host-)?sharedcourt-device-csrf=([^;]*)/);
  return found?.[1] ?? "";
}

function prepared(request: Request): Request {
  const headers = new Headers(request.headers);
  headers.set("accept-language", language);
  if (!headers.has("accept")) headers.set("accept", "application/json");
  const changes = !["GET", "HEAD"].includes(request.method);
  if (changes && !headers.has("authorization") && !headers.has("x-csrf-token")) {
    headers.set("x-csrf-token", csrfWord());
  }
  // Nothing of the court's is kept in the browser's cache: not on a lost phone, and not for the next person, whose answer may bear the same etag.
  return new Request(request, { headers, cache: "no-store" });
}

let underWay = new AbortController();

/** Drops every call that is on its way: who leaves waits for no answer, and no answer of theirs comes to the next person. */
export function dropCalls(): void {
  underWay.abort();
  underWay = new AbortController();
}

/** Sends a request as it is; no answer is an {@link Unreachable}. Without a signal of its own it is dropped by {@link dropCalls}. */
export async function send(request: Request, signal: AbortSignal = underWay.signal): Promise<Response> {
  const sent = Date.now();
  try {
    const response = await fetch(prepared(request), { signal });
    heard(response.headers.get("date"), sent, Date.now());
    return response;
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === "AbortError") throw fault;
    throw new Unreachable(fault);
  }
}

/** The same; where the session has ended, the call is made again, with the same body and so the same request id, once somebody has signed in. */
export async function sendSignedIn(request: Request): Promise<Response> {
  const again = request.clone();
  const response = await send(request);
  if (response.status !== 401 || !(await askToSignIn())) return response;
  return send(again);
}

/** Throws what an answer refuses. */
export async function accepted(response: Response): Promise<Response> {
  if (!response.ok) throw await problemOf(response);
  return response;
}
