/** What an enrolled terminal says for itself: its own word goes with its calls, so that they are made by its credential and no person's. */
import { court, data } from "./client.ts";
import { reasonOf } from "./problem.ts";
import { accepted, deviceWord, send } from "./transport.ts";

const asItself = () => ({ headers: { "x-csrf-token": deviceWord() } });

/** Enrols this machine by the code that an administrator made for it; its name, `terminals/{id}`. */
export async function enrol(code: string): Promise<string> {
  const headers = { "content-type": "application/json", accept: "application/json" };
  const body = JSON.stringify({ code });
  const answer = await accepted(await send(new Request("/sign-in/enrolment", { method: "POST", headers, body })));
  return ((await answer.json()) as { device: string }).device;
}

/** Says that the terminal is there. */
export const beat = (terminal: string) =>
  data(
    court.POST("/v1/terminals/{terminalId}:heartbeat", {
      params: { path: { terminalId: terminal.replace("terminals/", "") } },
      body: {},
      ...asItself(),
    }),
  );

/** A code for the terminal to show. */
export const beginScan = () => data(court.POST("/v1/devices:beginSignIn", { body: {}, ...asItself() }));

/** Whether a refusal says that the terminal is enrolled no more. */
export const isEnrolmentOver = (fault: unknown): boolean => reasonOf(fault) === "DEVICE_ENDED";

/** Forgets that this machine was enrolled. What the browser still holds of it opens nothing. */
export function forgetEnrolment(): void {
  for (const [name, more] of [
    ["sharedcourt-device-csrf", ""],
    ["__Host-sharedcourt-device-csrf", "; Secure"],
  ]) {
    // biome-ignore lint/suspicious/noDocumentCookie: the store of cookies is missing in the oldest browser that is supported
    document.cookie = `${name}=; Path=/; Max-Age=0${more}`;
  }
}
