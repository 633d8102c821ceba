/** Takes the pictures of the help cards and writes the cards: `docs/cards`, `docs/pictures`, and sheets for printing in `.make/cards`. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Page } from "playwright-core";
import {
  type AnyOffice,
  CARDS,
  cardIn,
  type Language,
  OFFICES,
  PICTURES,
  pictureOf,
  writeCards,
} from "../build/cards.ts";
import { OFFICES as KEEPERS } from "./desk-admin-tour.ts";
import { OFFICES as DESKS } from "./desk-offices-tour.ts";
import { chiefTour, clerkTour, officerTour } from "./desk-tour.ts";
import { Chrome, Installation, speaking } from "./installation.ts";
import { tour } from "./tour.ts";
import { furnish, LYING, villageTour } from "./village-tour.ts";

const PICTURE_FOLDER = new URL("../../docs/pictures/", import.meta.url).pathname;
const SHEETS = new URL("../../.make/cards/", import.meta.url).pathname;
const MOST = 60 * 1024;
for (const folder of [CARDS, PICTURE_FOLDER, SHEETS]) mkdirSync(folder, { recursive: true });

/** A picture made small by the browser's own encoder. */
async function shrunk(page: Page, png: Buffer, width: number): Promise<Buffer> {
  const base64 = await page.evaluate(
    async ([png, width]) => {
      const bytes = Uint8Array.from(atob(png), (character) => character.charCodeAt(0));
      const picture = await createImageBitmap(new Blob([bytes]));
      const canvas = document.createElement("canvas");
      canvas.width = width;
      canvas.height = Math.round((picture.height * width) / picture.width);
      const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
      pen.imageSmoothingQuality = "high";
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      return canvas.toDataURL("image/webp", 0.75).split(",")[1] as string;
    },
    [png.toString("base64"), width] as const,
  );
  return Buffer.from(base64, "base64");
}

/** The card on one sheet of paper, with its pictures. */
function sheetOf(office: AnyOffice, lang: Language): string {
  const { title, steps, notes } = cardIn(office, lang);
  const said = (pieces: (typeof steps)[number]) =>
    pieces.map(({ text, isKey }) => (isKey ? `<b>${text}</b>` : text)).join("");
  // What lies is too small beside two others.
  const pictures = PICTURES[office].slice(0, office === "worker" ? 3 : 2).map(({ screen }) => {
    const bytes = readFileSync(`${PICTURE_FOLDER}${pictureOf(office, screen)}`);
    return `<img src="data:image/webp;base64,${bytes.toString("base64")}" alt="">`;
  });
  return `<!doctype html><html lang="${lang}"><meta charset="utf-8"><title>${title}</title><style>
    @page { size: A4; margin: 13mm; }
    body { margin: 0; font: 15.5pt/1.45 "Noto Sans SC", "Noto Sans CJK SC", sans-serif; color: #14181d; }
    h1 { font-size: 25pt; line-height: 1.2; margin: 0 0 3mm; color: #0b3d66; }
    ol { list-style: none; margin: 0; padding: 0; counter-reset: step; }
    li { counter-increment: step; display: flex; gap: 4mm; margin: 2mm 0; }
    li::before { content: counter(step); flex: none; width: 1.5em; height: 1.5em; border-radius: 50%; background: #0b3d66;
      color: #fff; font-weight: 700; text-align: center; line-height: 1.5; }
    b { color: #0b3d66; border: 1pt solid #0b3d66; border-radius: 1.5mm; padding: 0 1mm; font-weight: 600;
      display: inline-block; line-height: 1.3; }
    p { margin: 2mm 0; padding: 1mm 3mm; border-left: 2mm solid #6b4100; background: #fdf3df; }
    body { display: flex; flex-direction: column; height: 270mm; }
    .pictures { display: flex; flex: 1; min-height: 0; gap: 4mm; margin-top: 4mm; justify-content: space-around; }
    .pictures img { border: 0.5pt solid #8a96a3; min-width: 0; max-width: ${office === "worker" ? 33 : 49}%; max-height: 100%; object-fit: contain; align-self: center; }
  </style><h1>${title}</h1><ol>${steps.map((step) => `<li><span>${said(step)}</span></li>`).join("")}</ol>
  ${notes.map((note) => `<p>${said(note)}</p>`).join("")}<div class="pictures">${pictures.join("")}</div></html>`;
}

const installation = await Installation.start();
const chrome = await Chrome.start();
const bench = await (await chrome.phone(installation)).newPage();
const party = "张三";

async function take(office: AnyOffice, page: Page, screen: string, width: number): Promise<void> {
  if (!PICTURES[office].some((picture) => picture.screen === screen)) return;
  const bytes = await shrunk(bench, await page.screenshot(), width);
  assert.ok(bytes.length <= MOST, `${screen} has ${bytes.length} bytes`);
  writeFileSync(`${PICTURE_FOLDER}${pictureOf(office, screen)}`, bytes);
}

const phone = await chrome.phone(installation, { scale: 2 });
await speaking(phone, "zh-CN");
const carried = await phone.newPage();
await tour(installation, carried, party, "zh-CN", (screen) => take("worker", carried, screen, 540));
await phone.close();

await furnish(installation, bench, party);
const terminal = await chrome.phone(installation, { ...LYING, scale: 2 });
await speaking(terminal, "zh-CN");
const standing = await terminal.newPage();
await villageTour(installation, standing, party, "zh-CN", (screen) => take("director", standing, screen, 1000));
await terminal.close();

const court = await Installation.start(["--demo=story"]);
for (const [office, walk] of [
  ["officer", officerTour],
  ["approver", chiefTour],
  ["cashier", DESKS.cashier],
  ["clerk", clerkTour],
  ["command", DESKS.command],
  ["admin", KEEPERS.administrator],
  ["auditor", KEEPERS.administrator],
  ["judge", KEEPERS["a contact judge"]],
] as const) {
  const desk = await chrome.desk(court);
  await speaking(desk, "zh-CN");
  const page = await desk.newPage();
  await walk(court, page, "zh-CN", (screen) => take(office, page, screen, 1000));
  await desk.close();
}
await court.stop();

writeCards();
for (const office of OFFICES) {
  for (const lang of ["zh-CN", "en"] as const) {
    await bench.setContent(sheetOf(office, lang));
    const pdf = await bench.pdf({ preferCSSPageSize: true, printBackground: true });
    const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length;
    assert.equal(pages, 1, `the card of the ${office} in ${lang} has ${pages} pages`);
    writeFileSync(`${SHEETS}${office}-${lang}.pdf`, pdf);
  }
}
await chrome.stop();
await installation.stop();
