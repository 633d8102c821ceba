/** The same program with another version of a face's page: its service worker differs by a byte. */
import { once } from "node:events";
import { createServer, request } from "node:http";
import { after } from "node:test";
import type { Installation } from "./installation.ts";

/** The port at which the program is met with the changed page of a face, `/field/` for example, until the tests are over. */
export async function changedApp(installation: Installation, face: string): Promise<number> {
  const changed = createServer((asked, answer) => {
    const isWorker = asked.url === `${face}sw.js`;
    const headers = { ...asked.headers, ...(isWorker ? { "accept-encoding": "identity" } : {}) };
    if (isWorker) {
      delete headers["if-none-match"];
      delete headers["if-modified-since"];
    }
    const { method, url: path } = asked;
    const passed = request({ port: installation.port, host: "127.0.0.1", method, path, headers }, (given) => {
      const { "content-length": length, etag, ...kept } = given.headers;
      answer.writeHead(given.statusCode ?? 502, isWorker ? kept : given.headers);
      if (!isWorker) return void given.pipe(answer);
      given.on("data", (chunk) => answer.write(chunk));
      given.on("end", () => answer.end("\n// another version\n"));
    });
    passed.on("error", () => answer.destroy());
    answer.on("close", () => passed.destroy());
    asked.pipe(passed);
  });
  after(() => changed.close());
  changed.listen(0, "127.0.0.1");
  await once(changed, "listening");
  return (changed.address() as { port: number }).port;
}
