/** The desk of an administrator, an auditor and a contact judge: every screen in both languages, and what they do there. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { LEAVING, OFFICES, TOWN, TROUBLED } from "./desk-admin-tour.ts";
import { looking } from "./desk-looks.ts";
import { firstOf } from "./desk-offices-tour.ts";
import { settled, signInAtDesk } from "./desk-tour.ts";
import { button, COURT, heading, OTHER_WORKER, speaking, WORKER } from "./installation.ts";
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

test("a person is entered, gets an office, and comes by the slip of their invitation", async () => {
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "系统管理员", "人员任期");
  await page.getByRole("link", { name: "录入人员" }).click();
  await page.getByLabel("姓名").fill("卢新岚");
  await page.getByLabel("电话").fill("12");
  await page.getByLabel("人员编号").fill("lu-xinlan");
  await button(page, "录入卢新岚").click();
  // What the court says of the telephone leads to its field.
  await page
    .getByRole("alert")
    .getByRole("link", { name: /电话号码/ })
    .waitFor();
  await page.getByLabel("电话").fill("13800009999");
  await button(page, "录入卢新岚").click();
  await said(page, /^已录入卢新岚/);
  await page.getByLabel("职务", { exact: true }).selectOption("ROLE_AUDITOR");
  await page.getByLabel("任职区域").selectOption("330783");
  await button(page, "任命卢新岚为督察").click();
  await said(page, "已任命卢新岚为督察");
  await page.getByText("督察 · 东阳市").waitFor();
  await button(page, "邀请卢新岚").click();
  await heading(page, "邀请单").waitFor();
  const code = await page.locator("strong.slip-code").innerText();
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".desk-nav").isVisible(), false);
  assert.equal(await page.locator(".slip").isVisible(), true);
  await page.emulateMedia({ media: null });
  const other = await chrome.desk(installation);
  const theirs = await other.newPage();
  // What the camera reads.
  await theirs.goto(`/#${new URLSearchParams({ person: "lu-xinlan", invitation: code })}`);
  assert.equal(await theirs.getByLabel("人员编号").inputValue(), "lu-xinlan");
  await theirs.getByLabel("新密码（至少 10 个字符）").fill("wide-river-7");
  await theirs.getByLabel("再次输入新密码").fill("wide-river-7");
  await button(theirs, "设置密码并登录").click();
  await heading(theirs, "查阅记录").waitFor();
  await looksUp(theirs);
  await page.goto("/desk/people/person/lu-xinlan");
  await page.getByText("密码登录").waitFor();
  await page.getByText("手机丢失：全部退出").click();
  await page.getByLabel("理由（将被记录）").fill("手机遗失");
  await button(page, "全部退出：卢新岚").click();
  await said(page, /^卢新岚已在 1 处退出登录/);
  await page.getByText("目前没有登录。").waitFor();
  await context.close();
  await other.close();
  chrome.assertClean();
});

/** An auditor sees who looked at a case, and why somebody saw a whole number. */
async function looksUp(page: Page): Promise<void> {
  const found = await firstOf(installation, "people/officer", "/v1/cases", "state=OPEN");
  await installation.call("people/officer", "GET", `/v1/${found.name}`);
  await page.getByLabel("案号", { exact: true }).fill(found.caseNumber);
  await button(page, "查找案件").click();
  await page.getByRole("heading", { name: `查阅过${found.caseNumber}的` }).waitFor();
  await page.locator("main tbody").getByText("案件：查看").first().waitFor();
  const download = page.waitForEvent("download");
  await page.locator("details.list-export > summary").click();
  await button(page, "CSV 文本").click();
  const file = await download;
  assert.match(file.suggestedFilename(), /^查阅记录 .+\.csv$/);
  const text = await readFile(await file.path(), "utf8");
  assert.ok(text.trimEnd().split("\r\n").length > 1, "nobody stands in the file");
  assert.doesNotMatch(text, /people\/|cases\//);
  const wrong: string[] = [];
  const stop = looking(page, wrong);
  await stop("lookups");
  await page.getByLabel("查阅对象").selectOption("person");
  await page.getByLabel("人员（姓名）").fill("王建华");
  await page.getByLabel("选定人员").selectOption("people/officer");
  await page.getByRole("heading", { name: "查阅过人员的" }).waitFor();
  await settled(page);
  await page.getByRole("link", { name: "审计", exact: true }).click();
  await heading(page, "审计").waitFor();
  await page.getByLabel("结果").selectOption("done");
  await page.locator("main tbody").getByText("执行干警").first().waitFor();
  await settled(page);
  await stop("audit");
  assert.deepEqual(wrong, []);
}

test("a term is ended with a reason, and the court is without a director from then on", async () => {
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "系统管理员", "人员任期");
  await page.getByLabel("状态").selectOption("ending");
  await page.getByText("共 1 人").waitFor();
  await page.goto("/desk/people/person/director-330783201207");
  await button(page, "结束任期").click();
  await page.getByLabel("理由（将被记录）").fill("调任");
  await button(page, /^结束任期：庭务主任/).click();
  await said(page, /^已结束/);
  await page.getByText("已届满").waitFor();
  await page.getByRole("link", { name: "人员任期" }).first().click();
  await page.getByText("1 个法庭没有庭务主任，或者三十日内将没有").click();
  await page.getByText("目前没有庭务主任").waitFor();
  const records = await firstOf(installation, "people/command", "/v1/auditRecords", "person=people/admin AND code=OK");
  assert.ok(records.name);
  await page.goto(`/desk/people/person/${LEAVING}`);
  await page.getByText("停用人员").click();
  await page.getByLabel("停用理由").fill("离职");
  await button(page, /^停用：/).click();
  await said(page, /^已停用/);
  await page.getByText("此人已停用，不能任职，也不能登录。").waitFor();
  await context.close();
  chrome.assertClean();
});

