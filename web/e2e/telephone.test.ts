/** A telephone that sends the papers of one request: a freeze of equity in three windows, from upload to publication; and the telephone's bad days. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { signInAtDesk } from "./desk-tour.ts";
import { type Answer, button, heading, photo, speaking, until } from "./installation.ts";
import { findings, overflows, small } from "./looks.ts";
import { stage } from "./stage.ts";
import { caseOf, codeFor, endAtDesk, pick, uploadTour } from "./upload-tour.ts";

const { installation, chrome } = await stage(["--demo=story"]);

const OFFICER = "people/officer";
/** The most that the program may take of the five minutes in this scenario, in milliseconds. */
const ALLOWED = 5 * 60_000;

const code = (of: Answer): Promise<Answer> => codeFor(installation, of);

const files = async ({ name }: Answer): Promise<Answer[]> =>
  (await installation.call(OFFICER, "GET", `/v1/${name}/evidence`)).body.evidence ?? [];

const said = (page: Page, text: string | RegExp) => page.locator(".said").getByText(text).waitFor();
const digits = ({ code }: Answer): string => code.replaceAll(" ", "");

async function telephone(tag = "zh-CN"): Promise<{ context: BrowserContext; page: Page }> {
  const context = await chrome.phone(installation);
  await speaking(context, tag);
  return { context, page: await context.newPage() };
}

