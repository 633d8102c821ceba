/** The criteria of WCAG 2.2 AA that axe cannot see and that hold on every screen: looked at where a walk stops, reported one by one. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { Page } from "playwright-core";
import { type Found, focusFaults } from "./focus.ts";
import { small } from "./looks.ts";

/** Targets have at least so many points in each direction. */
const LEAST = 24;
type Criterion = keyof Found | "2.5.8" | "3.2.6";
const NAMES: Record<Criterion, string> = {
  "2.1.1": "Keyboard: all that can be pressed is reached by Tab",
  "2.1.2": "No keyboard trap: the focus leaves every screen",
  "2.4.3": "Focus order: the focus goes in the order of reading",
  "2.4.7": "Focus visible: what has the focus is outlined",
  "2.4.11": "Focus not obscured: no bar lies over what has the focus",
  "2.5.8": "Target size: nothing to press is smaller than 24 points",
  "3.2.6": "Consistent help: help stands in one place on every screen",
};

/** What is wrong on the screens of a walk in Chinese, by criterion. */
export function criteria() {
  const found = new Map<Criterion, string[]>(Object.keys(NAMES).map((name) => [name as Criterion, []]));
  const helps = new Set<string>();
  const look = async (page: Page, screen: string) => {
    const note = (criterion: Criterion, faults: string[]) =>
      found.get(criterion)?.push(...faults.map((fault) => `${screen}: ${fault}`));
    for (const [criterion, faults] of Object.entries(await focusFaults(page))) note(criterion as Criterion, faults);
    note("2.5.8", await small(page, LEAST));
    const help = page.locator("header").getByRole("button", { name: "帮助", exact: true });
    if (await page.locator("dialog[open]").count()) return;
    const after = await help.evaluate((element) => element.nextElementSibling?.textContent ?? "").catch(() => "none");
    helps.add(after);
    if (after === "none") note("3.2.6", ["there is no help"]);
  };
  /** Each criterion as a test of its own. */
  const report = async (t: TestContext) => {
    for (const [criterion, name] of Object.entries(NAMES)) {
      await t.test(`${criterion} ${name}`, () => {
        assert.deepEqual(found.get(criterion as Criterion), []);
        if (criterion === "3.2.6") assert.equal(helps.size, 1, `help stands before ${[...helps].join(", ")}`);
      });
    }
  };
  return { look, report };
}
