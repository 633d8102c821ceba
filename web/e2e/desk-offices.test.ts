/** The desk of a cashier and of the command centre: every screen in both languages, and a day's work of each; what waits for a chief. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { looking } from "./desk-looks.ts";
import { firstOf, idIn, OFFICES, openFile, openMonth } from "./desk-offices-tour.ts";
import { settled, signInAtDesk } from "./desk-tour.ts";
import { type Answer, button, heading, speaking } from "./installation.ts";
import { stage } from "./stage.ts";

const { installation, chrome } = await stage(["--demo=story"]);

for (const tag of ["zh-CN", "en"] as const) {
  for (const [office, tour] of Object.entries(OFFICES)) {
    test(`every screen of the desk of ${office} in ${tag}`, async () => {
      const context = await chrome.desk(installation);
      await speaking(context, tag);
      const page = await context.newPage();
      const wrong: string[] = [];
      await tour(installation, page, tag, looking(page, wrong, tag === "en" ? [1366] : undefined));
      assert.deepEqual(wrong, []);
      await context.close();
      chrome.assertClean();
    });
  }
}

/** What the desk has reported. */
const said = (page: Page, text: string | RegExp) => page.locator(".said").getByText(text).waitFor();

test("a cashier claims money to a case, sees to the fen how it stands, and enters what the bank did", async () => {
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "案款管理", "案款台");
  await page.getByRole("link", { name: "登记到账" }).click();
  for (const [label, value] of [
    ["银行流水号", "ICBC0-9001"],
    ["到账金额（元）", "1234.5"],
    ["到账时间", "2026-01-05T09:30"],
    ["财务通知时间", "2026-01-05T10:00"],
    ["付款人名称", "吴国平"],
  ] as const)
    await page.getByLabel(label, { exact: true }).fill(value);
  await page.getByText("¥1,234.50").waitFor();
  await page.locator("form .primary").click();
  await said(page, "已登记到账 ¥1,234.50");
  await page.getByLabel("案号", { exact: true }).fill("执1018");
  await button(page, "查找案件").click();
  // 128,000 claimed; 60,000 and 24,000 arrived before.
  await page.getByText("¥42,765.50").waitFor();
  await button(page, /^认领 ¥1,234.50 到 /).click();
  await said(page, /^已认领到/);
  await page.getByText("每一分都有着落").waitFor();
  await page.goto("/desk/payouts");
  await page.locator("main tbody a").first().click();
  await button(page, "显示完整账号").click();
  assert.match(await page.locator(".account").innerText(), /\d{12,}/);
  const payout = new URL(page.url()).pathname.split("/").pop();
  await page.getByLabel("银行流水号").fill("ABC0-0001");
  await button(page, /^登记已付款：/).click();
  await said(page, /^已登记付款/);
  const { body } = await installation.call("people/cashier", "GET", `/v1/payouts/${payout}`);
  assert.equal(body.state, "PAYOUT_STATE_PAID");
  const unpaid = await firstOf(installation, "people/cashier", "/v1/payouts", "state=FAILED");
  await page.goto(`/desk/payouts/${idIn(unpaid)}`);
  await button(page, /^重新付款：/).click();
  await said(page, /^已重新列入付款/);
  await page.getByText("银行未付成", { exact: true }).last().click();
  await page.getByLabel("银行告知的原因").fill("户名不符");
  await button(page, /^登记未付成：/).click();
  await said(page, /^已登记未付成/);
  await settled(page);
  await context.close();
  chrome.assertClean();
});

