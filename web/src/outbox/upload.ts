/** Sends a file in pieces and resumes where it was cut off. The court says how much it has; no byte is sent twice that it acknowledged. */
import { Problem, problemOf, reasonOf } from "../contract/problem.ts";

export const SMALLEST = 64 * 1024;
export const LARGEST = 1024 * 1024;

export type Send = (path: string, init: RequestInit) => Promise<Response>;

export interface Sending {
  sha: string;
  type: string;
  bytes: ArrayBuffer;
  /** The id under which it is declared. */
  requestId: string;
  send: Send;
  /** How many bytes the court has. */
  onProgress: (sent: number) => Promise<void> | void;
}

/** How large the next piece is: twice the last where that went well. */
export const grown = (piece: number): number => Math.min(LARGEST, piece * 2);

const content = (sha: string) => `/v1/evidence/${sha}/content`;
const isWhole = (response: Response) => response.headers.get("upload-complete") === "?1";
const offsetOf = (response: Response) => Number(response.headers.get("upload-offset") ?? 0);

async function declare({ sha, type, bytes, requestId, send }: Sending): Promise<void> {
  const body = { requestId, evidence: { sha256: sha, sizeBytes: String(bytes.byteLength), mediaType: type } };
  const response = await send("/v1/evidence", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw await problemOf(response);
}

/** Where the court wants it to resume; `undefined` where it has everything. */
async function standing({ sha, send }: Sending): Promise<number | undefined> {
  const response = await send(content(sha), { method: "HEAD" });
  if (!response.ok) throw await problemOf(response);
  return isWhole(response) ? undefined : offsetOf(response);
}

/** Resolves when every byte is at the court. Throws the court's refusal, or that nobody answered. */
export async function upload(sending: Sending): Promise<void> {
  const { sha, bytes, send, onProgress } = sending;
  await declare(sending);
  let at = await standing(sending);
  let piece = SMALLEST;
  let mismatches = 0;
  while (at !== undefined) {
    await onProgress(at);
    const end = Math.min(bytes.byteLength, at + piece);
    const response: Response = await send(content(sha), {
      method: "PATCH",
      headers: {
        "content-type": "application/octet-stream",
        "upload-offset": String(at),
        "upload-complete": end === bytes.byteLength ? "?1" : "?0",
      },
      body: bytes.slice(at, end),
    });
    if (response.ok) {
      if (isWhole(response)) break;
      at = offsetOf(response);
      piece = grown(piece);
      continue;
    }
    const fault = await problemOf(response);
    if (reasonOf(fault) === "UPLOAD_COMPLETED") break;
    if (reasonOf(fault) !== "UPLOAD_OFFSET_MISMATCH" || ++mismatches > 5) throw fault;
    at = await standing(sending);
  }
  await onProgress(bytes.byteLength);
}

/** Whether what arrived was thrown away because it was not what was declared. */
export const isSpoilt = (fault: unknown): boolean =>
  fault instanceof Problem && ["DIGEST_MISMATCH", "TYPE_MISMATCH"].includes(fault.refused.reason);
