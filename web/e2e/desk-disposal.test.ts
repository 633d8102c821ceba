/** Land that is disposed of, from the court's desk: proposed, agreed to by its departments, listed, sold, paid for, handed over and registered. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { daysAgo, disposalClerkTour, disposalTour, project } from "./desk-disposal-tour.ts";
import { looking } from "./desk-looks.ts";
import { idIn } from "./desk-offices-tour.ts";
import { signInAtDesk, someCase } from "./desk-tour.ts";
import { type Answer, button, heading, speaking } from "./installation.ts";
import { stage } from "./stage.ts";

const { installation, chrome } = await stage(["--demo=story"]);

const OFFICER = "people/officer";

const said = (page: Page, text: string | RegExp) => page.locator(".said").getByText(text).waitFor();

async function at(office: string, title: string, scene: (page: Page) => Promise<void>): Promise<void> {
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, office, title);
  await scene(page);
  await context.close();
  chrome.assertClean();
}

for (const tag of ["zh-CN", "en"] as const) {
  for (const [of, tour] of Object.entries({ "the court": disposalTour, "a unit": disposalClerkTour })) {
    test(`every page of disposals of ${of} in ${tag}`, async () => {
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

test("a project is proposed from its case once, its unit objects and agrees, and who did not propose it brings it to its end", async () => {
  const { id } = await someCase(installation);
  const title = "北郊厂房处置";
  await at("执行干警", "工作台", async (page) => {
    await page.goto(`/desk/cases/${id}/property`);
    await page.locator("main").getByRole("link", { name: "资产处置" }).click();
    await page.getByRole("link", { name: "新建项目" }).click();
    await page.getByLabel("项目名称").fill(title);
    await page.getByLabel("不动产单元号").fill("330783002002GB00077");
    await page.getByLabel("坐落").fill("北郊路7号");
    await page.getByLabel("土地面积（亩）").fill("十二");
    await button(page, `立项：${title}`).click();
    await page.getByRole("alert").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.id), "disposal.parcels[0].areaMu");
    await page.getByLabel("土地面积（亩）").fill("12.345");
    await page.getByLabel("评估价（元）").fill("1000000");
    await button(page, `立项：${title}`).dblclick();
    await said(page, `已立项：${title}`);
    await page.getByText("您提出了这个项目，部门意见由部门经办人或者其他干警录入。").waitFor();
  });
  const { body } = await installation.call(
    OFFICER,
    "GET",
    `/v1/disposals?filter=${encodeURIComponent(`case=cases/${id}`)}`,
  );
  const made = (body.disposals as Answer[]).filter((each) => each.title === title);
  assert.equal(made.length, 1);
  const name = made[0]?.name as string;
  const path = `/desk/${name}`;
  await at("协作单位经办人", "本单位待办", async (page) => {
    await page.getByRole("link", { name: "资产处置" }).click();
    await page.getByRole("link", { name: title }).click();
    await page.getByLabel("不同意", { exact: true }).check();
    await page.getByLabel("意见内容").fill("请先结清税款。");
    await button(page, "提交意见：不同意").click();
    await said(page, `已提交意见：${title}`);
    await page.getByText("请先结清税款。").waitFor();
    await page.getByLabel("同意", { exact: true }).check();
    await button(page, "提交意见：同意").dblclick();
    await page.getByText("本单位已发表意见，仍可补充或者更改。").waitFor();
  });
  const { awaitedUnits } = (await installation.call(OFFICER, "GET", `/v1/${name}`)).body;
  assert.ok(!awaitedUnits.includes("units/u01"));
  for (const unit of awaitedUnits.slice(1)) {
    const opinion = { unit, stance: "OPINION_STANCE_AGREE" };
    await installation.done("people/chief", `/v1/${name}/opinions`, { requestId: crypto.randomUUID(), opinion });
  }
  await at("执行局长", "审批", async (page) => {
    await page.goto(path);
    await page.getByRole("link", { name: "代部门录入意见" }).click();
    const { labels } = (await installation.call("people/chief", "GET", `/v1/${name}`)).body;
    await page.getByLabel("部门").selectOption({ label: labels[awaitedUnits[0]].text });
    await page.getByLabel("同意", { exact: true }).check();
    await button(page, "提交意见：同意").click();
    await said(page, `已提交意见：${title}`);
    await page.getByRole("link", { name: "挂牌", exact: true }).click();
    await page.getByLabel("公告日期").fill(daysAgo(60));
    await page.getByLabel("开始竞价日期").fill(daysAgo(20));
    await page.getByLabel("起拍价（元）").fill("100000");
    await page.getByLabel("保证金（元）").fill("100000");
    await button(page, "挂牌：北郊路7号").click();
    await page.getByRole("alert").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.id), "listing.startPriceFen");
    await page.getByLabel("起拍价（元）").fill("700000");
    await button(page, "挂牌：北郊路7号").dblclick();
    await said(page, "已办理挂牌：北郊路7号");
    await page.getByRole("link", { name: "登记成交", exact: true }).click();
    await page.getByLabel("成交价（元）").fill("820000");
    await page.getByLabel("买受人", { exact: true }).fill("钱大有");
    await page.getByLabel("买受人类型").selectOption({ label: "个人" });
    await page.getByLabel("证件号码").fill("11010519491231002X");
    await button(page, "登记成交：北郊路7号").click();
    await said(page, "已办理登记成交：北郊路7号");
    await page.getByRole("link", { name: "登记付清价款" }).click();
    assert.equal(await page.getByLabel("到账价款（元）").inputValue(), "820000.00");
    await button(page, "登记付清价款：北郊路7号").click();
    await said(page, "已办理登记付清价款：北郊路7号");
    await page.getByRole("link", { name: "登记移交" }).click();
    await page.getByLabel("移交笔录").setInputFiles({ name: "a.png", mimeType: "image/png", buffer: PICTURE });
    await button(page, "登记移交：北郊路7号").click();
    await said(page, "已办理登记移交：北郊路7号");
  });
  await at("执行干警", "工作台", async (page) => {
    await page.goto(path);
    await page.getByRole("link", { name: "登记过户" }).click();
    await page.getByLabel("权属证书号").fill("浙（2026）东阳市不动产权第0007号");
    await button(page, "登记过户：北郊路7号").click();
    await said(page, "已办理登记过户：北郊路7号");
    await page.getByText("已办结", { exact: true }).waitFor();
    await page.getByRole("link", { name: "资产处置" }).first().click();
    await heading(page, "资产处置").waitFor();
    await page.getByLabel("合计").getByText("¥820,000.00").waitFor();
  });
});

test("who proposed a project does not enter its sale; a listing comes to nothing with its reason, and the project is withdrawn", async () => {
  const listed = await project(installation, { listed: true });
  await at("执行干警", "工作台", async (page) => {
    await page.goto(`/desk/disposals/${idIn(listed)}`);
    await page.getByText("立项人不能登记成交和抵债，由其他干警登记。").waitFor();
    assert.equal(await page.getByRole("link", { name: "登记成交" }).count(), 0);
    assert.equal(await page.getByRole("link", { name: "撤回项目" }).count(), 0);
    await page.getByRole("link", { name: "登记未成交" }).click();
    await page.getByLabel("未成交情形").selectOption({ label: "法院撤回挂牌" });
    await page.getByLabel("理由").fill("权属有争议。");
    await button(page, "登记未成交：城南路1号").click();
    await said(page, "已办理登记未成交：城南路1号");
    await page.getByText("权属有争议。").waitFor();
    await page.getByRole("link", { name: "撤回项目" }).click();
    await page.getByLabel("撤回的理由").fill("当事人和解。");
    await button(page, `撤回项目：${listed.title}`).dblclick();
    await said(page, `已办理撤回项目：${listed.title}`);
    await page.getByText("当事人和解。").waitFor();
  });
});

/** The smallest picture. */
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