test("a cashier takes the bank's list over, its bad rows stay named, and money is claimed to the case that its remark names", async () => {
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "案款管理", "案款台");
  await page.getByRole("link", { name: "导入银行流水" }).click();
  const [found] = (await installation.call("people/officer", "GET", "/v1/cases?pageSize=1")).body.cases as Answer[];
  const rows = [
    "交易流水号\t交易时间\t收入金额\t支出金额\t对方户名\t摘要",
    `BANK-9101\t2026-01-06 09:30:00\t2,000.00\t\t东阳某建材公司\t代付${found?.caseNumber}执行款`,
    "BANK-9102\t2026-01-06 09:31:00\t\t500.00\t某某\t退款",
    "BANK-9103\t2026-01-06 25:31:00\t10.00\t\t某某\t",
    "BANK-9104\t2999-01-06 09:31:00\t10.00\t\t某某\t",
  ];
  await page.getByLabel("或者粘贴表格").fill(rows.join("\n"));
  await page.getByText("读到 2 笔收入，略过 1 笔支出。").waitFor();
  await page.getByText("交易时间不是日历上的时间。").waitFor();
  await button(page, "核对").click();
  await page.getByText("可以登记 1 笔，共 ¥2,000.00。").waitFor();
  await page.getByRole("heading", { name: "2 行有误，其余可以登记" }).waitFor();
  await button(page, "登记 1 笔").click();
  await said(page, "已登记 1 笔，共 ¥2,000.00");
  const row = page.locator("main tbody tr", { hasText: "东阳某建材公司" });
  await row.getByText("附言写有案号").waitFor();
  await row.getByRole("link", { name: String(found?.caseNumber) }).click();
  await button(page, /^认领 ¥2,000.00 到 /).click();
  await said(page, `已认领到 ${found?.caseNumber}`);
  // The same list again is known.
  await page.goto("/desk/receipts/import");
  await page.getByLabel("或者粘贴表格").fill(rows.slice(0, 2).join("\n"));
  await button(page, "核对").click();
  await page.getByText("可以登记 0 笔，共 ¥0.00；1 笔此前已登记。").waitFor();
  await settled(page);
  await context.close();
  chrome.assertClean();
});

test("a chief takes a receipt that was entered wrong out of the books, and its number is entered again", async () => {
  const entered = await installation.done("people/cashier", "/v1/receipts", {
    requestId: crypto.randomUUID(),
    receipt: {
      bankReference: "BANK-9201",
      amountFen: "987600",
      arriveTime: "2026-01-07T01:30:00Z",
      noticeTime: "2026-01-07T02:00:00Z",
      payer: { displayName: "吴国平" },
    },
  });
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "执行局长", "审批");
  await page.goto(`/desk/receipts/${idIn(entered)}`);
  await page.getByText("登记有误，冲正", { exact: true }).click();
  await page.getByLabel("冲正理由").fill("金额多录一位。");
  await button(page, "冲正 ¥9,876.00").click();
  await said(page, "已冲正 ¥9,876.00");
  await page.getByText("已冲正，账簿上没有这笔款项。").waitFor();
  await page.goto("/desk/receipts?show=reversed");
  await page.getByRole("link", { name: "吴国平" }).first().waitFor();
  await settled(page);
  await context.close();
  const again = await installation.done("people/cashier", "/v1/receipts", {
    requestId: crypto.randomUUID(),
    receipt: {
      bankReference: "BANK-9201",
      amountFen: "98760",
      arriveTime: "2026-01-07T01:30:00Z",
      noticeTime: "2026-01-07T02:00:00Z",
      payer: { displayName: "吴国平" },
    },
  });
  assert.equal(again.state, "RECEIPT_STATE_UNIDENTIFIED");
  chrome.assertClean();
});

