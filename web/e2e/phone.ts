/** A worker's phone with tasks accepted and their packets on it. */
import type { BrowserContext, Page } from "playwright-core";
import { acceptTask, type Chrome, heading, type Installation, signIn, unlock, until } from "./installation.ts";

export const list = (page: Page) => page.getByRole("link", { name: /^今日任务/ });
export const outbox = (page: Page) => page.getByRole("link", { name: /^待报送/ });

export function phones(installation: Installation, chrome: Chrome) {
  const isReported = async (name: string) => (await installation.task(name)).state === "TASK_STATE_REPORTED";

  /** A phone in front of its list; `before` prepares the browser. */
  async function ready(
    parties: string[],
    more: Record<string, unknown> = {},
    before: (context: BrowserContext) => Promise<unknown> = async () => undefined,
  ) {
    const names = [];
    for (const party of parties) names.push(await installation.assigned(party, more));
    const context = await chrome.phone(installation);
    await before(context);
    const page = await context.newPage();
    await signIn(page);
    for (const party of parties) {
      await acceptTask(page, party);
      await page.getByText("家中有狗").waitFor();
      await until("the packet is on the phone", async () => await page.getByText(/后自动清除/).isVisible());
      await page.goto("/field/");
      await unlock(page);
      await heading(page, "今日任务").waitFor();
    }
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    return { names, context, page };
  }

  return { ready, isReported };
}
