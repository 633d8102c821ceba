/**
 * What a recorded visit gives by the guide alone, as the contract states it at `VisitGuide`: only the branches of the outcome count, and
 * the best light of a complete one is the light. The court's law library evaluates the same data by the same rule.
 */
import type { Branch, Guide, Input, Item, Light, VisitRecord } from "./model.ts";

const RANK: Record<Light, number> = { ASSISTANCE: 0, YELLOW: 1, GREEN: 2 };
const KINDS: Partial<Record<Input, string>> = { PHOTO: "PHOTO", VIDEO: "VIDEO", SIGNATURE: "SIGNATURE" };

/** The answers at a path of the record, without space around them; none where nothing is shown. */
export function answersAt(record: VisitRecord, path: string): string[] {
  let found: unknown = record;
  for (const name of path.split(".")) found = (found as Record<string, unknown> | null | undefined)?.[name];
  const all = Array.isArray(found) ? found : [found];
  return all.flatMap((each) => {
    const text = typeof each === "boolean" ? String(each) : typeof each === "string" ? each.trim() : "";
    return text ? [text] : [];
  });
}

function accepted(item: Item, answer: string, record: VisitRecord): boolean {
  if (item.input === "DATE") {
    const [first = "", last = ""] = item.accepts;
    return (!first || first <= answer) && (!last || answer <= last);
  }
  if (item.accepts.length > 0 && !item.accepts.includes(answer)) return false;
  return !item.differsFrom || answersAt(record, item.differsFrom)[0] !== answer;
}

/** Whether a question is answered so that it counts. */
export function isAnswered(item: Item, record: VisitRecord): boolean {
  if (!item.input) return false;
  const kind = KINDS[item.input];
  const count = kind
    ? (record.files ?? []).filter((file) => file.kind === kind && file.role === item.role && item.role !== "").length
    : answersAt(record, item.field).filter((answer) => accepted(item, answer, record)).length;
  return count >= Math.max(1, item.min);
}

/** Whether a question, or another of its group, is answered. */
function isSettled(item: Item, branch: Branch, record: VisitRecord): boolean {
  if (isAnswered(item, record)) return true;
  if (!item.anyOf) return false;
  return branch.items.some((other) => other.blocking && other.anyOf === item.anyOf && isAnswered(other, record));
}

/** The blocking questions of a branch that are open, of a group its first. */
export function openIn(branch: Branch, record: VisitRecord): Item[] {
  const found: Item[] = [];
  for (const item of branch.items) {
    if (!item.blocking || isSettled(item, branch, record)) continue;
    if (!item.anyOf || !found.some((other) => other.anyOf === item.anyOf)) found.push(item);
  }
  return found;
}

/** What a visit gives. */
export function lightOf(guide: Guide, record: VisitRecord): Light {
  let best: Light = "ASSISTANCE";
  for (const branch of guide.branches) {
    if (branch.outcome !== record.outcome || RANK[branch.light] <= RANK[best]) continue;
    if (branch.items.every((item) => !item.blocking || isSettled(item, branch, record))) best = branch.light;
  }
  return best;
}

export interface Evaluation {
  light: Light;
  /** The complete branch that gives it, or the branch that lacks the least. */
  branch: Branch | undefined;
  /** The blocking questions that are open in that branch. */
  missing: Item[];
}

/** What a visit gives, by which branch, and what the nearest branch lacks where none that counts as service is complete. */
export function evaluate(guide: Guide, record: VisitRecord): Evaluation {
  const own = guide.branches
    .filter(({ outcome }) => outcome === record.outcome)
    .map((branch) => ({ branch, missing: openIn(branch, record) }));
  const light = lightOf(guide, record);
  const serves = own.some(({ branch }) => branch.light !== "ASSISTANCE");
  const looked = own.filter(({ branch }) =>
    light === "ASSISTANCE" ? !serves || branch.light !== "ASSISTANCE" : branch.light === light,
  );
  // Among those that lack as much, the first gives the most.
  const nearest = looked.reduce<(typeof own)[number] | undefined>(
    (best, each) => (best && best.missing.length <= each.missing.length ? best : each),
    undefined,
  );
  return { light, branch: nearest?.branch, missing: nearest?.missing ?? [] };
}
