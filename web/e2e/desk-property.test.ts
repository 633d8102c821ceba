/** What an officer does about a debtor's property and person, from the court's desk: facts, property, seizures, what follows them, police watches, requests to units. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { looking } from "./desk-looks.ts";
import { propertyTour } from "./desk-property-tour.ts";
import { signInAtDesk } from "./desk-tour.ts";
import { type Answer, button, heading, speaking, until } from "./installation.ts";
import { stage } from "./stage.ts";

const { installation, chrome } = await stage(["--demo=story"]);

const OFFICER = "people/officer";
/** The number of the debtor of case 1061 in the story. */
const JIA = "330799197108280533";

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

const listed = async (path: string, filter: string): Promise<Answer> =>
  (await installation.call(OFFICER, "GET", `${path}?filter=${encodeURIComponent(filter)}`)).body;

const read = async (path: string): Promise<Answer> => (await installation.call(OFFICER, "GET", path)).body;

const said = (page: Page, text: string | RegExp) => page.locator(".said").getByText(text).waitFor();

for (const tag of ["zh-CN", "en"] as const) {
  test(`every page about property and persons in ${tag}`, async () => {
    const context = await chrome.desk(installation);
    await speaking(context, tag);
    const page = await context.newPage();
    const wrong: string[] = [];
    await propertyTour(installation, page, tag, looking(page, wrong));
    assert.deepEqual(wrong, []);
    await context.close();
    chrome.assertClean();
  });
}

test("a debtor of the case is looked into without typing their number, a fact and property are entered once, and the whole number is shown for a reason", async () => {
  const { name } = await caseOf(1061);
  await atDesk(async (page) => {
    await page.goto(`/desk/${name}/property`);
    await page.getByRole("link", { name: "贾永庆" }).click();
    await heading(page, "财产调查：贾永庆").waitFor();
    assert.doesNotMatch(await page.locator("main").innerText(), new RegExp(JIA));
    await page.getByText("显示完整号码").first().click();
    await page.getByLabel("查看原因（将被记录）").fill("填写不动产登记机构的查询表");
    await button(page, "显示完整号码").click();
    await page.getByText(JIA).waitFor();
    await page.evaluate(() => {
      document.getSelection()?.selectAllChildren(document.querySelector("main") as Element);
    });
    assert.ok(!(await page.evaluate(() => String(document.getSelection()))).includes(JIA));
    await page.getByLabel("类别").selectOption({ label: "车船" });
    await page.getByLabel("内容").fill("名下有小型货车一辆。");
    await page.getByLabel("来源").selectOption({ label: "法院查明" });
    await button(page, "登记情况").click();
    await page.getByRole("alert").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.id), "fact.confidence");
    await page.getByLabel("可信程度").selectOption({ label: "有记录或者亲见" });
    await button(page, "登记情况").dblclick();
    await said(page, "已登记情况");
    await page.getByText("名下有小型货车一辆。").waitFor();
    await page.getByRole("link", { name: "登记财产" }).click();
    await page.getByLabel("类别").selectOption({ label: "车船" });
    await page.getByLabel("登记编号").fill("浙G00001");
    await page.getByLabel("第 1 位权利人", { exact: true }).fill("贾永庆");
    await page.getByLabel("价值（元，不知道的不填）").fill("30000");
    await button(page, "登记财产").click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel("估价日期").fill("2026-11-20");
    await button(page, "登记财产").dblclick();
    await said(page, "已登记财产");
  });
  const { assets } = await listed("/v1/assets", `case=${name}`);
  assert.equal(assets.filter(({ propertyKey }: Answer) => propertyKey === "浙G00001").length, 1);
  const { debtors } = await listed("/v1/debtors", `identity_number=${JIA}`);
  const debtor = (await installation.call(OFFICER, "GET", `/v1/${debtors[0].name}`)).body;
  assert.equal(debtor.facts.filter(({ text }: Answer) => text === "名下有小型货车一辆。").length, 1);
});

