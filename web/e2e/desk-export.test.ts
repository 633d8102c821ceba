/** Lists as files, from the court's desk: what is saved holds what the page shows, and a list of payments asks why. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { signInAtDesk } from "./desk-tour.ts";
import { button, speaking } from "./installation.ts";
import { stage } from "./stage.ts";

const { installation, chrome } = await stage(["--demo=story"]);

/** Opens the export of the list that is shown and saves it; its bytes and its name. */
async function saved(page: Page, format: string): Promise<{ bytes: Buffer; name: string }> {
  const download = page.waitForEvent("download");
  await button(page, format).click();
  const file = await download;
  return { bytes: await readFile(await file.path()), name: file.suggestedFilename() };
}

const open = (page: Page, word = "导出") => page.locator("details.list-export > summary").getByText(word).click();

test("an officer exports the cases that the page is narrowed to, as both kinds of file", async () => {
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "执行干警", "工作台");
  await page.goto("/desk/cases?state=CASE_STATE_CLOSED&handler=all");
  const first = page.locator("tbody tr a");
  await first.first().waitFor();
  const shown = await first.allInnerTexts();
  await open(page);
  const { bytes, name } = await saved(page, "CSV 文本");
  assert.match(name, /^案件 \d{4}-\d{2}-\d{2} \d{4}\.csv$/);
  const text = bytes.toString("utf8");
  assert.ok(text.startsWith("\ufeff案号,案由,立案日期,"), text.slice(0, 80));
  const numbers = text
    .split("\r\n")
    .slice(1)
    .filter(Boolean)
    .map((line) => line.split(",")[0] ?? "");
  assert.deepEqual(
    shown.filter((number) => !numbers.includes(number)),
    [],
    "every case of the page is in the file",
  );
  await page.getByText(`已导出 ${numbers.length} 行。`).waitFor();
  const closed = (await installation.call("people/officer", "GET", "/v1/cases?filter=state%3DCLOSED&pageSize=1000"))
    .body;
  assert.equal(numbers.length, closed.cases.length, "and no other");
  assert.match(text, /\d\*{4,}[\dX]/, "numbers are masked as on the page");
  assert.ok(!/people\/|cases\/|regions\//.test(text), "no name of a resource stands in it");
  const workbook = await saved(page, "Excel 表格");
  assert.match(workbook.name, /\.xlsx$/);
  assert.equal(workbook.bytes.subarray(0, 2).toString(), "PK");
  await context.close();
  chrome.assertClean();
});

test("a list of what is shown for a reason alone asks for one, in the language of the reader", async () => {
  const context = await chrome.desk(installation);
  await speaking(context, "en");
  const page = await context.newPage();
  await signInAtDesk(page, "Cashier", "Case funds");
  await page.goto("/desk/payouts");
  await page.locator("tbody tr").first().waitFor();
  await open(page, "Export");
  await button(page, "CSV text").click();
  await page.getByLabel("Why you export it (recorded)").fill("month end");
  const { bytes } = await saved(page, "CSV text");
  assert.match(bytes.toString("utf8"), /^\ufeff.*Amount.*\(yuan\)/);
  await page.getByText(/^\d+ rows were exported\.$/).waitFor();
  await context.close();
  chrome.assertClean();
});
