/** Bad days of a phone: each says in plain words what happened and what to do, and nothing that was recorded is lost. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { BrowserContext } from "playwright-core";
import { changedApp } from "./changed.ts";
import {
  type Answer,
  acceptTask,
  button,
  card,
  heading,
  photo,
  sendUntil,
  signIn,
  unlock,
  until,
  visit,
  WORKER,
} from "./installation.ts";
import { list, outbox, phones } from "./phone.ts";
import { stage } from "./stage.ts";

const MINUTE = 60_000;
const { installation, chrome } = await stage();
const { ready, isReported } = phones(installation, chrome);

for (const [said, error, words] of [
  ["20 minutes ahead", 20 * MINUTE, /手机时间快了 (19|20|21) 分钟，已按法院时间换算/],
  ["a day behind", -24 * 60 * MINUTE, /手机时间慢了 1(439|440|441) 分钟，已按法院时间换算/],
] as const) {
  test(`a clock that is ${said}: the visit is taken with the court's time, and the error is marked`, async () => {
    const party = error > 0 ? "钟快甲" : "钟慢甲";
    const { names, context, page } = await ready([party], {}, (context) =>
      context.clock.install({ time: Date.now() + error }),
    );
    await page.getByText(words).waitFor();
    installation.line.cut();
    const before = Date.now();
    await card(page, party).getByRole("link").click();
    await visit(page, party, { seed: error > 0 ? 210 : 211 });
    const after = Date.now();
    installation.line.mend();
    await button(page, "待报送").click();
    await sendUntil(page, "the report is there", () => isReported(names[0] as string));
    const [attempt] = (await installation.task(names[0] as string)).attempts;
    const visited = Date.parse(attempt.visitTime);
    // The court's time is known to the second or so.
    assert.ok(visited > before - 5000 && visited < after + 5000, `${attempt.visitTime} is not the time of the visit`);
    assert.ok(Math.abs(Number.parseFloat(attempt.clockError) * 1000 - error) < 5000, attempt.clockError);
    await context.close();
    chrome.assertClean();
  });
}

test("a new version waits while something is written, and takes over with a full outbox that is then sent", async () => {
  const { names, context, page } = await ready(["更新甲", "更新乙"]);
  let posts = 0;
  const stop = installation.line.watch((chunk, up) => {
    if (!up || !/^POST \/v1\/tasks\/[^/]+\/attempts /.test(chunk.toString("latin1"))) return undefined;
    posts += 1;
    return "cut";
  });
  await card(page, "更新甲").getByRole("link").click();
  await visit(page, "更新甲", { seed: 240, photos: 1 });
  await button(page, "今日任务").click();
  await card(page, "更新乙").getByRole("link").click();
  await button(page, "到达，开始记录").click();
  await button(page, "拍不了，照样开始").click();
  await heading(page, "结果怎样？").waitFor();
  installation.line.lead(await changedApp(installation, "/field/"));
  installation.line.break();
  await until("the new version is here", () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      await registration?.update().catch(() => undefined);
      return registration?.waiting !== null && registration?.waiting !== undefined;
    }),
  );
  await page.getByText("有新版本，正在等待报送完成后更新").waitFor();
  assert.equal(await button(page, "有新版本，点这里更新").count(), 0, "it takes over in the middle of a visit");
  await page.getByLabel(/^其他/).check();
  await button(page, "下一步").click();
  await page.getByLabel("发生了什么？").fill("没有人应门");
  await button(page, "下一步").click();
  await button(page, "继续").click();
  await heading(page, "照片").waitFor();
  await button(page, "下一步").click();
  await button(page, "存好，有网自动报送").click();
  await heading(page, "存好了").waitFor();
  assert.ok(posts > 0, "nothing was held up");
  await button(page, "有新版本，点这里更新").click();
  await unlock(page);
  stop();
  await outbox(page).or(button(page, "待报送")).first().click();
  for (const name of names) {
    await sendUntil(page, "the report is there", () => isReported(name));
    assert.equal((await installation.task(name)).attempts.length, 1);
  }
  await until("all is green", async () => (await page.getByText("全部到法院 ✓").count()) === 2);
  assert.equal(await page.getByText(/有新版本/).count(), 0);
  installation.line.lead(installation.port);
  await context.close();
  chrome.assertClean();
});

test("256 kbit/s, 300 ms, a stall and a cut in every third request: three photos arrive, each once", async () => {
  const { names, context, page } = await ready(["山里甲"]);
  await card(page, "山里甲").getByRole("link").click();
  await heading(page, "山里甲").waitFor();
  installation.line.slow(32_000, 300);
  let requests = 0;
  let cuts = 0;
  let stalled = false;
  const stop = installation.line.watch((chunk, up) => {
    if (!up || !/^(POST|PATCH|PUT) \/v1\//.test(chunk.toString("latin1", 0, 12))) return undefined;
    requests += 1;
    if (requests % 3 !== 0) return undefined;
    cuts += 1;
    if (stalled) return "cut";
    stalled = true;
    installation.line.stall();
    setTimeout(() => {
      installation.line.mend();
      installation.line.break();
    }, 10_000);
    return undefined;
  });
  const name = names[0] as string;
  await visit(page, "山里甲", { seed: 250, photos: 2, door: [240, 180], size: [240, 180] });
  await button(page, "待报送").click();
  await sendUntil(page, "every byte is there", async () => {
    const { files } = await installation.task(name);
    return files?.length === 3 && files.every(({ state }: Answer) => state === "TASK_FILE_STATE_STORED");
  });
  await sendUntil(page, "the report is there", () => isReported(name));
  await until("all is green", () => page.getByText("全部到法院 ✓").first().isVisible());
  stop();
  assert.ok(cuts >= 2 && stalled, `${cuts} cuts in ${requests} requests`);
  assert.equal((await installation.task(name)).attempts.length, 1);
  await context.close();
  chrome.assertClean();
});

test("the program is started again while the page is open: what happened in between is shown without a reload", async () => {
  const { context, page } = await ready(["重启甲"]);
  await installation.kill();
  await installation.again();
  await installation.assigned("重启乙");
  await card(page, "重启乙").waitFor();
  await context.close();
});

test("a place in the stream that the court no longer knows: the list is read again, and the stream goes on", async () => {
  const { context, page } = await ready(["游标甲"]);
  let refused = 0;
  const stop = installation.line.watch((chunk, up) => {
    if (!up && chunk.includes("CURSOR_EXPIRED")) refused += 1;
    return undefined;
  });
  // The next time the stream is opened it names a log that is not this one.
  await page.route(
    "**/v1/tasks:watch*",
    (route) => {
      const url = new URL(route.request().url());
      const [, xid, seq] = Buffer.from(url.searchParams.get("cursor") ?? "", "base64url")
        .toString()
        .split(".");
      url.searchParams.set("cursor", Buffer.from(`0123456789abcdef.${xid}.${seq}`).toString("base64url"));
      return route.continue({ url: url.href });
    },
    { times: 1 },
  );
  await page.reload();
  await unlock(page);
  await heading(page, "今日任务").waitFor();
  await until("the court has refused the place", async () => refused > 0);
  await installation.assigned("游标乙");
  await card(page, "游标乙").waitFor();
  stop();
  await context.close();
  chrome.assertClean();
});

