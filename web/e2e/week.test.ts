/** A week of a terminal that nobody reloads: the page's clock is moved, everything else happens as it does in a village. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { changedApp } from "./changed.ts";
import { type Answer, button, card, DIRECTOR, heading, until } from "./installation.ts";
import { stage } from "./stage.ts";
import { enrolmentCode, LYING, typeCode } from "./village-tour.ts";

const GUEST = "庭务主任（前田村）";
const PUBLIC = /^欢迎来到/;
const HOUR = 3_600_000;
const DAYS = 7;
/** By so much the heap may have grown since the first hour. */
const GROWTH = 20 * 1024 * 1024;

const { installation, chrome } = await stage();

/** The heap of a page, once what nobody holds is gone: one collection leaves what the one before has only marked. */
async function heap(context: BrowserContext, page: Page): Promise<number> {
  const cdp = await context.newCDPSession(page);
  for (let times = 0; times < 3; times += 1) await cdp.send("HeapProfiler.collectGarbage");
  const { usedSize } = await cdp.send("Runtime.getHeapUsage");
  await cdp.detach();
  return usedSize;
}

async function pass(page: Page, hours: number): Promise<void> {
  for (let hour = 0; hour < hours; hour += 1) await page.clock.fastForward(HOUR);
}

async function signIn(page: Page): Promise<void> {
  await button(page, "主任登录").click();
  // An enrolled terminal shows the code first.
  await button(page, /用密码登录/).click();
  await button(page, GUEST).click();
  await heading(page, "主任台").waitFor();
}

test("a terminal works through a week without a reload by hand, and its heap stays as it was", async () => {
  const context = await chrome.phone(installation, LYING);
  const page = await context.newPage();
  await page.clock.install();
  await page.goto("/village/");
  await button(page, "主任登录").click();
  await button(page, "输入登记码").click();
  await typeCode(page, "zh-CN", await enrolmentCode(installation, 1));
  await heading(page, PUBLIC).waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  let reloads = 0;
  page.on("load", () => {
    reloads += 1;
  });
  const isThere = async () => {
    const { body } = await installation.call(DIRECTOR, "GET", "/v1/terminals");
    return body.terminals.find(({ name }: Answer) => name === "terminals/330783201203-1")?.presence;
  };
  const readings: number[] = [];
  for (let day = 1; day <= DAYS; day += 1) {
    await page.clock.fastForward(61_000);
    await until("the court hears the terminal", async () => (await isThere()) === "PRESENCE_ONLINE");
    // In the morning the director assigns what has come, and locks the terminal.
    const party = `第${day}天甲`;
    await installation.filed(party);
    await signIn(page);
    await card(page, party).getByRole("link").click();
    await heading(page, `指派任务：${party}`).waitFor();
    await page.keyboard.press("Escape");
    await heading(page, "主任台").waitFor();
    await button(page, "锁屏退出").click();
    await heading(page, PUBLIC).waitFor();
    if (day === 1) readings.push(await heap(context, page));
    await pass(page, 5);
    // In the afternoon somebody signs in and leaves.
    await signIn(page);
    await card(page, party).waitFor();
    await page.clock.fastForward(91_000);
    await heading(page, PUBLIC).waitFor();
    await page.getByText("没有人操作，已自动退出登录").waitFor();
    assert.ok(!(await page.locator("body").innerText()).includes(party));
    await until("the session is over at the court", () =>
      page.evaluate(async () => !(await fetch("/v1/me").catch(() => ({ ok: true }))).ok),
    );

    // At night the program is started again; once the line is down besides, and once the page has another version.
    const isCut = day === 5;
    if (isCut) installation.line.cut();
    await pass(page, 9);
    await installation.kill();
    await pass(page, 1);
    await installation.again();
    if (day === 3) {
      installation.line.lead(await changedApp(installation, "/village/"));
      installation.line.break();
    }
    await pass(page, 9);
    if (isCut) installation.line.mend();
    if (day === 3) await until("the page has taken the new version by itself", async () => reloads === 1);
    await heading(page, PUBLIC).waitFor();
    readings.push(await heap(context, page));
  }
  assert.equal(reloads, 1);
  const [first = 0] = readings;
  assert.ok(Math.max(...readings) < first + GROWTH, `bytes of the heap, day by day: ${readings.join(", ")}`);
  await context.close();
  chrome.assertClean();
});
