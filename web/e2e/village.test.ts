/** The village terminal: what comes in, who gets it, what is left behind when nobody is there. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { criteria } from "./criteria.ts";
import { type Answer, button, card, DIRECTOR, heading, OTHER_WORKER, speaking, until, WORKER } from "./installation.ts";
import { findings, forMachines, overflows, small } from "./looks.ts";
import { stage } from "./stage.ts";
import { furnish, LYING, STANDING, villageTour } from "./village-tour.ts";

const NASTY = `"><img src=x onerror=alert(1)>𬭸㛃䶮`;
const GUEST = "庭务主任（前田村）";
const PUBLIC = /^欢迎来到/;

const { installation, chrome } = await stage();
/** The names of the two workers of the court. */
let first: string;
let second: string;
before(async () => {
  const { body } = await installation.call(DIRECTOR, "GET", "/v1/people?filter=role%3DGRID_WORKER");
  const named = (worker: string) => body.people.find(({ name }: Answer) => name === worker).displayName;
  first = named(WORKER);
  second = named(OTHER_WORKER);
});

const terminal = async (size = LYING): Promise<{ context: BrowserContext; page: Page }> => {
  const context = await chrome.phone(installation, size);
  const page = await context.newPage();
  return { context, page };
};

async function signIn(page: Page): Promise<void> {
  await page.goto("/");
  await button(page, GUEST).click();
  await heading(page, "主任台").waitFor();
}

const steps = async (name: string, kind: string): Promise<Answer[]> =>
  (await installation.task(name)).steps.filter((step: Answer) => step.kind === `TASK_EVENT_KIND_TASK_${kind}`);

/** Counts the calls that assign as they pass on the line; returns the way to ask how many there were. */
function assignments(): () => number {
  let count = 0;
  const stop = installation.line.watch((chunk, up) => {
    if (up) count += chunk.toString("latin1").match(/POST \S+:assign/g)?.length ?? 0;
    return undefined;
  });
  return () => {
    stop();
    return count;
  };
}

