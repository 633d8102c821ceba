/** A director who visits themselves, on the phone and at the court, and who reports the equipment of the court. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Page } from "playwright-core";
import {
  type Answer,
  acceptTask,
  button,
  COURT,
  card,
  DIRECTOR,
  heading,
  sendUntil,
  sign,
  signIn,
  until,
  visit,
  WORKER,
} from "./installation.ts";
import { findings, forMachines, overflows, small } from "./looks.ts";
import { stage } from "./stage.ts";
import { LYING } from "./village-tour.ts";

const GUEST = "庭务主任（前田村）";
const { installation, chrome } = await stage();
let director: string;
let worker: string;
before(async () => {
  const nameOf = async (person: string) =>
    (await installation.call("people/admin", "GET", `/v1/${person}`)).body.displayName;
  [director, worker] = [await nameOf(DIRECTOR), await nameOf(WORKER)];
});

const next = (page: Page) => button(page, "下一步").click();

async function atTerminal(): Promise<Page> {
  const context = await chrome.phone(installation, LYING);
  await context.grantPermissions(["camera"]);
  const page = await context.newPage();
  await page.goto("/");
  await button(page, GUEST).click();
  await heading(page, "主任台").waitFor();
  return page;
}

/** Takes a task of the board on. */
async function goMyself(page: Page, party: string): Promise<void> {
  await card(page, party).getByRole("link").click();
  await button(page, "我自己去").click();
}

