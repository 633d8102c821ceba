/** The court's desk: every screen in both languages, the keyboard, sessions that end, and the nonce of its styles. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { looking } from "./desk-looks.ts";
import { chiefTour, clerkTour, officerTour, signInAtDesk, someCase } from "./desk-tour.ts";
import { button, endSessions, heading, speaking, until } from "./installation.ts";
import { stage } from "./stage.ts";

const { installation, chrome } = await stage(["--demo=story"]);

const TOURS = { officer: officerTour, clerk: clerkTour, chief: chiefTour };

for (const tag of ["zh-CN", "en"] as const) {
  for (const [office, tour] of Object.entries(TOURS)) {
    test(`every screen of the ${office} in ${tag}`, async () => {
      const context = await chrome.desk(installation);
      await speaking(context, tag);
      const page = await context.newPage();
      const wrong: string[] = [];
      // Who approves does so on a phone as well.
      await tour(installation, page, tag, looking(page, wrong, office === "chief" ? [1366, 1024, 360] : [1366, 1024]));
      assert.deepEqual(wrong, []);
      await context.close();
      chrome.assertClean();
    });
  }
}

test("each answer of the desk's page has a nonce of its own, and no cache keeps it", async () => {
  const seen = new Set<string>();
  for (let at = 0; at < 2; at += 1) {
    const response = await fetch(`http://127.0.0.1:${installation.port}/desk/`, {
      headers: { "accept-encoding": "br" },
    });
    const policy = response.headers.get("content-security-policy") ?? "";
    const nonce = policy.match(/'nonce-([^']+)'/)?.[1] ?? "";
    assert.ok((await response.text()).includes(`nonce="${nonce}"`));
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.equal(response.headers.get("etag"), null);
    seen.add(nonce);
  }
  assert.equal(seen.size, 2);
});

test("the keyboard alone finds a case, goes from row to row and opens one", async () => {
  const { number } = await someCase(installation);
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "执行干警", "工作台");
  await page.keyboard.press("/");
  await page.keyboard.type(number.match(/(\d+)号/)?.[1] ?? "");
  await page.keyboard.press("Enter");
  await page.getByRole("tab").first().waitFor();
  await page.keyboard.press("Escape");
  await heading(page, "案件").waitFor();
  await page.locator("main tbody a").first().waitFor();
  const rows = await page.locator("main tbody a").allInnerTexts();
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  assert.equal(await focused(), rows[1]);
  await page.keyboard.press("k");
  assert.equal(await focused(), rows[0]);
  await page.keyboard.press("Enter");
  await page.getByRole("tab").first().waitFor();
  await heading(page, rows[0] ?? "").waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("c");
  await heading(page, "案件").waitFor();
  await context.close();
  chrome.assertClean();
});

test("a session that ends keeps what was typed, and somebody else who signs in goes to their own page", async () => {
  const { number } = await someCase(installation);
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "执行干警", "工作台");
  await endSessions(installation, "people/officer");
  await page.getByRole("searchbox").fill(number);
  await page.keyboard.press("Enter");
  const sheet = page.getByRole("dialog", { name: /登录已失效/ });
  await sheet.getByRole("button", { name: "执行干警" }).click();
  await page.getByRole("tab", { name: "期限" }).click();
  await page.locator("summary").first().waitFor();
  await endSessions(installation, "people/officer");
  await page.getByRole("link", { name: "案件" }).first().click();
  await sheet.getByRole("button", { name: "庭务主任（前田村）" }).click();
  await heading(page, "主任台").waitFor();
  await context.close();
  chrome.assertClean();
});

test("a desk that nobody touches says so, is covered and signed out, and is as it was when they are back", async () => {
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "执行干警", "工作台");
  await page.getByRole("searchbox").fill("执10");
  await button(page, "帮助").focus();
  const start = await page.evaluate(() => Date.now());
  await page.clock.setFixedTime(start + 29.5 * 60_000);
  await page.getByRole("dialog", { name: "您离开了吗？" }).waitFor();
  await button(page, "继续工作").click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.clock.setFixedTime(start + 60.5 * 60_000);
  const sheet = page.locator(".sheet.covers");
  await sheet.waitFor();
  await page.keyboard.press("Escape");
  await page.getByText("请仍用“").waitFor();
  await until("the session has ended", () => page.evaluate(() => fetch("/v1/me").then(({ status }) => status === 401)));
  await sheet.getByRole("button", { name: "执行干警" }).click();
  await sheet.waitFor({ state: "detached" });
  assert.equal(await page.getByRole("searchbox").inputValue(), "执10");
  await context.close();
  chrome.assertClean();
});