test("signing in leads to the board, where a task appears with a sound and is assigned by one press", async () => {
  const { context, page } = await terminal();
  await page.addInitScript(() => {
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (this: OscillatorNode, when?: number) {
      document.documentElement.dataset.rang = String(Number(document.documentElement.dataset.rang ?? 0) + 1);
      start.call(this, when);
    };
  });
  await signIn(page);
  assert.match(page.url(), /\/village\/$/);
  await page.getByText("今天没有新任务，系统有任务会响铃").waitFor();
  const name = await installation.filed("铃声甲");
  await card(page, "铃声甲").waitFor();
  await page.getByText("有 1 件新任务").waitFor();
  assert.equal(await page.locator("html").getAttribute("data-rang"), "2");
  await page.getByRole("link", { name: /待指派\s*1/ }).waitFor();

  await card(page, "铃声甲").getByRole("link").click();
  await heading(page, "指派任务：铃声甲").waitFor();
  await page.getByText("村（居）委会工作人员，可作见证人").first().waitFor();
  const calls = assignments();
  await button(page, `指派给${first}`).dblclick();
  await page.getByText(`“铃声甲”已指派给${first}`).waitFor();
  assert.equal((await steps(name, "ASSIGNED")).length, 1);
  assert.equal(calls(), 1);
  await page.getByRole("link", { name: /待接收\s*1/ }).click();
  await card(page, "铃声甲").getByText(`等${first}接收`).waitFor();
  const seen = await installation.call(WORKER, "GET", "/v1/tasks");
  assert.ok(seen.body.tasks.some((task: Answer) => task.name === name && task.state === "TASK_STATE_ASSIGNED"));

  // The worker gives it back: it is there again, with why.
  await installation.done(WORKER, `/v1/${name}:decline`, { reason: "近期不在村里" });
  await page.getByRole("link", { name: /待指派\s*1/ }).click();
  await card(page, "铃声甲").getByText("网格员退回").waitFor();
  await card(page, "铃声甲").getByRole("link").click();
  await page.getByRole("link", { name: "办理经过" }).click();
  await page.getByText(`${first}退回了任务，请另行指派`).waitFor();
  await page.getByText("近期不在村里").waitFor();
  // Who filed it, with their office, though a director may not look that person up.
  await page.getByText(/（执行干警 · 东阳市人民法院）/).waitFor();
  assert.doesNotMatch(await page.locator("main").innerText(), /people\/|courts\/|regions\//);
  await context.close();
  chrome.assertClean();
});

test("the director sets when somebody is there; the public screen shows it, and its bell rings and names the number", async () => {
  const { context, page } = await terminal();
  await page.clock.install();
  await page.addInitScript(() => {
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (this: OscillatorNode, when?: number) {
      document.documentElement.dataset.rang = String(Number(document.documentElement.dataset.rang ?? 0) + 1);
      start.call(this, when);
    };
  });
  await signIn(page);
  await page.getByRole("link", { name: /设备/ }).click();
  await page.getByLabel("公开电话（选填）").fill("主任家");
  await button(page, "保存接待时间").click();
  await page.getByText(/电话号码须为 5 至 20 位数字/).waitFor();
  await page.getByLabel("公开电话（选填）").fill("0579-85521234");
  await page.getByLabel("星期六").check();
  await button(page, "保存接待时间").click();
  await page.getByText("接待时间已保存").waitFor();
  const { body } = await installation.call(DIRECTOR, "GET", "/v1/courts/330783201203");
  assert.equal(body.reception.hours.length, 12);
  assert.equal(body.reception.telephone, "0579-85521234");

  await button(page, "锁屏退出").click();
  await heading(page, PUBLIC).waitFor();
  await page.getByText("星期一–星期六").waitFor();
  await page.getByText("08:30–11:30、14:00–17:00").waitFor();
  await button(page, "找主任").click();
  await page.getByRole("alert").getByText("没有人来的，请拨打 0579-85521234").waitFor();
  assert.equal(await page.locator("html").getAttribute("data-rang"), "6");
  await page.clock.fastForward(61_000);
  await page.getByRole("alert").waitFor({ state: "detached" });
  await context.close();
  chrome.assertClean();
});

test("a worker who is the party is refused in the court's words, and another one gets the task", async () => {
  const name = await installation.filed(first);
  const { context, page } = await terminal();
  await signIn(page);
  await card(page, first).getByRole("link").click();
  await button(page, `指派给${first}`).click();
  await page.getByText(/这位网格员与任务相关人同名或同号/).waitFor();
  assert.ok(await button(page, "不能指派").isDisabled());
  await button(page, `指派给${second}`).click();
  await page.getByText(`“${first}”已指派给${second}`).waitFor();
  assert.equal((await installation.task(name, DIRECTOR)).worker, OTHER_WORKER);
  await context.close();
  chrome.assertClean();
});

test("who was slower sees what has changed, and goes on only when they say so", async () => {
  const name = await installation.filed("比较甲");
  const { context, page } = await terminal();
  // This page hears of nothing that happens.
  await page.route("**/v1/tasks:watch*", (route) => route.abort());
  await signIn(page);
  await card(page, "比较甲").getByRole("link").click();
  await button(page, `指派给${second}`).waitFor();
  await installation.done(DIRECTOR, `/v1/${name}:assign`, { worker: WORKER });
  await button(page, `指派给${second}`).click();
  const sheet = page.getByRole("dialog", { name: "任务已有变化" });
  await sheet.getByText(`待接收 · ${first}`).waitFor();
  await sheet.getByText("待指派", { exact: true }).waitFor();
  assert.equal((await installation.task(name, DIRECTOR)).worker, WORKER);
  await sheet.getByRole("button", { name: "按现状继续" }).click();
  await page.getByText(`“比较甲”已指派给${second}`).waitFor();
  assert.equal((await installation.task(name, DIRECTOR)).worker, OTHER_WORKER);
  await context.close();
});

test("a task goes to another court with a reason, and out of sight", async () => {
  const name = await installation.filed("转办甲");
  const { context, page } = await terminal();
  await signIn(page);
  await card(page, "转办甲").getByRole("link").click();
  await page.getByRole("link", { name: "转给别的法庭" }).click();
  await heading(page, "转办任务：转办甲").waitFor();
  await page.getByText("按地址应由本庭办理", { exact: false }).waitFor();
  await page.getByLabel("按名称查找法庭").fill("吴宁街道");
  await page.getByRole("radio", { name: /吴宁街道共享法庭/ }).check();
  await page.getByLabel("其他原因").check();
  assert.ok(await button(page, /^转给/).isDisabled());
  await page.getByLabel("补充说明（必填）").fill("人在吴宁打工");
  await button(page, "转给吴宁街道共享法庭").click();
  await page.getByText("“转办甲”已转给吴宁街道共享法庭", { exact: false }).waitFor();
  await card(page, "转办甲").waitFor({ state: "detached" });
  const [step] = await steps(name, "TRANSFERRED");
  assert.equal(step.comment, "人在吴宁打工");
  await context.close();
  chrome.assertClean();
});

/** Everything that the page and its storage hold, as text. */
const held = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    let text =
      document.documentElement.outerHTML + JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state]);
    text += JSON.stringify(await indexedDB.databases());
    for (const name of await caches.keys()) for (const { url } of await (await caches.open(name)).keys()) text += url;
    return text;
  });

