/** A walk through every screen of the village terminal, by the director of one court. */
import type { Page } from "playwright-core";
import { en } from "../src/words/en.ts";
import { zh } from "../src/words/zh.ts";
import { type Answer, COURT, card, DIRECTOR, heading, type Installation, photo, WORKER } from "./installation.ts";

const HOUR = 3_600_000;
export const LYING = { width: 1366, height: 768 };
export const STANDING = { width: 1080, height: 1920 };

/** A task that the director does themselves. */
const OWN = "签收甲";

/** Tasks in every stage, and one with visits of which some photos have come. Done once for each installation. */
export async function furnish(installation: Installation, page: Page, party: string): Promise<void> {
  const soon = new Date(Date.now() + 30 * HOUR).toISOString();
  await installation.filed(party, { urgent: true, finishBy: soon });
  await installation.filed("欧阳诸葛上官司马𬭸㛃䶮", { kind: "LOCATE_PERSON" });
  await installation.assigned("待接收甲");
  const own = await installation.assigned(OWN, {}, DIRECTOR);
  await installation.done(DIRECTOR, `/v1/${own}:accept`, {});
  const name = await installation.assigned("办理中甲");
  await installation.done(WORKER, `/v1/${name}:accept`, {});
  const picture = (await photo(page, 900, 640, 480)).buffer;
  const late = (await photo(page, 901, 640, 480)).buffer;
  const evidence = [
    await installation.evidence(WORKER, picture, "image/jpeg"),
    await installation.evidence(WORKER, late, "image/jpeg", false),
  ];
  const attempt = { outcome: "NOT_FOUND", note: "敲门无人应答，邻居说晚上回来。", evidence };
  await installation.done(WORKER, `/v1/${name}/attempts`, { requestId: crypto.randomUUID(), attempt });
}

/** The code that the administrator makes for a terminal of the village. */
export const enrolmentCode = async (installation: Installation, number = 1): Promise<string> =>
  (await installation.done("people/admin", `/v1/terminals/330783201203-${number}:enrol`, {})).code;

/** Types a code by the number pad, and sends it. */
export async function typeCode(page: Page, tag: "zh-CN" | "en", code: string): Promise<void> {
  const w = tag === "en" ? en : zh;
  for (const digit of code.replace(/\D/g, "")) {
    await page.getByRole("button", { name: w.field.pinDigit(digit), exact: true }).click();
  }
  await page.getByRole("button", { name: w.scan.enrol, exact: true }).click();
}

/** Goes through the screens and stops at each. `party` waits to be assigned. */
export async function villageTour(
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
  const follow = (name: string | RegExp) => page.getByRole("link", { name }).first().click();
  const { body: people } = await installation.call(DIRECTOR, "GET", "/v1/people?filter=role%3DGRID_WORKER");
  const worker = people.people.find((each: Answer) => each.name === WORKER).displayName;
  const { body: place } = await installation.call(DIRECTOR, "GET", `/v1/${COURT}`);

  await page.goto("/village/");
  await at(w.village.publicTitle, "public");
  await press(w.help.button);
  await page.getByRole("dialog", { name: w.help.director.title }).waitFor();
  await stop("help");
  await page.keyboard.press("Escape");
  await heading(page, w.village.publicTitle).waitFor();
  await press(w.village.directorSignIn);
  await page.getByRole("button", { name: tag === "en" ? "Court director (Qiantian)" : "庭务主任（前田村）" }).waitFor();
  await at(w.village.signInTitle, "sign-in");
  await press(tag === "en" ? "Court director (Qiantian)" : "庭务主任（前田村）");
  await card(page, party).waitFor();
  await at(w.village.title, "board");
  await follow(w.village.groups.late);
  await page.getByText(w.village.empty.late).waitFor();
  await at(w.village.title, "board-late");
  await follow(w.village.groups.field);
  await page.getByText(w.village.withWorker(worker)).waitFor();
  await at(w.village.title, "board-field");
  await card(page, "办理中甲").getByRole("link").click();
  await page.getByRole("img", { name: w.village.photoOf(1) }).waitFor();
  await page.getByText(w.village.photoOnWay).waitFor();
  await at(w.village.taskTitle("办理中甲"), "task");
  await follow(w.village.reassign);
  await at(w.village.assignTitle("办理中甲"), "reassign");
  await page.goto("/village/field");
  await card(page, OWN).getByRole("link").click();
  await at(w.village.taskTitle(OWN), "own-task");
  await follow(w.village.sign);
  await page.getByRole("button", { name: w.village.signBegin, disabled: false }).waitFor();
  await at(w.village.signTitle(OWN), "sign");
  await press(w.village.signBegin);
  await at(w.field.outcomeTitle, "sign-outcome");
  await page.getByLabel(w.delivered).check();
  await press(w.next);
  await page.getByLabel(w.guide.values["server.presence"].VIDEO, { exact: true }).check();
  await stop("sign-presence");
  await page.goto("/village/");
  await card(page, party).getByRole("link").click();
  await page.getByRole("button", { name: w.village.assignTo(worker) }).waitFor();
  await at(w.village.assignTitle(party), "assign");
  await follow(w.village.transfer);
  await page.getByLabel(w.village.transferSearch).fill("三单");
  await page.getByRole("radio", { name: /三单/ }).first().waitFor();
  await at(w.village.transferTitle(party), "transfer");
  await page.goto("/village/workers");
  await page.getByText(worker).waitFor();
  await at(w.village.workersTitle, "workers");
  await page.getByRole("link", { name: w.village.handOver }).first().click();
  await page.getByLabel(w.village.handOverBack).check();
  await stop("hand-over");
  await page.goto("/village/equipment");
  await page.getByText(w.village.equipmentConditions.EQUIPMENT_CONDITION_WORKING).first().waitFor();
  await at(w.village.equipmentTitle, "equipment");
  if (await page.getByText(w.village.registerNumber).isVisible()) {
    await page.getByLabel("1", { exact: true }).check();
    await press(w.village.registerObject("1"));
  }
  await page.getByText(w.village.presence.PRESENCE_ONLINE, { exact: true }).waitFor();
  await page.getByLabel(w.village.equipmentConditions.EQUIPMENT_CONDITION_FAULTY).first().check();
  await page.getByLabel(w.village.equipmentRepair).check();
  await page.getByLabel(w.village.receptionPhone).fill("0579-85521234");
  await press(w.village.receptionSend);
  await page.getByText(w.village.receptionSet).waitFor();
  await stop("equipment-registered");
  // The page's clock jumps to the warning and stands still there; its timers run.
  await page.clock.setFixedTime((await page.evaluate(() => Date.now())) + 78_000);
  await page.getByRole("dialog", { name: w.village.idleTitle }).waitFor();
  await stop("idle");
  await page.getByRole("button", { name: w.village.idleLeave }).click();
  await at(w.village.publicWelcome(place.displayName), "public-known");
  await press(w.village.bell);
  await page.getByText(w.village.bellRung).waitFor();
  await stop("public-rung");
  await press(w.village.directorSignIn);
  await press(w.scan.enrolOpen);
  await at(w.scan.enrolTitle, "enrol");
  await typeCode(page, tag, await enrolmentCode(installation));
  await page.getByText(w.scan.enrolled).waitFor();
  await at(w.village.publicWelcome(place.displayName), "public-enrolled");
  await press(w.village.directorSignIn);
  await page.getByRole("img", { name: w.scan.codeLabel }).waitFor();
  await at(w.village.signInTitle, "sign-in-scan");
}
