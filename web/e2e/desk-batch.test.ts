/** Many cases at once from the court's desk: pasted, corrected cell by cell, taken step by step, and again for those alone that were not done. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { batchPayTour, batchTour, paste, people } from "./desk-batch-tour.ts";
import { looking } from "./desk-looks.ts";
import { signInAtDesk } from "./desk-tour.ts";
import { type Answer, button, endSessions, heading, speaking } from "./installation.ts";
import { stage } from "./stage.ts";

const { installation, chrome } = await stage(["--demo=story"]);

const OFFICER = "people/officer";

const said = (page: Page, text: string | RegExp) => page.locator(".said").getByText(text).waitFor();
const cell = (page: Page, row: number, column: string) => page.getByLabel(`第 ${row} 行${column}`, { exact: true });

async function at(office: string, title: string, scene: (page: Page) => Promise<void>): Promise<void> {
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, office, title);
  await scene(page);
  await context.close();
  chrome.assertClean();
}

for (const tag of ["zh-CN", "en"] as const) {
  for (const [of, tour] of Object.entries({ entering: batchTour, paying: batchPayTour })) {
    test(`every page of batches for who is ${of} in ${tag}`, async () => {
      const context = await chrome.desk(installation);
      await speaking(context, tag);
      const page = await context.newPage();
      const wrong: string[] = [];
      await tour(installation, page, tag, looking(page, wrong));
      assert.deepEqual(wrong, []);
      await context.close();
      chrome.assertClean();
    });
  }
}

/** The batch of a name, with its members. */
async function batchOf(displayName: string): Promise<Answer[]> {
  const { body } = await installation.call(OFFICER, "GET", "/v1/batches");
  return (body.batches as Answer[]).filter((each) => each.displayName === displayName);
}

async function fillDebtor(page: Page, name: string): Promise<void> {
  await page.getByLabel("批量案件名称").fill(name);
  await page.getByLabel("被执行人姓名或者名称").fill("钱大有");
  await page.getByLabel("被执行人类型").selectOption({ label: "个人" });
  await page.getByLabel("被执行人证件号码").fill("11010519491231002X");
}

