/** A visit by the guide of its packet, without a signal: the light turns as the answers come, and the officer gets the act drafted from it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import {
  type Answer,
  acceptTask,
  button,
  heading,
  photo,
  sendUntil,
  sign,
  signIn,
  unlock,
  until,
  WORKER,
} from "./installation.ts";
import { stage } from "./stage.ts";

const { installation, chrome } = await stage();

const next = (page: Page) => button(page, "下一步").click();
const light = (page: Page, text: string) => page.locator(".light").getByText(text, { exact: true }).waitFor();
const choose = (page: Page, name: string) => page.getByLabel(name, { exact: true }).check();

/** A phone whose line is cut, at the door of a task: the outcome is chosen. */
async function atTheDoor(party: string, outcome: RegExp, seed: number) {
  const name = await installation.assigned(party);
  const context = await chrome.phone(installation);
  const page = await context.newPage();
  await signIn(page);
  await acceptTask(page, party);
  await until("the packet is on the phone", async () => await page.getByText(/后自动清除/).isVisible());
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  installation.line.cut();
  await button(page, "到达，开始记录").click();
  await page.getByLabel("拍门牌").setInputFiles(await photo(page, seed));
  await button(page, "开始记录").click();
  await page.getByLabel(outcome).check();
  await next(page);
  return { name, context, page };
}

/** Keeps the visit, mends the line and waits until the court has it, once. */
async function sent(page: Page, name: string): Promise<Answer> {
  await heading(page, "照片").waitFor();
  await next(page);
  await heading(page, "核对并保存").waitFor();
  await button(page, "存好，有网自动报送").click();
  await heading(page, "存好了").waitFor();
  assert.equal((await installation.task(name)).attempts?.length ?? 0, 0, "it was sent without a line");
  installation.line.mend();
  await button(page, "待报送").click();
  const task = await sendUntil(page, "the report is there", async () => {
    const task = await installation.task(name);
    return task.state === "TASK_STATE_REPORTED" && task;
  });
  assert.equal(task.attempts.length, 1);
  return task.attempts[0];
}

const draft = async (attempt: string) =>
  (await installation.call("people/officer", "GET", `/v1/serviceActs:draft?attempt=${attempt}`)).body;

/** The witness whom the register names for the village. */
const witness = async (): Promise<string> =>
  (await installation.call("people/officer", "GET", `/v1/${WORKER}`)).body.displayName;

test("the light turns green at the door, the visit is sent once, and the officer's draft of it is valid", async () => {
  const { name, context, page } = await atTheDoor("指引甲", /^已送到/, 210);
  await light(page, "还差 4 项");
  await choose(page, "通过视频到场");
  await next(page);
  await heading(page, /^直接送达/).waitFor();
  await page.getByLabel("送达的法院工作人员叫什么名字？").fill("王法官");
  await next(page);
  await choose(page, "其他人");
  await page.getByText("这样填不算送达。如果事实就是这样，请照实填写。").waitFor();
  await choose(page, "同住的成年家属");
  await page.getByLabel("姓名（不肯说可不填）").fill("李四");
  await next(page);
  await page.getByLabel("执行通知书").check();
  await next(page);
  await light(page, "还差 2 项");
  await sign(page, "李四");
  await light(page, "还差 1 项");
  // What was answered is on disk: the phone may be put away in between.
  await page.reload();
  await unlock(page);
  await page.getByText("李四已签名").waitFor();
  await next(page);
  await button(page, "今天").click();
  await light(page, "远程在场，待法院确认");
  for (let at = 0; at < 5; at += 1) await button(page, "返回").click();
  await choose(page, "在现场");
  await light(page, "可以作为送达依据");
  for (let at = 0; at < 8; at += 1) await next(page);
  await heading(page, "这次走访的效果").waitFor();
  await button(page, "继续").click();
  const attempt = await sent(page, name);
  assert.deepEqual(
    attempt.files.map(({ role, kind }: { role: string; kind: string }) => [role, kind]),
    [
      ["FILE_ROLE_PLACE", "FILE_KIND_PHOTO"],
      ["FILE_ROLE_SIGNATURE_RECIPIENT", "FILE_KIND_SIGNATURE"],
    ],
  );
  assert.match(attempt.note, /由李四（同住的成年家属）签收。交付《执行通知书》。法院送达人王法官在现场。/);
  assert.deepEqual(attempt.record.unmet ?? [], []);
  const { act, check } = await draft(attempt.name);
  assert.equal(check.valid, true, JSON.stringify(check.unmet));
  assert.ok(check.basis.every((reason: { needsConfirmation: boolean }) => !reason.needsConfirmation));
  assert.deepEqual([act.mode, act.evidence.length], ["SERVICE_MODE_DIRECT", 2]);
  await context.close();
  chrome.assertClean();
});

