/** The papers that a task serves: what the terminal prints of them, what the phone takes along, and what nobody in the village reads. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Page } from "playwright-core";
import {
  type Answer,
  acceptTask,
  button,
  card,
  DIRECTOR,
  heading,
  OTHER_WORKER,
  signIn,
  until,
  WORKER,
} from "./installation.ts";
import { findings, forMachines, overflows } from "./looks.ts";
import { stage } from "./stage.ts";
import { LYING } from "./village-tour.ts";

const { installation, chrome } = await stage();
/** A paper that is open, and one that is sealed: real PDFs. */
let open: string;
let sealed: string;
before(async () => {
  open = await installation.evidence("people/officer", await pdf("公开甲"), "application/pdf");
  sealed = await installation.evidence("people/officer", await pdf("密封甲"), "application/pdf");
});

/** A PDF as the program makes it. */
async function pdf(party: string): Promise<Buffer> {
  const name = await installation.filed(party);
  const { status, bytes } = await installation.bytes("people/officer", `/v1/${name}/returnForm`);
  assert.equal(status, 200);
  assert.equal(bytes.subarray(0, 5).toString("latin1"), "%PDF-");
  return bytes;
}

const papers = () => [
  { title: "执行裁定书", kind: "RULING", copies: 2, file: open },
  { title: "民事裁定书", kind: "RULING", sealed: true, file: sealed },
  { title: "报告财产令", kind: "NOTICE" },
];

const prints = async (name: string): Promise<Answer[]> =>
  (await installation.task(name)).steps.filter((step: Answer) => step.print);

/** The dialog of the printer is not opened; what would have been printed is noted: whose window, and the bytes of each file. */
const withoutPrinter = (page: Page) =>
  page.addInitScript(() => {
    const note = (what: string) => {
      const { dataset } = (top ?? window).document.documentElement;
      dataset.printed = `${dataset.printed ?? ""}${what} `;
    };
    window.print = () => note(location.protocol);
    const make = URL.createObjectURL;
    URL.createObjectURL = (file: Blob) => {
      void file.slice(0, 5).text().then(note);
      return make.call(URL, file);
    };
  });

const printed = async (page: Page): Promise<string> => (await page.locator("html").getAttribute("data-printed")) ?? "";

test("46 the form, open papers and covers are printed, each after it is recorded", async () => {
  const name = await installation.filed("打印甲", { documents: papers() });
  const context = await chrome.phone(installation, LYING);
  const page = await context.newPage();
  await withoutPrinter(page);
  await page.goto("/");
  await button(page, "庭务主任（前田村）").click();
  await heading(page, "主任台").waitFor();
  await until(
    "the director may read the open paper",
    async () => (await installation.bytes(DIRECTOR, `/v1/${open}/content`)).status === 200,
  );
  await page.goto(`/village/task/${name.split("/")[1]}`);
  await heading(page, "任务：打印甲").waitFor();
  await page.getByText("执行裁定书 × 2").waitFor();
  await page.getByText("法院没有发来电子文件", { exact: false }).waitFor();
  assert.equal(await page.getByRole("button", { name: "打印报告财产令" }).count(), 0);
  assert.equal(await button(page, "打印民事裁定书").count(), await button(page, "打印民事裁定书的封面").count());

  await button(page, "打印送达回证").click();
  await page.getByText(/已打印 1 次/).waitFor();
  await until("the form lies before the printer", async () => /%PDF- .*blob: /.test(await printed(page)));
  await button(page, "打印执行裁定书").click();
  await until("the paper lies before the printer", async () => (await printed(page)).split("blob: ").length === 3);
  assert.equal((await printed(page)).split("%PDF-").length, 3);

  // A cover is a page of our own: on paper there is nothing else, and nothing of what is inside.
  await button(page, "打印民事裁定书的封面").click();
  await until("the cover lies before the printer", async () => (await printed(page)).includes("http: "));
  await page.emulateMedia({ media: "print" });
  const cover = page.locator(".print-page");
  await cover.getByText("密封件，请勿拆阅").waitFor();
  await cover.getByText("受送达人：打印甲").waitFor();
  assert.equal(await page.locator("#app").isVisible(), false);
  await page.emulateMedia({ media: "screen" });
  assert.equal(await cover.isVisible(), false);

  const recorded = (await prints(name)).map(({ actor, print }) => [actor, print.kind, print.document ?? 0]);
  assert.deepEqual(recorded, [
    [DIRECTOR, "PRINT_KIND_RETURN_FORM", 0],
    [DIRECTOR, "PRINT_KIND_DOCUMENT", 0],
    [DIRECTOR, "PRINT_KIND_COVER", 1],
  ]);
  await page.getByText("打印了民事裁定书的封面").waitFor();
  assert.deepEqual(await overflows(page), []);
  assert.deepEqual(await findings(page), []);
  assert.doesNotMatch(await page.locator("#app").innerText(), forMachines);

  // Without a record nothing is printed.
  await page.route("**/*:recordPrint", (route) => route.abort());
  const before = await printed(page);
  await button(page, "打印送达回证").click();
  await page.getByText("连不上法院的服务器", { exact: false }).waitFor();
  assert.equal(await printed(page), before);
  await page.unroute("**/*:recordPrint");
  await button(page, "打印送达回证").click();
  await page.getByText(/已打印 2 次/).waitFor();
  assert.equal((await prints(name)).length, 4);
  await context.close();
  chrome.assertClean();
});

