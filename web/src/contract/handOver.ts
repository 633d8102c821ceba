/** Handing over the tasks of somebody who leaves: where they have any, and all of them moved, page by page. */
import type { Schemas, Term } from "./types.ts";

export type HandOverResult = Schemas["sharedcourt.dispatch.v1.HandOverResult"];
type Answer = Schemas["sharedcourt.dispatch.v1.HandOverTasksResponse"];
type Count = Schemas["sharedcourt.access.v1.Count"];

/** The offices whose holders make visits. */
const VISITING = ["ROLE_GRID_WORKER", "ROLE_DIRECTOR"];

/** The courts in which the holder of these terms is given tasks, each once. */
export const courtsOf = (terms: readonly Term[]): string[] => [
  ...new Set(terms.flatMap(({ role, court }) => (court && VISITING.includes(role) ? [court] : []))),
];

/** How many tasks everybody of a court still has to report, by their names. */
export const openByWorker = (counts: readonly Count[] | null | undefined): ReadonlyMap<string, number> =>
  new Map((counts ?? []).flatMap(({ value, number }) => (value ? [[value, number ?? 0] as const] : [])));

export interface HandedOver {
  results: HandOverResult[];
  labels: NonNullable<Answer["labels"]>;
}

/**
 * Sends pages until none follows. Each bears an id of its own that comes from the one of the act, so that an act that is sent again
 * after a line broke continues where it was.
 */
export async function handOver(
  requestId: string,
  send: (page: { requestId: string; pageToken?: string }) => Promise<Answer>,
): Promise<HandedOver> {
  const whole: HandedOver = { results: [], labels: {} };
  for (let page = 1, pageToken = ""; ; page += 1) {
    const id = page === 1 ? requestId : `${requestId}-${page}`;
    const answer = await send({ requestId: id, ...(pageToken ? { pageToken } : {}) });
    whole.results.push(...(answer.results ?? []));
    Object.assign(whole.labels, answer.labels ?? {});
    pageToken = answer.nextPageToken ?? "";
    if (!pageToken) return whole;
  }
}

export const hasMoved = ({ outcome }: HandOverResult): boolean => outcome === "HAND_OVER_OUTCOME_MOVED";
