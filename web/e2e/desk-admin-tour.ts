/** A walk through the desk of an administrator, of an auditor and of a contact judge, in a court that has a story. */
import type { Page } from "playwright-core";
import { adminEn } from "../src/words/desk/admin/en.ts";
import { adminZh } from "../src/words/desk/admin/zh.ts";
import { type Stop, settled, signInAtDesk, type Tag, wordsOf } from "./desk-tour.ts";
import { heading, type Installation } from "./installation.ts";

export const adminWordsOf = (tag: Tag) => ({ ...wordsOf(tag), a: tag === "en" ? adminEn : adminZh });

/** A court of the story whose line is down, and a grid worker whose term ends within the week. */
export const TROUBLED = "330783201206";
export const LEAVING = "worker-330783201204-2";
export const TOWN = "330783201";

/** Goes to a screen and waits until it has read what it shows. */
async function see(page: Page, path: string, title: string, shown: string): Promise<void> {
  await page.goto(`/desk${path}`);
  await heading(page, title).waitFor();
  await page.locator(shown).first().waitFor();
  await settled(page);
}

export async function adminTour(_: Installation, page: Page, tag: Tag, stop: Stop): Promise<void> {
  const { a } = adminWordsOf(tag);
  await signInAtDesk(page, tag === "en" ? "Administrator" : "系统管理员", a.people.title);
  await page.locator("main tbody a").first().waitFor();
  await stop("people");
  await see(page, "/people/new", a.people.enter, "main form");
  await stop("person-new");
  await page.goto(`/desk/people/person/${LEAVING}`);
  await page.locator(".term-bars").waitFor();
  await settled(page);
  await page.getByText(a.people.newTerm, { exact: true }).first().click();
  await page.getByLabel(a.people.role, { exact: true }).selectOption("ROLE_GRID_WORKER");
  await page.getByLabel(a.people.place, { exact: true }).selectOption(TOWN);
  await page.getByText(a.people.deactivate, { exact: true }).click();
  await page.getByRole("button", { name: a.people.endTerm, exact: true }).click();
  await page.getByLabel(a.people.lastDay, { exact: true }).first().waitFor();
  await stop("person");
  await see(page, `/people/town?town=${TOWN}`, a.people.town, "main tbody");
  await stop("town");
  await see(page, "/network", a.network.title, "main tbody a");
  await stop("network");
  await see(page, "/network/towns", a.network.byTown, "main tbody a");
  await stop("towns");
  await see(page, "/network/terminals", a.network.terminals, "main .filters");
  await stop("terminals");
  await page.goto(`/desk/network/court/${TROUBLED}`);
  await page.locator("main tbody a").first().waitFor();
  for (const folded of [a.network.editEquipment, a.network.edit, a.network.close]) {
    await page.getByText(folded, { exact: true }).click();
  }
  await stop("court");
  await see(page, "/register", a.register.title, "textarea");
  await page.getByLabel(a.register.paste).fill("id,name,role,place\na,张三,KING,330783\n");
  await page.getByText(a.register.wrong.word("KING")).waitFor();
  await stop("register");
  await see(page, "/court", a.ownCourt.title, "main form");
  await stop("own-court");
  await see(page, "/systems", a.systems.title, "main tbody a");
  await stop("systems");
  await see(page, "/systems/new", a.systems.newAccount, "main form");
  await page.getByLabel(a.people.role, { exact: true }).selectOption("ROLE_CASHIER");
  await stop("account-new");
  await page.goto("/desk/systems/account/governance");
  await page.locator(".case-head").waitFor();
  await page.getByText(a.systems.disable, { exact: true }).click();
  await stop("account");
  await page.goto("/desk/systems/unit/u01");
  await page.getByLabel(a.systems.address, { exact: true }).waitFor();
  await settled(page);
  await stop("unit");
  await see(page, "/audit", a.audit.title, "main tbody");
  await stop("audit");
}

export async function judgeTour(_: Installation, page: Page, tag: Tag, stop: Stop): Promise<void> {
  const { d } = wordsOf(tag);
  await signInAtDesk(page, tag === "en" ? "Contact judge" : "联系法官", d.modules.myCourts);
  await page.locator("main tbody a").first().waitFor();
  await stop("my-courts");
  await see(page, "/tasks?view=all", d.modules.tasks, "main tbody a");
  await stop("tasks");
  await page.locator("main tbody a").first().click();
  await page.locator(".two .story").waitFor();
  await stop("task");
}

export const OFFICES = { administrator: adminTour, "a contact judge": judgeTour };