const isSignedIn = (page: Page): Promise<boolean> => page.evaluate(async () => (await fetch("/v1/me")).ok);

test("all that a worker has goes to another one in one press, and what can't go is left with its reason", async () => {
  const { context, page } = await terminal();
  const moving = [await installation.assigned("移交甲"), await installation.assigned("移交乙")];
  // The one who takes over has the name of the party.
  const staying = await installation.assigned(second);
  await signIn(page);
  await page.getByRole("link", { name: /网格员/ }).click();
  await heading(page, "网格员").waitFor();
  await page.getByRole("listitem").filter({ hasText: first }).getByRole("link", { name: "移交任务" }).click();
  await heading(page, `移交${first}的任务`).waitFor();
  await page.getByText("请选好交给谁，并写明原因。").waitFor();
  assert.deepEqual([...(await findings(page)), ...(await overflows(page))], []);
  await page.getByLabel(second).check();
  await page.getByLabel(/^移交原因/).fill("请假十天");
  await button(page, new RegExp(`^移交 \\d+ 件任务给${second}`)).click();
  await page.getByText(/^已移交 \d+ 件任务，1 件未移交/).waitFor();
  await page.getByText("可能就是本人").waitFor();
  assert.deepEqual([...(await findings(page)), ...(await overflows(page))], []);
  for (const name of moving) assert.equal((await installation.task(name)).worker, OTHER_WORKER);
  assert.equal((await installation.task(staying)).worker, WORKER);
  const [step] = (await steps(moving[0] ?? "", "ASSIGNED")).slice(-1);
  assert.match(step.comment ?? "", /请假十天/);
  await page.getByRole("link", { name: "指派" }).click();
  await heading(page, `指派任务：${second}`).waitFor();
  await context.close();
  chrome.assertClean();
});

test("a terminal that nobody touches warns, signs out and holds nothing of anybody", async () => {
  await installation.filed("闲置甲");
  const { context, page } = await terminal();
  await page.clock.install();
  await signIn(page);
  await card(page, "闲置甲").getByRole("link").click();
  await heading(page, "指派任务：闲置甲").waitFor();
  await page.clock.fastForward(71_000);
  const sheet = page.getByRole("dialog", { name: "还在使用吗？" });
  await sheet.getByText(/秒后退出登录，回到公众屏/).waitFor();
  await page.keyboard.press("a");
  await sheet.waitFor({ state: "detached" });
  await heading(page, "指派任务：闲置甲").waitFor();

  // A director who has begun to write may think about it.
  await page.getByRole("link", { name: "转给别的法庭" }).click();
  await page.getByLabel("其他原因").check();
  await page.getByLabel("补充说明（必填）").fill("我想想怎么写");
  await page.clock.fastForward(200_000);
  assert.equal(await page.getByLabel("补充说明（必填）").inputValue(), "我想想怎么写");
  await page.clock.fastForward(101_000);
  await heading(page, PUBLIC).waitFor();
  await page.getByText("没有人操作，已自动退出登录").waitFor();
  const text = await held(page);
  for (const secret of ["闲置甲", first, second, "前田村12号", "86690000", "我想想", "people/"]) {
    assert.ok(!text.includes(secret), `${secret} is left on the terminal`);
  }
  await until("the session is over at the court", async () => !(await isSignedIn(page)));
  await page.goBack();
  await heading(page, PUBLIC).waitFor();
  assert.ok(!(await held(page)).includes("闲置甲"));
  await page.goto("/village/pass/x");
  await heading(page, PUBLIC).waitFor();
  await button(page, "主任登录").click();
  await button(page, GUEST).click();
  await card(page, "闲置甲").waitFor();
  await context.close();
  chrome.assertClean();
});

