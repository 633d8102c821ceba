/** A walk through the pages of batches, in a court that has a story. */
import type { Page } from "playwright-core";
import { batchEn } from "../src/words/desk/batch-en.ts";
import { batchZh } from "../src/words/desk/batch-zh.ts";
import { firstOf, idIn } from "./desk-offices-tour.ts";
import { type Stop, settled, signInAtDesk, type Tag, wordsOf } from "./desk-tour.ts";
import { heading, type Installation } from "./installation.ts";

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** The number of a citizen, with the digit that checks it. */
export function citizen(number: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const body = `330783${1960 + (number % 40)}${two((number % 12) + 1)}${two((number % 28) + 1)}${String(number % 1000).padStart(3, "0")}`;
  const sum = [...body].reduce((all, digit, at) => all + Number(digit) * (WEIGHTS[at] ?? 0), 0);
  return `${body}${"10X98765432"[sum % 11]}`;
}

/** Rows as they stand in a spreadsheet: name, identity number, case number, claim, account, bank. */
export const people = (count: number, from: number): string[][] =>
  Array.from({ length: count }, (_, at) => [
    `工人${at + 1}`,
    citizen(from + at),
    `执${from + at}`,
    String(9000 + 10 * at),
    `62309100${String(from + at).padStart(11, "0")}`,
    "东阳农商银行",
  ]);

/** Pastes as the browser does it. */
export const paste = (page: Page, label: string, rows: string[][]): Promise<void> =>
  page.getByLabel(label, { exact: true }).evaluate(
    (field, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    },
    rows.map((row) => row.join("\t")).join("\r\n"),
  );

export async function batchTour(installation: Installation, page: Page, tag: Tag, stop: Stop): Promise<void> {
  const { d } = wordsOf(tag);
  const b = tag === "en" ? batchEn : batchZh;
  const batch = await firstOf(installation, "people/officer", "/v1/batches", "");
  await signInAtDesk(page, tag === "en" ? "Enforcement officer" : "执行干警", d.modules.workbench);
  await page.goto("/desk/batches");
  await page.locator("main tbody a").first().waitFor();
  await stop("batches");
  await page.getByRole("link", { name: b.newShort }).click();
  await heading(page, b.new).waitFor();
  await page.locator("summary").click();
  await stop("new-batch");
  const rows = people(12, 4000).map((row, at) => (at === 3 ? [...row.slice(0, 3), "x", ...row.slice(4)] : row));
  await paste(page, b.paste.label, rows);
  await page.locator(".at-fault").waitFor();
  await page.getByRole("button", { name: b.check.next }).click();
  await stop("pasted");
  for (const step of ["allocate", "close"]) {
    await page.goto(`/desk/batches/${idIn(batch)}/${step}`);
    await heading(page, batch.displayName).waitFor();
    await settled(page);
    await stop(`batch-${step}`);
  }
}

/** The same as who pays sees it. */
export async function batchPayTour(installation: Installation, page: Page, tag: Tag, stop: Stop): Promise<void> {
  const { d } = wordsOf(tag);
  const b = tag === "en" ? batchEn : batchZh;
  const batch = await firstOf(installation, "people/officer", "/v1/batches", "");
  await signInAtDesk(page, tag === "en" ? "Cashier" : "案款管理", d.cashier.receipts);
  await page.goto(`/desk/batches/${idIn(batch)}/pay`);
  await page.getByLabel(b.pay.paste).waitFor();
  await settled(page);
  await stop("batch-pay");
}
