/** What is looked at on every screen: what a reader of screens finds, what overflows, what a finger misses, what is for machines alone. */
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";

const AXE = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

/** Names and values of the contract, which nobody should have to read. */
export const forMachines =
  /people\/|tasks\/|courts\/|packets\/|evidence\/|terminals\/|TASK_|OUTCOME_|PRESENCE_|EQUIPMENT_|undefined|NaN|\[object/;

/** What axe finds on a page, by rule and place. */
export async function findings(page: Page, more: string[] = []): Promise<string[]> {
  // The page's policy forbids scripts of others; the tests come by the browser's own way.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  return page.evaluate(async (more) => {
    const { axe } = window as unknown as {
      axe: { run: (options: object) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run({
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      rules: Object.fromEntries(more.map((rule) => [rule, { enabled: true }])),
      // What is found is asked for alone; no rule of these reads the sources of styles.
      resultTypes: ["violations"],
      preload: { assets: ["media"] },
    });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
  }, more);
}

/** What is cut off or makes the page scroll sideways. */
export const overflows = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const wide =
      document.documentElement.scrollWidth > document.documentElement.clientWidth ? ["the page scrolls sideways"] : [];
    const cut = [...document.querySelectorAll("main *, header *, nav *")].filter((element) => {
      const style = getComputedStyle(element);
      if (element.closest(".visually-hidden, canvas, .picker") || style.display === "inline") return false;
      return element.scrollWidth > element.clientWidth + 1 && style.overflowX !== "auto";
    });
    return [
      ...wide,
      ...cut.map((element) => `${element.tagName} ${element.className}: ${element.textContent?.slice(0, 40)}`),
    ];
  });

/** Targets that a glove misses. */
export const small = (page: Page, least: number): Promise<string[]> =>
  page.evaluate((least) => {
    const targets = document.querySelectorAll(
      "main button, main a, main label.choice, nav a, .actions *, dialog button",
    );
    return [...targets].flatMap((element) => {
      const { height, width } = element.getBoundingClientRect();
      const shown = height > 0 && !element.closest(".visually-hidden");
      return shown && !element.matches("span") && height < least
        ? [`${element.textContent?.slice(0, 20)}: ${width}x${height}`]
        : [];
    });
  }, least);

/** Primary actions above the lower third of the screen. Those of a form and of a card in a list stand where these stand. */
export const high = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll("main .primary, dialog .primary")]
      .filter((element) => !element.closest("form, .card, .sheet"))
      .filter((element) => element.getBoundingClientRect().top < (innerHeight * 2) / 3)
      .map((element) => `${element.textContent?.slice(0, 20)} at ${element.getBoundingClientRect().top}`),
  );