test("a seizure is recorded once, published and renewed by somebody else than who recorded it, and released with a reason", async () => {
  const { name } = await caseOf(1061);
  let path = "";
  const state = async () =>
    (await listed("/v1/seizures", `case=${name}`)).seizures.find(
      ({ propertyKey }: Answer) => propertyKey === "浙G00002",
    ).state;
  await atDesk(async (page) => {
    await page.goto(`/desk/${name}/property`);
    await page.getByRole("link", { name: "登记查封、扣押、冻结" }).click();
    await page.getByLabel("类别").selectOption({ label: "动产" });
    await page.getByLabel("登记编号").fill("浙G00002");
    await page.getByLabel("财产描述").fill("白色货车一辆");
    await page.getByLabel("期限（月）").fill("99");
    await button(page, "登记查封、扣押、冻结：白色货车一辆").click();
    await page.getByRole("alert").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.id), "seizure.termMonths");
    await page.getByLabel("期限（月）").fill("12");
    await button(page, "登记查封、扣押、冻结：白色货车一辆").dblclick();
    await said(page, "已登记，等别人登记实施");
    await page.getByText("登记人不能自己公示").waitFor();
    path = new URL(page.url()).pathname;
  });
  await atDesk(
    async (page) => {
      await page.goto(path);
      await button(page, "登记实施、公示：白色货车一辆").dblclick();
      await said(page, "已办理登记实施、公示：白色货车一辆");
      await page.getByLabel("续行月数").fill("12");
      await button(page, "续行：白色货车一辆").dblclick();
      await said(page, "已办理续行：白色货车一辆");
    },
    "执行局长",
    "审批",
  );
  assert.equal(await state(), "SEIZURE_STATE_IN_FORCE");
  await atDesk(async (page) => {
    await page.goto(path);
    await page.getByText("登记人不能自己续行").waitFor();
    await page.getByText("解除", { exact: true }).click();
    await page.getByLabel("解除的理由").fill("申请执行人同意解除。");
    await button(page, "解除：白色货车一辆").dblclick();
    await said(page, "已办理解除：白色货车一辆");
    await page.getByText("已解除", { exact: true }).waitFor();
  });
  assert.equal(await state(), "SEIZURE_STATE_RELEASED");
});

test("what has to follow a freeze is entered as done, with what was done", async () => {
  const { name } = await caseOf(1061);
  const open = async () =>
    ((await listed("/v1/duties", `case=${name}`)).duties as Answer[]).filter(
      ({ state }) => state === "DUTY_STATE_OPEN",
    );
  const before = (await open()).length;
  assert.ok(before > 0);
  await atDesk(async (page) => {
    await page.goto(`/desk/${name}/property`);
    await page.getByRole("link", { name: "书面通知公司" }).click();
    await page.getByLabel("完成情况").fill("已书面通知公司，附邮寄回执。");
    await button(page, "登记已完成：书面通知公司").dblclick();
    await said(page, "已登记完成：书面通知公司");
  });
  assert.equal((await open()).length, before - 1);
});

test("a police watch is drawn up with its papers, handed to the police, and taken back with a reason", async () => {
  const { name } = await caseOf(1061);
  const watches = async () => (await listed("/v1/watches", `case=${name}`)).watches ?? [];
  const paper = (title: string) => ({
    name: title,
    mimeType: "application/pdf",
    buffer: Buffer.from(`%PDF-1.4\n${title}`),
  });
  await atDesk(async (page) => {
    await page.goto(`/desk/${name}/sanctions`);
    await page.getByRole("link", { name: "请公安协助查找" }).click();
    await page.getByLabel("被查找人").selectOption({ index: 1 });
    await page.getByLabel("事由说明").fill("去向不明，需要到庭调查。");
    await button(page, "提请公安协助查找：贾永庆").click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel("事由", { exact: true }).selectOption({ label: "协助查找" });
    await page.locator("input[type=file]").setInputFiles([paper("1.pdf"), paper("2.pdf")]);
    await button(page, "提请公安协助查找：贾永庆").dblclick();
    await said(page, "已提请公安协助查找：贾永庆");
    await page.getByText("等执行局长或者院领导批准").waitFor();
    const [made] = await watches();
    const { papers } = await read(`/v1/${made.name}`);
    await until("who decides reads its papers", async () => {
      const { status } = await installation.bytes("people/chief", `/v1/${papers[0]}/content`);
      return status === 200;
    });
    await installation.done("people/chief", `/v1/${made.name}:approve`, {
      requestId: crypto.randomUUID(),
      name: made.name,
      etag: made.etag,
    });
    await page.reload();
    await button(page, "交公安机关：贾永庆").dblclick();
    await said(page, "已办理交公安机关：贾永庆");
    await page.getByText("撤控", { exact: true }).click();
    await page.getByLabel("撤控的理由").fill("被执行人已到庭。");
    await button(page, "撤控：贾永庆").dblclick();
    await said(page, "已办理撤控：贾永庆");
    await page.getByText("已要求撤控，等公安机关确认").waitFor();
  });
  const all = await watches();
  assert.equal(all.length, 1);
  assert.equal(all[0].state, "WATCH_STATE_WITHDRAWING");
});

