/** A terminal with a credential of its own: enrolled by a code, there without anybody, its director signed in by scanning. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { encode } from "uqr";
import { en } from "../src/words/en.ts";
import { zh } from "../src/words/zh.ts";
import { type Answer, button, DIRECTOR, heading, speaking, until } from "./installation.ts";
import { findings, forMachines, overflows, small } from "./looks.ts";
import { stage } from "./stage.ts";
import { enrolmentCode, LYING, typeCode } from "./village-tour.ts";

const GUEST = "庭务主任（前田村）";
const PUBLIC = /^欢迎来到/;
const NO_CODE = "ABCDEFGHJKLMNPQRSTUV";

const { installation, chrome } = await stage();

/** A terminal on its public screen that was enrolled there. */
async function enrolled(number: number): Promise<{ context: BrowserContext; page: Page }> {
  const context = await chrome.phone(installation, LYING);
  const page = await context.newPage();
  await page.clock.install();
  await page.goto("/village/");
  await button(page, "主任登录").click();
  await page.getByText("本机还没有登记").waitFor();
  await button(page, "输入登记码").click();
  await heading(page, "登记本机").waitFor();
  await typeCode(page, "zh-CN", await enrolmentCode(installation, number));
  await heading(page, PUBLIC).waitFor();
  await page.getByText("本机已登记").waitFor();
  return { context, page };
}

/** Opens the screen for signing in; the code that it shows. */
async function shown(page: Page): Promise<string> {
  const begun = page.waitForResponse("**/v1/devices:beginSignIn");
  await button(page, "主任登录").click();
  const { code } = (await (await begun).json()) as { code: string };
  await page.getByRole("img", { name: "登录二维码" }).waitFor();
  return code;
}

/** What the director's phone opens when it has scanned a code. */
async function scanned(code: string, tag: "zh-CN" | "en" = "zh-CN"): Promise<{ context: BrowserContext; page: Page }> {
  const w = tag === "en" ? en : zh;
  const context = await chrome.phone(installation);
  await speaking(context, tag);
  const page = await context.newPage();
  await page.goto(`/field/scan#${code}`);
  await page.getByText(w.scan.signInFirst).waitFor();
  await button(page, tag === "en" ? "Court director (Qiantian)" : GUEST).click();
  return { context, page };
}

const presence = async (number: number): Promise<string> => {
  const { body } = await installation.call(DIRECTOR, "GET", "/v1/terminals");
  const name = `terminals/330783201203-${number}`;
  return body.terminals.find((terminal: Answer) => terminal.name === name)?.presence;
};

const isSignedIn = (page: Page): Promise<boolean> => page.evaluate(async () => (await fetch("/v1/me")).ok);

test("the director scans, looks, allows, works, and the idle terminal goes back to being nobody's and there", async () => {
  const { context, page } = await enrolled(1);
  // Nobody has signed in, and the court hears it; the public screen says who holds the offices here.
  await until("the court hears the terminal", async () => (await presence(1)) === "PRESENCE_ONLINE");
  await page.getByText(/^庭务主任：/).waitFor();
  const code = await shown(page);
  const drawn = await page.locator(".squares path").getAttribute("d");
  const squares = encode(`${installation.line.url}/field/scan#${code}`, { ecc: "M", border: 4 }).data;
  const dark = squares.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  assert.equal(drawn, dark.join(""));

  const { context: pocket, page: phone } = await scanned(code);
  await phone.getByText("这台终端请求以您的身份登录").waitFor();
  const asked = await phone.locator("main").innerText();
  for (const word of ["1 号终端", "前田村", "三单乡"]) assert.ok(asked.includes(word), `${word}: ${asked}`);
  assert.doesNotMatch(asked, forMachines);
  assert.ok(!phone.url().includes(code), "the code stands in no history");
  await button(phone, "允许登录").dblclick();
  await phone.getByText("已允许，1 号终端正在登录").waitFor();
  await heading(page, "主任台").waitFor();
  assert.ok(await isSignedIn(page));
  const { body } = await installation.call(DIRECTOR, "GET", "/v1/me");
  await page.getByText(body.displayName).first().waitFor();
  await page.getByRole("link", { name: /设备/ }).click();
  await page.getByText("本机", { exact: true }).waitFor();
  assert.equal(await button(page, /取消本机登记|登记本机/).count(), 0);

  await page.clock.fastForward(91_000);
  await heading(page, PUBLIC).waitFor();
  await page.getByText("没有人操作，已自动退出登录").waitFor();
  await until("the session is over at the court", async () => !(await isSignedIn(page)));
  const heard = page.waitForResponse(/:heartbeat$/);
  await page.clock.fastForward(61_000);
  assert.equal((await heard).status(), 200);
  // The phone is signed in as before.
  assert.ok(await isSignedIn(phone));
  await pocket.close();
  await context.close();
  chrome.assertClean();
});

