/** The search of the desk: by the whole name of a party, by a telephone, by the beginning of a number, and only what is one's own to see. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { looking } from "./desk-looks.ts";
import { signInAtDesk, wordsOf } from "./desk-tour.ts";
import { heading, speaking } from "./installation.ts";
import { stage } from "./stage.ts";

const { installation, chrome } = await stage(["--demo=story"]);

const OFFICER = "people/officer";
const DEBTOR = "阿不都·买买提";
const PHONE = "13812340000";
const NUMBER = "（2026）浙0783执98765号";

const party = (side: string, displayName: string, identityNumber: string, phone = "") => ({
  side,
  displayName,
  kind: "PARTY_KIND_PERSON",
  identityNumber,
  phone,
});
const made = await installation.call(OFFICER, "POST", "/v1/cases", {
  requestId: crypto.randomUUID(),
  case: {
    caseNumber: NUMBER,
    cause: "买卖合同纠纷",
    filingDate: { year: 2026, month: 3, day: 2 },
    claimFen: "1200000",
    parties: [
      party("SIDE_APPLICANT", "张三", "11010519491231002X"),
      party("SIDE_DEBTOR", DEBTOR, "34052419800101001X", PHONE),
    ],
  },
});
assert.equal(made.status, 200, JSON.stringify(made.body));

async function search(page: Page, text: string): Promise<void> {
  await page.keyboard.press("/");
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
}

const row = (page: Page) => page.locator("main tbody tr").filter({ hasText: NUMBER });

test("an officer finds a case by its party, its telephone and the beginning of its number, by the keyboard alone", async () => {
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "执行干警", "工作台");
  for (const text of [DEBTOR, "阿不都•买买提", PHONE, "138-1234-0000", "（2026）浙0783执987", "执987*"]) {
    await search(page, text);
    await heading(page, "查找结果").waitFor();
    await page
      .getByRole("status")
      .filter({ hasText: `查找“${text}”` })
      .waitFor();
    await row(page).waitFor();
    assert.ok(!decodeURIComponent(page.url()).includes(text), "no name stands in the address");
    assert.doesNotMatch(await page.title(), /阿不都|138/);
  }
  await search(page, DEBTOR);
  await row(page).waitFor();
  await page.locator("#search").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await heading(page, NUMBER).waitFor();
  await search(page, "阿不都");
  await page.getByText("中没有“阿不都”").waitFor();
  // After a reload the name is gone.
  await page.reload();
  await page.getByText("刷新页面后需要重新填写").waitFor();
  await context.close();
  chrome.assertClean();
});

test("the list of cases is shown by a party, whose name stays out of the address, and by the beginning of a number", async () => {
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "执行干警", "工作台");
  await page.goto("/desk/cases");
  const field = page.getByLabel("当事人、电话或者案号开头");
  await field.fill(DEBTOR);
  await field.press("Enter");
  await row(page).waitFor();
  assert.equal(await page.locator("main tbody tr").count(), 1);
  assert.doesNotMatch(decodeURIComponent(page.url()), /阿不都/);
  await field.fill("（2026）浙0783执9876");
  await field.press("Enter");
  await row(page).waitFor();
  assert.match(decodeURIComponent(page.url()), /start=（2026）浙0783执9876/);
  await page.reload();
  await row(page).waitFor();
  await context.close();
  chrome.assertClean();
});

for (const tag of ["zh-CN", "en"] as const) {
  test(`what is found is in order in ${tag}`, async () => {
    const context = await chrome.desk(installation);
    await speaking(context, tag);
    const page = await context.newPage();
    const { d } = wordsOf(tag);
    await signInAtDesk(page, tag === "en" ? "Enforcement officer" : "执行干警", d.modules.workbench);
    const wrong: string[] = [];
    const stop = looking(page, wrong);
    await search(page, "张三");
    await row(page).waitFor();
    await stop("found");
    await search(page, "查无此人");
    await page.locator(".empty").filter({ hasText: "查无此人" }).waitFor();
    await stop("nothing found");
    assert.deepEqual(wrong, []);
    await context.close();
    chrome.assertClean();
  });
}
