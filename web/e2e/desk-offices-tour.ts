/** A walk through the desk of a cashier and of the command centre, in a court that has a story. */
import type { Page } from "playwright-core";
import { type Stop, settled, signInAtDesk, type Tag, wordsOf } from "./desk-tour.ts";
import { type Answer, heading, type Installation } from "./installation.ts";

/** The first of a list that the court gives somebody. */
export async function firstOf(
  installation: Installation,
  person: string,
  path: string,
  filter: string,
): Promise<Answer> {
  const { body } = await installation.call(person, "GET", `${path}?filter=${encodeURIComponent(filter)}`);
  const [rows] = Object.values(body).filter(Array.isArray);
  if (!rows?.[0]) throw new Error(`${path} has nothing with ${filter}: ${JSON.stringify(body).slice(0, 200)}`);
  return rows[0];
}

export const idIn = ({ name }: Answer): string => name.split("/").pop();

/** Waits until the paper that is open is there. */
const paper = (page: Page) => page.locator(".paper-shown").first().waitFor();

/** A file for the bank that is open and was downloaded: of the payment that waits longest. */
export async function openFile(installation: Installation): Promise<Answer> {
  const files = await installation.call("people/cashier", "GET", "/v1/payoutFiles?filter=state%3DOPEN");
  if (files.body.payoutFiles?.[0]) return files.body.payoutFiles[0];
  const { body } = await installation.call("people/cashier", "GET", "/v1/payouts?filter=state%3DPAYABLE");
  const payouts = [body.payouts.at(-1).name];
  const file = await installation.done("people/cashier", "/v1/payoutFiles", {
    requestId: crypto.randomUUID(),
    payouts,
  });
  await installation.bytes("people/cashier", `/v1/${file.name}:content`, { "x-access-reason": "tour" });
  return file;
}