test("a chief reverses a payment that was entered and not made, and the payee is to be paid again", async () => {
  const paid = await installation.call("people/chief", "GET", "/v1/payouts?filter=state%3DPAID&pageSize=100");
  const open = await installation.call("people/chief", "GET", "/v1/cases?filter=state%3DOPEN&pageSize=1000");
  const isOpen = (name: string) => open.body.cases.some((each: Answer) => each.name === name);
  const payout = paid.body.payouts.find((each: Answer) => isOpen(each.case) && each.cashier !== "people/chief");
  assert.ok(payout, "the story has a payment of a case that is open");
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "执行局长", "审批");
  await page.goto(`/desk/payouts/${idIn(payout)}`);
  await page.getByText("付款登记有误，冲正", { exact: true }).click();
  await page.getByLabel("冲正理由").fill("银行并未付款，误登记。");
  await button(page, /^冲正 ¥[\d,.]+ 的付款/).click();
  await said(page, /^已冲正 .*重新列入待付款/);
  await page.getByText("银行并未付款，误登记。").waitFor();
  const wrong: string[] = [];
  await looking(page, wrong, [1366, 1024, 360])("payout-reversed");
  assert.deepEqual(wrong, []);
  await page.getByRole("link", { name: "查看替代的发放" }).click();
  await page.getByText("待发放").first().waitFor();
  await page.goto("/desk/payouts?show=reversed");
  await page.getByRole("link", { name: payout.payee.displayName }).first().waitFor();
  assert.equal(await page.getByRole("checkbox").count(), 0, "a chief makes no file for the bank");
  await context.close();
  chrome.assertClean();
});

test("an officer sees what the law wants within two weeks, and a chief whose each day is", async () => {
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "执行干警", "工作台");
  await page.getByRole("link", { name: /14天内到期的节点/ }).click();
  await heading(page, "到期节点").waitFor();
  const first = page.locator("main tbody tr").first();
  const number = await first.locator("a").first().innerText();
  assert.match(number, /^（\d{4}）浙0783执/);
  await first.locator("a").first().click();
  await page.getByRole("tab", { name: "期限", selected: true }).waitFor();
  await heading(page, number).waitFor();
  // Of what they note for today the workbench reminds them until it is done.
  await page.getByRole("tab", { name: "备注与提醒" }).click();
  await page.getByLabel("备注", { exact: true }).fill("催被执行人回电");
  await page.getByLabel("提醒日期").fill(new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10));
  await button(page, "保存备注").click();
  await said(page, "备注已保存");
  await page.goto("/desk/workbench");
  await page.getByRole("link", { name: /到期的提醒/ }).click();
  const reminder = page.locator("tr", { hasText: "催被执行人回电" });
  await reminder.getByRole("button", { name: "办好了" }).click();
  await reminder.waitFor({ state: "detached" });
  await settled(page);
  await context.close();
  const chief = await chrome.desk(installation);
  const other = await chief.newPage();
  await signInAtDesk(other, "执行局长", "审批");
  await other.goto("/desk/deadlines?view=all");
  await other.getByRole("columnheader", { name: "承办人" }).waitFor();
  await settled(other);
  await chief.close();
  chrome.assertClean();
});

test("a chief withdraws a file for the bank; the next is downloaded, and what the bank answers is compared and entered", async () => {
  const made = await openFile(installation);
  const chief = await chrome.desk(installation);
  const other = await chief.newPage();
  await signInAtDesk(other, "执行局长", "审批");
  await other.goto("/desk/payout-files");
  await other.getByRole("link", { name: made.number }).click();
  await other.getByText("撤回发放文件", { exact: true }).click();
  await other.getByLabel("撤回理由").fill("银行系统未受理。");
  await button(other, /^撤回 FK/).click();
  await said(other, /^已撤回发放文件 FK/);
  await chief.close();

  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "案款管理", "案款台");
  await page.goto("/desk/payouts");
  await button(page, "全选本页").click();
  await button(page, /^制作发放文件：\d 笔 /).click();
  await said(page, /^已制作发放文件 FK/);
  const saved = page.waitForEvent("download");
  await button(page, "下载发放文件").click();
  const content = await readFile(await (await saved).path(), "utf8");
  await said(page, /^已下载发放文件 FK/);
  const rows = content
    .split("\r\n")
    .slice(1, 3)
    .map((line) => line.split(","));
  const answer = (at: number, ...result: string[]) =>
    [0, 1, 3, 5]
      .map((cell) => rows[at]?.[cell])
      .concat(result)
      .join("\t");
  await page.getByLabel("银行结果").fill(`${answer(0, "成功", "ABC0-7001")}\n${answer(0, "失败", "退汇")}`);
  await button(page, "核对银行结果").click();
  await page.getByText("同一行列了两次").waitFor();
  await page.getByLabel("银行结果").fill(`${answer(0, "成功", "ABC0-7001")}\n${answer(1, "失败", "户名不符")}`);
  await button(page, "核对银行结果").click();
  await button(page, "登记 2 笔结果").click();
  await said(page, "已登记 2 笔结果");
  await page.getByRole("link", { name: "更换账户或重新付款" }).click();
  await page.getByLabel("新账号").waitFor();
  const file = await firstOf(installation, "people/cashier", "/v1/payoutFiles", 'create_time>"2020-01-01T00:00:00Z"');
  assert.deepEqual([file.paidCount, file.failedCount], [1, 1]);
  await settled(page);
  await context.close();
  chrome.assertClean();
});

