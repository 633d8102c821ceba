/** In which order a visit is asked: how the court was present, in which way it is served, and then only what this way needs. */
import type { Draft, PhotoRole } from "../outbox/model.ts";
import { answersAt, evaluate, lightOf, openIn } from "./evaluate.ts";
import type { Branch, Guide, Item, VisitFile, VisitRecord } from "./model.ts";

const PRESENCE = "server.presence";
const TO_CONFIRM = /_TO_CONFIRM$/;

/** What photos show, by the words of the guide. A picture of a paper proves nothing by itself. */
const ROLES: Record<PhotoRole, string> = {
  door: "PLACE",
  place: "PLACE",
  process: "PROCESS",
  posting: "POSTING",
  form: "RETURN_FORM",
  thumbprint: "THUMBPRINT",
  paper: "",
};

/** The photo that answers a question with a role of the guide. */
export const photoRoleOf = (role: string): PhotoRole =>
  (Object.keys(ROLES) as PhotoRole[]).find((each) => each !== "door" && ROLES[each] === role) ?? "process";

export interface RecordedFile extends VisitFile {
  sha: string;
}

/** The files of a draft whose role counts. */
export function recordedFiles(draft: Draft): RecordedFile[] {
  const photos = draft.photos.map(({ sha, role }) => ({ sha, kind: "PHOTO", role: ROLES[role] }));
  const signatures = (draft.signatures ?? []).map(({ sha, role }) => ({ sha, kind: "SIGNATURE", role }));
  return [...photos, ...signatures].filter(({ role }) => role !== "");
}

/** What a visit has found so far. */
export const recordOf = (draft: Draft): VisitRecord => ({
  ...draft.record,
  outcome: draft.outcome?.replace("ATTEMPT_OUTCOME_", "") ?? "",
  files: recordedFiles(draft),
});

/** One way to end a visit: a branch with the one that is complete by a rule to be confirmed. */
export interface Way {
  id: string;
  branches: Branch[];
  /** The branch that accepts the most. */
  widest: Branch;
  serves: boolean;
}

export function waysOf(guide: Guide, outcome: string): Way[] {
  const ways = new Map<string, Branch[]>();
  for (const branch of guide.branches.filter((each) => each.outcome === outcome)) {
    const id = branch.id.replace(TO_CONFIRM, "");
    ways.set(id, [...(ways.get(id) ?? []), branch]);
  }
  return [...ways].map(([id, branches]) => ({
    id,
    branches,
    widest: branches[branches.length - 1] as Branch,
    serves: branches.some(({ light }) => light !== "ASSISTANCE"),
  }));
}

const presenceOf = (way: Way): Item | undefined => way.widest.items.find(({ field }) => field === PRESENCE);

/** A page of the guide. */
export type Page =
  | { id: string; kind: "presence"; items: [Item] }
  | { id: string; kind: "way"; ways: Way[] }
  | { id: string; kind: "items"; items: [Item, ...Item[]]; caution: boolean }
  | { id: string; kind: "end" };

/** The ways that are open with the answers so far, and the one that is taken. */
export function wayOf(
  ways: Way[],
  record: VisitRecord,
  chosen: string | undefined,
): { open: Way[]; way: Way | undefined } {
  const [presence] = answersAt(record, PRESENCE);
  const serving = ways.filter((way) => way.serves);
  const fits = (way: Way) => {
    const item = presenceOf(way);
    return !item || !presence || item.accepts.includes(presence);
  };
  const asks = serving.some((way) => presenceOf(way));
  // Nobody knows which ways are open before it is known how the court was present.
  if (asks && !presence) return { open: [], way: undefined };
  const open = serving.filter(fits);
  if (open.length === 0) return { open, way: ways.find((way) => !way.serves) };
  return { open, way: open.length === 1 ? open[0] : open.find(({ id }) => id === chosen) };
}