test("a director takes a task on at the terminal and does it on the phone, from the packet to the last byte", async () => {
  const name = await installation.filed("亲往甲");
  const terminal = await atTerminal();
  await goMyself(terminal, "亲往甲");
  await heading(terminal, "任务：亲往甲").waitFor();
  await terminal.getByText("“亲往甲”由您自己办理", { exact: false }).waitFor();
  assert.equal((await installation.task(name, DIRECTOR)).worker, DIRECTOR);
  await terminal.keyboard.press("Escape");
  await terminal.getByRole("link", { name: /待接收/ }).click();
  await card(terminal, "亲往甲").getByText("等您接收").waitFor();

  const context = await chrome.phone(installation);
  const page = await context.newPage();
  await signIn(page, GUEST);
  assert.match(page.url(), /\/field\//);
  await acceptTask(page, "亲往甲");
  await until("the packet is on the phone", async () => await page.getByText(/后自动清除/).isVisible());
  await visit(page, "亲往甲", { seed: 810, photos: 1, sign: true });
  await button(page, "待报送").click();
  const task = await sendUntil(page, "everything is there", async () => {
    const task = await installation.task(name);
    const arrived = (task.files ?? []).filter(({ state }: Answer) => state === "TASK_FILE_STATE_STORED").length;
    return task.state === "TASK_STATE_REPORTED" && arrived === 3 && task;
  });
  assert.deepEqual([task.attempts.length, task.attempts[0].worker], [1, DIRECTOR]);
  await page.getByText("全部到法院").first().waitFor();
  // The visit is the director's, and so it is in the story on the terminal.
  await terminal.keyboard.press("Escape");
  await heading(terminal, "主任台").waitFor();
  await terminal.goto(`/village/task/${name.replace("tasks/", "")}`);
  await terminal.getByText(`${director}报送了结果`).waitFor();
  await installation.done("people/officer", `/v1/${name}:review`, { decision: "APPROVE" });
  await terminal.context().close();
  await context.close();
  chrome.assertClean();
});

test("the board stands on the director's phone too: a task is taken on, assigned and transferred at its width", async () => {
  await installation.filed("掌上甲");
  const given = await installation.filed("掌上乙");
  const moved = await installation.filed("掌上丙");
  const context = await chrome.phone(installation);
  const page = await context.newPage();
  await signIn(page, GUEST);
  await page.getByText("您手上没有任务", { exact: false }).waitFor();
  const wrong: string[] = [];
  const look = async (screen: string) => {
    const found = [...(await overflows(page)), ...(await small(page, 64)), ...(await findings(page))];
    wrong.push(...found.map((each) => `${screen}: ${each}`));
    assert.doesNotMatch(await page.locator("body").innerText(), forMachines, screen);
  };
  const board = () => page.getByRole("link", { name: "主任台", exact: true }).click();
  await board();
  await heading(page, "主任台").waitFor();
  await page.getByText(/庭务主任 · .+共享法庭/).waitFor();
  await look("board");
  await card(page, "掌上乙").getByRole("link").click();
  await button(page, `指派给${worker}`).waitFor();
  await look("assign");
  await button(page, `指派给${worker}`).click();
  await page.getByText(`“掌上乙”已指派给${worker}`).waitFor();
  assert.equal((await installation.task(given, DIRECTOR)).worker, WORKER);
  await card(page, "掌上丙").getByRole("link").click();
  await page.getByRole("link", { name: "转给别的法庭" }).click();
  await page.getByLabel("按名称查找法庭").fill("吴宁街道");
  await page.getByRole("radio", { name: /吴宁街道共享法庭/ }).check();
  await page.getByLabel("当事人已搬到对方辖区").check();
  await look("transfer");
  await button(page, "转给吴宁街道共享法庭").click();
  await page.getByText("“掌上丙”已转给吴宁街道共享法庭", { exact: false }).waitFor();
  assert.equal((await installation.task(moved)).state, "TASK_STATE_TRANSFERRED");
  // What the director takes on opens among their own tasks at once.
  await goMyself(page, "掌上甲");
  await heading(page, "新任务").waitFor();
  await page.getByLabel("没有", { exact: true }).check();
  await button(page, "接收任务").click();
  await heading(page, "掌上甲").waitFor();
  await page.getByRole("link", { name: "返回" }).click();
  await card(page, "掌上甲").waitFor();
  // The station of the equipment is the terminal's; the list is everybody's.
  await board();
  await page.getByRole("link", { name: "网格员" }).click();
  await page.getByText(worker).waitFor();
  await look("workers");
  assert.deepEqual(wrong, []);
  await context.close();
  chrome.assertClean();
});

test("a director who is the party is refused in the court's words, and a worker gets the task", async () => {
  const name = await installation.filed(director);
  const page = await atTerminal();
  await goMyself(page, director);
  await page.getByText("您与任务相关人同名或同号", { exact: false }).waitFor();
  await button(page, `指派给${worker}`).click();
  await page.getByText(`已指派给${worker}`, { exact: false }).waitFor();
  assert.equal((await installation.task(name, DIRECTOR)).worker, WORKER);
  await page.context().close();
  chrome.assertClean();
});

test("the director reports the equipment and asks for a repair, which the command centre sees", async () => {
  const page = await atTerminal();
  await page.getByRole("link", { name: "设备" }).click();
  await heading(page, "设备").waitFor();
  await page.getByText("还没有报告过设备情况。").waitFor();
  const piece = (name: string) => page.getByRole("group", { name, exact: true });
  for (const name of ["屏", "终端"]) await piece(name).getByLabel("完好").check();
  await piece("线").getByLabel("有故障").check();
  await page.getByLabel("线：出了什么情况（选填）").fill("雨后断线");
  await page.getByLabel(/^报修/).check();
  await button(page, "报告并报修").click();
  await page.getByText("设备情况已报告法院，并已报修").waitFor();
  await page.getByText(new RegExp(`最近一次报告：.+${director}`)).waitFor();
  await page.getByText("已报修，等法院安排修理").waitFor();
  const { body } = await installation.call("people/command", "GET", "/v1/courts?filter=repair_requested%3Dtrue");
  assert.deepEqual(
    body.courts.map((court: Answer) => [court.name, court.equipmentReport.reporter]),
    [[COURT, DIRECTOR]],
  );
  const line = body.courts[0].equipmentReport.equipment.find(({ kind }: Answer) => kind === "EQUIPMENT_KIND_LINE");
  assert.deepEqual([line.condition, line.note], ["EQUIPMENT_CONDITION_FAULTY", "雨后断线"]);

  // What was said stands there when somebody comes back; a line that works again ends the repair.
  await page.keyboard.press("Escape");
  await heading(page, "主任台").waitFor();
  await page.getByRole("link", { name: "设备" }).click();
  assert.ok(await piece("线").getByLabel("有故障").isChecked());
  await piece("线").getByLabel("完好").check();
  await button(page, "报告设备情况").click();
  await page.getByText("设备情况已报告法院", { exact: true }).waitFor();
  const after = await installation.call("people/command", "GET", "/v1/courts?filter=repair_requested%3Dtrue");
  assert.deepEqual(after.body.courts ?? [], []);
  await page.context().close();
  chrome.assertClean();
});

/** Everything that the page and its storage hold, as text. What is encrypted stands there as numbers. */
const held = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    let text = document.documentElement.outerHTML + JSON.stringify([{ ...localStorage }, { ...sessionStorage }]);
    for (const { name } of await indexedDB.databases()) {
      const open = indexedDB.open(name ?? "");
      await new Promise((resolve) => {
        open.onsuccess = resolve;
      });
      for (const table of open.result.objectStoreNames) {
        const rows = open.result.transaction(table).objectStore(table).getAll();
        await new Promise((resolve) => {
          rows.onsuccess = resolve;
        });
        text += `${table} ${JSON.stringify(rows.result)}`;
      }
      open.result.close();
    }
    return text;
  });

