/** A walk through the pages about a debtor's property and person, in a court that has a story. */
import type { Page } from "playwright-core";
import { firstOf, idIn } from "./desk-offices-tour.ts";
import { type Stop, settled, signInAtDesk, someCase, type Tag, wordsOf } from "./desk-tour.ts";
import { heading, type Installation } from "./installation.ts";

const OFFICER = "people/officer";

export async function propertyTour(installation: Installation, page: Page, tag: Tag, stop: Stop): Promise<void> {
  const { d } = wordsOf(tag);
  const { id } = await someCase(installation);
  await signInAtDesk(page, tag === "en" ? "Enforcement officer" : "执行干警", d.modules.workbench);
  await page.goto(`/desk/cases/${id}/property/debtor`);
  await heading(page, d.propertyActs.debtor).waitFor();
  await stop("find-debtor");
  const debtor = await firstOf(installation, OFFICER, "/v1/debtors", "identity_number=330799197108280533");
  await page.goto(`/desk/cases/${id}/property/debtor/${idIn(debtor)}`);
  await page.getByRole("heading", { name: d.propertyActs.next }).waitFor();
  await settled(page);
  await stop("debtor");
  await page.goto(`/desk/cases/${id}/property/asset/${idIn(debtor)}`);
  await heading(page, d.propertyActs.asset).waitFor();
  await stop("asset");
  await page.goto(`/desk/cases/${id}/property/seize`);
  await heading(page, d.propertyActs.seize).waitFor();
  await stop("seize");
  const seizure = await firstOf(installation, OFFICER, "/v1/seizures", "state=IN_FORCE");
  await page.goto(`/desk/${seizure.case}/property/${idIn(seizure)}`);
  await page.getByText(d.propertyActs.renewByOther).waitFor();
  await stop("seizure");
  const duty = await firstOf(installation, OFFICER, "/v1/duties", `case=cases/${id}`);
  await page.goto(`/desk/cases/${id}/property/duty/${idIn(duty)}`);
  await page.locator("main .facts-list").waitFor();
  await settled(page);
  await stop("duty");
  await page.goto(`/desk/cases/${id}/sanctions/watch`);
  await heading(page, d.watchActs.new).waitFor();
  await stop("new-watch");
  const watch = await firstOf(installation, OFFICER, "/v1/watches", "state=APPROVED");
  await page.goto(`/desk/${watch.case}/sanctions/watch/${idIn(watch)}`);
  await page.locator(".paper-shown").first().waitFor();
  await settled(page);
  await stop("watch");
  await page.goto(`/desk/cases/${id}/requests/new?matter=tax-query`);
  await page.getByText(d.requestActs.bySelf).waitFor();
  await stop("request");
  await page.goto(`/desk/cases/${id}/requests/new?matter=equity-freeze`);
  await page.getByText(d.requestActs.byOther).waitFor();
  await stop("equity-freeze");
  const request = await firstOf(installation, OFFICER, "/v1/requests", "state=RETURNED_FOR_FIX");
  await page.goto(`/desk/${request.name}`);
  await page.getByRole("link", { name: d.requestActs.fix }).waitFor();
  await settled(page);
  await stop("returned");
  await page.getByRole("link", { name: d.requestActs.fix }).click();
  await page.getByRole("button", { name: d.requestActs.saveFix }).waitFor();
  await settled(page);
  await stop("fix");
}
