/** A walk through the screens of the court's desk, office by office, in a court that has a story. */
import type { Page } from "playwright-core";
import { deskEn } from "../src/words/desk/en.ts";
import { deskZh } from "../src/words/desk/zh.ts";
import { en } from "../src/words/en.ts";
import { zh } from "../src/words/zh.ts";
import { type Answer, type House, heading } from "./house.ts";

export type Tag = "zh-CN" | "en";
export const wordsOf = (tag: Tag) => (tag === "en" ? { w: en, d: deskEn } : { w: zh, d: deskZh });

/** Stops at a screen whose heading is there and which has read what it shows. */
export type Stop = (screen: string) => Promise<void>;

/** Signs a guest of the demonstration in, from the first page; `title` is what their office sees first. */
export async function signInAtDesk(page: Page, office: string, title: string): Promise<void> {
  await page.goto("/");
  await page.getByRole("button", { name: office, exact: true }).click();
  await heading(page, title).waitFor();
}

/** Waits until nothing is being read. */
export const settled = (page: Page): Promise<void> => page.locator(".loading").first().waitFor({ state: "detached" });

/** A case of the story that is in force and has a limit. */
export async function someCase(house: House): Promise<{ id: string; number: string }> {
  const { body } = await house.call("people/officer", "GET", "/v1/cases?filter=state%3DOPEN");
  const found = (body.cases as Answer[]).find(({ caseNumber }) => /执1015号$/.test(caseNumber));
  return { id: found.name.replace("cases/", ""), number: found.caseNumber };
}

export async function officerTour(house: House, page: Page, tag: Tag, stop: Stop): Promise<void> {
  const { d } = wordsOf(tag);
  const { id, number } = await someCase(house);
  await signInAtDesk(page, tag === "en" ? "Enforcement officer" : "执行干警", d.modules.cases);
  await page.getByRole("link", { name: number }).waitFor();
  await stop("cases");
  await page.goto(`/desk/cases/${id}`);
  await heading(page, number).waitFor();
  for (const tab of Object.keys(d.case.tabs) as (keyof typeof d.case.tabs)[]) {
    await page.getByRole("tab", { name: d.case.tabs[tab], exact: true }).click();
    await settled(page);
    if (tab === "deadlines") await page.locator("summary").first().click();
    await stop(`case-${tab}`);
  }
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: d.keys.title }).waitFor();
  await stop("keys");
  await page.keyboard.press("Escape");
}
