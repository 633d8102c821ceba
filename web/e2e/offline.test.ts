/** The phone without a signal: nothing is lost, nothing is sent twice, and green is only what is there to the last byte. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import type { Locator, Page } from "playwright-core";
import {
  button,
  card,
  DIRECTOR,
  heading,
  OTHER_WORKER,
  photo,
  scribble,
  sendUntil,
  typePin,
  unlock,
  until,
  visit,
  WORKER,
} from "./installation.ts";
import { list, outbox, phones } from "./phone.ts";
import { stage } from "./stage.ts";

const { installation, chrome } = await stage();

const { ready, isReported } = phones(installation, chrome);

test("three visits without a signal, a reload without a network, and each arrives once", async () => {
  const parties = ["离线甲", "离线乙", "离线丙"];
  const { names, context, page } = await ready(parties);
  installation.line.cut();
  let seed = 10;
  for (const party of parties) {
    await card(page, party).getByRole("link").click();
    await visit(page, party, { seed: seed++, photos: 1, sign: party === "离线甲" });
    await button(page, "今日任务").click();
    await heading(page, "今日任务").waitFor();
  }
  await page.reload();
  await unlock(page);
  await page.getByText(/没有网络，显示的是 \d\d:\d\d 的数据/).waitFor();
  await card(page, "离线乙").getByText("已存手机，有网自动报送").waitFor();
  await page.getByText(/今日 3 户，已报送 0，待传照片 6/).waitFor();
  assert.deepEqual(
    await Promise.all(names.map(async (name) => (await installation.task(name)).attempts?.length ?? 0)),
    [0, 0, 0],
  );

  installation.line.mend();
  await outbox(page).click();
  for (const name of names) await sendUntil(page, "the report is there", () => isReported(name));
  for (const name of names) {
    const files = await until("every byte is there", async () => {
      const task = await installation.task(name);
      return task.files.every((file: { state: string }) => file.state === "TASK_FILE_STATE_STORED") && task.files;
    });
    const { attempts } = await installation.task(name);
    assert.equal(attempts.length, 1);
    assert.equal(files.length, attempts[0].evidence.length);
    assert.match(attempts[0].note, /由李四（同住的成年家属）签收/);
    assert.ok(attempts[0].position.accuracyM > 0);
  }
  await until("all is green", async () => (await page.getByText("全部到法院 ✓").count()) === 3);
  await context.close();
  chrome.assertClean();
});

test("an answer that is lost after the court has decided makes no second visit", async () => {
  const { names, context, page } = await ready(["丢失甲"]);
  let lost = 0;
  const stop = installation.line.watch((chunk, up) => {
    if (up || lost > 0 || !/"outcome":\s?"ATTEMPT_OUTCOME_DELIVERED"/.test(chunk.toString("latin1"))) return undefined;
    lost += 1;
    return "cut";
  });
  await card(page, "丢失甲").getByRole("link").click();
  await visit(page, "丢失甲", { seed: 30 });
  await sendUntil(page, "it arrives all the same", async () => {
    await outbox(page).or(button(page, "待报送")).first().click();
    return isReported(names[0] as string);
  });
  stop();
  assert.equal(lost, 1, "no answer was lost");
  assert.equal((await installation.task(names[0] as string)).attempts.length, 1);
  await context.close();
});

test("kill -9 in the middle of a photo: it goes on where it was, and the digest is right", async () => {
  const { names, context, page } = await ready(["断电甲"]);
  await card(page, "断电甲").getByRole("link").click();
  await heading(page, "断电甲").waitFor();
  installation.line.slow(120_000);
  let sent = 0;
  let killed = false;
  const stop = installation.line.watch((chunk, up) => {
    if (up) sent += chunk.length;
    return undefined;
  });
  const name = names[0] as string;
  await visit(page, "断电甲", { seed: 40, photos: 1, size: [1600, 1200] });
  sent = 0;
  const arriving = await until("a part of the photo is there", async () => {
    const { files } = await installation.task(name);
    return files?.find(
      (file: { state: string; receivedBytes?: string }) =>
        file.state === "TASK_FILE_STATE_ARRIVING" && Number(file.receivedBytes ?? 0) > 0,
    );
  });
  await installation.kill();
  killed = true;
  const before = sent;
  await installation.again();
  installation.line.slow(0);
  sent = 0;
  await button(page, "待报送").click();
  await sendUntil(page, "all is green", () => page.getByText("全部到法院 ✓").first().isVisible());
  stop();
  assert.ok(killed && before > 0);
  const task = await installation.task(name);
  const file = task.files.find((each: { evidence: string }) => each.evidence === arriving.evidence);
  assert.equal(file.state, "TASK_FILE_STATE_STORED");
  assert.ok(sent < Number(file.sizeBytes) + 200_000, `what had arrived was sent again: ${sent} of ${file.sizeBytes}`);
  const bytes = await content(file.evidence);
  assert.equal(createHash("sha256").update(bytes).digest("hex"), file.evidence.replace("evidence/", ""));
  await context.close();
});

async function content(evidence: string): Promise<Buffer> {
  const { stdout } = await installation.program(["token", "officer"]);
  const response = await fetch(`http://127.0.0.1:${installation.port}/v1/${evidence}/content`, {
    headers: { authorization: `Bearer ${stdout.trim()}` },
  });
  assert.equal(response.status, 200);
  return Buffer.from(await response.arrayBuffer());
}

/** How much of a pad is written on, and how far it reaches, in points of the page. */
const inked = (pad: Locator) =>
  pad.evaluate((canvas: HTMLCanvasElement) => {
    const { width, height } = canvas;
    const points = canvas.getContext("2d")?.getImageData(0, 0, width, height).data ?? [];
    let [count, right, bottom] = [0, 0, 0];
    for (let at = 0; at < width * height; at += 1) {
      if ((points[at * 4] ?? 255) > 127) continue;
      count += 1;
      right = Math.max(right, at % width);
      bottom = Math.max(bottom, Math.floor(at / width));
    }
    return { count, right: right / 2, bottom: bottom / 2 };
  });

