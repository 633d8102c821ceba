import { expect, test } from "vitest";
import { firstVisit, listed } from "./visit.ts";

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
  expect(firstVisit("/", PAGE, sent)).toBe(31);
  sent.delete("/assets/b-2.js");
  expect(() => firstVisit("/", PAGE, sent)).toThrow("/assets/b-2.js");
});
