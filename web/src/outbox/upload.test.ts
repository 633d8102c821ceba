import { expect, test } from "vitest";
import { Problem } from "../contract/problem.ts";
import { grown, LARGEST, SMALLEST, upload } from "./upload.ts";

/** A court that keeps what arrives, and cuts the line where it is asked to. */
class Court {
  kept = 0;
  whole = false;
  received = 0;
  pieces: number[] = [];
  readonly size: number;
  private readonly cutAt: Set<number>;

  constructor(size: number, cutAt: number[] = []) {
    this.size = size;
    this.cutAt = new Set(cutAt);
  }

  send = async (path: string, init: RequestInit): Promise<Response> => {
    const asked = new Headers(init.headers);
    if (path === "/v1/evidence") return Response.json({});
    const headers = { "upload-offset": String(this.kept), "upload-complete": this.whole ? "?1" : "?0" };
    if (init.method === "HEAD") return new Response(null, { headers });
    const at = Number(asked.get("upload-offset"));
    const bytes = (init.body as ArrayBuffer).byteLength;
    if (at !== this.kept) return Response.json({ reason: "UPLOAD_OFFSET_MISMATCH" }, { status: 409, headers });
    this.pieces.push(bytes);
    if (this.cutAt.delete(this.pieces.length)) {
      this.kept += Math.floor(bytes / 2);
      throw new TypeError("cut");
    }
    this.kept += bytes;
    this.received += bytes;
    this.whole = this.kept === this.size && asked.get("upload-complete") === "?1";
    return new Response(null, {
      headers: { "upload-offset": String(this.kept), "upload-complete": this.whole ? "?1" : "?0" },
    });
  };
}

const sending = (court: Court, sent: number[] = []) => ({
  sha: "ab",
  type: "image/jpeg",
  bytes: new ArrayBuffer(court.size),
  requestId: "r1",
  send: court.send,
  onProgress: (bytes: number) => void sent.push(bytes),
});

test("pieces grow while the line is good", async () => {
  const court = new Court(3 * 1024 * 1024);
  const sent: number[] = [];
  await upload(sending(court, sent));
  expect(court.whole).toBe(true);
  expect(court.pieces.slice(0, 5)).toEqual([1, 2, 4, 8, 16].map((times) => times * SMALLEST));
  expect(Math.max(...court.pieces)).toBeLessThanOrEqual(LARGEST);
  expect(sent.at(-1)).toBe(court.size);
  expect(grown(LARGEST)).toBe(LARGEST);
});

test("after a cut it resumes where the court is, half a piece further", async () => {
  const court = new Court(400_000, [2]);
  await expect(upload(sending(court))).rejects.toThrow("cut");
  expect(court.kept).toBe(SMALLEST + SMALLEST);
  await upload(sending(court));
  expect(court.whole).toBe(true);
  expect(court.received).toBe(400_000 - SMALLEST);
});

test("what the court has whole is not sent again", async () => {
  const court = new Court(10);
  await upload(sending(court));
  const before = court.received;
  await upload(sending(court));
  expect(court.received).toBe(before);
});

test("a refusal is the court's", async () => {
  const refuse = async () => Response.json({ reason: "TYPE_NOT_ACCEPTED", detail: "no" }, { status: 400 });
  const fault = await upload({ ...sending(new Court(10)), send: refuse }).catch((found: unknown) => found);
  expect(fault).toBeInstanceOf(Problem);
  expect((fault as Problem).refused.reason).toBe("TYPE_NOT_ACCEPTED");
});
