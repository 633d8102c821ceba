/** The paths of the desk. What a list shows stands in the query, so that a number leads to its rows. */
import { useMemo, useSyncExternalStore } from "react";
import { routerAt } from "../../shell/router.ts";

export { idOf } from "../../shell/router.ts";
export const { here, usePath, go, link } = routerAt("/desk");

const subscribe = (listener: () => void) => {
  addEventListener("popstate", listener);
  return () => removeEventListener("popstate", listener);
};

/** What the address says after the question mark. */
export function useQueryOf(): URLSearchParams {
  const search = useSyncExternalStore(subscribe, () => location.search);
  return useMemo(() => new URLSearchParams(search), [search]);
}

/** A path with what the list shows. */
export function pathWith(path: string, shown: Record<string, string | undefined>): string {
  const said = Object.entries(shown).flatMap(([name, value]) => (value ? [[name, value]] : []));
  const search = new URLSearchParams(said).toString();
  return search ? `${path}?${search}` : path;
}
