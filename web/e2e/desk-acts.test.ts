/** What is done at the court's desk, office by office: reports, tasks, requests, approvals; each act once, and what has changed meanwhile is said. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { signInAtDesk } from "./desk-tour.ts";
import { type Answer, button, DIRECTOR, heading, until, WORKER } from "./installation.ts";
import { stage } from "./stage.ts";

const { installation, chrome } = await stage(["--demo=story"]);

const OFFICER = "people/officer";
const CLERK = "people/clerk-u01";

async function at(office: string, title: string, scene: (page: Page) => Promise<void>): Promise<void> {
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, office, title);
  await scene(page);
  await context.close();
  chrome.assertClean();
}

const listed = async (person: string, path: string, filter: string): Promise<Answer> =>
  (await installation.call(person, "GET", `${path}?filter=${encodeURIComponent(filter)}`)).body;

test("a report is approved by one press, and its act of service is entered with its paper", async () => {
  const { tasks } = await listed(OFFICER, "/v1/tasks", "state=REPORTED");
  const task = tasks.find(({ addressee }: Answer) => addressee.displayName === "马文龙");
  await at("执行干警", "工作台", async (page) => {
    await page.getByRole("link", { name: "待审核的报告" }).click();
    await page.getByRole("link", { name: "马文龙" }).click();
    await button(page, "通过并生成送达记录").waitFor();
    await page.getByText("可以作为送达依据").waitFor();
    await page.keyboard.press("a");
    await page.getByText("已通过并生成送达记录：马文龙").waitFor();
    await page.goto(`/desk/${task.name}`);
    await page.getByText("已生成送达记录").waitFor();
    await button(page, "查看送达回证").click();
    await page.locator("iframe[title=送达回证]").waitFor();
  });
  assert.equal((await installation.task(task.name)).state, "TASK_STATE_DONE");
  const { cases } = await listed(OFFICER, "/v1/cases", `case_number="${task.caseNumber}"`);
  const acts = (await installation.call(OFFICER, "GET", `/v1/${cases[0].name}/serviceActs`)).body.serviceActs;
  assert.equal(acts.filter((act: Answer) => act.task === task.name).length, 1);
});

test("a task is checked, filed once however often it is pressed, and its report returned with what is missing", async () => {
  const party = "派单甲";
  await at("执行干警", "工作台", async (page) => {
    await page.goto("/desk/tasks/new");
    await page.getByLabel("当事人", { exact: true }).fill(party);
    await button(page, "核对").click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel("地址", { exact: true }).fill("三单乡前田村12号");
    await page.getByText("将派给：").waitFor();
    await button(page, "核对").click();
    await button(page, "派发任务").dblclick();
    await heading(page, `协助送达 · ${party}`).waitFor();
    const { tasks } = await listed(OFFICER, "/v1/tasks", "state=DISPATCHED AND creator=people/officer");
    const filed = tasks.filter(({ addressee }: Answer) => addressee.displayName === party);
    assert.equal(filed.length, 1);
    const { name } = filed[0];
    await installation.done(DIRECTOR, `/v1/${name}:assign`, { worker: WORKER });
    await installation.done(WORKER, `/v1/${name}:accept`, {});
    await installation.done(WORKER, `/v1/${name}/attempts`, {
      requestId: crypto.randomUUID(),
      attempt: { outcome: "DELIVERED", note: "当面交给其妻。" },
    });
    await installation.done(WORKER, `/v1/${name}:report`, { summary: "已送达" });
    await page.reload();
    await page.getByRole("button", { name: "通过", exact: true }).waitFor();
    await page.keyboard.press("r");
    await button(page, "照片看不清，请重新拍摄").click();
    await page.keyboard.press("Tab");
    await page.getByLabel("退回意见（网格员会看到）").press("Control+Enter");
    await page.getByText(`已退回网格员补充：${party}`).waitFor();
    const task = await installation.task(name);
    assert.equal(task.state, "TASK_STATE_RETURNED");
    assert.match(task.review.comment, /照片看不清/);
  });
});

test("an officer gives a task to a grid worker in the place of a director who has let the limit for accepting pass", async () => {
  const { tasks } = await listed(OFFICER, "/v1/tasks", "open=true");
  const late = tasks.filter(({ can }: Answer) => can.includes("AssignTask"));
  const task = late.find(({ court }: Answer) => court === "courts/330783201203");
  assert.ok(
    task,
    `the story has no such task: ${JSON.stringify(tasks.map(({ name, court, state }: Answer) => [name, court, state]))}`,
  );
  await at("执行干警", "工作台", async (page) => {
    await page.goto(`/desk/${task.name}`);
    await button(page, "代庭务主任指派").click();
    const { body } = await installation.call(OFFICER, "GET", `/v1/${WORKER}`);
    await page.getByLabel("网格员", { exact: true }).selectOption(WORKER);
    await button(page, `指派给${body.displayName}`).dblclick();
    await page.getByText(`已指派给${body.displayName}`).waitFor();
  });
  const { state, worker, steps } = await installation.task(task.name);
  assert.deepEqual([state, worker], ["TASK_STATE_ASSIGNED", WORKER]);
  assert.equal(steps.at(-1).actor, OFFICER);
});

test("a supervision item is signed and replied to", async () => {
  await at("执行干警", "工作台", async (page) => {
    await page.getByRole("link", { name: "待办理的督办" }).click();
    await page
      .getByRole("row", { name: /待签收/ })
      .getByRole("link")
      .first()
      .click();
    await button(page, "签收").click();
    await page.getByLabel("办理情况").fill("已上门督促，约定本周五前付清。");
    await button(page, "提交反馈").click();
    await page.getByText("已反馈，等待销号").waitFor();
  });
  const { supervisions } = await listed("people/command", "/v1/supervisions", "state=REPLIED");
  assert.ok(supervisions.some(({ steps }: Answer) => steps.some(({ comment }: Answer) => comment?.includes("本周五"))));
});

test("a clerk receives a request and returns it; what the court withdrew meanwhile is said", async () => {
  const sent = (await listed(CLERK, "/v1/requests", "state=SUBMITTED")).requests[0];
  await at("协作单位经办人", "本单位待办", async (page) => {
    await page.goto(`/desk/todo/${sent.name.replace("requests/", "")}`);
    await button(page, "签收").waitFor();
    await page.keyboard.press("a");
    await page.getByText("已签收，请在时限内答复").waitFor();
    await page.getByLabel(/^退回补正/).check();
    await page.getByLabel("需要补正的内容").fill("请补盖院印。");
    await button(page, "提交答复").click();
    await page.getByText("已提交答复").waitFor();
    const { state, fix } = (await installation.call(CLERK, "GET", `/v1/${sent.name}`)).body;
    assert.deepEqual([state, fix], ["REQUEST_STATE_RETURNED_FOR_FIX", "请补盖院印。"]);
    const late = (await listed(CLERK, "/v1/requests", "state=RECEIVED")).requests[0];
    await page.goto(`/desk/todo/${late.name.replace("requests/", "")}`);
    await page.getByLabel(/^已办结/).check();
    await page.getByLabel("办理结果").fill("未查到对外投资。");
    await installation.done(OFFICER, `/v1/${late.name}:withdraw`, { reason: "已撤回执行申请。" });
    await button(page, "提交答复").click();
    const sheet = page.getByRole("dialog", { name: "内容已有变化" });
    await sheet.getByText("已撤回", { exact: true }).waitFor();
    await button(page, "按现状继续").click();
    await sheet.waitFor({ state: "detached" });
  });
});

test("a chief approves, the next one opens, and what is refused says why", async () => {
  await at("执行局长", "审批", async (page) => {
    const row = page.getByRole("row", { name: /案款分配方案/ });
    await row.getByRole("link").click();
    await heading(page, "案款分配方案").waitFor();
    await page.getByRole("button", { name: "批准", exact: true }).waitFor();
    await page.keyboard.press("a");
    await page.getByText("已批准：案款分配方案").waitFor();
    await page.getByText(/^共 \d+ 件待审批$/).waitFor();
    await page.goto("/desk/approvals");
    await page
      .getByRole("row", { name: /公安协控/ })
      .getByRole("link")
      .click();
    await heading(page, "公安协控").waitFor();
    await button(page, "不批准").click();
    await page.getByLabel("不批准的理由").fill("先发传票。");
    await button(page, "不批准").click();
    await page.getByText("未批准：公安协控").waitFor();
  });
  const plans = await until("the plan is approved", async () => {
    const { distributions } = await listed("people/chief", "/v1/distributions", "state=APPROVED");
    return (distributions ?? []).some(({ approver }: Answer) => approver === "people/chief");
  });
  assert.ok(plans);
  const { watches } = await listed("people/chief", "/v1/watches", "state=REJECTED");
  assert.equal(watches[0].endReason, "先发传票。");
});
