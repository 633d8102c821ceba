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

/** A file of borders as a mapping program writes it: a square around the seat of each town. */
async function bordersOfTowns(open: number | undefined): Promise<string> {
  const { body } = await installation.call("people/admin", "GET", "/v1/regions?filter=level%3DTOWN&pageSize=1000");
  const regions = body.regions as {
    code: string;
    displayName: string;
    seat: { latitude: number; longitude: number };
  }[];
  const features = regions.map(({ code, displayName, seat: { latitude, longitude } }, at) => {
    const corners = [
      [longitude - 0.02, latitude - 0.02],
      [longitude + 0.02, latitude - 0.02],
      [longitude + 0.02, latitude + 0.02],
      [longitude - 0.02, latitude + 0.02],
    ];
    const ring = at === open ? corners : [...corners, corners[0]];
    const geometry = { type: "Polygon", coordinates: [ring] };
    return { type: "Feature", properties: { code, name: displayName }, geometry };
  });
  return JSON.stringify({ type: "FeatureCollection", features });
}

test("the borders of eighteen towns are imported, and the wall shows them in place of the sketch", async () => {
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await openWall(page, "zh-CN");
  const map = page.getByRole("region", { name: t.map.title });
  await map.getByText(t.map.sketch).waitFor();
  assert.equal(await map.locator(".map-cell").count(), 18);
  await context.close();

  const office = await chrome.desk(installation);
  const desk = await office.newPage();
  await signInAtDesk(desk, "系统管理员", "人员任期");
  await desk.goto("/desk/network/shapes");
  await desk.getByText("18 个镇街中，0 个已有边界。").waitFor();
  const pick = async (name: string, text: string) =>
    desk.locator("#shapes-file").setInputFiles({ name, mimeType: "application/geo+json", buffer: Buffer.from(text) });
  await pick("缺口.geojson", await bordersOfTowns(4));
  await button(desk, "校验").click();
  await desk.getByRole("heading", { name: "需要改正 1 处" }).waitFor();
  const fault = await desk.locator("main tbody tr").innerText();
  assert.match(fault, /^5\s+330783\d{3}\s+第 1 个多边形第 1 圈没有闭合/);
  await pick("镇街.geojson", await bordersOfTowns(undefined));
  await button(desk, "校验").click();
  await desk.getByText("将新增 18 条，修改 0 条，不变 0 条").waitFor();
  const wrong = await findings(desk);
  await button(desk, "导入 18 个地区的边界").click();
  await desk.getByText("18 个镇街中，18 个已有边界。").waitFor();
  assert.deepEqual(wrong, []);
  await office.close();

  const room = await chrome.desk(installation, { width: 1920, height: 1080 });
  const wall = await room.newPage();
  await openWall(wall, "zh-CN");
  const drawn = wall.getByRole("region", { name: t.map.title });
  assert.equal(await drawn.locator(".map-cell").count(), 18);
  assert.equal(await drawn.getByText(t.map.sketch).count(), 0);
  assert.deepEqual(await findings(wall), []);
  assert.deepEqual(await cut(wall), []);
  // Who has them already is not sent them again.
  const statuses = await wall.evaluate(async () => {
    const address = "/v1/regions:shapes?regionCode=330783";
    const first = await fetch(address, { cache: "no-store" });
    const headers = { "if-none-match": first.headers.get("etag") ?? "" };
    const second = await fetch(address, { cache: "no-store", headers });
    return [first.status, second.status];
  });
  assert.deepEqual(statuses, [200, 304]);
  await room.close();
  chrome.assertClean();
});

test("a town opens its villages and a village its tasks, by keyboard, and names nobody", async () => {
  await installation.filed("司马无名");
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await openWall(page, "zh-CN");
  const town = page.getByRole("button", { name: /^三单乡：/ });
  await town.focus();
  await page.keyboard.press("Enter");
  const villages = page.getByRole("dialog", { name: t.map.villagesOf("三单乡") });
  const row = villages.getByRole("row").filter({ hasText: "前田村" });
  await row.waitFor();
  assert.match(await row.innerText(), /前田村\S*\s+[1-9]\d*\s+\d+/);
  assert.deepEqual(await findings(page), []);
  await row.getByRole("button").click();
  const tasks = page.getByRole("dialog", { name: /^前田村\S*的任务$/ });
  await tasks.getByText("待指派").first().waitFor();
  await tasks.locator("tbody tr").first().waitFor();
  assert.deepEqual(await findings(page), []);
  const text = await tasks.innerText();
  assert.doesNotMatch(text, forMachines);
  assert.doesNotMatch(text, /司马无名|马文龙|吴国平|执\d+号/);
  await button(page, t.map.toTown("三单乡")).click();
  await row.waitFor();
  await page.keyboard.press("Escape");
  await villages.waitFor({ state: "detached" });
  assert.ok(await town.evaluate((element) => element === document.activeElement));
  // By another measure the villages show it beside what is open.
  await page.getByLabel(t.map.by).selectOption("shared-courts");
  await page.getByRole("button", { name: /^三单乡：\d/ }).click();
  await page.getByRole("columnheader", { name: t.map.measures["shared-courts"] }).waitFor();
  await context.close();
  chrome.assertClean();
});