test("without a line the last state stands with its time, nothing is assigned, and a reload shows nobody's things", async () => {
  const name = await installation.filed("断线甲");
  const { context, page } = await terminal();
  const workers = page.waitForResponse(/\/v1\/people\?/);
  await signIn(page);
  // The last state is the tasks with the workers who can have them.
  await (await workers).finished();
  await card(page, "断线甲").waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  installation.line.cut();
  await page.getByText(/没有网络，显示的是 \d\d:\d\d 的数据/).waitFor();
  await card(page, "断线甲").getByRole("link").click();
  await page.getByText("没有网络，现在不能办理；网络恢复后再按。").waitFor();
  assert.ok(await button(page, `指派给${first}`).isDisabled());
  await page.getByRole("link", { name: "办理经过" }).click();
  await page.getByText("任务分到本庭").waitFor();
  await page.getByRole("link", { name: "指派" }).click();
  installation.line.mend();
  await until("it can be assigned again", () => button(page, `指派给${first}`).isEnabled());
  await button(page, `指派给${first}`).click();
  await page.getByText(`“断线甲”已指派给${first}`).waitFor();
  assert.equal((await steps(name, "ASSIGNED")).length, 1);

  // The director leaves while the line is down: nobody else gets in, and the court hears of it when the line is back.
  installation.line.cut();
  await button(page, "锁屏退出").click();
  await heading(page, PUBLIC).waitFor();
  await page.getByText(/上一次登录要等网络恢复后才能在法院注销/).waitFor();
  await page.reload();
  await heading(page, PUBLIC).waitFor();
  assert.ok(!(await held(page)).includes("断线甲"));
  installation.line.mend();
  await until("the session is over at the court", async () => !(await isSignedIn(page).catch(() => true)));
  await context.close();
});

test("a late answer to signing out does not end the session of the person who signs in next", async () => {
  const { context, page } = await terminal();
  await signIn(page);
  let answer: () => void = () => undefined;
  const late = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route("**/sign-out", async (route) => {
    const response = await route.fetch();
    await late;
    await route.fulfill({ response });
  });
  const left = page.waitForRequest("**/sign-out");
  await button(page, "锁屏退出").click();
  // What is on the screen goes at once, whatever the court answers.
  await heading(page, PUBLIC).waitFor();
  await left;
  await button(page, "主任登录").click();
  await button(page, GUEST).click();
  await until("signing in waits", () => button(page, GUEST).isDisabled());
  answer();
  await heading(page, "主任台").waitFor();
  await page.reload();
  await heading(page, "主任台").waitFor();
  assert.ok(await isSignedIn(page));
  await context.close();
  chrome.assertClean();
});

test("who leaves the screen for signing in while it waits does not open the terminal later", async () => {
  const { context, page } = await terminal();
  await page.goto("/village/");
  let answer: () => void = () => undefined;
  const late = new Promise<void>((resolve) => {
    answer = resolve;
  });
  let begun = false;
  await page.route("**/sign-in", async (route) => {
    if (route.request().method() !== "POST") return route.fallback();
    begun = true;
    await late;
    await route.continue().catch(() => undefined);
  });
  await button(page, "主任登录").click();
  await button(page, GUEST).click();
  await until("the court is asked", async () => begun);
  await page.keyboard.press("Escape");
  await heading(page, PUBLIC).waitFor();
  answer();
  await page.unroute("**/sign-in");
  assert.ok(!(await isSignedIn(page)));
  await page.reload();
  await heading(page, PUBLIC).waitFor();
  await button(page, "主任登录").click();
  await button(page, GUEST).click();
  await heading(page, "主任台").waitFor();
  await context.close();
});

test("an answer that is lost after the court has decided makes no second assignment, pressed again", async () => {
  const name = await installation.filed("丢失乙");
  const { context, page } = await terminal();
  // This page hears of nothing that happens: the director decides what to do by what the screen says.
  await page.route("**/v1/tasks:watch*", (route) => route.abort());
  await signIn(page);
  await card(page, "丢失乙").getByRole("link").click();
  await button(page, `指派给${first}`).waitFor();
  // Nor does it read the list again by itself before the second press.
  const list = /\/v1\/tasks\?/;
  await page.route(list, () => undefined);
  const calls = assignments();
  await page.route(
    "**/*:assign",
    async (route) => {
      await route.fetch();
      await route.abort("connectionreset");
    },
    { times: 1 },
  );
  await button(page, `指派给${first}`).click();
  await page.getByText("连不上法院的服务器。请检查网络，稍后再试。").waitFor();
  assert.equal((await steps(name, "ASSIGNED")).length, 1, "the court has not decided");
  await page.unroute(list);
  await button(page, `指派给${first}`).click();
  await page.getByText(`“丢失乙”已指派给${first}`).waitFor();
  assert.equal(calls(), 2, "it was not pressed twice");
  assert.equal((await steps(name, "ASSIGNED")).length, 1);
  await context.close();
});