test("a unit is asked with the papers that the matter needs; a freeze of equity is sent by somebody else and runs against the clock", async () => {
  const { name } = await caseOf(1061);
  const requests = async () => (await listed("/v1/requests", `case=${name}`)).requests ?? [];
  const before = (await requests()).length;
  const paper = (title: string) => ({
    name: title,
    mimeType: "application/pdf",
    buffer: Buffer.from(`%PDF-1.4\n${title}`),
  });
  const pick = (page: Page, kind: string, title: string) =>
    page.locator(`[id="request.papers.${kind}"]`).setInputFiles([paper(title)]);
  await atDesk(async (page) => {
    await page.goto(`/desk/${name}/requests`);
    await page.getByRole("link", { name: "请单位协助" }).click();
    await page.goto(`${new URL(page.url()).pathname}?matter=tax-query`);
    await page.getByText("拟好以后，您自己就可以发给单位。").waitFor();
    await page.getByLabel("被查询人").selectOption({ label: "贾永庆（被执行人）" });
    await button(page, "拟好协助事项").click();
    await page.getByRole("alert").waitFor();
    await pick(page, "PAPER_KIND_QUERY_NOTICE", "query.pdf");
    await button(page, "拟好协助事项").dblclick();
    await said(page, "已拟好协助事项，还没有发出");
    await button(page, "发给单位").dblclick();
    await said(page, "已发给单位");
    assert.equal((await requests()).length, before + 1);
    await page.goto(`/desk/${name}/requests/new?matter=equity-freeze`);
    await page.getByText("单位应当在 5 分钟内办结。").waitFor();
    await page.getByLabel("持有股权的人").selectOption({ label: "贾永庆（被执行人）" });
    await page.getByLabel("公司", { exact: true }).fill("东阳市砚木红木家具有限公司");
    await page.getByLabel("公司统一社会信用代码").fill("91330799MA2M8D4R6A");
    await page.getByLabel("冻结比例（%）").fill("5");
    await page.getByLabel("股权权属依据").selectOption({ label: "国家企业信用信息公示系统" });
    await pick(page, "PAPER_KIND_RULING", "ruling.pdf");
    await pick(page, "PAPER_KIND_ASSISTANCE_NOTICE", "notice.pdf");
    await button(page, "拟好协助事项").dblclick();
    await said(page, "已拟好协助事项，还没有发出");
    await page.getByText("提出人不能自己发出").waitFor();
    const draft = (await requests()).find(({ state }: Answer) => state === "REQUEST_STATE_DRAFT");
    await installation.done("people/chief", `/v1/${draft.name}:submit`, {
      requestId: crypto.randomUUID(),
      name: draft.name,
      etag: draft.etag,
    });
    await page.reload();
    await page
      .getByRole("timer")
      .getByText(/还剩 [0-4] 分 \d+ 秒/)
      .waitFor();
  });
});

test("a request that a unit returned is corrected and sent again", async () => {
  const { requests } = await listed("/v1/requests", "state=RETURNED_FOR_FIX");
  const returned = requests[0];
  await atDesk(async (page) => {
    await page.goto(`/desk/${returned.name}`);
    await page.getByRole("link", { name: "修改、补正" }).click();
    await page.locator(".note").getByText(returned.fix).waitFor();
    await page.getByLabel("请单位办理的内容").fill("查询户籍和居住证信息，已补盖院印。");
    await page
      .locator('[id="request.papers.PAPER_KIND_QUERY_NOTICE"]')
      .setInputFiles([{ name: "3.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n3") }]);
    await button(page, "保存补正").dblclick();
    await said(page, "已补正，还没有发出");
    await button(page, "发给单位").dblclick();
    await said(page, "已发给单位");
  });
  const sent = (await installation.call(OFFICER, "GET", `/v1/${returned.name}`)).body;
  assert.equal(sent.state, "REQUEST_STATE_SUBMITTED");
  assert.match(sent.content, /已补盖院印/);
});