test("a month is compared with the bank and explained, proposed once, and closed by a second person", async () => {
  const month = await openMonth(installation);
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "案款管理", "案款台");
  await page.getByRole("link", { name: "案款月结" }).click();
  await page.getByRole("link", { name: /^接下来办理 .* 的月结$/ }).click();
  await page.getByText("更正银行对账数据", { exact: true }).click();
  const closing = page.getByLabel("银行期末余额（元）");
  const right = await closing.inputValue();
  await closing.fill("0");
  await button(page, "核对").click();
  await page
    .getByText(/加收入 .*不符/)
    .first()
    .waitFor();
  await closing.fill(right);
  await page.getByLabel(/^银行流水/).fill("ICBC-1\t转账\t1.00");
  await page.getByText("第 1 行：收支应为").waitFor();
  await page.getByLabel(/^银行流水/).fill("JX-1\t收入\t0.01");
  await button(page, "核对").click();
  await page
    .getByText(/流水各行相加为 /)
    .first()
    .waitFor();
  await page.getByLabel(/^银行流水/).fill("");
  await button(page, "核对").click();
  await said(page, /^已录入 .* 的银行对账数据$/);
  const propose = button(page, /^提请 .* 结账$/);
  assert.equal(await propose.isDisabled(), true);
  await page.getByLabel("说明：收入").fill("银行结息，次月登记");
  await propose.dblclick();
  await said(page, /^已提请 .* 结账$/);
  await page.getByText("正在等待局长或者院领导复核").waitFor();
  const own = await installation.call("people/cashier", "POST", `/v1/${month.name}:confirmClose`, {
    requestId: crypto.randomUUID(),
  });
  assert.equal(own.status, 403);
  await settled(page);
  await context.close();

  const chief = await chrome.desk(installation);
  const other = await chief.newPage();
  await signInAtDesk(other, "执行局长", "审批");
  await other.getByRole("link", { name: "案款月结复核" }).click();
  await other.getByText("银行结息，次月登记").waitFor();
  await button(other, /^批准$/).dblclick();
  await said(other, "已批准：案款月结复核");
  const { body: closed } = await installation.call("people/cashier", "GET", `/v1/${month.name}`);
  assert.deepEqual(
    [closed.state, closed.proposer, closed.approver],
    ["MONEY_MONTH_STATE_CLOSED", "people/cashier", "people/chief"],
  );
  const paper = await installation.bytes("people/chief", `/v1/${month.name}/document`);
  assert.deepEqual([paper.status, paper.bytes.subarray(0, 4).toString()], [200, "%PDF"]);
  await settled(other);
  await chief.close();
  chrome.assertClean();
});

