/** A walk through every screen of the page on which a telephone sends the papers of one request, in an installation with the story. */
import type { Page } from "playwright-core";
import { uploadEn } from "../src/words/upload-en.ts";
import { uploadZh } from "../src/words/upload-zh.ts";
import { type Answer, button, heading, type Installation, photo } from "./installation.ts";

const OFFICER = "people/officer";

/** The case of the story with this number. */
export async function caseOf(installation: Installation, number: number): Promise<Answer> {
  const { body } = await installation.call(OFFICER, "GET", "/v1/cases?pageSize=1000");
  return (body.cases as Answer[]).find(({ caseNumber }) => caseNumber.endsWith(`执${number}号`));
}

/** A code of the officer's, as the desk makes it. */
export const codeFor = async (installation: Installation, of: Answer): Promise<Answer> =>
  installation.done(OFFICER, "/v1/uploadSessions", {
    requestId: crypto.randomUUID(),
    uploadSession: { case: of.name, caseNumber: of.caseNumber },
  });

/** The officer ends it at the desk. */
export const endAtDesk = (installation: Installation, { name }: Answer): Promise<Answer> =>
  installation.done(OFFICER, `/v1/${name}:end`, { requestId: crypto.randomUUID() });

export const pick = (page: Page, label: string) => page.locator(`input[type=file][aria-label="${label}"]`);

/** Goes through the screens and stops at each. */
export async function uploadTour(
  installation: Installation,
  page: Page,
  tag: "zh-CN" | "en",
  stop: (screen: string) => Promise<void>,
): Promise<void> {
  const [u, seed] = tag === "en" ? [uploadEn, 812] : [uploadZh, 811];
  const of = await caseOf(installation, 1061);
  const enter = async (code: string) => {
    await page.getByLabel(u.code).fill(code);
    await button(page, u.connect).click();
    await button(page, u.photo).waitFor();
  };
  await page.goto("/upload/");
  await page.getByLabel(u.code).waitFor();
  await stop("code");
  const ended = await codeFor(installation, of);
  await enter(ended.code);
  await stop("open");
  await pick(page, u.file).setInputFiles([
    { name: "notice.pdf", mimeType: "application/pdf", buffer: Buffer.from(`%PDF-1.4\n${tag}`) },
    { name: "list.xlsx", mimeType: "application/vnd.ms-excel", buffer: Buffer.from("x") },
  ]);
  await page.getByText(u.states.foreign).waitFor();
  await page.getByText(`${u.states.whole} 1/2`).waitFor();
  await stop("sent");
  await endAtDesk(installation, ended);
  await pick(page, u.photo).setInputFiles(await photo(page, seed));
  await heading(page, u.over).waitFor();
  await stop("over");
  await enter((await codeFor(installation, of)).code);
  // What waited is sent by the new code.
  await page.getByText(`${u.states.whole} 2/3`).waitFor();
  await button(page, u.finish).click();
  await heading(page, u.done).waitFor();
  await stop("done");
}
