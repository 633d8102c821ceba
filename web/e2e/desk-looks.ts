/** What is looked at on each screen of the desk where a tour stops. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Stop } from "./desk-tour.ts";
import { findings, forMachines, overflows } from "./looks.ts";

/** Looks at each screen where a tour stops; what is wrong there. */
export function looking(page: Page, wrong: string[], widths = [1366, 1024]): Stop {
  return async (screen) => {
    const note = (found: string[]) => wrong.push(...found.map((each) => `${screen}: ${each}`));
    // From the top: what is scrolled halfway under the header would be taken for a target that is too small.
    await page.evaluate(() => scrollTo(0, 0));
    note(await findings(page));
    for (const width of widths) {
      await page.setViewportSize({ width, height: 768 });
      note((await overflows(page)).map((each) => `at ${width}: ${each}`));
    }
    await page.setViewportSize({ width: 1366, height: 768 });
    const text = await page.locator("body").innerText();
    assert.doesNotMatch(text, forMachines, `${screen} shows what is for machines`);
    const primary = await page.locator("main .primary").count();
    if (primary > 1) wrong.push(`${screen}: ${primary} primary actions`);
  };
}