test("a deputy is named for an absence, and holds the office in that time beside their own", async () => {
  const { body: deputy } = await installation.call("people/admin", "GET", "/v1/people/officer");
  const { body: chief } = await installation.call("people/admin", "GET", "/v1/people/chief");
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "系统管理员", "人员任期");
  await page.goto("/desk/people/person/chief");
  await button(page, "设代理人").click();
  const form = page.locator(".term-bars");
  await form.getByLabel("代理人", { exact: true }).selectOption({ label: deputy.displayName });
  const submit = button(page, `设代理人：${deputy.displayName}`);
  assert.ok(await submit.isDisabled(), "a deputy has a last day");
  const last = new Date(Date.now() + 5 * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
  await form.getByLabel("代理最后一天").fill(last);
  const wrong: string[] = [];
  await looking(page, wrong, [1366, 1024, 360])("person-deputy");
  await submit.click();
  await said(page, `${deputy.displayName}已登记为${chief.displayName}的代理人`);
  await page.getByRole("heading", { name: "代理人", exact: true }).waitFor();
  await page.getByRole("link", { name: deputy.displayName }).click();
  await heading(page, deputy.displayName).waitFor();
  await page.getByText(`代理${chief.displayName}`).waitFor();
  await looking(page, wrong, [1366, 1024, 360])("person-is-deputy");
  assert.deepEqual(wrong, []);
  // Somebody has a deputy once at a time for the same office.
  const again = {
    parent: deputy.name,
    term: { role: "ROLE_BUREAU_CHIEF", regionCode: "330783", deputisesFor: chief.name },
  };
  const refused = await installation.call("people/admin", "POST", `/v1/${deputy.name}/terms`, {
    ...again,
    requestId: crypto.randomUUID(),
    term: { ...again.term, endTime: new Date(Date.now() + 86_400_000).toISOString() },
  });
  assert.equal(refused.body.reason, "TERM_OVERLAP", JSON.stringify(refused.body));
  const theirs = await chrome.desk(installation);
  const desk = await theirs.newPage();
  await desk.goto("/");
  await desk.getByRole("button", { name: "执行干警", exact: true }).click();
  // Who holds several offices chooses once.
  await button(desk, "代执行局长").click();
  await heading(desk, "审批").waitFor();
  const offices = desk.getByLabel("切换职务");
  await offices.selectOption({ label: "执行干警" });
  await heading(desk, "工作台").waitFor();
  await theirs.close();
  await context.close();
  chrome.assertClean();
});

