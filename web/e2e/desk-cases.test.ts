/** What an officer does in a case, from the court's desk: service, closing; each act once, and what the court refuses is said with its cure. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { actsTour } from "./desk-acts-tour.ts";
import { looking } from "./desk-looks.ts";
import { signInAtDesk } from "./desk-tour.ts";
import { type Answer, button, heading, speaking } from "./installation.ts";
import { stage } from "./stage.ts";

const { installation, chrome } = await stage(["--demo=story"]);

const OFFICER = "people/officer";

async function atDesk(scene: (page: Page) => Promise<void>, office = "执行干警", title = "工作台"): Promise<void> {
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, office, title);
  await scene(page);
  await context.close();
  chrome.assertClean();
}

/** A case of the story by its running number. */
async function caseOf(number: number): Promise<Answer> {
  const { body } = await installation.call(OFFICER, "GET", "/v1/cases?pageSize=1000");
  return (body.cases as Answer[]).find(({ caseNumber }) => caseNumber.endsWith(`执${number}号`));
}

const read = async (path: string, person = OFFICER): Promise<Answer> =>
  (await installation.call(person, "GET", path)).body;

const said = (page: Page, text: string | RegExp) => page.locator(".said").getByText(text).waitFor();
const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

for (const tag of ["zh-CN", "en"] as const) {
  test(`every act of an officer in a case in ${tag}`, async () => {
    const context = await chrome.desk(installation);
    await speaking(context, tag);
    const page = await context.newPage();
    const wrong: string[] = [];
    await actsTour(installation, page, tag, looking(page, wrong));
    assert.deepEqual(wrong, []);
    await context.close();
    chrome.assertClean();
  });
}

test("an act of service is checked while it is written, entered once, and shown with its proof of service", async () => {
  const { name, parties } = await caseOf(1061);
  const debtor = parties.find(({ side }: Answer) => side === "SIDE_DEBTOR").displayName;
  const before = (await read(`/v1/${name}/serviceActs`)).serviceActs?.length ?? 0;
  await atDesk(async (page) => {
    await page.goto(`/desk/${name}/service`);
    await page.getByRole("link", { name: "登记送达" }).click();
    await heading(page, "登记送达").waitFor();
    await page.getByLabel("留置送达").check();
    await page.getByLabel("文书", { exact: true }).fill("执行裁定书");
    await page.getByLabel("受送达人", { exact: true }).selectOption({ label: `${debtor}（被执行人）` });
    const live = page.getByRole("status").filter({ hasText: "是否构成送达" });
    await live.getByText(/还差 \d+ 项/).waitFor();
    await live.getByText("没有人拒收，不具备留置的前提").waitFor();
    // What is no longer missing leaves the list.
    assert.equal(
      await live.locator(".why li").count(),
      Number((await live.locator(".mark").innerText()).match(/\d+/)?.[0]),
    );
    await page.getByLabel("送达地址").fill("三单乡前田村12号");
    await page.getByLabel("送达地点").selectOption({ label: "住处（住所）" });
    await page.getByLabel("拒绝签收").check();
    await page.getByLabel("与受送达人的关系").selectOption({ label: "本人" });
    await page.getByLabel("见证人", { exact: true }).fill("前田村委会陈某");
    await page.getByLabel("见证人所属").selectOption({ label: "住所地的村（居）民委员会" });
    await page.getByText(/受送达人住所地：.*前田村/).waitFor();
    await page.getByLabel("见证人已签名或者盖章").selectOption({ label: "是" });
    await page.getByLabel("送达回证已记明拒收事由和日期").selectOption({ label: "是" });
    await page.getByLabel("送达人是否到场").selectOption({ label: "在现场" });
    await page.getByLabel("留置的日期").fill(today);
    await live.getByText("见证人所在的居（村）民委员会不是受送达人住所地的").waitFor();
    await button(page, "生成送达记录").click();
    await page.getByRole("alert").getByText("见证人所在的居（村）民委员会不是受送达人住所地的").waitFor();
    await page.getByLabel("见证人是受送达人住所地村（居）委会的").selectOption({ label: "是" });
    await live.getByText("可以作为送达依据").waitFor();
    await live
      .getByText(/视为送达/)
      .first()
      .waitFor();
    await button(page, "生成送达记录").dblclick();
    await said(page, "已生成送达记录");
    await page.locator("iframe[title=送达回证]").waitFor();
  });
  const acts = (await read(`/v1/${name}/serviceActs`)).serviceActs;
  assert.equal(acts.length, before + 1);
  assert.equal(acts[0].mode, "SERVICE_MODE_LEFT");
  assert.equal(acts[0].witness.regionCode, acts[0].addressee.regionCode);
});

test("a closing that is refused says what is missing; what the records prove is ticked, and the case is closed", async () => {
  const { name, caseNumber, parties } = await caseOf(648);
  const debtor = parties.find(({ side }: Answer) => side === "SIDE_DEBTOR").displayName;
  await atDesk(async (page) => {
    await page.goto(`/desk/${name}/ending`);
    await page.getByRole("link", { name: "办理结案" }).click();
    await page.getByLabel("终结本次执行程序").check();
    await page.getByText("立案已超过三个月").waitFor();
    await page.getByText("院领导已经批准终结本次执行程序。").waitFor();
    await button(page, `结案：${caseNumber}（终结本次执行程序）`).click();
    await page.getByRole("alert").getByText("没有发出执行通知").waitFor();
    const notice = page.getByRole("listitem").filter({ hasText: "已发出执行通知书" });
    await notice.getByRole("link", { name: "去补" }).click();
    await heading(page, "登记送达").waitFor();
    await page.getByLabel("文书", { exact: true }).fill("执行通知书");
    await page.getByLabel("受送达人", { exact: true }).selectOption({ label: `${debtor}（被执行人）` });
    await page.getByLabel("与受送达人的关系").selectOption({ label: "本人" });
    await page.getByLabel("送达回证已签名或者盖章").selectOption({ label: "是" });
    await page.getByLabel("签收或者拒签的日期").fill(today);
    await page.getByText("可以作为送达依据").waitFor();
    await button(page, "生成送达记录").click();
    await said(page, "已生成送达记录");
    await page.goto(`/desk/${name}/ending/close`);
    await page.getByLabel("终结本次执行程序").check();
    await notice.getByRole("link", { name: "送达记录：执行通知书" }).waitFor();
    assert.ok(await notice.getByRole("checkbox").isChecked());
    for (const box of await page.locator(".checklist input[type=checkbox]").all()) await box.check();
    await button(page, `结案：${caseNumber}（终结本次执行程序）`).dblclick();
    await said(page, `已结案：${caseNumber}`);
    await page.getByText("已结案", { exact: true }).waitFor();
  });
  const closed = await read(`/v1/${name}`);
  assert.equal(closed.state, "CASE_STATE_CLOSED");
  assert.equal(closed.closing.ending, "ENDING_CURRENT_PROCEDURE");
});

test("a president approves that the current procedure of a case ends", async () => {
  const { name, caseNumber } = await caseOf(1049);
  await atDesk(
    async (page) => {
      await page.goto(`/desk/${name}/ending`);
      await button(page, `批准终结本次执行程序：${caseNumber}`).dblclick();
      await said(page, `已批准终结本次执行程序：${caseNumber}`);
      await page.getByText("院领导已同意终结本次执行程序").waitFor();
    },
    "院领导",
    "审批",
  );
  assert.equal((await read(`/v1/${name}`)).closingApprover, "people/president");
});