test("no position: the visit goes on and says so", async () => {
  const { names, context, page } = await ready(["无位甲"], {}, (context) => context.clearPermissions());
  await card(page, "无位甲").getByRole("link").click();
  await button(page, "到达，开始记录").click();
  await page.getByText("未取得定位，可继续，将注明").waitFor();
  await button(page, "拍不了，照样开始").click();
  await page.getByLabel(/^其他/).check();
  await button(page, "下一步").click();
  await page.getByLabel("发生了什么？").fill("家中无人");
  await button(page, "下一步").click();
  await button(page, "继续").click();
  await button(page, "下一步").click();
  await page.getByText("未取得定位，可继续，将注明").waitFor();
  await button(page, "存好，有网自动报送").click();
  await button(page, "待报送").click();
  await sendUntil(page, "the report is there", () => isReported(names[0] as string));
  const [attempt] = (await installation.task(names[0] as string)).attempts;
  assert.equal(attempt.position ?? null, null);
  await context.close();
});

test("a guide that has not come is waited for, and there is a way on without it", async () => {
  const name = await installation.assigned("慢引甲");
  const context = await chrome.phone(installation);
  await context.clock.install();
  const page = await context.newPage();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/v1/packets", async (route) => {
    // The packets of other tasks come as ever: the list waits for them.
    if (route.request().postData()?.includes(name)) await held;
    await route.continue();
  });
  await signIn(page);
  await acceptTask(page, "慢引甲");
  const clock = () =>
    page.evaluate(() =>
      new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" }),
    );
  const around = [await clock()];
  await button(page, "到达，开始记录").click();
  await page.getByText("到达时间已记下。正在取办理指引，最多等 15 秒。").waitFor();
  around.push(await clock());
  assert.equal(await button(page, "不用指引，开始记录").count(), 0);
  await context.clock.fastForward(3 * MINUTE);
  await page.getByText("办理指引还没有取到", { exact: false }).waitFor();
  await button(page, "不用指引，开始记录").waitFor();
  await button(page, "再等等").click();
  await page.getByText("正在取办理指引", { exact: false }).waitFor();
  release();
  await heading(page, "到达").waitFor();
  await page.getByText(new RegExp(`^到达时间 (${around.join("|")})$`)).waitFor();
  await button(page, "拍不了，照样开始").click();
  await page.getByLabel(/^已送到/).check();
  await button(page, "下一步").click();
  // The first question of the guide, and of nothing else.
  await page.getByLabel("不在场", { exact: true }).waitFor();
  await context.close();
  chrome.assertClean();
});