test("what a grid worker who leaves still has is handed over before their term ends", async () => {
  const { body: taker } = await installation.call("people/admin", "GET", `/v1/${OTHER_WORKER}`);
  const open = async (person: string) => {
    const query = new URLSearchParams({ filter: `open=true AND court=${COURT}`, groupBy: "worker" });
    const { body } = await installation.call("people/admin", "GET", `/v1/tasks:count?${query}`);
    const counts = (body.counts ?? []) as { value: string; number: number }[];
    return counts.find(({ value }) => value === person)?.number ?? 0;
  };
  const [before, theirs] = [await open(WORKER), await open(OTHER_WORKER)];
  const moving = [await installation.assigned("移交一"), await installation.assigned("移交二")];
  // The one who takes over has the name of the party.
  const staying = await installation.assigned(taker.displayName);
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "系统管理员", "人员任期");
  await page.goto(`/desk/${WORKER.replace("people/", "people/person/")}`);
  await button(page, "结束任期").click();
  const ending = page.locator(".term-bars");
  await ending.getByText(new RegExp(`还有 ${before + 3} 件任务没有办结`)).waitFor();
  // Nothing ends before that is decided.
  assert.equal(await button(page, /^结束任期：/).count(), 0);
  await ending.getByLabel("接办人").selectOption({ label: `${taker.displayName}（在办 ${theirs} 件）` });
  await ending.getByLabel("移交理由（记入各件任务）").fill("调离本村");
  const wrong: string[] = [];
  await looking(page, wrong)("person-hand-over");
  await button(page, `移交 ${before + 3} 件任务给${taker.displayName}`).click();
  await said(page, /^已移交 \d+ 件任务，1 件未移交/);
  await ending.getByText("可能就是本人").waitFor();
  await looking(page, wrong)("person-handed-over");
  assert.deepEqual(wrong, []);
  assert.doesNotMatch(await ending.innerText(), /移交一|移交二/);
  for (const name of moving) assert.equal((await installation.task(name)).worker, OTHER_WORKER);
  assert.equal((await installation.task(staying)).worker, WORKER);
  await page.getByLabel("理由（将被记录）").first().fill("调离本村");
  await button(page, /^结束任期：网格员/).click();
  await said(page, /^已结束/);
  await context.close();
  chrome.assertClean();
});

test("a whole town is invited in one press, and each gets a slip", async () => {
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "系统管理员", "人员任期");
  await page.goto(`/desk/people/town?town=${TOWN}`);
  await page.locator("main tbody").getByText("从未登录").first().waitFor();
  const boxes = page.locator("main tbody input[type=checkbox]");
  const all = await boxes.count();
  for (let at = 3; at < all; at += 1) if (await boxes.nth(at).isChecked()) await boxes.nth(at).uncheck();
  const chosen = await page.locator("main tbody input[type=checkbox]:checked").count();
  assert.ok(chosen >= 2, String(chosen));
  await button(page, `邀请选中的 ${chosen} 人`).click();
  await button(page, `打印 ${chosen} 张邀请单`).click();
  await heading(page, `邀请单 ${chosen} 张`).waitFor();
  assert.equal(await page.locator(".slip").count(), chosen);
  const codes = await page.locator("strong.slip-code").allInnerTexts();
  assert.equal(new Set(codes).size, chosen);
  // The court gives a code once: the slips stay while the list is looked at again.
  await button(page, "返回").click();
  await button(page, `打印 ${chosen} 张邀请单`).waitFor();
  await context.close();
  chrome.assertClean();
});

