/** The storage of a phone that is full, does not open or was thrown away: what the worker and the director read then. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import {
  type Answer,
  button,
  card,
  heading,
  photo,
  sendUntil,
  signIn,
  typePin,
  unlock,
  until,
  visit,
  WORKER,
} from "./installation.ts";
import { findings, forMachines, overflows, small } from "./looks.ts";
import { phones } from "./phone.ts";
import { stage } from "./stage.ts";
import { LYING } from "./village-tour.ts";

const GUEST = "庭务主任（前田村）";
const { installation, chrome } = await stage();
const { ready, isReported } = phones(installation, chrome);

/** The director in front of the board on a terminal. */
async function atBoard(size: { width: number; height: number }): Promise<Page> {
  const page = await (await chrome.phone(installation, size)).newPage();
  await page.goto("/");
  await button(page, GUEST).click();
  await heading(page, "主任台").waitFor();
  return page;
}

/** A phone whose storage can be full: every change of it is undone, as a browser does it. It checks how much is free so seldom that a test can't wait. */
const fillable = (context: BrowserContext) =>
  context.addInitScript(() => {
    const { transaction } = IDBDatabase.prototype;
    IDBDatabase.prototype.transaction = function (...asked) {
      const turn = transaction.apply(this, asked);
      if (asked[1] === "readwrite" && "full" in window) {
        Object.defineProperty(turn, "error", { value: new DOMException("", "QuotaExceededError") });
        queueMicrotask(() => turn.abort());
      }
      return turn;
    };
  });
const fill = (page: Page) => page.evaluate(() => void Object.assign(window, { full: true }));
const empty = (page: Page) => page.evaluate(() => void delete (window as { full?: boolean }).full);

test("no room on the phone, for a photo and for an answer: the page says so, and goes on where it was when there is room", async () => {
  const { names, context, page } = await ready(["满盘甲"], {}, fillable);
  await card(page, "满盘甲").getByRole("link").click();
  await button(page, "到达，开始记录").click();
  await heading(page, "到达").waitFor();
  const full = page.getByText("手机空间不够，刚才的内容没有存好。请先报送，或者清理手机，再做一次。");
  await fill(page);
  await page.getByLabel("拍门牌").setInputFiles(await photo(page, 230));
  await full.waitFor();
  await empty(page);
  await page.getByLabel("拍门牌").setInputFiles(await photo(page, 230));
  await full.waitFor({ state: "detached" });
  await button(page, "开始记录").click();
  await page.getByLabel(/^其他/).check();
  await button(page, "下一步").click();
  await page.getByLabel("发生了什么？").fill("桥断了");
  await fill(page);
  await page.getByLabel("发生了什么？").fill("桥断了，没有到门口");
  await full.waitFor();
  await empty(page);
  await page.getByLabel("发生了什么？").fill("桥断了，没有到门口。");
  await full.waitFor({ state: "detached" });
  await button(page, "下一步").click();
  await button(page, "继续").click();
  await heading(page, "照片").waitFor();
  await page.reload();
  await unlock(page);
  await heading(page, "照片").waitFor();
  await button(page, "下一步").click();
  await page
    .getByText(/桥断了，没有到门口。/)
    .first()
    .waitFor();
  await button(page, "存好，有网自动报送").click();
  await button(page, "待报送").click();
  await sendUntil(page, "the report is there", () => isReported(names[0] as string));
  const { attempts } = await installation.task(names[0] as string);
  assert.equal(attempts.length, 1);
  assert.match(attempts[0].note, /桥断了，没有到门口。/);
  assert.equal(attempts[0].evidence.length, 1);
  await context.close();
  chrome.assertClean();
});