test("a signature that the network leaves in the middle is there after a reload", async () => {
  // Nothing is served here, so that the packet has no guide and the page asks its own questions.
  const { names, context, page } = await ready(["签名甲"], { kind: "LOCATE_PERSON", documents: [] });
  await card(page, "签名甲").getByRole("link").click();
  await button(page, "到达，开始记录").click();
  await page.getByLabel("拍门牌").setInputFiles(await photo(page, 50));
  await button(page, "开始记录").click();
  await page.getByLabel(/^未见到人/).check();
  await button(page, "下一步").click();
  await page.getByLabel(/问了谁/).fill("邻居老陈");
  await button(page, "下一步").click();
  await button(page, "下一步").click();
  await page.getByLabel("请他签名").check();
  await page.getByLabel("签名人姓名").fill("老陈");
  await button(page, "请他签名").click();
  installation.line.cut();
  const pad = page.getByRole("img", { name: "在方框内签名" });
  await button(page, "确认签名").click();
  await page.getByRole("dialog").getByRole("alert").waitFor();
  await scribble(page);
  await page.getByRole("dialog").getByRole("alert").waitFor({ state: "detached" });
  // The phone is turned in the middle of it: what is written stays, and the next stroke is under the finger.
  const before = await inked(pad);
  assert.ok(before.count > 100);
  await page.setViewportSize({ width: 740, height: 420 });
  await until("the paper has the shape of the pad", () =>
    pad.evaluate((canvas: HTMLCanvasElement) => canvas.width === canvas.clientWidth * 2),
  );
  assert.ok((await inked(pad)).count > 100);
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width - 60, box.y + box.height - 25);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 40, box.y + box.height - 25, { steps: 5 });
  await page.mouse.up();
  const { right, bottom } = await inked(pad);
  assert.ok(Math.abs(right - (box.width - 40)) < 8 && Math.abs(bottom - (box.height - 25)) < 8, `${right}, ${bottom}`);
  await page.setViewportSize({ width: 360, height: 740 });
  await button(page, "确认签名").click();
  await page.getByText("老陈已签名").waitFor();
  await page.reload();
  await unlock(page);
  await heading(page, "签名").waitFor();
  await page.getByText("老陈已签名").waitFor();
  await button(page, "下一步").click();
  await page.getByText("签名：老陈，当场手写。").waitFor();
  await page.getByText(/询问了：邻居老陈/).waitFor();
  await button(page, "存好，有网自动报送").click();
  await heading(page, "存好了").waitFor();
  installation.line.mend();
  await button(page, "待报送").click();
  const attempts = await sendUntil(page, "the visit is there", async () => {
    const { attempts } = await installation.task(names[0] as string);
    return attempts?.length === 1 && attempts;
  });
  assert.deepEqual([attempts[0].record ?? null, attempts[0].evidence.length], [null, 2]);
  await context.close();
  chrome.assertClean();
});

