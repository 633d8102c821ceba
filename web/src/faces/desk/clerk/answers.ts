/** What a unit can say to a request now. */
import type { Schemas } from "../../../contract/types.ts";

type AssistRequest = Schemas["sharedcourt.investigation.v1.AssistRequest"];
export type Answered = "done" | "partial" | "processing" | "fix" | "refuse";

/** The answers that the state of a request allows. One that was answered can be corrected, as the next version of the answer. */
export function answersOf({ state }: AssistRequest): Answered[] {
  switch (state) {
    case "REQUEST_STATE_RECEIVED":
      return ["done", "partial", "processing", "fix", "refuse"];
    case "REQUEST_STATE_PROCESSING":
      return ["done", "partial", "fix", "refuse"];
    case "REQUEST_STATE_PARTIAL":
    case "REQUEST_STATE_DONE":
      return ["done", "partial"];
    default:
      return [];
  }
}

/** The version that another answer corrects: the newest of what was answered in full. What was answered in part is added to. */
export function correctsOf({ state, feedbacks }: AssistRequest): number | undefined {
  const last = feedbacks?.[feedbacks.length - 1]?.version;
  return state === "REQUEST_STATE_DONE" && last ? last : undefined;
}
