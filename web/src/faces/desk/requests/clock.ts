/** How much time a unit has left to answer. */
import type { Schemas } from "../../../contract/types.ts";

type AssistRequest = Schemas["sharedcourt.investigation.v1.AssistRequest"];

const WAITING = new Set(["REQUEST_STATE_SUBMITTED", "REQUEST_STATE_RECEIVED", "REQUEST_STATE_PROCESSING"]);

/** Whether the unit has to answer. */
export const isWaiting = ({ state, dueTime }: AssistRequest): boolean => WAITING.has(state ?? "") && Boolean(dueTime);

/** The time until the answer is due, or since it was; nothing where none is waited for. */
export function timeLeft(request: AssistRequest, now: number) {
  if (!isWaiting(request)) return undefined;
  const left = Math.round((Date.parse(request.dueTime ?? "") - now) / 1000);
  const total = Math.abs(left);
  return {
    late: left < 0,
    total,
    days: Math.floor(total / 86_400),
    hours: Math.floor((total % 86_400) / 3600),
    minutes: Math.floor((total % 3600) / 60),
    seconds: total % 60,
  };
}

/** What has to be answered first comes first; what waits for nothing comes last. */
export function byDue(a: AssistRequest, b: AssistRequest): number {
  const due = (request: AssistRequest) =>
    isWaiting(request) ? Date.parse(request.dueTime ?? "") : Number.POSITIVE_INFINITY;
  const [first, second] = [due(a), due(b)];
  return first === second ? 0 : first < second ? -1 : 1;
}
