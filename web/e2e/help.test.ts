/** The help card: the same button on every screen, the key `?`, without a line too, and one page on paper. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { en } from "../src/words/en.ts";
import { zh } from "../src/words/zh.ts";
import { button, card, heading, signIn, speaking } from "./installation.ts";
import { findings, forMachines, overflows, small } from "./looks.ts";
import { stage } from "./stage.ts";
import { LYING, STANDING } from "./village-tour.ts";

const { installation, chrome } = await stage();

const PHONE = { width: 360, height: 740 };

/** What is wrong with the card that is open, at each of some sizes. */
async function faults(page: Page, sizes: { width: number; height: number }[], target: number): Promise<string[]> {
  const wrong: string[] = [];
  for (const size of sizes) {
    await page.setViewportSize(size);
    const found = [
      ...(await findings(page, ["color-contrast-enhanced"])),
      ...(await overflows(page)),
      ...(await small(page, target)),
    ];
    wrong.push(...found.map((each) => `${size.width}: ${each}`));
  }
  assert.doesNotMatch(await page.getByRole("dialog").innerText(), forMachines);
  return wrong;
}

for (const language of ["zh-CN", "en"] as const) {
  const w = language === "en" ? en : zh;

  test(`the card of the worker in ${language}, by button and by key, closed by Escape, by its button and by the way back`, async () => {
    const context = await chrome.phone(installation, PHONE);
    await speaking(context, language);
    const page = await context.newPage();
    await page.goto("/field/");
    await heading(page, w.signInTitle).waitFor();
    const shown = page.getByRole("dialog", { name: w.help.worker.title });
    await button(page, w.help.button).click();
    await shown.getByText(w.field.accept, { exact: true }).waitFor();
    assert.deepEqual(await faults(page, [{ width: 320, height: 640 }, { width: 768, height: 1024 }, PHONE], 60), []);
    await page.keyboard.press("Escape");
    await shown.waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), `${w.help.button}?`);
    await page.keyboard.press("?");
    await shown.waitFor();
    // Twice in a row is one way back: the page stays.
    await shown.evaluate((dialog) => {
      for (const _ of [1, 2]) dialog.dispatchEvent(new Event("cancel", { cancelable: true }));
    });
    await shown.waitFor({ state: "detached" });
    await heading(page, w.signInTitle).waitFor();
    assert.match(page.url(), /\/field\/$/);
    await page.keyboard.press("?");
    await shown.waitFor();
    await page.goBack();
    await shown.waitFor({ state: "detached" });
    // A question mark that is typed is a question mark.
    await page.getByLabel(w.personNumber).press("?");
    assert.equal(await page.getByLabel(w.personNumber).inputValue(), "?");
    await button(page, w.help.button).click();
    await shown.getByRole("button", { name: w.back, exact: true }).click();
    await shown.waitFor({ state: "detached" });
    await heading(page, w.signInTitle).waitFor();
    await context.close();
    chrome.assertClean();
  });

  test(`the card of the director in ${language}, on the public screen and at work, and on one sheet of paper`, async () => {
    const context = await chrome.phone(installation, STANDING);
    await speaking(context, language);
    const page = await context.newPage();
    await page.goto("/village/");
    const shown = page.getByRole("dialog", { name: w.help.director.title });
    await heading(page, w.village.publicTitle).waitFor();
    const at = await button(page, w.help.button).boundingBox();
    await page.keyboard.press("?");
    await shown.getByText(w.village.leave, { exact: true }).waitFor();
    assert.deepEqual(await faults(page, [LYING, { width: 683, height: 384 }, STANDING], 72), []);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    assert.equal(pdf.match(/\/Type\s*\/Page\b/g)?.length, 1, "the card is not one sheet of paper");
    await page.emulateMedia({ media: "print" });
    assert.ok(!(await page.locator(".public").isVisible()), "the page is printed with the card");
    await page.emulateMedia({ media: null });
    await page.keyboard.press("Escape");
    await shown.waitFor({ state: "detached" });
    await page.emulateMedia({ media: "print" });
    assert.ok(await page.locator(".public").isVisible(), "the page itself is not printed any more");
    await page.emulateMedia({ media: null });
    await page.keyboard.press("1");
    await button(page, language === "en" ? "Court director (Qiantian)" : "庭务主任（前田村）").click();
    await heading(page, w.village.title).waitFor();
    assert.deepEqual(await button(page, w.help.button).boundingBox(), at, "help is in another place");
    await button(page, w.help.button).click();
    await shown.waitFor();
    // The keys of the page underneath are not pressed.
    await page.keyboard.press("5");
    await page.goBack();
    await shown.waitFor({ state: "detached" });
    await heading(page, w.village.title).waitFor();
    await context.close();
    chrome.assertClean();
  });
}

test("the card is there without a line, over the lock of the phone too, and what was begun is there after it", async () => {
  await installation.assigned("帮助甲");
  const context = await chrome.phone(installation, PHONE);
  const page = await context.newPage();
  await signIn(page);
  await card(page, "帮助甲").getByRole("link").click();
  await page.getByLabel("没有", { exact: true }).check();
  await button(page, "帮助").click();
  await page.getByRole("dialog", { name: zh.help.worker.title }).waitFor();
  await page.goBack();
  await heading(page, "新任务").waitFor();
  assert.ok(await page.getByLabel("没有", { exact: true }).isChecked());
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  installation.line.cut();
  await page.goto("/field/#help");
  await page.reload();
  const shown = page.getByRole("dialog", { name: zh.help.worker.title });
  await shown.waitFor();
  // What is typed over the pad is no try of the PIN.
  await page.keyboard.type("111111");
  await page.keyboard.press("Escape");
  await shown.waitFor({ state: "detached" });
  await heading(page, "请输入 PIN").waitFor();
  await page.keyboard.type("000000");
  await page.getByText("PIN 不对，还可以试 4 次").waitFor();
  await context.close();
});