test("nobody in the village reads what is sealed, and what is open only while they have the task", async () => {
  const name = await installation.filed("密封乙", { documents: papers() });
  const read = async (person: string, file: string) => (await installation.bytes(person, `/v1/${file}/content`)).status;
  await until("the director may read the open paper", async () => (await read(DIRECTOR, open)) === 200);
  await installation.done(DIRECTOR, `/v1/${name}:assign`, { worker: OTHER_WORKER });
  await installation.done(OTHER_WORKER, `/v1/${name}:accept`, {});
  assert.equal(await read(OTHER_WORKER, open), 404);
  const packet = await installation.done(OTHER_WORKER, "/v1/packets", { task: name, device: "phone" });
  assert.deepEqual(
    packet.content.papers.map(({ file, sealed }: Answer) => [file, sealed ?? false]),
    [
      [open, false],
      [undefined, true],
      [undefined, false],
    ],
  );
  assert.equal(await read(OTHER_WORKER, open), 200);
  for (const person of [DIRECTOR, WORKER, OTHER_WORKER]) assert.equal(await read(person, sealed), 404, person);
  await installation.done("people/officer", `/v1/${name}:revoke`, { reason: "当事人已到庭领取" });
  await until("the paper is the worker's no more", async () => (await read(OTHER_WORKER, open)) === 404);
  assert.equal(await read("people/officer", sealed), 200);
});

test("the phone says what to take along, what is sealed, and the form to be signed", async () => {
  await installation.assigned("携带甲", { documents: papers() });
  const context = await chrome.phone(installation);
  const page = await context.newPage();
  await signIn(page);
  await card(page, "携带甲").getByRole("link", { name: /打开/ }).click();
  await heading(page, "新任务").waitFor();
  await page.getByText("民事裁定书 × 1（裁定书、密封）", { exact: false }).waitFor();
  await page.goBack();
  await acceptTask(page, "携带甲");
  await page.getByLabel(/^民事裁定书 × 1（裁定书、密封）/).check();
  await page.getByText("密封件原封交给对方，不要拆阅").waitFor();
  await page.getByLabel("送达回证，请对方签名").check();
  // What is packed is remembered.
  await page.getByRole("link", { name: "返回" }).click();
  await card(page, "携带甲").getByRole("link", { name: /打开/ }).click();
  await until("the tick is there again", () => page.getByLabel("送达回证，请对方签名").isChecked());
  assert.ok(!(await page.getByLabel(/^执行裁定书/).isChecked()));
  await context.close();
  chrome.assertClean();
});