/** The month that the court closes next, with what the bank says of it: a fen more than the ledger. */
export async function openMonth(installation: Installation): Promise<Answer> {
  const here = new Date(Date.now() + 8 * 3_600_000);
  const before = new Date(Date.UTC(here.getUTCFullYear(), here.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
  const last = await installation.call("people/cashier", "GET", `/v1/moneyMonths/330783-${before}`);
  const { body: month } = await installation.call("people/cashier", "GET", `/v1/${last.body.nextOpen}`);
  if (month.bankStatement) return month;
  const sum = (...fen: (string | undefined)[]) => fen.reduce((all, one) => all + BigInt(one ?? 0), 0n).toString();
  return installation.done("people/cashier", `/v1/${month.name}:enterBankStatement`, {
    requestId: crypto.randomUUID(),
    bankStatement: {
      openingFen: month.openingFen ?? "0",
      inFen: sum(month.receivedFen, "1"),
      outFen: sum(month.paidFen, month.returnedFen),
      closingFen: sum(month.closingFen, "1"),
    },
  });
}

export async function cashierTour(installation: Installation, page: Page, tag: Tag, stop: Stop): Promise<void> {
  const { d } = wordsOf(tag);
  await signInAtDesk(page, tag === "en" ? "Cashier" : "案款管理", d.cashier.receipts);
  await page.locator("main tbody a").first().waitFor();
  await stop("receipts");
  await page.locator("main tbody a").first().click();
  await page.getByLabel(d.case.number, { exact: true }).fill("1018");
  await page.getByRole("button", { name: d.case.find }).click();
  await page.getByRole("heading", { name: d.cashier.preview }).waitFor();
  await page.getByText(d.cashier.missing).waitFor();
  await settled(page);
  await stop("claim");
  await page.goto("/desk/receipts?show=overdue");
  await page.locator("main tbody a").first().waitFor();
  await stop("overdue");
  const part = await firstOf(installation, "people/cashier", "/v1/receipts", 'bank_reference="ABC14-2207"');
  await page.goto(`/desk/receipts/${idIn(part)}`);
  await page.locator(".flow li").first().waitFor();
  await settled(page);
  await stop("receipt");
  await page.locator(".flow").scrollIntoViewIfNeeded();
  await stop("flow");
  await page.goto("/desk/receipts/enter");
  await heading(page, d.cashier.enter).waitFor();
  await stop("enter");
  await page.goto("/desk/payouts");
  await page.locator("main tbody a").first().waitFor();
  await stop("payouts");
  await page.locator("main tbody a").first().click();
  await page.getByRole("button", { name: d.cashier.reveal }).waitFor();
  await stop("payout");
  await page.goto("/desk/payouts");
  await page.getByRole("button", { name: d.payoutFile.addAll }).click();
  await stop("choose");
  const file = await openFile(installation);
  await page.goto("/desk/payout-files");
  await page.locator("main tbody a").first().waitFor();
  await stop("files");
  await page.goto(`/desk/payout-files/${idIn(file)}`);
  await page.getByLabel(d.payoutFile.pasted).fill("FK2026-9999\t1\t62309100\t1.00\t成功\tICBC-1");
  await page.getByRole("button", { name: d.payoutFile.check }).click();
  await page.getByText(d.payoutFile.nothing).waitFor();
  await settled(page);
  await stop("file");
  const unpaid = await firstOf(installation, "people/cashier", "/v1/payouts", "state=FAILED");
  await page.goto(`/desk/payouts/${idIn(unpaid)}`);
  await page.getByLabel(d.cashier.newAccount).waitFor();
  await stop("unpaid");
  const month = await openMonth(installation);
  await page.goto("/desk/money-months");
  await page.locator("main tbody a").first().waitFor();
  await stop("months");
  await page.goto(`/desk/money-months/${idIn(month)}`);
  await page.getByText(d.moneyMonth.proposeHint).waitFor();
  await settled(page);
  await stop("month");
  await page.getByText(d.moneyMonth.change, { exact: true }).click();
  await page.getByLabel(d.moneyMonth.pasted).waitFor();
  await stop("statement");
}

export async function commandTour(installation: Installation, page: Page, tag: Tag, stop: Stop): Promise<void> {
  const { d } = wordsOf(tag);
  await signInAtDesk(page, tag === "en" ? "Command centre" : "指挥中心", d.command.title);
  await page.locator("main tbody a").first().waitFor();
  await stop("supervision");
  const replied = await firstOf(installation, "people/command", "/v1/supervisions", "state=REPLIED");
  await page.goto(`/desk/supervision/${idIn(replied)}`);
  await page.getByRole("button", { name: d.command.accept, exact: true }).waitFor();
  await paper(page);
  await stop("item");
  await page.keyboard.press("r");
  await page.getByLabel(d.command.reason).waitFor();
  await stop("return");
  await page.goto("/desk/supervision/issue");
  await page.getByLabel(d.case.number, { exact: true }).fill("1036");
  await page.getByRole("button", { name: d.case.find }).click();
  await page.getByLabel(d.command.matter).waitFor();
  await stop("issue");
  await page.goto("/desk/exceptions");
  await page.locator("main tbody a").first().waitFor();
  await stop("exceptions");
  for (const view of ["requests", "receipts", "seizures"]) {
    await page.goto(`/desk/exceptions?show=${view}`);
    await page.locator(".numbers a").first().waitFor();
    await settled(page);
    await stop(`exceptions-${view}`);
  }
  await page.goto("/desk/exceptions");
  await page.locator("main tbody a").first().click();
  await page.getByLabel(d.command.matter).waitFor();
  await stop("issue-late");
  await page.goto("/desk/indicators");
  await page.locator("main tbody a").first().waitFor();
  await stop("indicators");
  await page.goto("/desk/indicators/completion-rate?period=twelve");
  await page.getByRole("table", { name: d.indicators.split }).waitFor();
  await page.getByRole("table", { name: d.indicators.rows }).waitFor();
  await stop("indicator");
  const body = {
    requestId: crypto.randomUUID(),
    from: "2022-01-01",
    to: "2022-12-31",
    title: d.indicators.snapshotTitleHint,
  };
  const frozen = await installation.done("people/command", "/v1/indicators:snapshot", body);
  await page.goto("/desk/indicators/snapshots");
  await page.locator("main tbody a").first().waitFor();
  await stop("snapshots");
  await page.goto(`/desk/indicators/snapshots/${idIn(frozen)}`);
  await page.locator("main tbody tr").first().waitFor();
  await stop("snapshot");
}

export const OFFICES = { cashier: cashierTour, command: commandTour };