test("a unit answers with a file, and corrects its answer", async () => {
  const late = await firstOf(installation, "people/clerk-u01", "/v1/requests", "state=RECEIVED");
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "协作单位经办人", "本单位待办");
  for (const text of ["对外持股一家，占百分之十。", "对外持股两家，各占百分之十。"]) {
    await page.goto(`/desk/todo/${idIn(late)}`);
    await page.getByLabel(/^已办结/).check();
    await page.getByLabel("附件").setInputFiles({ name: "a.png", mimeType: "image/png", buffer: PICTURE });
    await page.getByLabel("办理结果").fill(text);
    await button(page, "提交答复").click();
    await said(page, "已提交答复");
  }
  const { body } = await installation.call("people/officer", "GET", `/v1/${late.name}`);
  assert.deepEqual(
    body.feedbacks.map(({ version, corrects, evidence }: Answer) => [version, corrects ?? 0, evidence.length]),
    [
      [1, 0, 1],
      [2, 1, 1],
    ],
  );
  await context.close();
  chrome.assertClean();
});

test("a deferral waits with its receipt for somebody else, and what the law leaves to the president does not wait for a chief", async () => {
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "执行局长", "审批");
  await page.getByRole("link", { name: "暂缓发放案款" }).click();
  await heading(page, "暂缓发放案款").waitFor();
  await page.getByText("案外人异议或者异议之诉").waitFor();
  await page.getByRole("button", { name: "批准", exact: true }).waitFor();
  await page.keyboard.press("a");
  await said(page, "已批准：暂缓发放案款");
  await page.goto("/desk/approvals");
  await page.locator("main tbody a").first().waitFor();
  assert.equal(await page.getByRole("link", { name: "拘留" }).count(), 0);
  const receipt = await firstOf(installation, "people/chief", "/v1/receipts", 'bank_reference="ICBC38-0412"');
  assert.equal(receipt.deferrals[0].state, "DEFERRAL_STATE_APPROVED");
  await context.close();
  chrome.assertClean();
});

test("the president is asked for more time and for the end of a procedure, and says no to one and yes to the other", async () => {
  const { body } = await installation.call("people/officer", "GET", "/v1/cases?pageSize=1000");
  const found = (body.cases as Answer[]).find(({ caseNumber }) => caseNumber.endsWith("执1061号")) as Answer;
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "执行干警", "工作台");
  await page.goto(`/desk/${found.name}/ending`);
  await page.getByRole("link", { name: "申请延长执行期限" }).click();
  await page.getByLabel("延长几个月").fill("2");
  await page.getByLabel("理由").fill("鉴定尚未完成。");
  await button(page, /^申请延长执行期限：/).dblclick();
  await said(page, /^已办理申请延长执行期限/);
  await page.getByRole("link", { name: "报请终结本次执行程序" }).click();
  await page.getByLabel("理由").fill("财产已经查清，无可供执行，申请执行人无法联系。");
  await button(page, /^报请终结本次执行程序：/).dblclick();
  await said(page, /^已办理报请终结本次执行程序/);
  await page.getByText(/^已报请院领导批准终结本次执行程序/).waitFor();
  await context.close();
  const office = await chrome.desk(installation);
  const desk = await office.newPage();
  await signInAtDesk(desk, "院领导", "审批");
  await desk
    .getByRole("row", { name: /终结本次执行程序.*执1061号/ })
    .getByRole("link")
    .click();
  await heading(desk, "终结本次执行程序").waitFor();
  await desk.getByText("财产已经查清，无可供执行，申请执行人无法联系。").waitFor();
  await desk.getByRole("button", { name: "批准", exact: true }).waitFor();
  await desk.keyboard.press("a");
  await said(desk, "已批准：终结本次执行程序");
  await desk.goto("/desk/approvals");
  await desk
    .getByRole("row", { name: /延长执行期限.*执1061号/ })
    .getByRole("link")
    .click();
  await heading(desk, "延长执行期限").waitFor();
  await button(desk, "不批准").click();
  await desk.getByLabel("不批准的理由").fill("鉴定可以先行。");
  await button(desk, "不批准").click();
  await said(desk, "未批准：延长执行期限");
  const decided = (await installation.call("people/officer", "GET", `/v1/${found.name}`)).body;
  assert.equal(decided.closingApprover, "people/president");
  assert.equal(decided.closingRequest.state, "EXTENSION_STATE_APPROVED");
  const last = decided.extensions.at(-1);
  assert.deepEqual([last.state, last.refusal], ["EXTENSION_STATE_REFUSED", "鉴定可以先行。"]);
  await office.close();
  chrome.assertClean();
});

