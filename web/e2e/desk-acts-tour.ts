/** A walk through the pages of an officer's acts in a case, in a court that has a story. */
import type { Page } from "playwright-core";
import { type Stop, settled, signInAtDesk, someCase, type Tag, wordsOf } from "./desk-tour.ts";
import { heading, type Installation } from "./installation.ts";

export async function actsTour(installation: Installation, page: Page, tag: Tag, stop: Stop): Promise<void> {
  const { d } = wordsOf(tag);
  const { id } = await someCase(installation);
  await signInAtDesk(page, tag === "en" ? "Enforcement officer" : "执行干警", d.modules.workbench);
  await page.goto(`/desk/cases/${id}/service/new`);
  await heading(page, d.serve.new).waitFor();
  await stop("serve");
  await page.getByLabel(d.service.document, { exact: true }).fill("执行裁定书");
  await page.getByLabel(d.service.addressee, { exact: true }).selectOption({ index: 1 });
  for (const mode of ["SERVICE_MODE_LEFT", "SERVICE_MODE_ELECTRONIC", "SERVICE_MODE_PUBLIC_NOTICE"] as const) {
    await page.getByLabel(d.serviceModes[mode], { exact: true }).check();
    await page.locator("aside .why li").first().waitFor();
    await settled(page);
    await stop(`serve-${mode.slice(13).toLowerCase()}`);
  }
  await page.goto(`/desk/cases/${id}/ending/close`);
  await heading(page, d.closing.title).waitFor();
  await page.getByLabel(d.endings.ENDING_COMPLETED, { exact: true }).check();
  await page.getByRole("button", { name: d.closing.dischargeAdd }).click();
  await settled(page);
  await stop("close-completed");
  await page.getByLabel(d.endings.ENDING_CURRENT_PROCEDURE, { exact: true }).check();
  await page.locator(".checklist").waitFor();
  await settled(page);
  await stop("close-current");
}