test("papers that are refused are left before a witness of the village, and that is service", async () => {
  const known = await witness();
  const { name, context, page } = await atTheDoor("指引乙", /^拒收/, 220);
  await choose(page, "在现场");
  await next(page);
  await page.getByLabel(/^留置送达：村（居）民委员会/).check();
  await next(page);
  await page.getByText(/见证人须是受送达人住所地村（居）民委员会的工作人员/).waitFor();
  await page.getByLabel("送达的法院工作人员叫什么名字？").fill("王法官");
  await next(page);
  await choose(page, "本人");
  await next(page);
  await choose(page, "是");
  await next(page);
  await choose(page, "住处（住所）");
  await next(page);
  await heading(page, /^拍一张大门/).waitFor();
  await page.getByText("已拍 1 张").waitFor();
  await next(page);
  await choose(page, "是");
  await next(page);
  await page.getByLabel("执行通知书").check();
  await next(page);
  await button(page, "今天").click();
  await next(page);
  await choose(page, "住所地的村（居）民委员会");
  await next(page);
  await choose(page, known);
  await next(page);
  await choose(page, "没有说理由");
  await next(page);
  await choose(page, "是");
  await next(page);
  await light(page, "还差 1 项");
  await sign(page, known);
  await light(page, "可以作为送达依据");
  await next(page);
  await button(page, "继续").click();
  const attempt = await sent(page, name);
  const { act, check } = await draft(attempt.name);
  assert.equal(check.valid, true, JSON.stringify(check.unmet));
  assert.deepEqual([act.mode, act.witness.person], ["SERVICE_MODE_LEFT", WORKER]);
  await context.close();
  chrome.assertClean();
});

test("a question that stays open is kept with its reason, and the court sees both", async () => {
  const { name, context, page } = await atTheDoor("指引丙", /^已送到/, 230);
  await choose(page, "在现场");
  await next(page);
  await next(page);
  await choose(page, "本人");
  await next(page);
  await next(page);
  await next(page);
  await button(page, "今天").click();
  await next(page);
  await next(page);
  await next(page);
  await heading(page, "这次走访的效果").waitFor();
  await light(page, "还差 1 项");
  const keep = button(page, "照样保存，写明原因");
  assert.ok(await keep.isDisabled(), "it goes on without a reason");
  await page.getByRole("button", { name: /^去补：请签收人/ }).click();
  await heading(page, /在屏幕上签名/).waitFor();
  for (let at = 0; at < 4; at += 1) await next(page);
  await page.getByLabel("做不到的原因（法院会看到）").fill("手受伤，写不了字");
  await keep.click();
  await heading(page, "照片").waitFor();
  const attempt = await sent(page, name);
  assert.deepEqual([attempt.record.unmet, attempt.record.unmetReason], [["SIGNATURE"], "手受伤，写不了字"]);
  const { check } = await draft(attempt.name);
  assert.equal(check.valid, false);
  assert.match(check.unmet[0].reason, /签名/);
  await context.close();
  chrome.assertClean();
});
