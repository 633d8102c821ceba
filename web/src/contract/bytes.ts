/** Files of the court's, as the browser can show them. */
import { accepted, sendSignedIn } from "./transport.ts";

/** The bytes behind a path of the contract, with their type. */
export async function bytesOf(path: string): Promise<Blob> {
  const request = new Request(path, { headers: { accept: "*/*" } });
  return (await accepted(await sendSignedIn(request))).blob();
}