test("a visit that is begun without its guide asks its own questions", async () => {
  await installation.assigned("无引甲");
  const context = await chrome.phone(installation);
  await context.clock.install();
  const page = await context.newPage();
  await page.route("**/v1/packets", (route) => route.abort());
  await signIn(page);
  await acceptTask(page, "无引甲");
  await button(page, "到达，开始记录").click();
  await page.getByText("正在取办理指引", { exact: false }).waitFor();
  await context.clock.fastForward(16_000);
  await button(page, "不用指引，开始记录").click();
  await heading(page, "到达").waitFor();
  await button(page, "拍不了，照样开始").click();
  await page.getByLabel(/^未见到人/).check();
  await button(page, "下一步").click();
  await page.getByLabel(/问了谁/).waitFor();
  await context.close();
  chrome.assertClean();
});

test("a server of an older version has neither guide nor names nor a credential for devices: the job is done all the same", async () => {
  const older = async (context: BrowserContext) => {
    await context.route("**/v1/sessions:createDeviceCredential", (route) =>
      route.fulfill({
        status: 404,
        contentType: "application/problem+json",
        body: '{"status":404,"title":"Not Found"}',
      }),
    );
    const without = (fields: string[]) => async (route: import("playwright-core").Route) => {
      const response = await route.fetch();
      const text = await response.text();
      const strip = (key: string, value: unknown) => (fields.includes(key) ? undefined : value);
      const isJson = response.headers()["content-type"]?.includes("application/json");
      await route.fulfill({ response, body: isJson ? JSON.stringify(JSON.parse(text, strip)) : text });
    };
    await context.route("**/v1/packets", without(["guide", "labels"]));
    await context.route(/\/v1\/tasks\?/, without(["labels", "can", "procedure"]));
  };
  const name = await installation.assigned("旧版甲");
  const context = await chrome.phone(installation);
  await older(context);
  const page = await context.newPage();
  await signIn(page);
  await card(page, "旧版甲").getByRole("link", { name: /打开/ }).click();
  await page.getByLabel("没有", { exact: true }).check();
  await button(page, "接收任务").click();
  await heading(page, "旧版甲").waitFor();
  await button(page, "到达，开始记录").click();
  await page.getByLabel("拍门牌").setInputFiles(await photo(page, 270));
  await button(page, "开始记录").click();
  await page.getByLabel(/^未见到人/).check();
  await button(page, "下一步").click();
  await page.getByLabel(/问了谁/).fill("邻居老陈");
  await button(page, "下一步").click();
  await button(page, "下一步").click();
  await page
    .getByLabel("不需要签名")
    .or(page.getByLabel(/不用签/))
    .first()
    .check();
  await button(page, "下一步").click();
  await button(page, "存好，有网自动报送").click();
  await heading(page, "存好了").waitFor();
  await button(page, "待报送").click();
  await sendUntil(page, "the visit is there", async () => (await installation.task(name)).attempts?.length === 1);
  await until("all is green", () => page.getByText("全部到法院 ✓").first().isVisible());
  // A list may be on its way through the route that leaves fields out.
  await context.unrouteAll({ behavior: "ignoreErrors" });
  await context.close();
  chrome.assertClean();
});

// Last: nobody of these tests works after it.
test("a term that ended in the hills: the visit is taken and marked, and the report waits for the administrator", async () => {
  const { names, context, page } = await ready(["届满甲"]);
  const name = names[0] as string;
  installation.line.cut();
  await card(page, "届满甲").getByRole("link").click();
  await visit(page, "届满甲", { seed: 260, photos: 1 });
  const { body: person } = await installation.call("people/admin", "GET", `/v1/${WORKER}`);
  const term = person.terms.find(({ role }: Answer) => role === "ROLE_GRID_WORKER");
  await installation.done("people/admin", `/v1/${term.name}:end`, {});
  installation.line.mend();
  await button(page, "待报送").click();
  const [attempt] = await sendUntil(page, "the visit is there", async () => {
    const { attempts } = await installation.task(name);
    return attempts?.length === 1 && attempts;
  });
  assert.equal(attempt.lateness, "LATENESS_AFTER_TERM");
  await until("all is green", () => page.getByText("全部到法院 ✓").first().isVisible());
  await until("the photos are there", async () =>
    (await installation.task(name)).files.every(({ state }: Answer) => state === "TASK_FILE_STATE_STORED"),
  );
  await list(page).click();
  await page.getByText("您担任网格员的任期今天不在有效期内，请联系管理员核对任期。").waitFor();
  assert.equal(await page.getByText(/没有网络/).count(), 0);
  const { lateReports } = await installation.task(name);
  assert.equal(lateReports.length, 1, "the report is not beside the task");
  await page.getByRole("link", { name: /件事需要您处理/ }).click();
  await page.getByText("您的记录已保留，法院会看到“任期结束后送到”。").waitFor();
  await context.close();
});