test("the command centre returns a reply, closes an item and issues another", async () => {
  const replied = await firstOf(installation, "people/command", "/v1/supervisions", "state=REPLIED");
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "指挥中心", "督办清单");
  await page.goto(`/desk/supervision/${idIn(replied)}`);
  await button(page, "退回重办").click();
  await page.getByLabel("退回的理由").fill("请补充付款凭证。");
  await button(page, /^退回：/).click();
  await said(page, /^已退回/);
  const reply = { requestId: crypto.randomUUID(), reply: "付款凭证已补交。" };
  await installation.done(replied.owner, `/v1/${replied.name}:reply`, reply);
  await page.reload();
  await button(page, "销号").waitFor();
  await page.keyboard.press("a");
  await button(page, /^销号：/).click();
  await said(page, /^已销号/);
  await page.getByRole("link", { name: "督办清单" }).first().click();
  await page.getByRole("link", { name: "签发督办" }).click();
  await page.getByLabel("案号", { exact: true }).fill("1049");
  await button(page, "查找案件").click();
  await page.getByLabel("督办要求").fill("请说明查封进展。");
  await button(page, /^签发督办：/).click();
  await said(page, /^已签发/);
  await heading(page, /督\d+号/).waitFor();
  await context.close();
  chrome.assertClean();
});

test("the command centre sees what is late by who must act, and issues an item about it with one press from its row", async () => {
  const count = await installation.call("people/command", "GET", "/v1/tasks:count?groupBy=state");
  const late = (count.body.counts as Answer[])
    .filter(({ value }) => /_(DISPATCHED|DECLINED|TRANSFERRED)$/.test(value))
    .reduce((sum, { overdue }) => sum + Number(overdue ?? 0), 0);
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "指挥中心", "督办清单");
  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await heading(page, "异常").waitFor();
  await page.getByRole("link", { name: `${late} 庭务主任未指派的任务` }).click();
  await page.getByRole("table", { name: "庭务主任未指派的任务" }).waitFor();
  assert.equal(await page.locator("main tbody tr").count(), late);
  await page.locator("main tbody a").first().click();
  await heading(page, "签发督办").waitFor();
  // What is asked is proposed, and who has to see to it.
  await page.getByText("该任务已超期").waitFor();
  await page.locator("main select option:checked:not([value=''])").waitFor({ state: "attached" });
  const matter = "请查明原因，".repeat(60);
  await page.getByLabel("督办要求").fill(matter);
  await button(page, /^签发督办/).dblclick();
  await said(page, /^已签发/);
  await heading(page, /督\d+号/).waitFor();
  await page.getByText(matter).waitFor();
  const { body } = await installation.call(
    "people/command",
    "GET",
    "/v1/supervisions?filter=rule%3DBY_HAND&pageSize=1",
  );
  assert.match(body.supervisions[0].subject, /^tasks\//);
  await context.close();
  chrome.assertClean();
});