test("a code that is over, used, of nobody or of another court's terminal signs nobody in, in plain words", async () => {
  const { context, page } = await enrolled(2);
  const { context: pocket, page: phone } = await scanned(NO_CODE);
  await phone.getByText("二维码不正确、已使用或已过期，请在终端上重新显示二维码后再扫。").waitFor();
  assert.equal(await button(phone, "允许登录").count(), 0);
  await phone.goto("/field/scan");
  await phone.getByText("没有读到二维码").waitFor();

  // Somebody who directs another court is not asked.
  const code = await shown(page);
  const foreign = await installation.call("people/director-330783201", "POST", "/v1/terminals:describeSignIn", {
    code,
  });
  assert.deepEqual([foreign.status, foreign.body.reason], [404, "TERMINAL_UNKNOWN"]);
  // Who says no signs nobody in.
  await phone.goto("about:blank");
  await phone.goto(`/field/scan#${code}`);
  await button(phone, "不是我，不允许").click();
  await phone.getByText("没有允许").waitFor();
  // A code that is over is followed by another: here a second page of the terminal shows one.
  const drawn = await page.locator(".squares path").getAttribute("d");
  await page.evaluate(async () => {
    const word = document.cookie.match(/sharedcourt-device-csrf=([^;]*)/)?.[1] ?? "";
    const headers = { "content-type": "application/json", "x-csrf-token": word };
    await fetch("/v1/devices:beginSignIn", { method: "POST", headers, body: "{}" });
  });
  await until("another code", async () => (await page.locator(".squares path").getAttribute("d")) !== drawn);
  assert.ok(!(await isSignedIn(page)));

  // Revoked while the screen is open: the terminal says that it has to be enrolled.
  await installation.done("people/admin", "/v1/terminals/330783201203-2:revoke", {});
  await page.clock.fastForward(3_000);
  await page.getByText("本机还没有登记").waitFor();
  assert.equal(await page.getByRole("img", { name: "登录二维码" }).count(), 0);
  await pocket.close();
  await context.close();
});

test("a wrong enrolment code is refused in plain words, and what is typed is digits", async () => {
  const context = await chrome.phone(installation, LYING);
  const page = await context.newPage();
  await page.goto("/village/");
  await button(page, "主任登录").click();
  await button(page, "输入登记码").click();
  await page.getByLabel("登记码", { exact: true }).pressSequentially("12345-6789x");
  assert.equal(await page.getByLabel("登记码", { exact: true }).inputValue(), "12345 6789");
  assert.ok(await button(page, "登记").isDisabled());
  await button(page, "退格").click();
  await button(page, "清除").click();
  await typeCode(page, "zh-CN", "0000000000");
  await page.getByText("登记码不正确、已使用或已过期，请核对，或请管理员重新发放。").waitFor();
  assert.equal(await page.getByLabel("登记码", { exact: true }).inputValue(), "");
  await page.keyboard.press("Escape");
  await heading(page, PUBLIC).waitFor();
  await context.close();
});

for (const language of ["zh-CN", "en"] as const) {
  test(`the phone's question has nothing that axe finds, in ${language}`, async () => {
    const { page: terminal, context: there } = await enrolled(3);
    const { context, page } = await scanned(await shown(terminal), language);
    await page.locator(".facts-list").waitFor();
    assert.deepEqual(await findings(page, ["color-contrast-enhanced"]), []);
    for (const size of [
      { width: 320, height: 600 },
      { width: 360, height: 740 },
    ]) {
      await page.setViewportSize(size);
      assert.deepEqual(await overflows(page), []);
    }
    assert.deepEqual(await small(page, 64), []);
    assert.equal(await page.locator(".primary").count(), 1);
    assert.doesNotMatch(await page.locator("body").innerText(), forMachines);
    await context.close();
    await there.close();
    chrome.assertClean();
  });
}