/** The pages of a visit, as far as the answers so far lead. */
export function pagesOf(guide: Guide, record: VisitRecord, chosen: string | undefined): Page[] {
  const ways = waysOf(guide, record.outcome);
  // An outcome of which the guide knows nothing is recorded in words.
  if (ways.length === 0) return [{ id: "end", kind: "end" }];
  const { open, way } = wayOf(ways, record, chosen);
  const pages: Page[] = [];
  const presence = ways.map(presenceOf).find((item) => item);
  if (presence) pages.push({ id: "presence", kind: "presence", items: [presence] });
  if (presence && answersAt(record, PRESENCE).length === 0) return pages;
  if (open.length > 1) pages.push({ id: "way", kind: "way", ways: open });
  if (!way) return pages;
  const asked = new Set<string>();
  for (const item of way.widest.items) {
    if (item.field === PRESENCE || asked.has(item.id)) continue;
    const group = item.anyOf ? way.widest.items.filter(({ anyOf }) => anyOf === item.anyOf) : [item];
    for (const { id } of group) asked.add(id);
    // A photo stands for the film wherever the guide takes either.
    const shown = group.filter(({ input }) => input !== "VIDEO" || group.length === 1);
    const first = pages.every(({ kind }) => kind !== "items");
    pages.push({ id: item.id, kind: "items", items: shown as [Item, ...Item[]], caution: first });
  }
  pages.push({ id: "end", kind: "end" });
  return pages;
}

/** The questions that are open in the way that is taken; none where the visit counts already. */
export function gapsOf(guide: Guide, record: VisitRecord, chosen: string | undefined): Item[] {
  if (lightOf(guide, record) !== "ASSISTANCE") return [];
  const { way } = wayOf(waysOf(guide, record.outcome), record, chosen);
  if (!way) return evaluate(guide, record).missing;
  const open = way.branches.map((branch) => openIn(branch, record));
  return open.reduce((least, each) => (each.length < least.length ? each : least));
}

/** Puts an answer at a path of the record; an empty one takes it away. */
export function put(
  record: Draft["record"],
  path: string,
  answer: string | boolean | string[] | undefined,
): NonNullable<Draft["record"]> {
  const [head = "", tail] = path.split(".");
  const fields = { ...record } as Record<string, unknown>;
  const value = answer === "" ? undefined : answer;
  fields[head] = tail ? { ...(fields[head] as object | undefined), [tail]: value } : value;
  return fields as NonNullable<Draft["record"]>;
}

const pruned = (value: unknown): unknown => {
  if (Array.isArray(value)) return value;
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).flatMap(([name, each]) => {
    const rest = pruned(each);
    const empty =
      rest === undefined ||
      rest === null ||
      rest === "" ||
      (typeof rest === "object" && Object.keys(rest).length === 0);
    return empty ? [] : [[name, rest]];
  });
  return Object.fromEntries(kept);
};

/** The draft without what only another outcome asks for: those answers and signatures stay on the phone. */
export function ofOutcome(draft: Draft): Draft {
  const outcome = recordOf(draft).outcome;
  const own = new Set<string>();
  const others = new Set<string>();
  for (const branch of draft.guide?.branches ?? []) {
    for (const { field, role } of branch.items) (branch.outcome === outcome ? own : others).add(role || field);
  }
  const isLeft = (name: string) => others.has(name) && !own.has(name);
  const without = (of: object, prefix = "") =>
    Object.fromEntries(Object.entries(of).filter(([name]) => !isLeft(prefix + name)));
  const record = Object.entries(without(draft.record ?? {})).map(([name, value]) => {
    const isGroup = typeof value === "object" && value !== null && !Array.isArray(value);
    return [name, isGroup ? without(value, `${name}.`) : value];
  });
  return {
    ...draft,
    record: Object.fromEntries(record) as Draft["record"],
    signatures: (draft.signatures ?? []).filter(({ role }) => !isLeft(role)),
  };
}

/** Record and files as the court takes them. */
export function wireOf(whole: Draft): { record: object; files: object[] } | undefined {
  if (!whole.guide) return undefined;
  const draft = { ...ofOutcome(whole), guide: whole.guide };
  const { date, note: _, ...rest } = { ...draft.record };
  const gaps = gapsOf(draft.guide, recordOf(draft), draft.way).map(({ id }) => id);
  const [year, month, day] = (date ?? "").split("-").map(Number);
  const record = pruned({
    ...rest,
    ...(date ? { date: { year, month, day } } : {}),
    guideVersion: draft.guide.version,
    ...(gaps.length > 0 ? { unmet: gaps, unmetReason: draft.gapsReason?.trim() ?? "" } : {}),
  }) as object;
  const files = recordedFiles(draft).map(({ sha, role, kind }) => ({ evidence: `evidence/${sha}`, role, kind }));
  return { record, files };
}