test("a chief gives a case to another handler with a reason, and the case tells it", async () => {
  const filter = "/v1/cases?filter=state%3DOPEN%20AND%20handler%3Dpeople%2Fofficer&pageSize=1";
  const [found] = (await installation.call("people/chief", "GET", filter)).body.cases;
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "执行局长", "审批");
  await page.goto(`/desk/${found.name}`);
  await page.getByRole("link", { name: "变更承办人" }).click();
  // Beside each officer stands what they have in hand.
  const load = page.getByLabel("新承办人").locator("option", { hasText: /在办 \d+ 件/ });
  await load.first().waitFor({ state: "attached" });
  await page.getByLabel("新承办人").selectOption("people/officer2");
  await page.getByLabel("变更理由").fill("原承办人长期请假。");
  await button(page, /^变更承办人：/).dblclick();
  await said(page, /^已变更承办人/);
  await page.getByRole("row", { name: /承办人由.+变更为.+原承办人长期请假。/ }).waitFor();
  const { body } = await installation.call("people/chief", "GET", `/v1/${found.name}`);
  assert.equal(body.handler, "people/officer2");
  const { status } = await installation.call("people/officer", "POST", `/v1/${found.name}:assignHandler`, {
    requestId: crypto.randomUUID(),
    handler: "people/officer",
    reason: "要回来",
  });
  assert.equal(status, 403);
  await context.close();
  chrome.assertClean();
});

test("figures open their rows, by month and by town, and a snapshot of them stays", async () => {
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "执行局长", "审批");
  await page.keyboard.press("g");
  await page.keyboard.press("n");
  await heading(page, "指标").waitFor();
  const day = (years: number) => `${new Date().getFullYear() + years}${new Date().toISOString().slice(4, 10)}`;
  const [from, to] = [day(-2).replace("-02-29", "-02-28"), day(0)];
  await page.getByLabel("统计区间").selectOption("other");
  await page.getByLabel("开始日期").fill(from);
  await page.getByLabel("截止日期").fill(to);
  const row = page.getByRole("row", { name: /^首执实际执结率/ });
  await row.waitFor();
  const { body: rate } = await installation.call(
    "people/chief",
    "GET",
    `/v1/indicators/completion-rate?from=${from}&to=${to}`,
  );
  assert.ok(Number(rate.numerator) > 0);
  await row.getByText(`${rate.numerator} / ${rate.denominator}`).waitFor();
  await row.getByRole("link").click();
  await heading(page, new RegExp(`${rate.value} %$`)).waitFor();
  const points = page.getByRole("table", { name: "分周期、分地区" });
  await page.getByRole("combobox", { name: /^按/ }).selectOption({ label: "年" });
  await points.getByRole("row").nth(3).waitFor();
  // The heads, and three calendar years from the last to the first.
  assert.equal(await points.getByRole("row").count(), 4);
  await points.getByRole("link").first().click();
  await heading(page, /^首执实际执结率/).waitFor();
  assert.match(page.url(), new RegExp(`from=${to.slice(0, 4)}-01-01&to=${to}`));
  await page.getByRole("table", { name: "计入的记录" }).getByRole("link").first().waitFor();
  await page.goto(`/desk/indicators/shared-courts?from=${from}&to=${to}&by=town`);
  await points.getByRole("row").nth(18).waitFor();
  const town = points.getByRole("row").nth(1);
  const courts = await town.getByRole("cell").nth(1).innerText();
  await town.getByRole("link").click();
  await page.getByRole("link", { name: "查看全部地区" }).waitFor();
  await heading(page, new RegExp(`：${courts}$`)).waitFor();
  await page.getByRole("table", { name: "计入的记录" }).getByRole("row").nth(Number.parseInt(courts, 10)).waitFor();
  await page.goto(`/desk/indicators?from=${from}&to=${to}`);
  await page.getByText("冻结快照", { exact: true }).click();
  await page.getByLabel("快照名称").fill("年度工作报告");
  await button(page, /^冻结快照：/).dblclick();
  await said(page, "已冻结快照");
  await heading(page, "年度工作报告").waitFor();
  await page.getByRole("link", { name: "指标快照" }).click();
  await page.getByRole("row", { name: /年度工作报告/ }).waitFor();
  assert.equal(await page.getByRole("row", { name: /年度工作报告/ }).count(), 1);
  await context.close();
  chrome.assertClean();
});

/** The smallest picture. */
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
