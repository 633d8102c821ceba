import { expect, test } from "vitest";
import { firstVisit, imported, listed } from "./visit.ts";

const PAGE = `<html><head><link rel="icon" href="/icon.svg" type="image/svg+xml"><link rel="manifest" href="/m.webmanifest">
<script src="/too-old.js"></script><script type="module" crossorigin src="/assets/a-1.js"></script>
<link rel="modulepreload" crossorigin href="/assets/b-2.js"><link rel="stylesheet" crossorigin href="/assets/c-3.css"></head></html>`;

test("a first visit is the page with its scripts and styles", () => {
  expect(listed(PAGE)).toEqual(["/too-old.js", "/assets/a-1.js", "/assets/b-2.js", "/assets/c-3.css"]);
  const sent = new Map([
    ["/", 1],
    ["/too-old.js", 2],
    ["/assets/a-1.js", 4],
    ["/assets/b-2.js", 8],
    ["/assets/c-3.css", 16],
  ]);
  const alone = () => "";
  expect(firstVisit("/", PAGE, sent, alone)).toBe(31);
  sent.delete("/assets/b-2.js");
  expect(() => firstVisit("/", PAGE, sent, alone)).toThrow("/assets/b-2.js");
});

test("what a script loads later counts as well", () => {
  const text = 'import{a}from"./b-2.js";const x=()=>load(()=>import("./d-4.js"),[]);import"./c-3.js";from("./no.css")';
  expect(imported(text)).toEqual(["/assets/b-2.js", "/assets/d-4.js", "/assets/c-3.js"]);
  const sent = new Map(
    ["/", "/too-old.js", "/assets/a-1.js", "/assets/b-2.js", "/assets/c-3.css"].map((name) => [name, 1]),
  );
  const scripts: Record<string, string> = {
    "/assets/a-1.js": 'import("./d-4.js")',
    "/assets/d-4.js": 'from"./e-5.js"',
  };
  for (const name of ["/assets/d-4.js", "/assets/e-5.js"]) sent.set(name, 10);
  expect(firstVisit("/", PAGE, sent, (name) => scripts[name] ?? "")).toBe(25);
});
