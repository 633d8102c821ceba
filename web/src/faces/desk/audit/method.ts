/** What a call did, in words: of what its service is, and by the first word of its name what was done. */

export interface MethodWords {
  services: Record<string, string>;
  verbs: Record<string, string>;
  other: string;
  /** Between the two. */
  both: (service: string, verb: string) => string;
}

/** Verbs of the contract that mean the same to a reader. */
const SAME: Record<string, string> = {
  Batch: "Create",
  Resolve: "Get",
  Check: "Get",
  Draft: "Get",
  Download: "Get",
  Describe: "Get",
  Identify: "Get",
  Suggest: "Get",
  Consistency: "Get",
  Find: "Get",
  Record: "Enter",
  Add: "Enter",
  Upload: "Enter",
  Complete: "Finish",
  Feedback: "Reply",
  Release: "End",
  Unclaim: "Withdraw",
  Remove: "End",
  Disable: "End",
  Deactivate: "End",
  Cancel: "Withdraw",
  Lift: "End",
  Set: "Update",
  Change: "Update",
  Rotate: "Update",
};

/** Its service and its verb; empty where the name is of no method. */
export function partsOf(method: string): { service: string; verb: string } {
  const [, service = "", name = ""] = method.match(/(\w+)Service[./](\w+)$/) ?? [];
  const first = name.match(/^[A-Z][a-z]+/)?.[0] ?? "";
  const verb = name.startsWith("BatchGet") || name.startsWith("BatchResolve") ? "Get" : (SAME[first] ?? first);
  return { service, verb };
}

export function methodText(method: string | null | undefined, words: MethodWords): string {
  const { service, verb } = partsOf(method ?? "");
  const about = words.services[service];
  const done = words.verbs[verb] ?? words.other;
  return about ? words.both(about, done) : done;
}

/** Why somebody looked, as they wrote it: a header carries it encoded. */
export function reasonText(reason: string | null | undefined): string {
  try {
    return decodeURIComponent(reason ?? "");
  } catch {
    return reason ?? "";
  }
}

/** The kind of a resource by its name: `cases` of `cases/{id}`. */
export const kindOf = (name: string): string => {
  const parts = name.split("/");
  return parts.length >= 4 ? (parts[2] ?? "") : (parts[0] ?? "");
};
