/** A walk over the command centre's wall, in a court that has a story. */
import type { Page } from "playwright-core";
import { en } from "../src/words/wall/en.ts";
import { zh } from "../src/words/wall/zh.ts";
import { type Stop, signInAtDesk, type Tag, wordsOf } from "./desk-tour.ts";
import { heading, type Installation } from "./installation.ts";

export const wallWords = (tag: Tag) => (tag === "en" ? en : zh);

/** The screens on which a wall is put up. */
export const SCREENS = [
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
  { width: 3840, height: 2160 },
] as const;

/** Waits until every tile has been read. */
export async function ready(page: Page, tag: Tag): Promise<void> {
  const t = wallWords(tag);
  await heading(page, t.title).waitFor();
  await page.locator(".loading").first().waitFor({ state: "detached" });
  await page.locator(".map-cell").first().waitFor();
  await page.locator(".figure-value").filter({ hasText: /\d/ }).first().waitFor();
}

/** From the desk of the command centre to the wall. */
export async function openWall(page: Page, tag: Tag): Promise<void> {
  const { d } = wordsOf(tag);
  await signInAtDesk(page, tag === "en" ? "Command centre" : "指挥中心", d.command.title);
  await page.getByRole("link", { name: d.modules.wall, exact: true }).click();
  await ready(page, tag);
}

export async function wallTour(_: Installation, page: Page, tag: Tag, stop: Stop): Promise<void> {
  const t = wallWords(tag);
  await openWall(page, tag);
  for (const screen of SCREENS) {
    await page.setViewportSize(screen);
    await ready(page, tag);
    await stop(`wall-${screen.width}`);
  }
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.getByRole("region", { name: t.network.title }).getByRole("button").first().click();
  await page.getByRole("dialog").locator("tbody tr").first().waitFor();
  await stop("wall-rows");
  await page.keyboard.press("Escape");
}
