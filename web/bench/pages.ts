/**
 * How fast the pages are on a slow line and a slow device, each figure beside its limit: a first visit, a visit by the service worker,
 * and the answer to a tap. Run it on a machine that does nothing else. Exit code 1 where a median is beyond its limit.
 */
import { loadavg } from "node:os";
import type { BrowserContext, Page } from "playwright-core";
import { button, Chrome, card, heading, Installation, PROGRAM, photo, typePin } from "../e2e/installation.ts";
import { LYING } from "../e2e/village-tour.ts";

const RUNS = 5;
/** 256 kbit/s with 300 ms there and back, and a processor at a quarter of its speed. */
const LINE = { offline: false, latency: 300, downloadThroughput: 256_000 / 8, uploadThroughput: 256_000 / 8 };
const SLOWER = 4;
const [FIRST, REPEATED, TAP] = [6000, 1000, 200];

interface Seen {
  paint: number;
  taps: number[];
}
declare global {
  interface Window {
    seen: Seen;
  }
}

/** Notes the largest paint and how long each tap took until its answer was painted. */
const watching = (context: BrowserContext): Promise<unknown> =>
  context.addInitScript(() => {
    const seen: Seen = { paint: 0, taps: [] };
    window.seen = seen;
    new PerformanceObserver((list) => {
      for (const { startTime } of list.getEntries()) seen.paint = startTime;
    }).observe({ type: "largest-contentful-paint", buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { interactionId: number })[])
        if (entry.interactionId > 0) seen.taps.push(entry.duration);
    }).observe({ type: "event", durationThreshold: 16, buffered: true } as PerformanceObserverInit);
  });

async function slowed(page: Page, line = true): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  if (line) await session.send("Network.emulateNetworkConditions", LINE);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
}

/** Two frames later everything is painted and noted. */
const settled = (page: Page): Promise<unknown> =>
  page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 100)))),
  );

async function paintOf(page: Page, path: string): Promise<number> {
  await page.goto(path);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForLoadState("networkidle");
  await settled(page);
  return page.evaluate(() => window.seen.paint);
}

/** The slowest tap of a page since it was loaded. A page whose every tap is answered within a frame has noted none. */
async function slowestTap(page: Page): Promise<number> {
  await settled(page);
  return page.evaluate(() => Math.max(0, ...window.seen.taps));
}

const installation = await Installation.start();
const chrome = await Chrome.start();
const figures = new Map<string, { limit: number; samples: number[] }>();
function note(name: string, limit: number, sample: number): void {
  const figure = figures.get(name) ?? { limit, samples: [] };
  figure.samples.push(sample);
  figures.set(name, figure);
}

async function visits(path: string, size: { width: number; height: number }, byWorker: boolean): Promise<void> {
  const context = await chrome.phone(installation, size);
  await watching(context);
  const page = await context.newPage();
  await slowed(page);
  note(`first visit of ${path}, largest paint`, FIRST, await paintOf(page, path));
  if (byWorker) {
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    note(`repeated visit of ${path}, largest paint`, REPEATED, await paintOf(page, path));
  }
  await context.close();
}

/** The taps of a worker from the list to the kept record's first questions. */
async function phoneTaps(run: number): Promise<void> {
  const party = `测速${run}`;
  await installation.assigned(party);
  const context = await chrome.phone(installation);
  await watching(context);
  const page = await context.newPage();
  await page.goto("/field/");
  await slowed(page, false);
  await button(page, "网格员（前田村）").click();
  await heading(page, "设置 PIN").waitFor();
  await typePin(page);
  await page.getByText("再输一次").first().waitFor();
  await typePin(page);
  await card(page, party).getByRole("link").click();
  await page.getByLabel("没有", { exact: true }).check();
  await button(page, "接收任务").click();
  await page.getByText(/后自动清除/).waitFor();
  await button(page, "到达，开始记录").click();
  await page.getByLabel("拍门牌").setInputFiles(await photo(page, run));
  await button(page, "开始记录").click();
  await page.getByLabel(/^已送到/).check();
  await button(page, "下一步").click();
  await page.getByLabel("不在场", { exact: true }).check();
  await button(page, "下一步").click();
  await page.getByLabel("同住的成年家属").check();
  note("taps on the phone, the slowest", TAP, await slowestTap(page));
  await context.close();
}

/** The taps of a director from signing in to an assignment. */
async function terminalTaps(run: number): Promise<void> {
  const party = `测速终端${run}`;
  await installation.filed(party);
  const context = await chrome.phone(installation, LYING);
  await watching(context);
  const page = await context.newPage();
  await page.goto("/village/");
  await slowed(page, false);
  await button(page, "主任登录").click();
  await button(page, "庭务主任（前田村）").click();
  await card(page, party).waitFor();
  await page.getByRole("link", { name: /超期/ }).click();
  await page.getByRole("link", { name: /待指派/ }).click();
  await card(page, party).getByRole("link").click();
  await button(page, /^指派给/)
    .first()
    .click();
  await page.getByText(`“${party}”已指派给`).waitFor();
  note("taps on the terminal, the slowest", TAP, await slowestTap(page));
  await context.close();
}

console.log(`${PROGRAM}; load of the machine at the start ${loadavg()[0]?.toFixed(2)}`);
for (let run = 1; run <= RUNS; run += 1) {
  await visits("/", LYING, false);
  await visits("/field/", { width: 360, height: 740 }, true);
  await visits("/village/", LYING, true);
  await phoneTaps(run);
  await terminalTaps(run);
}
await chrome.stop();
await installation.stop();

let isBeyond = false;
for (const [name, { limit, samples }] of figures) {
  const sorted = samples.sort((a, b) => a - b).map(Math.round);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.POSITIVE_INFINITY;
  const spread = `${sorted[0]} to ${sorted[sorted.length - 1]}`;
  isBeyond ||= median > limit;
  console.log(
    `${name.padEnd(44)} ${String(median).padStart(5)} ms (${spread}); at most ${limit} ms${median > limit ? " BEYOND" : ""}`,
  );
}
process.exitCode = isBeyond ? 1 : 0;
