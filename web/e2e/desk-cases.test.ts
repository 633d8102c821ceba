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

test("a plan is worked out to the fen, proposed once, taken back, and a payout deferred", async () => {
  const { body } = await installation.call(OFFICER, "GET", "/v1/receipts?filter=state%3DCLAIMED");
  const receipt = (body.receipts as Answer[]).find(({ restFen, batch }) => BigInt(restFen ?? 0) > 10_000n && !batch);
  const of = receipt.case;
  const { parties } = await read(`/v1/${of}`);
  const applicant = parties.find(({ side }: Answer) => side === "SIDE_APPLICANT").displayName;
  const id = receipt.name.replace("receipts/", "");
  const plansOf = async () =>
    (await read(`/v1/distributions?filter=${encodeURIComponent(`receipt=${receipt.name}`)}`)).distributions ?? [];
  const before = (await plansOf()).length;
  await atDesk(async (page) => {
    await page.goto(`/desk/${of}/money/${id}`);
    await page.getByRole("heading", { name: "现在等谁办理" }).waitFor();
    await page.getByRole("link", { name: "提出分配方案" }).click();
    await page.getByLabel("逐人填写金额").check();
    await page.getByLabel("第 1 位收款人").selectOption({ label: `${applicant}（申请执行人）` });
    await page.getByLabel("收款账号").first().fill("6222020200012345678");
    await page.getByLabel("分配金额（元）").first().fill("100.01");
    await page.getByRole("status").getByText("¥100.01").first().waitFor();
    await button(page, "提请审批").dblclick();
    await said(page, "已提请审批分配方案");
    await page.getByText("¥100.01 的分配方案等执行局长或者院领导审批。").waitFor();
    assert.equal((await plansOf()).length, before + 1);
    await page.getByText("取回方案：¥100.01").first().click();
    await page.getByLabel("取回的理由").fill("金额写错了。");
    await button(page, "取回方案：¥100.01").click();
    await said(page, "已取回方案：¥100.01");
    await page.getByRole("link", { name: "暂缓发放案款" }).click();
    await page.getByLabel("暂缓事由").selectOption({ label: "当事人协商一致" });
    await page.getByLabel("暂缓至").fill("2020-01-01");
    await button(page, /^申请暂缓发放：/).click();
    await page.getByRole("alert").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.id), "deferral.untilDate");
    await page.getByLabel("暂缓至").fill(new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10));
    await button(page, /^申请暂缓发放：/).dblclick();
    await said(page, /^已申请暂缓发放/);
  });
  const plans = await plansOf();
  assert.equal(plans.filter(({ state }: Answer) => state === "DISTRIBUTION_STATE_REJECTED").length, 1);
  const { deferrals } = await read(`/v1/${receipt.name}`);
  assert.equal(deferrals.filter(({ state }: Answer) => state === "DEFERRAL_STATE_PROPOSED").length, 1);
});

test("an officer claims money to its case and goes on there", async () => {
  await atDesk(async (page) => {
    await page.goto("/desk/receipts");
    await page.locator("main tbody a").first().click();
    await page.getByLabel("案号", { exact: true }).fill("执1061");
    await button(page, "查找案件").click();
    await page.getByRole("heading", { name: "认领以后" }).waitFor();
    await button(page, /^认领 .* 到 /).dblclick();
    await said(page, /^已认领到/);
    await page.getByText(/等承办人提出分配方案/).waitFor();
  });
  const { name } = await caseOf(1061);
  assert.equal((await read(`/v1/receipts?filter=${encodeURIComponent(`case=${name}`)}`)).receipts.length, 1);
});

