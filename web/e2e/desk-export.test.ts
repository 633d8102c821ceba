/** Lists as files, from the court's desk: what is saved holds what the page shows, and a list of payments asks why. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { unzipSync } from "fflate";
import type { Page } from "playwright-core";
import { firstOf, openMonth } from "./desk-offices-tour.ts";
import { signInAtDesk, someCase } from "./desk-tour.ts";
import { button, heading, PROGRAM, speaking } from "./installation.ts";
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

/** The lines of a file of comma-separated values whose cells hold no commas. */
const linesOf = (bytes: Buffer): string[][] =>
  bytes
    .toString("utf8")
    .replace("\ufeff", "")
    .trimEnd()
    .split("\r\n")
    .map((line) => line.split(","));

test("rows that a page makes itself are saved as they stand there: amounts as numbers, what is typed too, and no formula", async () => {
  const month = await openMonth(installation);
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "案款管理", "案款台");
  await page.goto(`/desk/money-months/${month.name.replace("moneyMonths/", "")}`);
  const table = page.getByRole("table", { name: "账面与银行" });
  await table.waitFor();
  const export_ = page.locator("details.list-export");
  const savedBy = async (at: number, format: string) => {
    const download = page.waitForEvent("download");
    await export_.nth(at).getByRole("button", { name: format }).click();
    const file = await download;
    return { bytes: await readFile(await file.path()), name: file.suggestedFilename() };
  };
  await export_.nth(0).locator("summary").click();
  const { bytes, name } = await savedBy(0, "CSV 文本");
  assert.match(name, /^账面与银行 \d{4}-\d{2}-\d{2} \d{4}\.csv$/);
  const [headings, ...rows] = linesOf(bytes);
  assert.deepEqual(headings, ["项目", "账面（元）", "银行（元）", "账面减银行（元）"]);
  const shown = await table
    .locator("tbody tr")
    .evaluateAll((lines) =>
      lines.map((line) =>
        [...(line as HTMLTableRowElement).cells].map(({ innerText }) => innerText.replace(/[¥,]/g, "")),
      ),
    );
  assert.deepEqual(rows, shown);
  // What the bank has more than the ledger is a number below zero, and no text.
  assert.equal(rows[1]?.[3], "-0.01");
  assert.equal((await savedBy(0, "Excel 表格")).bytes.subarray(0, 2).toString(), "PK");

  await page
    .getByLabel(/^说明：/)
    .first()
    .fill("=1+1");
  await export_.nth(1).locator("summary").click();
  const differences = linesOf((await savedBy(1, "CSV 文本")).bytes);
  assert.equal(differences[1]?.at(-1), "'=1+1");
  await context.close();
  chrome.assertClean();
});

test("the command centre saves how much is late, and the rows behind it", async () => {
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "指挥中心", "督办清单");
  await page.goto("/desk/exceptions");
  const numbers = page.locator("ul.numbers a");
  await page.locator("main tbody tr").first().waitFor();
  const shown = await numbers.evaluateAll((links) =>
    links.map((link) => [...link.children].map((child) => (child as HTMLElement).innerText).reverse()),
  );
  await page.locator("details.list-export > summary").first().click();
  const [headings, ...rows] = linesOf((await saved(page, "CSV 文本")).bytes);
  assert.deepEqual(headings, ["超期事项", "件数"]);
  assert.deepEqual(rows, shown);
  await page.locator("details.list-export > summary").first().click();
  await page.locator("details.list-export > summary").last().click();
  const behind = linesOf((await saved(page, "CSV 文本")).bytes);
  assert.ok(behind.length > 1, "the rows behind a number are in the court's own file");
  await context.close();
  chrome.assertClean();
});

test("the dossier of a case is one file whose evidence proves itself without the court", async () => {
  const { id, number } = await someCase(installation);
  const context = await chrome.desk(installation);
  const page = await context.newPage();
  await signInAtDesk(page, "执行干警", "工作台");
  await page.goto(`/desk/cases/${id}/ending`);
  await heading(page, number).waitFor();
  const { bytes, name } = await saved(page, "打包电子卷宗");
  assert.equal(name, `${number} 电子卷宗.zip`);
  const files = unzipSync(bytes);
  const names = Object.keys(files);
  const index = Buffer.from(files["目录.html"] ?? []).toString("utf8");
  assert.match(index, /案件流程与案款表/);
  for (const path of ["文书/案件流程与案款表.pdf", "数据/案件.json", "数据/案件流程.json"]) {
    assert.ok(names.includes(path), `${path} of ${names.join(", ")}`);
  }
  assert.equal(
    Buffer.from(files["文书/案件流程与案款表.pdf"] ?? [])
      .subarray(0, 5)
      .toString(),
    "%PDF-",
  );
  await page.getByText(/^已打包 \d+ 项/).waitFor();
  const proofs = names.filter((each) => each.endsWith(".proof.json"));
  assert.ok(proofs.length > 0, names.join(", "));
  const folder = mkdtempSync(join(tmpdir(), "sharedcourt-dossier-"));
  for (const proof of proofs) {
    const stem = proof.replace(".proof.json", ".");
    const file = names.find((each) => each.startsWith(stem) && each !== proof) ?? "";
    const [at, with_] = [join(folder, "file"), join(folder, "proof.json")];
    writeFileSync(at, files[file] ?? new Uint8Array());
    writeFileSync(with_, files[proof] ?? new Uint8Array());
    execFileSync(PROGRAM, ["verify", "evidence", "--file", at, "--proof", with_]);
  }
  // What was read is on record, with why.
  const filter = 'person=people/officer AND method="sharedcourt.enforcement.v1.DocumentService.GetCaseRecord"';
  const record = await firstOf(installation, "people/auditor", "/v1/auditRecords", filter);
  assert.equal(record.accessReason, "打包电子卷宗");
  await context.close();
  chrome.assertClean();
});