test("a task that the court took back meanwhile: the visit is kept and marked, and the worker is told", async () => {
  const { names, context, page } = await ready(["撤回甲"]);
  const name = names[0] as string;
  installation.line.cut();
  await card(page, "撤回甲").getByRole("link").click();
  await visit(page, "撤回甲", { seed: 60 });
  await installation.done("people/officer", `/v1/${name}:revoke`, {
    requestId: crypto.randomUUID(),
    reason: "当事人已经到院签收",
  });
  installation.line.mend();
  await button(page, "待报送").click();
  await sendUntil(page, "the visit is there", async () => (await installation.task(name)).attempts?.length === 1);
  assert.equal((await installation.task(name)).attempts[0].lateness, "LATENESS_AFTER_REVOCATION");
  await list(page).click();
  await page.getByRole("link", { name: /件事需要您处理/ }).click();
  await page.getByText("您的记录已保留，法院会看到“撤回后送到”。").waitFor();
  await page.getByText("法院没有接受：报送结果").waitFor();
  await page.getByText("您写的内容还在手机里，没有丢。").waitFor();
  await context.close();
});

test("a task that went to somebody else: the packet goes from the phone, with a receipt", async () => {
  const { names, context, page } = await ready(["转办甲"]);
  const name = names[0] as string;
  const [packet] = await packetsOf(name);
  assert.ok(packet && !packet.purgeTime);
  await installation
    .done("people/officer", `/v1/${name}:transfer`, {
      requestId: crypto.randomUUID(),
      court: "courts/330783001",
      reason: "住址在镇上",
    })
    .catch(async () =>
      installation.done("people/officer", `/v1/${name}:revoke`, { requestId: crypto.randomUUID(), reason: "改派" }),
    );
  await button(page, "刷新").click();
  await card(page, "转办甲").waitFor({ state: "detached" });
  await until("the receipt is at the court", async () => (await packetsOf(name))[0]?.purgeTime);
  await page.getByRole("link", { name: /^我的/ }).click();
  await page.getByText("已清除并回执").first().waitFor();
  await context.close();
  chrome.assertClean();
});

async function packetsOf(task: string) {
  const { body } = await installation.call("people/command", "GET", "/v1/packets?pageSize=1000");
  return body.packets.filter((packet: { task: string }) => packet.task === task);
}

test("five wrong PINs: the packets are gone with their receipts, and the records are sent all the same", async () => {
  const { names, context, page } = await ready(["锁定甲"]);
  const name = names[0] as string;
  installation.line.cut();
  await card(page, "锁定甲").getByRole("link").click();
  await visit(page, "锁定甲", { seed: 70 });
  await page.reload();
  await heading(page, "请输入 PIN").waitFor();
  for (let left = 4; left >= 1; left -= 1) {
    await typePin(page, "135790");
    await page.getByText(`PIN 不对，还可以试 ${left} 次`).waitFor();
  }
  await typePin(page, "135790");
  await page.getByText("PIN 错了 5 次，手机里的任务包已清除").waitFor();
  installation.line.mend();
  await page.reload();
  await until("the report is there", () => isReported(name));
  await until("the receipt is there", async () =>
    (await packetsOf(name)).some((packet: { purgeTime?: string }) => packet.purgeTime),
  );
  assert.equal((await installation.task(name)).attempts.length, 1);
  await context.close();
});

test("an expired session in the hills keeps nobody's visit from the court", async () => {
  const { names, context, page } = await ready(["失效甲"]);
  const name = names[0] as string;
  installation.line.cut();
  await card(page, "失效甲").getByRole("link").click();
  await visit(page, "失效甲", { seed: 80, photos: 1 });
  const { body } = await installation.call(WORKER, "GET", "/v1/sessions");
  for (const session of body.sessions.filter((each: { method: string }) => each.method !== "SIGN_IN_METHOD_DEVICE")) {
    await installation.done(WORKER, `/v1/${session.name}:end`, { requestId: crypto.randomUUID() });
  }
  installation.line.mend();
  await button(page, "待报送").click();
  await sendUntil(page, "the report is there", () => isReported(name));
  await until("the photos are there", async () =>
    (await installation.task(name)).files.every((file: { state: string }) => file.state === "TASK_FILE_STATE_STORED"),
  );
  await context.close();
});

