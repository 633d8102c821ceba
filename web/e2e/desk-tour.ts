/** A walk through the screens of the court's desk, office by office, in a court that has a story. */
import type { Page } from "playwright-core";
import { deskEn } from "../src/words/desk/en.ts";
import { helpEn } from "../src/words/desk/help-en.ts";
import { helpZh } from "../src/words/desk/help-zh.ts";
import { deskZh } from "../src/words/desk/zh.ts";
import { en } from "../src/words/en.ts";
import { zh } from "../src/words/zh.ts";
import { type Answer, heading, type Installation } from "./installation.ts";

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
export async function someCase(installation: Installation): Promise<{ id: string; number: string }> {
  const { body } = await installation.call("people/officer", "GET", "/v1/cases?filter=state%3DOPEN");
  const found = (body.cases as Answer[]).find(({ caseNumber }) => /执1061号$/.test(caseNumber));
  return { id: found.name.replace("cases/", ""), number: found.caseNumber };
}

/** Goes to a list and waits until it has been read. */
async function list(page: Page, path: string, title: string, screen: string, stop: Stop): Promise<void> {
  await page.goto(`/desk${path}`);
  await heading(page, title).waitFor();
  await settled(page);
  await stop(screen);
}

export async function officerTour(installation: Installation, page: Page, tag: Tag, stop: Stop): Promise<void> {
  const { d } = wordsOf(tag);
  const { id, number } = await someCase(installation);
  await signInAtDesk(page, tag === "en" ? "Enforcement officer" : "执行干警", d.modules.workbench);
  await page.getByRole("link", { name: d.workbench.waiting.review }).waitFor();
  await stop("workbench");
  await list(page, "/cases", d.modules.cases, "cases", stop);
  await page.goto(`/desk/cases/${id}`);
  await heading(page, number).waitFor();
  for (const tab of Object.keys(d.case.tabs) as (keyof typeof d.case.tabs)[]) {
    await page.getByRole("tab", { name: d.case.tabs[tab], exact: true }).click();
    await settled(page);
    if (tab === "deadlines") await page.locator("summary").first().click();
    await stop(`case-${tab}`);
  }
  await list(page, "/tasks?state=TASK_STATE_REPORTED", d.modules.tasks, "tasks", stop);
  await page.getByRole("link", { name: "马文龙" }).click();
  await page.getByRole("button", { name: d.review.approveAndEnter }).waitFor();
  await page.locator(".pictures img").first().waitFor();
  await stop("review");
  await page.keyboard.press("r");
  await page.getByLabel(d.review.comment).waitFor();
  await stop("return");
  await page.goto(`/desk/tasks/new?number=${encodeURIComponent(number)}`);
  await page.getByLabel(d.task.address, { exact: true }).fill("三单乡前田村12号");
  await page.getByText(d.task.goesTo("")).first().waitFor();
  await page.getByRole("radio").first().check();
  await stop("new-task");
  await page.getByRole("button", { name: d.task.check, exact: true }).click();
  await page.getByRole("button", { name: d.task.send, exact: true }).waitFor();
  await stop("new-task-checked");
  await list(page, "/supervisions", d.modules.supervisions, "supervisions", stop);
  await page.locator("main tbody a").first().click();
  await page.locator(".two").waitFor();
  await stop("supervision");
  await list(page, "/leads", d.modules.leads, "leads", stop);
  await page.getByRole("button", { name: d.lead.verify }).first().click();
  await page.getByRole("dialog").waitFor();
  await stop("lead");
  await list(page, "/requests", d.modules.requests, "requests", stop);
  await page.locator("main tbody a").first().click();
  await page.locator(".two").waitFor();
  await stop("request");
  await list(page, "/receipts", d.modules.receipts, "receipts", stop);
  await page.locator("main tbody a").first().click();
  await page.getByRole("button", { name: d.case.find }).waitFor();
  await settled(page);
  await stop("claim");
  await list(page, "/sanctions", d.modules.sanctions, "sanctions", stop);
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: (tag === "en" ? helpEn : helpZh).officer.title }).waitFor();
  await stop("help");
  await page.keyboard.press("Escape");
}

export async function clerkTour(_: Installation, page: Page, tag: Tag, stop: Stop): Promise<void> {
  const { d } = wordsOf(tag);
  await signInAtDesk(page, tag === "en" ? "Clerk of a unit" : "协作单位经办人", d.modules.todo);
  await page.locator("main tbody a").first().waitFor();
  await stop("todo");
  await page.locator("main tbody a").first().click();
  await page.getByText(d.clerk.answers.fix).waitFor();
  await stop("handle");
  await page.getByLabel(d.clerk.answers.refuse).check();
  await stop("refuse");
}

export async function chiefTour(installation: Installation, page: Page, tag: Tag, stop: Stop): Promise<void> {
  const { d } = wordsOf(tag);
  await signInAtDesk(page, tag === "en" ? "Bureau chief" : "执行局长", d.modules.approvals);
  await page.locator("main tbody a").first().waitFor();
  await stop("approvals");
  const count = await page.locator("main tbody a").count();
  for (let at = 0; at < count; at += 1) {
    await page.locator("main tbody a").nth(at).click();
    await page.locator(".two").waitFor();
    await settled(page);
    await stop(`approval-${at + 1}`);
    await page.goBack();
  }
  await page.locator("main tbody a").first().click();
  await page.keyboard.press("r");
  await page.getByLabel(d.approval.why).waitFor();
  await stop("refuse");
  const { body } = await installation.call("people/chief", "GET", "/v1/cases?filter=state%3DOPEN&pageSize=1");
  await page.goto(`/desk/${body.cases[0].name}/timeline/handler`);
  await page.getByLabel(d.handler.next).waitFor();
  await settled(page);
  await stop("handler");
}
