/** Files that somebody attaches: each is declared by its digest and sent before what cites it. */
import { sendSignedIn } from "../../../contract/transport.ts";
import { type Send, upload } from "../../../outbox/upload.ts";

const send: Send = (path, init) => sendSignedIn(new Request(path, init));

const hex = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** Sends a file whole; its name in the contract. */
async function sent(file: File, requestId: string): Promise<string> {
  const bytes = await file.arrayBuffer();
  const sha = hex(await crypto.subtle.digest("SHA-256", bytes));
  await upload({
    sha,
    type: file.type,
    bytes,
    requestId: `${requestId}.${sha.slice(0, 16)}`,
    send,
    onProgress: () => undefined,
  });
  return `evidence/${sha}`;
}

/** Sends files one after the other; their names. What is there already is not sent again. */
export async function sendFiles(files: readonly File[], requestId: string): Promise<string[]> {
  const names: string[] = [];
  for (const file of files) names.push(await sent(file, requestId));
  return names;
}