test("85 rows are pasted at once, three cells corrected, every step taken, and close is done again for the three that were not paid", async () => {
  const name = "八十五名工人工资";
  const rows = people(85, 5000);
  const wrong = structuredClone(rows) as string[][];
  (wrong[3] as string[])[1] = "11010519491231002";
  (wrong[40] as string[])[3] = "九千";
  (wrong[84] as string[])[4] = (rows[83] as string[])[4] ?? "";
  let path = "";
  await at("执行干警", "工作台", async (page) => {
    await page.goto("/desk/batches");
    await page.getByRole("link", { name: "新建批次" }).click();
    await fillDebtor(page, name);
    await paste(page, "粘贴表格", wrong);
    await page.getByText("已加入 85 行").waitFor();
    await page.getByText("3 处需要改正").waitFor();
    await page.getByText("第 84 行与第 85 行收款账号相同，请核对。").waitFor();
    await button(page, "下一处").click();
    assert.equal(await page.evaluate(() => document.activeElement?.id), "batch.members[3].payee.identityNumber");
    // Entered as it is, it is refused and nothing is lost.
    await button(page, "录入 85 人").click();
    await page.getByText("3 处需要改正").waitFor();
    for (const [row, place, column] of [
      [4, 1, "身份证号码"],
      [41, 3, "标的额（元）"],
      [85, 4, "收款账号"],
    ] as const) {
      await cell(page, row, column).fill(rows[row - 1]?.[place] ?? "");
    }
    await page.getByText("已核对，可以录入").waitFor();
    await page.getByText("85 人，合计 ¥800,700.00").waitFor();
    await button(page, "录入 85 人").dblclick();
    await said(page, "已录入 85 人，下一步：立案");
    path = new URL(page.url()).pathname;
    await button(page, "立案：85 件").dblclick();
    await said(page, "立案：办成 85 件");
    await button(page, "督促：85 件").click();
    await said(page, "督促：办成 85 件");
    const receipt = {
      bankReference: "ABC85-0001",
      amountFen: "80070000",
      arriveTime: new Date(Date.now() - 60_000).toISOString(),
      noticeTime: new Date(Date.now() - 30_000).toISOString(),
      payer: { displayName: "钱大有" },
    };
    await installation.done("people/cashier", "/v1/receipts", { requestId: crypto.randomUUID(), receipt });
    await page.reload();
    await page.getByLabel(/^钱大有，¥800,700.00/).check();
    await page.getByText("这笔款足够全额分配。").waitFor();
    await button(page, "分配：85 件").click();
    await said(page, "分配：办成 85 件");
    await button(page, "方案：85 件").click();
    await said(page, "方案：办成 85 件");
    await page.getByText("由执行局长或者院领导办理").waitFor();
  });
  assert.equal((await batchOf(name)).length, 1);
  await at("执行局长", "审批", async (page) => {
    await page.goto(path);
    await button(page, "审批：85 件").click();
    await said(page, "审批：办成 85 件");
  });
  const results = rows.map((_, row) => [String(row + 1), `BANK-${row + 1}`]);
  const pay = (shown: string[][]) =>
    at("案款管理", "案款台", async (page) => {
      await page.goto(path);
      await page.getByLabel("粘贴银行的付款结果").waitFor();
      await paste(page, "粘贴银行的付款结果", shown);
      await button(page, `登记 ${shown.length} 笔付款结果`).dblclick();
      await said(page, `发放：办成 ${shown.length} 件`);
    });
  await pay(results.slice(0, 82));
  await at("执行干警", "工作台", async (page) => {
    await page.goto(`${path}/close`);
    await button(page, "结案：82 件").click();
    await said(page, "结案：办成 82 件，未办成 3 件");
    await page.getByLabel("显示").selectOption({ label: "未办成的（3）" });
    assert.equal(await page.getByText("该成员的债权尚未足额发放，不能以执行完毕结案。").count(), 3);
    await pay(results.slice(82));
    await button(page, "只重做未办成的 3 件").click();
    // Somebody else has paid meanwhile: it is said, and then done by one more press.
    await page.getByRole("dialog", { name: "内容已有变化" }).getByText("3 件等待办这一步").waitFor();
    await button(page, "按现状继续").click();
    await button(page, "只重做未办成的 3 件").click();
    await said(page, "结案：办成 3 件");
    await page.getByText("这一步已全部办完。").waitFor();
    await button(page, "查看案款发放清单").click();
    await page.locator("iframe[title=案款发放清单]").waitFor();
  });
  const [batch] = await batchOf(name);
  const whole = (await installation.call(OFFICER, "GET", `/v1/${batch?.name}`)).body;
  assert.deepEqual(whole.totals.states, [{ state: "BATCH_MEMBER_STATE_CLOSED", members: 85 }]);
});

test("a CSV file with headings is taken, and a session that ends keeps what was pasted", async () => {
  await at("执行干警", "工作台", async (page) => {
    await page.goto("/desk/batches/new");
    const rows = people(2, 6000).map(([name, identity, number, claim, account]) =>
      [account, name, claim, identity, number].join(","),
    );
    const text = `收款账号,姓名,标的额（元）,身份证号码,案号\n${rows.join("\n")}\n`;
    await page
      .getByLabel("CSV 文件", { exact: true })
      .setInputFiles({ name: "a.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
    await page.getByText("已加入 2 行").waitFor();
    assert.equal(await cell(page, 2, "姓名").inputValue(), "工人2");
    await page.getByText("还需要填写或者改正：").waitFor();
    await fillDebtor(page, "两名工人工资");
    await page.getByText("已核对，可以录入").waitFor();
    await endSessions(installation, OFFICER);
    await cell(page, 2, "开户银行").fill("东阳农商银行");
    const sheet = page.getByRole("dialog");
    await sheet.getByText("登录已失效，请重新登录，填写内容已保留").waitFor();
    await sheet.getByRole("button", { name: "执行干警" }).click();
    await page.getByText("已核对，可以录入").waitFor();
    // Who looks something up elsewhere finds it as it was.
    await page.getByRole("link", { name: "案件", exact: true }).click();
    await heading(page, "案件").waitFor();
    await page.goBack();
    assert.equal(await cell(page, 2, "姓名").inputValue(), "工人2");
    assert.equal(await page.getByLabel("批量案件名称").inputValue(), "两名工人工资");
    await button(page, "去掉第 1 行").click();
    await button(page, "录入 1 人").click();
    await said(page, "已录入 1 人，下一步：立案");
  });
  assert.equal((await batchOf("两名工人工资")).length, 1);
});