test("signing out with an outbox says so, and what is kept is sent when the same person comes again", async () => {
  const { names, context, page } = await ready(["退出甲"]);
  const name = names[0] as string;
  await card(page, "退出甲").getByRole("link").click();
  await heading(page, "退出甲").waitFor();
  // The line breaks whenever a visit is sent; the rest goes through.
  const stop = installation.line.watch((chunk, up) => (up && chunk.includes("/attempts ") ? "cut" : undefined));
  await visit(page, "退出甲", { seed: 90 });
  await button(page, "今日任务").click();
  await page.getByRole("link", { name: /^我的/ }).click();
  await button(page, "退出登录").click();
  await page.getByText("还有 2 条未报送。").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "退出登录" }).click();
  await heading(page, "登录共享法庭").waitFor();
  stop();
  assert.equal((await installation.task(name)).attempts?.length ?? 0, 0);
  await button(page, "网格员（前田村）").click();
  await until("the report is there", () => isReported(name));
  await context.close();
});

test("two tabs: one sender, one stream, one visit", async () => {
  const { names, context, page } = await ready(["双开甲"]);
  const name = names[0] as string;
  const second = await context.newPage();
  await second.goto("/field/");
  await unlock(second);
  await heading(second, "今日任务").waitFor();
  let posts = 0;
  let streams = 0;
  const stop = installation.line.watch((chunk, up) => {
    if (up && chunk.includes("/attempts HTTP/1.1")) posts += 1;
    if (up && chunk.includes("/v1/tasks:watch")) streams += 1;
    return undefined;
  });
  installation.line.cut();
  await card(page, "双开甲").getByRole("link").click();
  await visit(page, "双开甲", { seed: 95 });
  installation.line.mend();
  await button(page, "待报送").click();
  await second.getByRole("link", { name: /^待报送/ }).click();
  // Both press at once; the one who comes late finds nothing left to send.
  const send = (tab: Page) => button(tab, "现在报送").click({ timeout: 5000 });
  await Promise.allSettled([send(page), send(second)]);
  await until("the report is there", () => isReported(name));
  await until(
    "both tabs know",
    async () =>
      (await second.getByText("全部到法院 ✓").count()) > 0 && (await page.getByText("全部到法院 ✓").count()) > 0,
  );
  stop();
  assert.equal(posts, 1, "the visit was sent more than once");
  assert.ok(streams <= 2, `${streams} streams`);
  assert.equal((await installation.task(name)).attempts.length, 1);
  await context.close();
});

test("a double press keeps one record", async () => {
  const { names, context, page } = await ready(["双击甲"]);
  installation.line.cut();
  await card(page, "双击甲").getByRole("link").click();
  await button(page, "到达，开始记录").click();
  await button(page, "拍不了，照样开始").click();
  await page.getByLabel(/^其他/).check();
  await button(page, "下一步").click();
  await page.getByLabel("发生了什么？").fill("路被洪水冲断，没有到门口");
  await button(page, "下一步").click();
  await button(page, "继续").click();
  await heading(page, "照片").waitFor();
  await button(page, "下一步").click();
  await button(page, "存好，有网自动报送").dblclick();
  await heading(page, "存好了").waitFor();
  installation.line.mend();
  await sendUntil(page, "the report is there", async () => {
    await button(page, "待报送").or(outbox(page)).first().click();
    return isReported(names[0] as string);
  });
  assert.equal((await installation.task(names[0] as string)).attempts.length, 1);
  await context.close();
});

test("somebody else of the court got the task: nobody is told more than that", async () => {
  const { names, context, page } = await ready(["改派甲"]);
  const name = names[0] as string;
  await page.goto("/field/");
  await unlock(page);
  await installation.call(WORKER, "POST", `/v1/${name}:decline`, { requestId: crypto.randomUUID(), reason: "请假" });
  await installation.done(DIRECTOR, `/v1/${name}:assign`, { worker: OTHER_WORKER });
  await button(page, "刷新").click();
  await card(page, "改派甲").waitFor({ state: "detached" });
  await page.getByRole("link", { name: /件事需要您处理/ }).click();
  await page.getByText("任务已转给他人").waitFor();
  await page.getByText("法院已收回，任务包已清除").waitFor();
  await context.close();
  chrome.assertClean();
});
