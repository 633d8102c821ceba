/** The service worker of a face: it keeps the page and its files, and is replaced by a new version when the page asks for it. */
import { useCallback, useEffect, useState } from "react";

interface Policy {
  createScriptURL: (url: string) => string;
}
declare global {
  interface Window {
    trustedTypes?: { createPolicy: (name: string, rules: Policy) => Policy };
  }
}

/** The one script that this page may load by an address. */
const trusted = (script: string): string => {
  const only = (url: string) => {
    if (url !== script) throw new Error("no such script");
    return url;
  };
  return window.trustedTypes?.createPolicy("sharedcourt", { createScriptURL: only }).createScriptURL(script) ?? script;
};

let registered: Promise<ServiceWorkerRegistration | undefined> | undefined;

/** Registers the worker of the face whose paths begin with this one, `/field/` for example. */
export function register(scope: string): Promise<ServiceWorkerRegistration | undefined> {
  if (!("serviceWorker" in navigator)) return Promise.resolve(undefined);
  registered ??= navigator.serviceWorker
    .register(trusted(`${scope}sw.js`), { scope, updateViaCache: "none" })
    .catch((fault: unknown) => {
      console.warn("service worker", fault);
      return undefined;
    });
  return registered;
}

/** Looks now and whenever a version has come further, one that is on its way already as well. */
export function watchVersions(
  registration: EventTarget & Pick<ServiceWorkerRegistration, "installing">,
  look: () => void,
  signal: AbortSignal,
): void {
  const found = () => registration.installing?.addEventListener("statechange", look, { signal });
  registration.addEventListener("updatefound", found, { signal });
  found();
  look();
}

/** Whether a new version waits, and the way to take it now. */
export function useNewVersion(scope: string): { waiting: boolean; update: () => void } {
  const [waiting, setWaiting] = useState<ServiceWorker>();
  useEffect(() => {
    const ended = new AbortController();
    const { signal } = ended;
    let replaced = false;
    const first = !navigator.serviceWorker?.controller;
    const reload = () => {
      if (first || replaced) return;
      replaced = true;
      location.reload();
    };
    void register(scope).then((registration) => {
      if (!registration || signal.aborted) return;
      const look = () =>
        setWaiting(registration.waiting && navigator.serviceWorker.controller ? registration.waiting : undefined);
      watchVersions(registration, look, signal);
      navigator.serviceWorker.addEventListener("controllerchange", reload, { signal });
    });
    return () => ended.abort();
  }, [scope]);
  const update = useCallback(() => waiting?.postMessage("activate"), [waiting]);
  return { waiting: waiting !== undefined, update };
}
