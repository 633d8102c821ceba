/** Errors that no page expected, reported to the court: which program, which screen, what kind and where; nothing that was shown or typed. */
import { Problem, Unreachable } from "../contract/problem.ts";

/** A page that fails again and again says nothing new. */
const MOST = 5;
const MOST_CHARS = 300;

const reported = new Set<string>();

/** The path of a screen, without the ids in it. */
export const screenOf = (path: string): string =>
  path
    .split("/")
    .map((part) => (/\d/.test(part) || part.length > 24 ? "*" : part))
    .join("/");

/** The kind of an error and its first places in the program. A message may hold what was typed, so it stays here. */
export function reasonOf(fault: unknown): string {
  if (!(fault instanceof Error)) return typeof fault;
  const places = (fault.stack ?? "").match(/\/assets\/[\w.-]+:\d+:\d+/g) ?? [];
  return [fault.name, ...new Set(places)].slice(0, 4).join(" ").slice(0, MOST_CHARS);
}

/** Whether an error is the page's own: what the court refuses, no network and what was broken off are answers. */
const isOurs = (fault: unknown): boolean =>
  !(
    fault instanceof Problem ||
    fault instanceof Unreachable ||
    (fault instanceof DOMException && fault.name === "AbortError")
  );

export function reportError(fault: unknown): void {
  if (!isOurs(fault) || reported.size >= MOST) return;
  const reason = reasonOf(fault);
  if (reported.has(reason)) return;
  reported.add(reason);
  const version = new URL(import.meta.url).pathname;
  const report = JSON.stringify({ version, screen: screenOf(location.pathname), reason });
  navigator.sendBeacon?.("/page-errors", new Blob([report], { type: "application/json" }));
}

/** Reports from now on what nothing else catches. */
export function reportErrors(): void {
  addEventListener("error", ({ error }) => reportError(error));
  addEventListener("unhandledrejection", ({ reason }) => reportError(reason));
}
