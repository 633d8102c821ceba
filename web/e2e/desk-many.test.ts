/** One act for many tasks from the list of the court's desk: each has its own result, and nothing is done twice. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { looking } from "./desk-looks.ts";
import { signInAtDesk, type Tag, wordsOf } from "./desk-tour.ts";
import { type Answer, button, COURT, speaking } from "./installation.ts";
import { stage } from "./stage.ts";

const { installation, chrome } = await stage();

const OFFICER = "people/officer";

async function atDesk(tag: Tag, scene: (page: Page) => Promise<void>): Promise<void> {
  const context = await chrome.desk(installation);
  await speaking(context, tag);
  const page = await context.newPage();
  const { d } = wordsOf(tag);
  await signInAtDesk(page, tag === "en" ? "Enforcement officer" : "执行干警", d.modules.workbench);
  await page.goto("/desk/tasks");
  await scene(page);
  await context.close();
  chrome.assertClean();
}

const said = (page: Page, text: string | RegExp) => page.locator(".said").getByText(text).waitFor();
const resultOf = (page: Page, party: string) => page.locator("section.many-bar").getByRole("row", { name: party });

test("three tasks are revoked by one press; what somebody else has revoked meanwhile says so, and stays as it is", async () => {
  const parties = ["批撤甲", "批撤乙", "批撤丙"];
  const names = new Map<string, string>();
  for (const party of parties) names.set(party, await installation.filed(party));
  await atDesk("zh-CN", async (page) => {
    for (const party of parties) await page.getByLabel(`选择：${party}`).check();
    await page.getByRole("heading", { name: "已选 3 件任务" }).waitFor();
    const wrong: string[] = [];
    await looking(page, wrong)("many");
    assert.deepEqual(wrong, []);
    assert.ok(await button(page, "撤回 3 件任务").isDisabled());
    await page.getByLabel("撤回的理由").fill("申请执行人撤回申请。");
    const reason = "另案处理。";
    const body = { requestId: crypto.randomUUID(), reason };
    await installation.done(OFFICER, `/v1/${names.get("批撤乙")}:revoke`, body);
    await button(page, "撤回 3 件任务").dblclick();
    await said(page, "已办 2 件，未办成 1 件");
    for (const party of ["批撤甲", "批撤丙"])
      await resultOf(page, party).getByText("已撤回", { exact: true }).waitFor();
    assert.equal(await resultOf(page, "批撤乙").getByText("已撤回", { exact: true }).count(), 0);
    await looking(page, wrong)("results");
    assert.deepEqual(wrong, []);
    await button(page, "收起结果").click();
    await page.getByRole("heading", { name: "已选 3 件任务" }).waitFor({ state: "detached" });
  });
  for (const [party, name] of names) {
    const { state, steps } = await installation.task(name);
    assert.equal(state, "TASK_STATE_REVOKED", party);
    assert.equal(steps.filter(({ kind }: Answer) => /REVOKED$/.test(kind)).length, 1, party);
  }
});

test("all of the page are chosen, those that can be go to another court, and the others stay as they are", async () => {
  const name = await installation.filed("批转甲");
  const { body } = await installation.call(OFFICER, "GET", "/v1/courts?pageSize=1000");
  const other = (body.courts as Answer[]).find((each) => each.name !== COURT && each.state !== "COURT_STATE_CLOSED");
  await atDesk("en", async (page) => {
    await page.getByLabel("Select 批转甲").waitFor();
    await page.getByLabel("Select all tasks on this page").check();
    await page.getByRole("heading", { name: /tasks? selected/ }).waitFor();
    await page.getByLabel("Transfer to another shared court").check();
    await page.getByLabel("Find a shared court").fill(other.displayName);
    await page.getByRole("radio", { name: other.displayName, exact: true }).check();
    await page.getByLabel("Why they are transferred").fill("当事人已搬家。");
    // The three of before are revoked.
    await page.getByText("This can't be done now for 3 tasks of the selection; they stay as they are.").waitFor();
    const wrong: string[] = [];
    await looking(page, wrong)("transfer");
    assert.deepEqual(wrong, []);
    await button(page, `Transfer 1 task to ${other.displayName}`).click();
    await said(page, "1 done");
    await resultOf(page, "批转甲").getByText("Transferred").waitFor();
    await resultOf(page, "批撤甲").getByText("Can't be done now; it stays as it is").waitFor();
  });
  const { court, state } = await installation.task(name);
  assert.deepEqual([court, state], [other.name, "TASK_STATE_TRANSFERRED"]);
});
