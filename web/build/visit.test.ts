import { expect, test } from "vitest";
import { firstVisit, importedAtOnce, importedLater, listed, loaded } from "./visit.ts";

const PAGE = `<html><head><link rel="icon" href="/icon.svg" type="image/svg+xml"><link rel="manifest" href="/m.webmanifest">
<script src="/too-old.js"></script><script type="module" crossorigin src="/assets/a-1.js"></script>
<link rel="modulepreload" crossorigin href="/assets/b-2.js"><link rel="stylesheet" crossorigin href="/assets/c-3.css"></head></html>`;

const VISITED = { path: "/", page: PAGE };

test("a first visit is the page with its scripts and styles", () => {
  expect(listed(PAGE)).toEqual(["/too-old.js", "/assets/a-1.js", "/assets/b-2.js", "/assets/c-3.css"]);
  const sent = new Map([
    ["/", 1],
    ["/too-old.js", 2],
    ["/assets/a-1.js", 4],
    ["/assets/b-2.js", 8],
    ["/assets/c-3.css", 16],
  ]);
  const alone = { sent, textOf: () => "" };
  expect(firstVisit(VISITED, alone)).toBe(31);
  sent.delete("/assets/b-2.js");
  expect(() => firstVisit(VISITED, alone)).toThrow("/assets/b-2.js");
});

test("what a script loads at once is distinguished from what it loads later", () => {
  const text = 'import{a}from"./b-2.js";const x=()=>load(()=>import("./d-4.js"),[]);import"./c-3.js";from("./no.css")';
  expect(importedAtOnce(text)).toEqual(["/assets/b-2.js", "/assets/c-3.js"]);
  expect(importedLater(text)).toEqual(["/assets/d-4.js"]);
});

test("what a script loads later counts as well", () => {
  const sent = new Map(
    ["/", "/too-old.js", "/assets/a-1.js", "/assets/b-2.js", "/assets/c-3.css"].map((name) => [name, 1]),
  );
  const scripts: Record<string, string> = {
    "/assets/a-1.js": 'import("./d-4.js")',
    "/assets/d-4.js": 'from"./e-5.js"',
  };
  for (const name of ["/assets/d-4.js", "/assets/e-5.js"]) sent.set(name, 10);
  const textOf = (name: string) => scripts[name] ?? "";
  expect(firstVisit(VISITED, { sent, textOf })).toBe(25);
  // What a visitor has to choose is not part of a first visit, and is kept for days without a signal all the same.
  expect(firstVisit({ ...VISITED, isChosen: (name) => name === "/assets/d-4.js" }, { sent, textOf })).toBe(5);
  expect(loaded(PAGE, textOf)).toEqual([...listed(PAGE), "/assets/d-4.js", "/assets/e-5.js"]);
});

test("of a page of many offices the heaviest screen counts, with what lies below it", () => {
  const scripts: Record<string, string> = {
    "/assets/a-1.js": 'import"./b-2.js";import("./light.js");import("./heavy.js")',
    // A screen uses what the page has already, by which it does not lead to the other screens.
    "/assets/light.js": 'import"./shared.js";import"./a-1.js"',
    // The act below the screen is loaded later still, and what the page has already is loaded once.
    "/assets/heavy.js": 'import"./b-2.js";import"./a-1.js";import"./shared.js";import("./act.js")',
    "/assets/act.js": 'import"./shared.js"',
  };
  const sent = new Map([
    ...["/", "/too-old.js", "/assets/a-1.js", "/assets/b-2.js", "/assets/c-3.css"].map((name) => [name, 1] as const),
    ["/assets/light.js", 10],
    ["/assets/shared.js", 100],
    ["/assets/heavy.js", 1000],
    ["/assets/act.js", 10_000],
  ]);
  const site = { sent, textOf: (name: string) => scripts[name] ?? "" };
  expect(firstVisit({ ...VISITED, hasOffices: true }, site)).toBe(5 + 11_100);
  expect(firstVisit(VISITED, site)).toBe(5 + 11_110);
  scripts["/assets/heavy.js"] = "";
  expect(firstVisit({ ...VISITED, hasOffices: true }, site)).toBe(5 + 1000);
  // A page that loads nothing later is what it loads at once.
  scripts["/assets/a-1.js"] = "";
  expect(firstVisit({ ...VISITED, hasOffices: true }, site)).toBe(5);
});
