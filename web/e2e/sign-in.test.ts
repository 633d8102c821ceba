/** Signing in: by one press, by password, by invitation, and each office on its face. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import {
  button,
  card,
  DIRECTOR,
  endSessions,
  heading,
  PROGRAM,
  signIn,
  typePin,
  until,
  WORKER,
} from "./installation.ts";
import { stage } from "./stage.ts";

const { installation, chrome } = await stage();

test("one press signs in, and each office comes to its face", async () => {
  const context = await chrome.phone(installation, { width: 1366, height: 768 });
  const page = await context.newPage();
  await page.goto("/");
  await heading(page, "登录共享法庭").waitFor();
  for (const [office, first] of [
    ["执行干警", "工作台"],
    ["执行局长", "审批"],
    ["院领导", "审批"],
    ["协作单位经办人", "本单位待办"],
    ["案款管理", "案款台"],
    ["指挥中心", "督办清单"],
    ["联系法官", "我的法庭"],
    ["系统管理员", "人员任期"],
  ] as const) {
    await button(page, office).click();
    await heading(page, first).waitFor();
    assert.match(page.url(), /\/desk\//);
    await button(page, "退出登录").click();
    await heading(page, "登录共享法庭").waitFor();
  }
  await button(page, "网格员（前田村）").click();
  await heading(page, "设置 PIN").waitFor();
  assert.match(page.url(), /\/field\/$/);
  await context.clearCookies();
  await page.goto("/");
  await button(page, "庭务主任（前田村）").click();
  await heading(page, "主任台").waitFor();
  assert.match(page.url(), /\/village\/$/);
  await context.close();
  chrome.assertClean();
});

test("an invitation sets a password, and the password signs in; what is wrong is said without naming anybody", async () => {
  const { stdout } = await promisify(execFile)(PROGRAM, [
    "invite",
    "officer",
    "--data",
    installation.folder,
    "--server",
    `http://127.0.0.1:${installation.port}`,
  ]);
  const context = await chrome.phone(installation, { width: 1366, height: 768 });
  const page = await context.newPage();
  await page.goto("/");
  await button(page, "首次登录或忘记密码：使用邀请码").click();
  await page.getByLabel("人员编号").fill("officer");
  await page.getByLabel("邀请码", { exact: false }).first().fill(stdout.trim());
  await page.getByLabel("新密码（至少 10 个字符）").fill("wide-river-7");
  await page.getByLabel("再次输入新密码").fill("wide-river-8");
  await button(page, "设置密码并登录").click();
  await page.getByText("两次输入的密码不一致。").waitFor();
  await page.getByLabel("再次输入新密码").fill("wide-river-7");
  await button(page, "设置密码并登录").click();
  await heading(page, "工作台").waitFor();
  await button(page, "退出登录").click();
  await page.getByLabel("人员编号").fill("officer");
  await page.getByLabel("密码", { exact: true }).fill("not-this-one");
  await page.getByRole("button", { name: "登录", exact: true }).click();
  const problem = page.getByRole("alert");
  await problem.waitFor();
  assert.match(await problem.innerText(), /请求编号/);
  assert.doesNotMatch(await problem.innerText(), /people\/|SIGN_IN/);
  await page.getByLabel("密码", { exact: true }).fill("wide-river-7");
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await heading(page, "工作台").waitFor();
  await context.close();
  chrome.assertClean();
});

test("the language is kept for each person", async () => {
  const context = await chrome.phone(installation, { width: 1366, height: 768 });
  const page = await context.newPage();
  await page.goto("/");
  await button(page, "English").click();
  await heading(page, "Sign in to the shared courts").waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  await button(page, "Contact judge").click();
  await heading(page, "My courts").waitFor();
  await page.reload();
  await heading(page, "My courts").waitFor();
  await button(page, "中文").click();
  await heading(page, "我的法庭").waitFor();
  await context.close();
});

test("a page in English never shows Chinese first, and one whose English can't be loaded says so", async () => {
  const context = await chrome.phone(installation);
  await context.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    new MutationObserver(() => {
      for (const { textContent } of document.querySelectorAll("h1")) seen.push(textContent ?? "");
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
  const page = await context.newPage();
  await page.goto("/");
  await heading(page, "登录共享法庭").waitFor();
  await page.route("**/assets/en-*.js", (route) => route.abort());
  await button(page, "English").click();
  await page.getByText("没有网络，稍后再点").waitFor();
  await page.unroute("**/assets/en-*.js");
  await button(page, "English").click();
  await heading(page, "Sign in to the shared courts").waitFor();
  assert.equal(await page.getByText("没有网络，稍后再点").count(), 0);

  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const asked = page.waitForRequest("**/assets/en-*.js");
  await page.route("**/assets/en-*.js", async (route) => {
    await held;
    await route.continue();
  });
  await page.reload({ waitUntil: "commit" });
  await asked;
  assert.equal(await page.locator("#app").innerHTML(), "");
  release();
  await heading(page, "Sign in to the shared courts").waitFor();
  const seen = await page.evaluate(() => (window as unknown as { seen: string[] }).seen);
  assert.equal(seen.at(-1), "Sign in to the shared courts");
  assert.doesNotMatch(seen.join(), /\p{Script=Han}/u);
  await context.close();
  chrome.assertClean();
});

