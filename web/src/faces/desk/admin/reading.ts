/** What the administrator's screens read of the register: people, courts, regions, units; all of it, since one searches and counts in it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { court, data } from "../../../contract/client.ts";
import { allPages } from "../../../contract/pages.ts";
import type { Label } from "../../../contract/types.ts";
import { filterOf, ONCE, PLAIN } from "../parts/reading.ts";

/** As many rows as the court gives at once. */
const MOST = 1000;
/** For how long a list that was read whole is not read again. */
const FRESH = 60_000;

const together = (pages: readonly { labels?: Record<string, Label> | null }[]): Record<string, Label> =>
  Object.assign({}, ...pages.map(({ labels }) => labels ?? {}));

export function usePeople() {
  return useQuery({
    ...PLAIN,
    staleTime: FRESH,
    queryKey: ["people", "all"],
    queryFn: async () => {
      const pages = await allPages((next) =>
        data(court.GET("/v1/people", { params: { query: { pageSize: MOST, ...next } } })),
      );
      return { people: pages.flatMap(({ people }) => people ?? []), labels: together(pages) };
    },
  });
}

export function useCourts() {
  return useQuery({
    ...PLAIN,
    staleTime: FRESH,
    queryKey: ["courts", "all"],
    queryFn: async () => {
      const pages = await allPages((next) =>
        data(court.GET("/v1/courts", { params: { query: { pageSize: MOST, ...next } } })),
      );
      const courts = pages.flatMap((page) => page.courts ?? []);
      return { courts, byName: new Map(courts.map((each) => [each.name ?? "", each])), labels: together(pages) };
    },
  });
}

/** The regions of a level, or the villages of a town. */
export function useRegions(conditions: { level?: string; parent?: string }, enabled = true) {
  const filter = filterOf(conditions);
  return useQuery({
    ...ONCE,
    queryKey: ["regions", filter],
    enabled,
    queryFn: async () => {
      const pages = await allPages((next) =>
        data(court.GET("/v1/regions", { params: { query: { filter, pageSize: MOST, ...next } } })),
      );
      return pages.flatMap(({ regions }) => regions ?? []);
    },
  });
}

export function useUnits(enabled = true) {
  return useQuery({
    ...ONCE,
    queryKey: ["units"],
    enabled,
    queryFn: async () => (await data(court.GET("/v1/units"))).units ?? [],
  });
}

export function usePerson(id: string) {
  return useQuery({
    ...PLAIN,
    queryKey: ["person", id],
    queryFn: () => data(court.GET("/v1/people/{peopleId}", { params: { path: { peopleId: id } } })),
  });
}

/** Has everything read again that an act on a person changes. */
export function usePeopleChanged(): (id: string) => Promise<void> {
  const queries = useQueryClient();
  return async (id) => {
    await Promise.all(
      [["person", id], ["people"], ["courts"]].map((queryKey) => queries.invalidateQueries({ queryKey })),
    );
  };
}

/** A reason as a header, which is ASCII alone. It stays in the record of the call. */
export const saying = (reason: string) => ({ "x-access-reason": encodeURIComponent(reason.trim()) });