test("the whole job by keyboard, and the screen read aloud by a voice of the machine", async () => {
  const name = await installation.filed("键盘甲");
  const { context, page } = await terminal(STANDING);
  await page.addInitScript(() => {
    const voice = { name: "local", lang: "zh-CN", localService: true, default: true, voiceURI: "local" };
    const said: string[] = [];
    class Utterance {
      text: string;
      onend: (() => void) | undefined;
      constructor(text: string) {
        this.text = text;
      }
    }
    const synthesis = new EventTarget();
    Object.assign(synthesis, {
      getVoices: () => [voice],
      cancel: () => undefined,
      speak: (utterance: Utterance) => {
        said.push(utterance.text);
        document.documentElement.dataset.said = said.join(" ");
        utterance.onend?.();
      },
    });
    Object.defineProperty(window, "speechSynthesis", { value: synthesis });
    Object.defineProperty(window, "SpeechSynthesisUtterance", { value: Utterance });
  });
  const tabTo = async (text: string) => {
    for (let at = 0; at < 60; at += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate((text) => document.activeElement?.textContent?.includes(text), text)) return;
    }
    assert.fail(`the keyboard does not come to ${text}`);
  };
  await page.goto("/village/");
  await heading(page, PUBLIC).waitFor();
  await page.keyboard.press("1");
  await heading(page, "庭务主任登录").waitFor();
  await page.keyboard.press("Escape");
  await heading(page, PUBLIC).waitFor();
  await page.keyboard.press("1");
  await button(page, GUEST).waitFor();
  await tabTo(GUEST);
  await page.keyboard.press("Enter");
  await card(page, "键盘甲").waitFor();
  await page.keyboard.press("4");
  await page.getByRole("link", { name: /超期/ }).and(page.locator("[aria-current]")).waitFor();
  await page.keyboard.press("1");
  await card(page, "键盘甲").waitFor();
  await page.keyboard.press("F1");
  await until("the board is read", async () =>
    (await page.locator("html").getAttribute("data-said"))?.includes("键盘甲"),
  );
  // What lies over the page is read as well.
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "庭务主任：怎样用这台终端" });
  await help.waitFor();
  await page.keyboard.press("F1");
  await until("the card is read", async () =>
    (await page.locator("html").getAttribute("data-said"))?.includes("怎样用这台终端"),
  );
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "detached" });
  await tabTo("键盘甲");
  await page.keyboard.press("Enter");
  await heading(page, "指派任务：键盘甲").waitFor();
  await page.keyboard.press("Escape");
  await heading(page, "主任台").waitFor();
  await tabTo("键盘甲");
  await page.keyboard.press("Enter");
  await button(page, `指派给${first}`).waitFor();
  await page.keyboard.press("1");
  await page.getByText(/“键盘甲”已指派给/).waitFor();
  assert.equal((await steps(name, "ASSIGNED")).length, 1);
  await page.keyboard.press("5");
  await heading(page, "网格员").waitFor();
  await page.keyboard.press("Escape");
  await heading(page, "主任台").waitFor();
  await page.keyboard.press("6");
  await heading(page, "设备").waitFor();
  await context.close();
  chrome.assertClean();
});

let furnished: Promise<void> | undefined;
for (const language of ["zh-CN", "en"] as const) {
  test(`every screen of the terminal in ${language}`, async (t) => {
    // Where the focus goes is the same in both languages.
    const walked = language === "zh-CN" ? criteria() : undefined;
    const { context, page } = await terminal();
    await speaking(context, language);
    furnished ??= furnish(installation, page, NASTY);
    await furnished;
    const wrong: string[] = [];
    const note = (screen: string, found: string[]) => wrong.push(...found.map((each) => `${screen}: ${each}`));
    const seen: string[] = [];
    await villageTour(installation, page, NASTY, language, async (screen) => {
      seen.push(screen);
      note(screen, await findings(page, ["color-contrast-enhanced"]));
      for (const size of [STANDING, { width: 683, height: 384 }, LYING]) {
        await page.setViewportSize(size);
        note(`${screen} at ${size.width}`, await overflows(page));
      }
      if (!screen.startsWith("sign-in")) note(`${screen}, a small target`, await small(page, 72));
      const primary = await page.locator("dialog[open] .primary, body:not(:has(dialog[open])) .primary").count();
      assert.ok(primary <= 1, `${screen} has ${primary} primary actions`);
      const text = await page.locator("body").innerText();
      assert.doesNotMatch(text, forMachines, `${screen} shows what is for machines`);
      await walked?.look(page, screen);
    });
    await walked?.report(t);
    assert.deepEqual(wrong, []);
    assert.ok(seen.length >= 16, seen.join(", "));
    await context.close();
    chrome.assertClean();
  });
}