test("English is there without a network, where it was never chosen before", async () => {
  const context = await chrome.phone(installation);
  const page = await context.newPage();
  await signIn(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  installation.line.cut();
  await button(page, "English").click();
  await heading(page, "Today").waitFor();
  await page.reload();
  await heading(page, "Enter your PIN").waitFor();
  await context.close();
  chrome.assertClean();
});

test("a session that ended is opened again over the page, and the call is made with the same request id", async () => {
  const party = "会话甲";
  const name = await installation.assigned(party);
  const context = await chrome.phone(installation);
  const page = await context.newPage();
  await signIn(page);
  // The session ends as the page asks, so that no other call is the first to hear of it.
  await page.route(
    /\/v1\/leads\?/,
    async (route) => {
      await endSessions(installation, WORKER);
      await route.continue();
    },
    { times: 1 },
  );
  await page.getByRole("link", { name: "线索" }).click();
  await page.getByRole("dialog").getByText("登录已失效，请重新登录，填写内容已保留").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "网格员（前田村）" }).click();
  await page.getByText("您还没有报过线索。").waitFor();
  const task = await installation.task(name);
  assert.equal(task.state, "TASK_STATE_ASSIGNED");
  await context.close();
  chrome.assertClean();
});

test("two people on one phone keep their own, and one never sends the other's", async () => {
  const name = await installation.assigned("共用甲");
  const context = await chrome.phone(installation);
  const page = await context.newPage();
  await signIn(page);
  await card(page, "共用甲").waitFor();
  installation.line.cut();
  await card(page, "共用甲").getByRole("link").click();
  await page.getByLabel("没有", { exact: true }).check();
  await button(page, "接收任务").click();
  await heading(page, "共用甲").waitFor();
  installation.line.mend();
  // The other comes before the line was used again: a page of theirs, with a session of theirs.
  await page.goto("about:blank");
  const other = await installation.call("people/worker-330783201203-2", "GET", "/v1/me");
  assert.equal(other.status, 200);
  await context.clearCookies();
  await page.goto("/");
  await page.evaluate(async () => {
    await fetch("/sign-in", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ guest: "people/officer" }),
    });
  });
  await page.goto("/field/");
  await heading(page, "这个页面给网格员和庭务主任使用。").waitFor();
  assert.equal((await installation.task(name)).state, "TASK_STATE_ASSIGNED");
  await context.clearCookies();
  await page.goto("/");
  await button(page, "网格员（前田村）").click();
  await heading(page, "请输入 PIN").waitFor();
  await typePin(page);
  await until(
    "the acceptance is sent by its own author",
    async () => (await installation.task(name)).state === "TASK_STATE_ACCEPTED",
  );
  assert.equal((await installation.task(name, DIRECTOR)).worker, WORKER);
  await context.close();
  chrome.assertClean();
});

test("a page that fails says so, shows the way back, and reports where it failed and nothing that was in it", async () => {
  const context = await chrome.phone(installation);
  const page = await context.newPage();
  let isBroken = true;
  // An answer that no page expects, with a name in it.
  await page.route("**/v1/me", (route) =>
    isBroken ? route.fulfill({ json: { name: "people/x", displayName: "张三", terms: 5 } }) : route.continue(),
  );
  const reported = page.waitForRequest("**/page-errors");
  await page.goto("/");
  await heading(page, "页面出错了").waitFor();
  const request = await reported;
  const report = request.postDataJSON() as Record<string, string>;
  assert.deepEqual(Object.keys(report).sort(), ["reason", "screen", "version"]);
  assert.match(report.reason ?? "", /^TypeError \/assets\//);
  assert.match(report.version ?? "", /^\/assets\/.*\.js$/);
  assert.doesNotMatch(JSON.stringify(report), /张三|people/);
  assert.equal((await request.response())?.status(), 204);
  isBroken = false;
  await button(page, "重新打开").click();
  await heading(page, "登录共享法庭").waitFor();
  await context.close();
  chrome.assertClean();
});
