// Sends a file by tus-js-client, which speaks the IETF draft of resumable uploads, over a line that drops: everything that it sends goes
// through a proxy that closes it after so many bytes, so many times. Prints what became of it as JSON.
//   node resumable_upload.mjs URL TOKEN FILE PROTOCOL BYTES_OF_A_LINE DROPS

import { readFileSync } from "node:fs";
import { createServer, connect } from "node:net";
import { Upload } from "tus-js-client";

const [url, token, file, protocol, most, drops] = process.argv.slice(2);
const installation = new URL(url);

let dropped = 0;
const proxy = createServer((near) => {
  const far = connect(Number(installation.port), installation.hostname);
  let sent = 0;
  const end = () => [near, far].forEach((side) => side.destroy());
  near.on("data", (piece) => {
    sent += piece.length;
    far.write(piece);
    if (sent > Number(most) && dropped < Number(drops)) {
      dropped += 1;
      end();
    }
  });
  far.on("data", (piece) => near.write(piece));
  for (const side of [near, far]) side.on("error", end).on("close", end);
});

await new Promise((open) => proxy.listen(0, "127.0.0.1", open));
const requests = [];
// Of a stream that goes on in the middle this version of the client never says that it is complete; of bytes it does.
const upload = new Upload(readFileSync(file), {
  protocol,
  uploadUrl: `http://127.0.0.1:${proxy.address().port}${installation.pathname}`,
  headers: { authorization: `Bearer ${token}` },
  retryDelays: Array(40).fill(200),
  onBeforeRequest: (request) => {
    requests.push({ method: request.getMethod() });
  },
  onAfterResponse: (request, response) => {
    const answered = { status: response.getStatus(), offset: response.getHeader("upload-offset") };
    Object.assign(requests.findLast((one) => one.method === request.getMethod()), answered);
  },
  onError: (error) => {
    console.log(JSON.stringify({ error: String(error), requests, dropped }));
    process.exit(1);
  },
  onSuccess: () => {
    console.log(JSON.stringify({ requests, dropped }));
    process.exit(0);
  },
});
upload.start();
