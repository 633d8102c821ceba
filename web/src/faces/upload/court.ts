/** What a telephone asks the court in its session for the papers of one request. Its own word goes with each call, so that it calls by that session and nobody's else. */
import { accepted, send as sent } from "../../contract/transport.ts";
import type { Schemas } from "../../contract/types.ts";
import type { Send } from "../../outbox/upload.ts";

export type Session = Schemas["sharedcourt.access.v1.UploadSession"];

const CURRENT = "/v1/uploadSessions/current";

function word(): string {
  const found = document.cookie.match(/(?:^|; )(?:__Host-)?sharedcourt-upload-csrf=([^;]*)/);
  return found?.[1] ?? "";
}

/** Whether a session was opened on this telephone not long ago. */
export const hasSession = (): boolean => word() !== "";

export const send: Send = (path, init) => {
  const headers = new Headers(init.headers);
  headers.set("x-csrf-token", word());
  return sent(new Request(path, { ...init, headers }));
};

const json = (body: object): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", accept: "application/json" },
  body: JSON.stringify(body),
});

/** Opens the session of a code on this telephone. */
export async function open(code: string): Promise<Session> {
  await accepted(await sent(new Request("/sign-in/upload", json({ code }))));
  return current();
}

export const current = async (): Promise<Session> =>
  (await accepted(await send(CURRENT, {}))).json() as Promise<Session>;

export async function end(): Promise<void> {
  await accepted(await send(`${CURRENT}:end`, json({})));
}
