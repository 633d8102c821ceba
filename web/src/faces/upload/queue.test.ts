import { expect, test } from "vitest";
import { Unreachable } from "../../contract/problem.ts";
import { type Paper, percent, Queue } from "./queue.ts";

const MIB = 1024 * 1024;
const jpeg = (size: number) => new Blob([new Uint8Array(size)], { type: "image/jpeg" });

/** A court with one file at a time, which answers by a script: what happens to which piece. */
function court(script: Record<number, "cut" | "over" | "no"> = {}) {
  const at = new Map<string, number>();
  const declared: string[] = [];
  let pieces = 0;
  const send = async (path: string, init: RequestInit): Promise<Response> => {
    if (path === "/v1/evidence") {
      const { requestId, evidence } = JSON.parse(String(init.body));
      declared.push(requestId.split(".")[0]);
      if (!at.has(evidence.sha256)) at.set(evidence.sha256, 0);
      return Response.json({});
    }
    const sha = path.split("/")[3] ?? "";
    const headers = () => ({ "upload-offset": String(at.get(sha)), "upload-complete": "?0" });
    if (init.method === "HEAD") return new Response(null, { headers: headers() });
    pieces += 1;
    const what = script[pieces];
    if (what === "cut") throw new Unreachable();
    if (what === "over") return Response.json({ reason: "UPLOAD_SESSION_ENDED", detail: "over" }, { status: 401 });
    if (what === "no") return Response.json({ reason: "UPLOAD_SESSION_FULL", detail: "full" }, { status: 400 });
    at.set(sha, (at.get(sha) ?? 0) + (init.body as ArrayBuffer).byteLength);
    const whole = new Headers(init.headers).get("upload-complete") ?? "?0";
    return new Response(null, { headers: { ...headers(), "upload-complete": whole } });
  };
  return { send, declared, pieces: () => pieces };
}

function queue(of: ReturnType<typeof court>) {
  const seen = { over: 0, waits: 0 };
  const made = new Queue({
    send: of.send,
    onChange: () => undefined,
    onOver: () => {
      seen.over += 1;
    },
    wait: async () => {
      seen.waits += 1;
    },
  });
  return { made, seen };
}

const until = async (is: () => boolean) => {
  for (let at = 0; at < 500 && !is(); at += 1) await new Promise((resolve) => setTimeout(resolve, 2));
  expect(is()).toBe(true);
};
const states = ({ papers }: { papers: Paper[] }) => papers.map(({ state }) => state);

test("papers are sent one after the other, and what is no paper is not sent", async () => {
  const of = court();
  const { made } = queue(of);
  made.resume("s1");
  made.add([jpeg(100), new Blob(["x"], { type: "text/plain" }), new Blob(["%PDF-"], { type: "application/pdf" })]);
  await until(() => !made.isBusy);
  expect(states(made)).toEqual(["whole", "foreign", "whole"]);
  expect(made.whole).toBe(2);
});

test("a line that is cut in the middle resumes by itself and sends nothing twice", async () => {
  const of = court({ 2: "cut" });
  const { made, seen } = queue(of);
  made.resume("s1");
  made.add([jpeg(MIB)]);
  await until(() => made.whole === 1);
  expect(seen).toEqual({ over: 0, waits: 1 });
  // 64, 128, 256 and 512 KiB, and the rest; the second was cut and began anew at the smallest.
  expect(made.papers.map(percent)).toEqual([100]);
});

test("a session that is over keeps what arrived, and the next one resumes there under its own name", async () => {
  const of = court({ 3: "over" });
  const { made, seen } = queue(of);
  made.resume("s1");
  made.add([jpeg(MIB), jpeg(50)]);
  await until(() => seen.over === 1);
  expect(states(made)).toEqual(["waiting", "waiting"]);
  const kept = made.papers[0]?.sent ?? 0;
  expect(kept).toBe(3 * 64 * 1024);
  made.add([jpeg(60)]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(of.declared, "nothing is sent between sessions").toEqual(["s1"]);
  made.resume("s2");
  await until(() => made.whole === 3);
  expect(of.declared).toEqual(["s1", "s2", "s2", "s2"]);
});

test("what the court refuses is shown and can be tried again", async () => {
  const of = court({ 1: "no" });
  const { made } = queue(of);
  made.resume("s1");
  made.add([jpeg(10)]);
  await until(() => !made.isBusy);
  const paper = made.papers[0] as Paper;
  expect([paper.state, paper.said]).toEqual(["refused", "full"]);
  made.again(paper);
  await until(() => made.whole === 1);
});
