/** The contract as typed calls. */
import createClient from "openapi-fetch";
import type { paths } from "../../generated/contract.ts";
import { Problem, problemOf } from "./problem.ts";
import { sendSignedIn } from "./transport.ts";

export const court = createClient<paths>({ baseUrl: "", fetch: (request) => sendSignedIn(request) });

/** The answer's data; a refusal is thrown. */
export async function data<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call;
  if (response.ok && data !== undefined) return data;
  throw restored(error, response) ?? (await problemOf(response));
}

/** The client has read the body already: the problem is made of what it found there. */
function restored(error: unknown, response: Response): Problem | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const said = error as Partial<Problem["refused"]>;
  const wait = Number(response.headers.get("retry-after"));
  return new Problem({
    status: response.status,
    reason: said.reason ?? "",
    detail: said.detail ?? "",
    requestId: said.requestId ?? response.headers.get("x-request-id") ?? "",
    metadata: said.metadata ?? {},
    errors: said.errors ?? [],
    ...(wait > 0 ? { retryAfter: wait } : {}),
  });
}
