import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** A browser that does not know a selector leaves out the whole rule, and would print the names that stand under the card. */
test("what keeps a board off the paper is understood by the oldest browsers that the pages are made for", () => {
  const css = readFileSync(new URL("../styles/help.css", import.meta.url), "utf8");
  const print = css.slice(css.indexOf("@media print"));
  expect(print).toMatch(/\[data-help\] #app > :not\(\.help-card\)/);
  expect(print).not.toMatch(/:has\(|:is\(|:where\(/);
});
