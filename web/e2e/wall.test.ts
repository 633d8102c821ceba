/** The command centre's wall: on every screen in both languages, with the rows behind its figures, and after what may happen in 72 hours. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { signInAtDesk } from "./desk-tour.ts";
import { button, heading, speaking } from "./installation.ts";
import { findings, forMachines, overflows } from "./looks.ts";
import { stage } from "./stage.ts";
import { openWall, ready, wallTour, wallWords } from "./wall-tour.ts";

const { installation, chrome } = await stage(["--demo=story"]);
const t = wallWords("zh-CN");

/** What a tile shows and cuts off, or what a wall shows below its edge. */
const cut = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const below = document.documentElement.scrollHeight > innerHeight + 1 ? ["the wall is higher than the screen"] : [];
    const tiles = [...document.querySelectorAll(".tile")].filter((tile) => {
      const bottom = tile.getBoundingClientRect().bottom + 1;
      return [...tile.querySelectorAll("*")].some(
        (each) => !each.closest(".visually-hidden, .tile-list") && each.getBoundingClientRect().bottom > bottom,
      );
    });
    return [...below, ...tiles.map((tile) => `cut: ${tile.querySelector("h2")?.textContent}`)];
  });

for (const tag of ["zh-CN", "en"] as const) {
  test(`the wall on every screen in ${tag}`, async () => {
    const context = await chrome.desk(installation);
    await speaking(context, tag);
    const page = await context.newPage();
    const wrong: string[] = [];
    await wallTour(installation, page, tag, async (screen) => {
      const note = (found: string[]) => wrong.push(...found.map((each) => `${screen}: ${each}`));
      note(await findings(page));
      note(await overflows(page));
      // A laptop scrolls down; what hangs in a room does not.
      if (/1920|3840/.test(screen)) note(await cut(page));
      const text = await page.locator("body").innerText();
      assert.doesNotMatch(text, forMachines, `${screen} shows what is for machines`);
      assert.doesNotMatch(text, /马文龙|吴国平|第九|执1061号/, `${screen} names people`);
    });
    assert.deepEqual(wrong, []);
    assert.equal(await page.getByRole("region").count(), 14);
    await context.close();
    chrome.assertClean();
  });
}

test("a figure opens the rows that it counts by keyboard, and its definition with its version", async () => {
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await openWall(page, "zh-CN");
  const figure = page.getByRole("region", { name: t.network.title }).getByRole("button").first();
  await figure.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "共享法庭" });
  await dialog.locator("tbody tr").first().waitFor();
  assert.equal(await dialog.locator("tbody tr").count(), 20);
  await dialog.getByText("第 1 版").waitFor();
  await dialog.getByText("区间末日在运行的数量。").waitFor();
  await button(page, t.counted.next).click();
  await dialog.getByText(t.counted.page(2)).waitFor();
  await button(page, t.counted.before).click();
  await dialog.getByText(t.counted.page(1)).waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.ok(await figure.evaluate((element) => element === document.activeElement));
  // What nothing was divided by is a dash.
  const batches = page.getByRole("region", { name: t.wages.title });
  assert.match(await batches.innerText(), /–/);
  await context.close();
  chrome.assertClean();
});

test("a wall that was cut off greys with its time, and is right again by itself", async () => {
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await page.clock.install();
  await openWall(page, "zh-CN");
  installation.line.cut();
  await page.clock.fastForward(120_000);
  await page.clock.runFor(10_000);
  await page.locator(".tile.stale").nth(13).waitFor();
  await page
    .getByText(/\d\d:\d\d 的数据/)
    .first()
    .waitFor();
  await page.getByText(t.away).waitFor();
  assert.doesNotMatch(await page.locator("main").innerText(), /undefined|NaN/);
  installation.line.mend();
  await page.clock.runFor(65_000);
  await page.locator(".tile.stale").first().waitFor({ state: "detached" });
  await page.getByText(t.away).waitFor({ state: "detached" });
  await context.close();
  chrome.assertClean();
});

test("after kill -9 and a restart the wall shows what has happened since, and nobody's name", async () => {
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await openWall(page, "zh-CN");
  const scenes = page.getByRole("region", { name: t.scenes.title });
  await scenes.getByRole("listitem").first().waitFor();
  await installation.kill();
  await installation.again();
  await installation.filed("司马无名");
  await scenes.getByRole("listitem").first().getByText("前田村").waitFor();
  await scenes.getByRole("listitem").first().getByText("待指派").waitFor();
  assert.doesNotMatch(await page.locator("body").innerText(), /司马无名/);
  await ready(page, "zh-CN");
  await context.close();
  chrome.assertClean();
});

test("a wall that is asked for is where its people come after signing in; others read whose it is", async () => {
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await page.goto("/wall/");
  await button(page, "指挥中心").click();
  await ready(page, "zh-CN");
  await page.keyboard.press("Tab");
  // What a hand or a key reaches is seen then.
  const leave = button(page, "退出登录");
  await leave.focus();
  assert.equal(await page.locator(".wall-tools").evaluate((tools) => getComputedStyle(tools).opacity), "1");
  await leave.click();
  await button(page, "执行干警").waitFor();
  await context.close();
  const other = await chrome.desk(installation);
  const theirs = await other.newPage();
  await signInAtDesk(theirs, "执行干警", "工作台");
  await theirs.goto("/wall/");
  await theirs.getByText(t.notYours).waitFor();
  await heading(theirs, t.title).waitFor();
  await other.close();
  chrome.assertClean();
});