test("an addressee signs at the court before the court's server on a video, and what the line did not take goes when the director has left", async () => {
  const name = await installation.filed("现场甲");
  const page = await atTerminal();
  await goMyself(page, "现场甲");
  await page.getByRole("link", { name: "现场签收" }).click();
  await heading(page, "新任务").waitFor();
  await page.getByLabel("没有", { exact: true }).check();
  await button(page, "接收任务").click();
  await heading(page, "现场签收：现场甲").waitFor();
  await until("the guide is there", () => button(page, "开始签收").isEnabled());
  installation.line.cut();
  await button(page, "开始签收").click();
  await heading(page, "结果怎样？").waitFor();
  assert.equal(await page.getByLabel(/^未见到人/).count(), 0, "nobody is looked for at the court");
  await page.getByLabel(/^已送到/).check();
  await next(page);
  await page.getByLabel("通过视频到场", { exact: true }).check();
  await next(page);
  await page.getByLabel("送达的法院工作人员叫什么名字？").fill("王法官");
  await next(page);
  await page.getByLabel("本人", { exact: true }).check();
  await next(page);
  await page.getByLabel("执行通知书").check();
  await next(page);
  await sign(page, "现场甲");
  await next(page);
  await button(page, "今天").click();
  await page.locator(".light").getByText("远程在场，待法院确认", { exact: true }).waitFor();
  for (let at = 0; at < 3 && (await heading(page, "这次走访的效果").count()) === 0; at += 1) await next(page);
  await button(page, "继续").click();
  await heading(page, "照片").waitFor();
  await button(page, "拍照").click();
  const camera = page.getByRole("dialog", { name: "拍照" });
  await until("the camera is on", () => camera.getByRole("button", { name: "拍照" }).isEnabled());
  await camera.getByRole("button", { name: "拍照" }).click();
  await page.getByRole("img", { name: "第 1 张照片（过程）" }).waitFor();
  assert.deepEqual([...(await small(page, 72)), ...(await overflows(page))], []);
  await next(page);
  await heading(page, "核对并保存").waitFor();
  await page.getByText("在共享法庭当场办理", { exact: false }).waitFor();
  await button(page, "存好，有网自动报送").click();
  await heading(page, "存好了").waitFor();
  await page.getByText("本机有 1 条记录待报送法院").waitFor();
  assert.equal((await installation.task(name)).attempts?.length ?? 0, 0, "it was sent without a line");

  await button(page, "锁屏退出").click();
  await heading(page, /^欢迎来到/).waitFor();
  const left = await held(page);
  // The director's own name stands on the public screen.
  for (const secret of ["现场甲", "王法官", "前田村12号", "people/"])
    assert.ok(!left.includes(secret), `${secret} is left on the terminal`);
  installation.line.mend();
  const task = await until("the court has all of it", async () => {
    const task = await installation.task(name);
    const arrived = (task.files ?? []).filter(({ state }: Answer) => state === "TASK_FILE_STATE_STORED").length;
    return task.state === "TASK_STATE_REPORTED" && arrived === 2 && task;
  });
  assert.equal(task.attempts.length, 1);
  assert.match(task.attempts[0].note, /法院送达人王法官/);
  assert.match(task.attempts[0].note, /在共享法庭当场办理。/);
  assert.doesNotMatch(task.attempts[0].note, /没有门口照片|未取得定位/);
  const { body } = await installation.call(
    "people/officer",
    "GET",
    `/v1/serviceActs:draft?attempt=${task.attempts[0].name}`,
  );
  assert.equal(body.check.valid, true, JSON.stringify(body.check.unmet));
  await page.context().close();
  chrome.assertClean();
});
