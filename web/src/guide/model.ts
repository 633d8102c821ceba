/** The guide of a packet and the record of a visit, as the phone works with them. */
import type { Schemas } from "../contract/types.ts";

/** What a visit gives to the court. */
export type Light = "ASSISTANCE" | "YELLOW" | "GREEN";

export type Input = "PHOTO" | "VIDEO" | "SIGNATURE" | "CHOICE" | "TEXT" | "DATE" | "PERSON" | "TICK";

/** A text in both languages. */
export interface Both {
  zh: string;
  en: string;
}

/** One question. */
export interface Item {
  id: string;
  /** `undefined` where a newer court asks in a way that this page does not know: the question stays open. */
  input: Input | undefined;
  /** Where the answer stands in the record; `files` for photos and signatures. */
  field: string;
  accepts: string[];
  role: string;
  min: number;
  anyOf: string;
  differsFrom: string;
  blocking: boolean;
  ask: Both;
  article: string;
  cure: Both;
}

/** One way to end a visit. */
export interface Branch {
  id: string;
  outcome: string;
  /** The mode of service; empty where the visit only assists. */
  mode: string;
  light: Light;
  title: Both;
  caution: Both;
  items: Item[];
}

export interface Guide {
  version: string;
  branches: Branch[];
}

/** A file of a visit. */
export interface VisitFile {
  kind: string;
  role: string;
}

/** What a visit found. Names of values stand without their prefix, as the guide has them; what is not there is not shown. */
export interface VisitRecord {
  outcome: string;
  recipient?: { displayName?: string; relation?: string | null };
  refused?: boolean;
  refusal?: string | null;
  refusalText?: string;
  place?: string | null;
  left?: boolean;
  noted?: boolean | null;
  /** A day, year first. */
  date?: string | null;
  witness?: { displayName?: string; represents?: string | null; unit?: string };
  server?: { displayName?: string; presence?: string | null };
  documentsLeft?: string[];
  consent?: string | null;
  asked?: string;
  moved?: { source?: string; address?: string };
  note?: string;
  files?: VisitFile[];
}

type Packed = NonNullable<Schemas["sharedcourt.evidence.v1.PacketContent"]["guide"]>;
type PackedBranch = NonNullable<Packed["branches"]>[number];
type PackedItem = NonNullable<PackedBranch["items"]>[number];

const LIGHTS: Record<string, Light> = { GUIDE_LIGHT_YELLOW: "YELLOW", GUIDE_LIGHT_GREEN: "GREEN" };
const INPUTS = new Set<string>(["PHOTO", "VIDEO", "SIGNATURE", "CHOICE", "TEXT", "DATE", "PERSON", "TICK"]);

/** The name of a value without its prefix; empty where it is not stated. */
const bare = (value: string | undefined, prefix: string): string => {
  const name = value?.startsWith(prefix) ? value.slice(prefix.length) : "";
  return name === "UNSPECIFIED" ? "" : name;
};

function itemOf(item: PackedItem): Item {
  const input = bare(item.input, "GUIDE_INPUT_");
  return {
    id: item.id ?? "",
    input: INPUTS.has(input) ? (input as Input) : undefined,
    field: item.field ?? "",
    accepts: item.accepts ?? [],
    role: bare(item.role, "FILE_ROLE_"),
    min: item.min ?? 1,
    anyOf: item.anyOf ?? "",
    differsFrom: item.differsFrom ?? "",
    blocking: item.blocking ?? false,
    ask: { zh: item.ask ?? "", en: item.askEn ?? "" },
    article: item.article ?? "",
    cure: { zh: item.cure ?? "", en: item.cureEn ?? "" },
  };
}

const branchOf = (branch: PackedBranch): Branch => ({
  id: branch.id ?? "",
  outcome: bare(branch.outcome, "ATTEMPT_OUTCOME_"),
  mode: bare(branch.mode, "SERVICE_MODE_"),
  // A light that this page does not know promises nothing.
  light: LIGHTS[branch.light ?? ""] ?? "ASSISTANCE",
  title: { zh: branch.title ?? "", en: branch.titleEn ?? "" },
  caution: { zh: branch.caution ?? "", en: branch.cautionEn ?? "" },
  items: (branch.items ?? []).map(itemOf),
});

/** The guide of a packet; `undefined` where the packet has none. */
export function guideOf(packed: Packed | null | undefined): Guide | undefined {
  const branches = packed?.branches ?? [];
  return branches.length > 0 ? { version: packed?.version ?? "", branches: branches.map(branchOf) } : undefined;
}