test("a freeze of equity in three windows: photographed with the telephone, drawn up, sent, and published by the unit", async () => {
  const { name } = await caseOf(installation, 1061);
  const [officer, chief, unit] = [
    await chrome.desk(installation),
    await chrome.desk(installation),
    await chrome.desk(installation),
  ];
  const [desk, approver, clerk] = [await officer.newPage(), await chief.newPage(), await unit.newPage()];
  await signInAtDesk(desk, "执行干警", "工作台");
  await desk.goto(`/desk/${name}/requests/new?matter=equity-freeze`);
  await desk.getByLabel("持有股权的人").selectOption({ label: "贾永庆（被执行人）" });
  await desk.getByLabel("公司", { exact: true }).fill("东阳市南市红木有限公司");
  await desk.getByLabel("公司统一社会信用代码").fill("91350100M000100Y43");
  await desk.getByLabel("冻结比例（%）").fill("5");
  await desk.getByLabel("股权权属依据").selectOption({ label: "国家企业信用信息公示系统" });
  await button(desk, "用手机拍照上传").click();
  const sheet = desk.getByRole("dialog");
  const shown = (await sheet.locator("strong").innerText()).replaceAll(" ", "");
  assert.match(shown, /^\d{10}$/);
  assert.deepEqual(await findings(desk), []);

  // The second window: a telephone that nobody signs in on.
  const { context, page } = await telephone();
  await page.goto(`/upload/#${shown}`);
  await heading(page, "手机上传文书").waitFor();
  await page.getByText(/^案号：.+执1061号$/).waitFor();
  assert.equal(new URL(page.url()).hash, "");
  await sheet.getByText("手机已连接").waitFor();
  const began = Date.now();
  await pick(page, "拍照").setInputFiles(await photo(page, 801));
  await pick(page, "拍照").setInputFiles(await photo(page, 802));
  await page.getByText("已传到 2/2").waitFor();
  // What arrives is taken for what the matter needs, in its order.
  await sheet.getByLabel("第 2 份的文书类型").waitFor();
  assert.equal(await sheet.getByLabel("第 1 份的文书类型").inputValue(), "PAPER_KIND_RULING");
  assert.equal(await sheet.getByLabel("第 2 份的文书类型").inputValue(), "PAPER_KIND_ASSISTANCE_NOTICE");
  await sheet.locator("img").nth(1).waitFor();
  await button(page, "传完了").click();
  await heading(page, "上传完成").waitFor();
  await sheet.getByText("这次手机上传已结束").waitFor();
  await sheet.getByRole("button", { name: "返回" }).click();
  await button(desk, "拟好协助事项").click();
  await said(desk, "已拟好协助事项，还没有发出");
  await desk.waitForURL(/\/desk\/requests\//);
  const path = new URL(desk.url()).pathname;

  // Somebody else sends it, as for all that takes hold of property; then the third window: the unit.
  await signInAtDesk(approver, "执行局长", "审批");
  await approver.goto(path.replace("/desk/", "/desk/approvals/"));
  await approver.getByRole("button", { name: "批准并发出", exact: true }).click();
  await said(approver, /^已批准/);
  await signInAtDesk(clerk, "协作单位经办人", "本单位待办");
  await clerk.goto(path.replace("/desk/requests/", "/desk/todo/"));
  await button(clerk, "签收").click();
  await clerk.getByLabel(/^已办结/).check();
  await clerk.getByLabel("办理结果").fill("已冻结并公示。");
  await clerk.getByLabel("公示编号").fill("浙公示 2026-0017");
  await button(clerk, "提交答复").click();
  await said(clerk, "已提交答复");
  const request = (await installation.call(OFFICER, "GET", path.replace("/desk", "/v1"))).body;
  assert.equal(request.equityFreeze.state, "FREEZE_STATE_PUBLISHED");
  assert.equal(request.papers.length, 2);
  assert.ok(Date.parse(request.equityFreeze.publishTime) - began < ALLOWED, "five minutes were over");
  // The officer sees it published.
  await desk.reload();
  await desk.getByText("公示编号：浙公示 2026-0017").first().waitFor();
  for (const each of [officer, chief, unit, context]) await each.close();
  chrome.assertClean();
});

for (const tag of ["zh-CN", "en"] as const) {
  test(`every screen of the telephone's page in ${tag}`, async () => {
    const { context, page } = await telephone(tag);
    const wrong: string[] = [];
    const look = async (screen: string) => {
      for (const found of [await findings(page), await overflows(page), await small(page, 44)]) {
        wrong.push(...found.map((each) => `${screen}: ${each}`));
      }
      const size = await page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
      if (size !== "20px") wrong.push(`${screen}: text of ${size}`);
    };
    await uploadTour(installation, page, tag, look);
    assert.deepEqual(wrong, []);
    await context.close();
    chrome.assertClean();
  });
}

test("a code that is wrong, used or ended opens nothing, and its cure is said", async () => {
  const of = await caseOf(installation, 1061);
  const { context, page } = await telephone();
  await page.goto("/upload/#0000000000");
  await page.getByText("上传码不正确、已使用或已过期").waitFor();
  const session = await code(of);
  await page.getByLabel("上传码").fill(digits(session));
  await button(page, "开始上传").click();
  await button(page, "拍照").waitFor();
  // Another telephone comes too late.
  const other = await telephone();
  await other.page.goto(`/upload/#${digits(session)}`);
  await other.page.getByText("上传码不正确、已使用或已过期").waitFor();
  await other.context.close();
  // The page loaded again is still connected: a camera may have thrown it out.
  await page.reload();
  await page.getByText(/^还可上传 [0-9] 分/).waitFor();
  const ended = await code(of);
  await endAtDesk(installation, ended);
  await page.goto(`/upload/#${digits(ended)}`);
  await page.reload();
  await page.getByLabel("上传码").waitFor();
  await context.close();
  chrome.assertClean();
});

test("a line that is cut in the middle of a paper resumes by itself, and no acknowledged byte is sent twice", async () => {
  const session = await code(await caseOf(installation, 1061));
  const { context, page } = await telephone();
  await page.goto(`/upload/#${digits(session)}`);
  await button(page, "拍照").waitFor();
  const bytes = Buffer.alloc(3 * 1024 * 1024, "%PDF-1.4\n+");
  let pieces = 0;
  const stop = installation.line.watch((chunk, up) => {
    if (!up || !chunk.includes("PATCH /v1/evidence/")) return undefined;
    pieces += 1;
    return pieces === 3 ? "cut" : undefined;
  });
  await pick(page, "选照片或 PDF").setInputFiles([{ name: "long.pdf", mimeType: "application/pdf", buffer: bytes }]);
  await page.getByText("已传到 1/1").waitFor();
  stop();
  assert.ok(pieces > 3, `${pieces} pieces`);
  assert.equal((await files(session))[0].state, "EVIDENCE_STATE_STORED");
  await context.close();
  chrome.assertClean();
});

test("a session that ends in the middle of a paper keeps what has arrived, says so, and the next code resumes there", async () => {
  const of = await caseOf(installation, 1061);
  const session = await code(of);
  const { context, page } = await telephone();
  await page.goto(`/upload/#${digits(session)}`);
  await button(page, "拍照").waitFor();
  const bytes = Buffer.alloc(4 * 1024 * 1024, "%PDF-1.4\n-");
  // The officer ends it, as the clock would, when the court has acknowledged two pieces; until then no further one comes through.
  let pieces = 0;
  let isOver = false;
  const end = async () => {
    await endAtDesk(installation, session);
    isOver = true;
  };
  let ending: Promise<void> | undefined;
  installation.line.watch((chunk, up) => {
    if (!up || isOver || !chunk.includes("PATCH /v1/evidence/")) return undefined;
    pieces += 1;
    if (pieces === 3) ending = end();
    return pieces >= 3 ? "cut" : undefined;
  });
  await pick(page, "选照片或 PDF").setInputFiles([{ name: "long.pdf", mimeType: "application/pdf", buffer: bytes }]);
  await heading(page, "上传已停止").waitFor();
  await ending;
  await page.getByText(/收到 \d+%，已保留/).waitFor();
  const [kept] = await files(session);
  assert.ok(Number(kept.uploadOffset) > 0 && kept.state === "EVIDENCE_STATE_DECLARED", JSON.stringify(kept));
  const next = await code(of);
  await page.getByLabel("上传码").fill(digits(next));
  await button(page, "开始上传").click();
  await page.getByText("已传到 1/1").waitFor();
  await until("the paper is whole", async () => (await files(next))[0]?.state === "EVIDENCE_STATE_STORED");
  await context.close();
  chrome.assertClean();
});
