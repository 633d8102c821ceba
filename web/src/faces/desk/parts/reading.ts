/** How the desk reads from the court: each list page by page, each thing once for as long as it is fresh. */

import { keepPreviousData, type QueryKey, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../contract/client.ts";
import { courtNow } from "../../../contract/clock.ts";
import { type Labelled, labelText } from "../../../contract/labels.ts";
import { allPages } from "../../../contract/pages.ts";
import { yearAt } from "../../../shell/dates.ts";
import { usePresent } from "../present.tsx";
import { idOf } from "../router.ts";
import { addressOf } from "./answers.ts";
import { withoutPage } from "./exportFile.ts";
import type { Pages } from "./Rows.tsx";
import { completeNumber } from "./values.ts";

/** Rows on a page. */
export const PAGE_SIZE = 50;
/** As many rows as the court gives at once. */
const MOST = 1000;

/** Nothing is asked again behind the back of the person: what the court answers is what is shown. */
export const PLAIN = { retry: false, networkMode: "always" } as const;
/** What is read when it is needed and stays as it is for this session. */
export const ONCE = { ...PLAIN, staleTime: Number.POSITIVE_INFINITY } as const;

interface Page {
  nextPageToken?: string | null;
}

/** Where each list was read that was read page by page, by its key: an answer may come from the cache of the page. */
const listSources = new Map<string, string>();

/** A list page by page. Another key is another list, from its first page. */
export function usePages<P extends Page>(
  key: QueryKey,
  read: (query: { pageSize: number; pageToken?: string }) => Promise<P>,
): Pages<P> {
  const list = JSON.stringify(key);
  const [at, setAt] = useState<{ list: string; tokens: string[] }>({ list, tokens: [] });
  const tokens = at.list === list ? at.tokens : [];
  const pageToken = tokens[tokens.length - 1];
  const found = useQuery({
    ...PLAIN,
    queryKey: [...key, "page", pageToken ?? ""],
    queryFn: async () => {
      const page = await read({ pageSize: PAGE_SIZE, ...(pageToken ? { pageToken } : {}) });
      const source = addressOf(page);
      if (source) listSources.set(list, withoutPage(source));
      return page;
    },
    // A page stays while the next one is read; another list does not.
    ...(pageToken ? { placeholderData: keepPreviousData } : {}),
  });
  const next = found.isPlaceholderData ? undefined : found.data?.nextPageToken;
  return {
    read: found,
    source: found.data ? listSources.get(list) : undefined,
    number: tokens.length + 1,
    onBefore: tokens.length > 0 ? () => setAt({ list, tokens: tokens.slice(0, -1) }) : undefined,
    onNext: next ? () => setAt({ list, tokens: [...tokens, next] }) : undefined,
  };
}

/** Conditions as the court reads them; those without a value are left out, and of several names any one is meant. */
export const filterOf = (conditions: Record<string, string | readonly string[] | undefined>): string =>
  Object.entries(conditions)
    .flatMap(([field, value]) => {
      if (typeof value === "object") return value.length > 0 ? [`${field}:(${value.join(",")})`] : [];
      return value ? [`${field}=${/^[\w/.-]+$/.test(value) ? value : JSON.stringify(value)}`] : [];
    })
    .join(" AND ");

/** The officers of the caller's region, who handle its cases. */
export function useOfficers() {
  return useQuery({
    ...ONCE,
    queryKey: ["officers"],
    queryFn: async () => {
      const query = { filter: "role=OFFICER", pageSize: MOST };
      const pages = await allPages((next) =>
        data(court.GET("/v1/people", { params: { query: { ...query, ...next } } })),
      );
      return pages.flatMap(({ people }) => people ?? []);
    },
  });
}

/** What somebody is called: as the answer says that names them, or the person themselves. */
export function useNameOf(): (person: string | null | undefined, answer: Labelled) => string | undefined {
  const { me } = usePresent();
  return (person, answer) => labelText(answer, person) ?? (person && person === me.name ? me.displayName : undefined);
}

/** The code in the numbers of the court's own cases; empty while it is not known. */
export function useOwnCode(): { code: string; isPending: boolean } {
  const { terms } = usePresent();
  const id = idOf(terms.find(({ peoplesCourt }) => peoplesCourt)?.peoplesCourt);
  const read = useQuery({
    ...ONCE,
    queryKey: ["people's court", id],
    enabled: id !== "",
    queryFn: () => data(court.GET("/v1/peoplesCourts/{peoplesCourtId}", { params: { path: { peoplesCourtId: id } } })),
  });
  return { code: read.data?.caseNumberCode ?? "", isPending: id !== "" && read.isPending };
}

/** The case of a number as somebody wrote it. It is asked for once the court's own code is known, without which a short number names none. */
export function useCaseOf(written: string) {
  const { code, isPending } = useOwnCode();
  const year = yearAt(courtNow());
  const number = completeNumber(written, code, year);
  const filter = filterOf({ case_number: number });
  const read = useQuery({
    ...PLAIN,
    queryKey: ["cases", filter, "one"],
    enabled: number !== "" && !isPending,
    queryFn: () => data(court.GET("/v1/cases", { params: { query: { filter, pageSize: 2 } } })),
  });
  return { number, read };
}