test("a register is checked first, its faults stand by row and column, and it is imported whole", async () => {
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "系统管理员", "人员任期");
  await page.goto("/desk/register");
  const row = (id: string, phone: string, place = "330783201206") =>
    `${id},孙${id === "sun-1" ? "一" : "二"},${phone},网格员,${place},330783201206,是,2026-01-01,`;
  const table = (...rows: string[]) => ["编号,姓名,电话,职务,任职地,网格,村委工作人员,开始,结束", ...rows].join("\n");
  const paste = page.getByLabel("粘贴表格");
  await paste.fill(table(row("sun-1", "138"), row("sun-2", "13800008888", "330783209999")));
  await button(page, "校验").click();
  await page.getByRole("heading", { name: "需要改正 2 处" }).waitFor();
  const faults = await page.locator("main tbody tr").allInnerTexts();
  assert.match(faults[0] ?? "", /^2\s+电话\s+电话号码须为/);
  assert.match(faults[1] ?? "", /^3\s+任职地/);
  await paste.fill(table(row("sun-1", "13800007777"), row("sun-2", "13800008888")));
  await button(page, "校验").click();
  await page.getByText("将新增 2 条，修改 0 条，不变 0 条").waitFor();
  await button(page, "导入 2 条").click();
  await said(page, /^已导入：新增 2 条/);
  await page.goto("/desk/people?find=sun-");
  await page.getByText("共 2 人").waitFor();
  await context.close();
  chrome.assertClean();
});

test("a terminal gets its code, a court its equipment, the people's court its address, a system its secret", async () => {
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "系统管理员", "人员任期");
  await page.goto(`/desk/network/court/${TROUBLED}`);
  await button(page, "生成 1 号终端的登记码").click();
  await page.getByText(/请在 1 号终端上输入下面的登记码/).waitFor();
  assert.match(await page.locator(".account").innerText(), /^\d{5}\s?-?\d{5}$/);
  await page.getByText("修改设备登记", { exact: true }).click();
  await page.getByLabel("线", { exact: true }).selectOption("EQUIPMENT_CONDITION_WORKING");
  await button(page, "保存").first().click();
  await said(page, /^已修改/);
  await page.locator("aside .mark.soon").waitFor({ state: "detached" });
  await page.goto("/desk/court");
  await page.getByLabel("地址").fill("东阳市人民路 1 号");
  await button(page, "保存本院信息").click();
  await said(page, "已修改本院信息");
  await page.goto("/desk/systems/new");
  await page.getByLabel("系统名称").fill("智慧银行");
  await page.getByLabel("账号编号").fill("bank");
  await page.getByLabel("职务", { exact: true }).selectOption("ROLE_CASHIER");
  await page.getByLabel("任职区域").selectOption("330783");
  await page.getByLabel("登记到账").check();
  await page.getByLabel("来源网络地址").fill("10.2.0.0/16");
  const inAYear = new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel("最后一天").fill(inAYear);
  await button(page, "为智慧银行开通账号").click();
  await page.getByText("智慧银行的密钥：").waitFor();
  assert.match(await page.locator(".account").innerText(), /^sa_/);
  await page.getByRole("link", { name: "已保存，继续" }).click();
  await heading(page, "智慧银行").waitFor();
  await button(page, "更换密钥").click();
  await page.locator(".account").waitFor();
  await page.getByText("原密钥", { exact: true }).waitFor();
  await page.getByText("停用账号", { exact: true }).click();
  await page.getByLabel("理由（将被记录）").fill("不再使用");
  await button(page, "停用账号：智慧银行").click();
  await said(page, "已停用智慧银行的账号");
  await context.close();
  chrome.assertClean();
});