test("a sanction is checked while it is written, proposed once, served and lifted", async () => {
  const { name, parties } = await caseOf(1061);
  const debtor = parties.find(({ side }: Answer) => side === "SIDE_DEBTOR").displayName;
  const listed = async () => (await read(`/v1/sanctions?filter=${encodeURIComponent(`case=${name}`)}`)).sanctions ?? [];
  const before = (await listed()).length;
  await atDesk(async (page) => {
    await page.goto(`/desk/${name}/sanctions`);
    await page.getByRole("link", { name: "提请措施" }).click();
    await page.getByText("这项措施依法由院长决定。").waitFor();
    await page.getByLabel("被制裁人", { exact: true }).selectOption({ label: `${debtor}（被执行人）` });
    await page.getByLabel("事实和法定事由").fill("执行通知书指定的期间届满，仍未履行。");
    // A party's number is the court's to know; somebody else's is asked for, and a wrong one leads to its field.
    assert.equal(await page.getByLabel("证件号码", { exact: true }).count(), 0);
    await page.getByLabel("被制裁人", { exact: true }).selectOption({ label: "其他人" });
    await page.getByLabel("证件号码", { exact: true }).fill("123");
    await page.getByLabel("姓名或者名称").fill("吴某");
    await button(page, "提请限制消费：吴某").click();
    await page.getByRole("alert").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.id), "sanction.sanctioned.identityNumber");
    await page.getByLabel("被制裁人", { exact: true }).selectOption({ label: `${debtor}（被执行人）` });
    const live = page.getByRole("status").filter({ hasText: "法律审查" });
    await live.getByText("执行通知书指定的履行期间尚未届满").waitFor();
    await page.getByLabel("执行通知书指定的期间已经届满").check();
    await live.getByText("符合法定条件，可以提请").waitFor();
    await button(page, `提请限制消费：${debtor}`).dblclick();
    await said(page, `已提请限制消费：${debtor}`);
    const all = await listed();
    assert.equal(all.length, before + 1);
    const made = all.find(({ state }: Answer) => state === "SANCTION_STATE_PROPOSED");
    await installation.done("people/president", `/v1/${made.name}:approve`, {
      requestId: crypto.randomUUID(),
      name: made.name,
      etag: made.etag,
    });
    await page.reload();
    await button(page, `送达决定书：对${debtor}的限制消费`).dblclick();
    await said(page, `已办理送达决定书：对${debtor}的限制消费`);
    await page.getByText("执行中", { exact: true }).waitFor();
    await page.getByLabel("解除的情形").selectOption({ label: "已经履行完毕" });
    await button(page, `解除措施：对${debtor}的限制消费`).dblclick();
    await said(page, `已办理解除措施：对${debtor}的限制消费`);
  });
  assert.ok((await listed()).some(({ state }: Answer) => state === "SANCTION_STATE_LIFTED"));
});

test("a case is suspended and resumed, more time is asked for, and a settlement is entered and ends", async () => {
  const { name, caseNumber } = await caseOf(1061);
  const found = () => read(`/v1/${name}`);
  await atDesk(async (page) => {
    await page.goto(`/desk/${name}/ending`);
    await page.getByRole("link", { name: "中止、暂缓" }).click();
    await page.getByLabel("中止、暂缓的事由").selectOption({ label: "拍卖、变卖期间" });
    await page.getByLabel("理由").fill("股权正在拍卖。");
    await button(page, `中止、暂缓：${caseNumber}`).dblclick();
    await said(page, `已办理中止、暂缓：${caseNumber}`);
    assert.equal((await found()).suspensions.length, 1);
    await page.getByRole("link", { name: "恢复执行" }).click();
    await button(page, `恢复执行：${caseNumber}`).dblclick();
    await said(page, `已办理恢复执行：${caseNumber}`);
    await page.getByRole("link", { name: "申请延长执行期限" }).click();
    await page.getByLabel("延长几个月").fill("99");
    await page.getByLabel("理由").fill("评估尚未完成。");
    await button(page, `申请延长执行期限：${caseNumber}`).click();
    await page.getByRole("alert").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.id), "months");
    await page.getByLabel("延长几个月").fill("3");
    await button(page, `申请延长执行期限：${caseNumber}`).dblclick();
    await said(page, `已办理申请延长执行期限：${caseNumber}`);
    await page.getByRole("link", { name: "登记执行和解" }).click();
    await page.getByLabel("协议内容").fill("分两期付清。");
    await page.getByLabel("第 1 期的日期").fill("2027-01-31");
    await page.getByLabel("第 1 期的金额（元）").fill("440000");
    await button(page, "增加一期").click();
    await page.getByLabel("第 2 期的日期").fill("2027-02-28");
    await page.getByLabel("第 2 期的金额（元）").fill("440000");
    await page.getByText("合计 ¥880,000.00").waitFor();
    await button(page, `登记执行和解：${caseNumber}`).dblclick();
    await said(page, `已办理登记执行和解：${caseNumber}`);
    await page.getByRole("link", { name: "登记和解履行结果" }).click();
    await page.getByLabel("履行结果").selectOption({ label: "未履行" });
    await button(page, `登记和解履行结果：${caseNumber}`).click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel("拒绝履行的情形").fill("被执行人书面表示不再履行。");
    await button(page, `登记和解履行结果：${caseNumber}`).dblclick();
    await said(page, `已办理登记和解履行结果：${caseNumber}`);
  });
  const after = await found();
  assert.equal(after.state, "CASE_STATE_OPEN");
  assert.deepEqual(
    [after.extensions.length, after.settlements.length, after.settlements[0].state],
    [1, 1, "SETTLEMENT_STATE_BROKEN"],
  );
});
