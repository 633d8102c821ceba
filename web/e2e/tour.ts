/** A walk through every screen of the phone, by one person with one task. */
import type { Page } from "playwright-core";
import { en } from "../src/words/en.ts";
import { zh } from "../src/words/zh.ts";
import { card, heading, type Installation, PIN, photo, scribble } from "./installation.ts";

/** Goes through the screens and stops at each. */
export async function tour(
  installation: Installation,
  page: Page,
  party: string,
  tag: "zh-CN" | "en",
  stop: (screen: string) => Promise<void>,
): Promise<void> {
  const w = tag === "en" ? en : zh;
  const at = async (title: string | RegExp, screen: string) => {
    await heading(page, title).waitFor();
    await stop(screen);
  };
  const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
  const pin = async () => {
    for (const digit of PIN) await press(w.field.pinDigit(digit));
  };
  const tasks = await installation.call("people/worker-330783201203-1", "GET", "/v1/tasks?pageSize=1000");
  const known = tasks.body.tasks?.some(
    (task: { addressee?: { displayName?: string }; state: string }) =>
      task.addressee?.displayName === party && task.state === "TASK_STATE_ASSIGNED",
  );
  if (!known) await installation.assigned(party);

  await page.goto("/field/");
  await at(w.signInTitle, "sign-in");
  await press(tag === "en" ? "Grid worker (Qiantian)" : "网格员（前田村）");
  await at(w.field.pinSetTitle, "set-pin");
  await pin();
  await page.getByText(w.field.pinAgain).first().waitFor();
  await pin();
  await heading(page, w.field.today).waitFor();
  await card(page, party).waitFor();
  await at(w.field.today, "today");
  await press(w.help.button);
  await page.getByRole("dialog", { name: w.help.worker.title }).waitFor();
  await stop("help");
  await page.keyboard.press("Escape");
  await heading(page, w.field.today).waitFor();
  await card(page, party).getByRole("link").click();
  await at(w.field.acceptTitle, "new-task");
  await press(w.field.decline);
  await at(w.field.declineTitle, "decline");
  await press(w.back);
  await page.getByLabel(w.field.conflictNo, { exact: true }).check();
  await press(w.field.accept);
  await heading(page, party).waitFor();
  await page.getByText(w.field.packetExpires("").trim().slice(-4)).first().waitFor();
  await at(party, "packet");
  await press(w.field.arrive);
  await page.getByText(w.field.located(8)).waitFor();
  await at(w.field.arriveTitle, "arrive");
  await page.getByLabel(w.field.takeDoor).setInputFiles(await photo(page, party.length + (tag === "en" ? 500 : 400)));
  await press(w.field.start);
  await at(w.field.outcomeTitle, "outcome");
  await page.getByLabel(w.outcomes.ATTEMPT_OUTCOME_REFUSED).check();
  await press(w.next);
  const values = w.guide.values;
  await page.getByLabel(values["server.presence"].ON_SITE, { exact: true }).check();
  await stop("guide-presence");
  await press(w.next);
  await heading(page, w.guide.wayAsk).waitFor();
  await page.getByRole("radio").first().check();
  await stop("guide-way");
  await press(w.next);
  await page.locator(".card.soon").waitFor();
  await stop("guide-caution");
  for (const title of [w.guide.wayAsk, undefined, w.field.outcomeTitle]) {
    await press(w.back);
    if (title) await heading(page, title).waitFor();
    else await page.getByLabel(values["server.presence"].ABSENT, { exact: true }).waitFor();
  }
  await page.getByLabel(w.delivered).check();
  await press(w.next);
  await page.getByLabel(values["server.presence"].ABSENT, { exact: true }).check();
  await press(w.next);
  await page.getByLabel(values["recipient.relation"].COHABITING_ADULT_FAMILY).check();
  await page.getByLabel(w.guide.recipientName).fill("李四");
  await stop("guide-receiver");
  await press(w.next);
  await press(w.guide.today);
  await stop("guide-day");
  await press(w.next);
  await page.getByLabel(w.field.signerName).fill("李四");
  await stop("guide-signature");
  await press(w.guide.signHere);
  await scribble(page, w.field.signaturePad);
  await at(w.field.signatureCheck, "pad");
  await scribble(page, w.field.signaturePad);
  await press(w.field.signatureConfirm);
  await page.getByText(w.guide.signedBy("李四")).waitFor();
  await press(w.next);
  await page.getByLabel("执行通知书").check();
  await stop("guide-papers");
  await press(w.next);
  await at(w.guide.endTitle, "guide-end");
  await press(w.guide.goOn);
  await heading(page, w.field.photosTitle).waitFor();
  await page
    .getByLabel(w.field.photoAdd, { exact: true })
    .setInputFiles(await photo(page, party.length + (tag === "en" ? 700 : 600)));
  await page.getByRole("img", { name: w.field.photoOf(2, w.field.photoRoles.process) }).waitFor();
  await at(w.field.photosTitle, "photos");
  await press(w.field.photoBlur);
  await press(w.field.blurCell(1, 1));
  await at(w.field.blurTitle, "blur");
  await press(w.field.blurDone);
  await page.getByText(w.field.photoBlurred).waitFor();
  await press(w.next);
  await at(w.field.checkTitle, "check");
  await press(w.field.keep);
  await at(w.field.kept, "kept");
  await press(w.field.outbox);
  await page.getByText(w.field.allThere).first().waitFor();
  await at(w.field.outboxTitle, "outbox");
  await page.goto("/field/needs");
  await heading(page, w.field.pinAsk).waitFor();
  await stop("pin");
  await pin();
  await at(w.field.needsTitle, "needs");
  await page.getByRole("link", { name: w.field.leads }).click();
  await page.getByText(w.field.leadsEmpty).or(page.locator(".card")).first().waitFor();
  await at(w.field.leadsTitle, "leads");
  await press(w.field.leadNew);
  await at(w.field.leadNew, "new-lead");
  await press(w.back);
  await page.getByRole("link", { name: w.field.me, exact: true }).click();
  await page.getByText(w.field.storedDrafts(0)).waitFor();
  await at(w.field.meTitle, "me");
}