test("a paper that is ticked on a full phone stays unticked, and the page says so", async () => {
  const { context, page } = await ready(["满盘乙"], {}, fillable);
  await card(page, "满盘乙").getByRole("link").click();
  const paper = page.getByLabel(/^执行通知书/);
  const full = page.getByText("手机空间不够，刚才的内容没有存好。请先报送，或者清理手机，再做一次。");
  await fill(page);
  // What the phone does not keep is taken back as soon as it is known.
  await paper.click();
  await full.waitFor();
  await until("the paper is not ticked", async () => !(await paper.isChecked()));
  await empty(page);
  await paper.check();
  await full.waitFor({ state: "detached" });
  await page.reload();
  await unlock(page);
  await until("the paper is ticked", () => page.getByLabel(/^执行通知书/).isChecked());
  await context.close();
  chrome.assertClean();
});

test("storage that does not open says so; storage that was thrown away is noticed, and the director sees it", async () => {
  const { names, context, page } = await ready(["清空甲"]);
  await context.addInitScript(() => {
    if (location.hash !== "#shut") return;
    Object.defineProperty(window, "indexedDB", {
      value: {
        open: () => {
          throw new DOMException("no", "UnknownError");
        },
      },
    });
  });
  const shut = await context.newPage();
  await shut.goto("/field/#shut");
  await shut.getByText("手机存储出了问题").waitFor();
  await shut.close();
  await page.goto("/favicon.ico");
  await page.evaluate(async () => {
    for (const { name } of await indexedDB.databases())
      await new Promise((resolve) => {
        const asked = indexedDB.deleteDatabase(name ?? "");
        asked.onsuccess = resolve;
        asked.onblocked = resolve;
      });
  });
  await page.goto("/field/");
  await page.getByText("手机里原来存的任务包和记录被浏览器清掉了").waitFor();
  await heading(page, "设置 PIN").waitFor();
  await typePin(page);
  await page.getByText("再输一次").first().waitFor();
  await typePin(page);
  await card(page, "清空甲").waitFor();
  const packets = await until("the phone has the packet again, as another device", async () => {
    const { body } = await installation.call("people/director-330783201203", "GET", "/v1/packets?pageSize=1000");
    const of = body.packets.filter(({ task }: Answer) => task === names[0]);
    return of.length === 2 && of;
  });
  assert.equal(packets.filter(({ purgeTime }: Answer) => !purgeTime).length, 2, "a receipt came for what is lost");

  const worker = (await installation.call("people/admin", "GET", `/v1/${WORKER}`)).body.displayName;
  const said = `${worker}的手机里，原来的记录没有了`;
  const terminal = await atBoard(LYING);
  await terminal.getByRole("heading", { name: said }).waitFor();
  await terminal
    .getByText(new RegExp(`请给${worker}打电话：当时还没有报送的走访记录和照片已经找不回来，请重新走访一次。`))
    .waitFor();
  const wrong = [...(await findings(terminal)), ...(await overflows(terminal)), ...(await small(terminal, 72))];
  assert.deepEqual(wrong, []);
  assert.doesNotMatch(await terminal.locator("body").innerText(), forMachines);
  await terminal.getByRole("link", { name: "清空甲 · 协助送达" }).click();
  await heading(terminal, "任务：清空甲").waitFor();
  await terminal.context().close();

  const phone = await chrome.phone(installation);
  const board = await phone.newPage();
  await signIn(board, GUEST);
  await board.goto("/field/board");
  await unlock(board);
  await board.getByRole("heading", { name: said }).waitFor();
  assert.deepEqual([...(await findings(board)), ...(await overflows(board)), ...(await small(board, 64))], []);

  // The new visit is what was asked for.
  await card(page, "清空甲").getByRole("link").click();
  await visit(page, "清空甲", { seed: 280, report: false });
  await button(page, "待报送").click();
  await sendUntil(
    page,
    "the visit is there",
    async () => (await installation.task(names[0] as string)).attempts.length === 1,
  );
  const read = board.waitForResponse(/\/v1\/packets\?/);
  await board.reload();
  await unlock(board);
  await read;
  await board.getByRole("link", { name: /办理中/ }).click();
  await card(board, "清空甲").waitFor();
  await board.getByRole("link", { name: "清空甲 · 协助送达" }).waitFor({ state: "detached" });
  await phone.close();
  await context.close();
  chrome.assertClean();
});
