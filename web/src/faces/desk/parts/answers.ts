/** Answers of the court that remember their address: by it a list is asked for as a file. The pages without such lists load none of this. */
import { data as dataOf } from "../../../contract/client.ts";

const addresses = new WeakMap<object, string>();

/** The answer's data; a refusal is thrown. */
export async function data<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const answer = await dataOf(call);
  const { response } = await call;
  if (typeof answer === "object" && answer !== null) addresses.set(answer, response.url);
  return answer;
}

/** The address from which an answer came; a part of it, or one that was made of it, has none. */
export const addressOf = (answer: object): string | undefined => addresses.get(answer);

/** What was made of an answer, as one from the same address. */
export function madeOf<T extends object>(answer: object, made: T): T {
  const address = addresses.get(answer);
  if (address) addresses.set(made, address);
  return made;
}
