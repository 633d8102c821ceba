/** A walk through the pages of an officer's acts in a case, in a court that has a story. */
import type { Page } from "playwright-core";
import { firstOf, idIn } from "./desk-offices-tour.ts";
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
  const receipt = await firstOf(installation, "people/officer", "/v1/receipts", "state=CLAIMED");
  const money = `/desk/${receipt.case}/money`;
  await page.goto(`${money}/${idIn(receipt)}`);
  await page.locator(".flow li").first().waitFor();
  await settled(page);
  await stop("receipt");
  await page.goto(`${money}/plan/${idIn(receipt)}`);
  await heading(page, d.plan.title).waitFor();
  await page.getByLabel(d.cashier.account).first().fill("6222020200012345678");
  await page.getByRole("button", { name: d.plan.add }).click();
  await page.getByLabel(d.plan.payeeOf(2)).selectOption({ label: d.form.other });
  await settled(page);
  await stop("plan");
  await page.goto(`${money}/defer/${idIn(receipt)}`);
  await page.getByLabel(d.deferral.reason).waitFor();
  await stop("defer");
  await page.goto(`/desk/cases/${id}/sanctions/new?kind=SANCTION_KIND_DISHONEST_LIST`);
  await heading(page, d.sanctionActs.propose).waitFor();
  await page.getByLabel(d.sanction.against, { exact: true }).selectOption({ label: d.form.other });
  await page.getByLabel(d.form.otherName).fill("吴某");
  await page.getByLabel(d.task.identity, { exact: true }).fill("123");
  await page.getByLabel(d.sanctionActs.ground).fill("不报告财产");
  await page.locator("aside .why li").first().waitFor();
  await stop("sanction");
  const sanction = await firstOf(installation, "people/officer", "/v1/sanctions", "state=APPROVED");
  await page.goto(`/desk/${sanction.case}/sanctions/${idIn(sanction)}`);
  await page.locator(".two aside").waitFor();
  await settled(page);
  await stop("serve-sanction");
  for (const act of ["suspend", "extend", "ask", "settle"] as const) {
    await page.goto(`/desk/cases/${id}/ending/${act}`);
    await heading(page, d.course.acts[act].title).waitFor();
    await stop(act);
  }
}
