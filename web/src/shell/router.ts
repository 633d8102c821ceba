/** The paths of a face: places in the browser's history, nothing more. */
import { useSyncExternalStore } from "react";

const subscribe = (listener: () => void) => {
  addEventListener("popstate", listener);
  return () => removeEventListener("popstate", listener);
};

/** The paths below a base, `/field` for example. */
export function routerAt(base: string) {
  const here = (): string => location.pathname.slice(base.length) || "/";
  const go = (path: string, replace = false): void => {
    const url = base + path;
    if (replace) history.replaceState(null, "", url);
    else history.pushState(null, "", url);
    dispatchEvent(new PopStateEvent("popstate"));
    scrollTo(0, 0);
  };
  return {
    here,
    usePath: (): string => useSyncExternalStore(subscribe, here),
    go,
    /** A link of the page: the platform's own, so that it can be opened by keyboard, and taken without loading the page again. */
    link: (path: string) => ({
      href: base + path,
      onClick: (event: React.MouseEvent) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        go(path);
      },
    }),
  };
}

/** The id at the end of a resource name, for a path. */
export const idOf = (name: string | null | undefined): string => name?.split("/").pop() ?? "";
