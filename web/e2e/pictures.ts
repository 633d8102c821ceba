/** Pictures of every screen, to be looked at. */
import { mkdirSync } from "node:fs";
import { actsTour } from "./desk-acts-tour.ts";
import { OFFICES as KEEPERS } from "./desk-admin-tour.ts";
import { batchPayTour, batchTour } from "./desk-batch-tour.ts";
import { disposalClerkTour, disposalTour } from "./desk-disposal-tour.ts";
import { OFFICES } from "./desk-offices-tour.ts";
import { propertyTour } from "./desk-property-tour.ts";
import { chiefTour, clerkTour, officerTour } from "./desk-tour.ts";
import { button, Chrome, Installation, speaking } from "./installation.ts";
import { tour } from "./tour.ts";
import { uploadTour } from "./upload-tour.ts";
import { furnish, LYING, STANDING, villageTour } from "./village-tour.ts";
import { wallTour } from "./wall-tour.ts";

const FOLDER = new URL("../../.make/pictures/", import.meta.url).pathname;
mkdirSync(FOLDER, { recursive: true });
const chrome = await Chrome.start();
/** `node e2e/pictures.ts desk` takes those of one face. */
const wanted = process.argv[2];

const TOURS = {
  officer: officerTour,
  clerk: clerkTour,
  chief: chiefTour,
  acts: actsTour,
  property: propertyTour,
  batch: batchTour,
  batchPay: batchPayTour,
  disposal: disposalTour,
  disposalClerk: disposalClerkTour,
  ...OFFICES,
  ...KEEPERS,
};
/** `node e2e/pictures.ts desk cashier` takes those of one office. */
const office = process.argv[3];

if (!wanted || wanted === "desk") {
  const court = await Installation.start(["--demo=story"]);
  for (const tag of ["zh-CN", "en"] as const) {
    for (const [name, tour] of Object.entries(TOURS)) {
      if (office && office !== name) continue;
      const context = await chrome.desk(court);
      await speaking(context, tag);
      const page = await context.newPage();
      let number = 0;
      await tour(court, page, tag, async (screen) => {
        number += 1;
        const file = `${tag}-desk-${name}-${String(number).padStart(2, "0")}-${screen}`;
        await page.screenshot({ path: `${FOLDER}${file}.png` });
      });
      await context.close();
    }
  }
  await court.stop();
}
if (!wanted || wanted === "wall") {
  const court = await Installation.start(["--demo=story"]);
  for (const tag of ["zh-CN", "en"] as const) {
    const context = await chrome.desk(court);
    await speaking(context, tag);
    const page = await context.newPage();
    await wallTour(court, page, tag, async (screen) => {
      await page.screenshot({ path: `${FOLDER}${tag}-${screen}.png` });
    });
    await context.close();
  }
  await court.stop();
}
if (!wanted || wanted === "upload") {
  const court = await Installation.start(["--demo=story"]);
  for (const tag of ["zh-CN", "en"] as const) {
    const context = await chrome.phone(court, { scale: 2 });
    await speaking(context, tag);
    const page = await context.newPage();
    let number = 0;
    await uploadTour(court, page, tag, async (screen) => {
      number += 1;
      await page.screenshot({ path: `${FOLDER}${tag}-upload-${number}-${screen}.png` });
    });
    await context.close();
  }
  await court.stop();
}
if (wanted === "desk" || wanted === "wall" || wanted === "upload") {
  await chrome.stop();
  process.exit();
}
const installation = await Installation.start();
for (const tag of ["zh-CN", "en"] as const) {
  const wide = await chrome.phone(installation, { width: 1366, height: 768 });
  const first = await wide.newPage();
  await first.goto("/");
  await button(first, "联系法官").waitFor();
  if (tag === "en") await button(first, "English").click();
  await first.screenshot({ path: `${FOLDER}${tag}-desk-sign-in.png` });
  await wide.close();
  const context = await chrome.phone(installation, { scale: 2 });
  await speaking(context, tag);
  const page = await context.newPage();
  let number = 0;
  await tour(installation, page, tag === "en" ? "欧阳建国" : "张三", tag, async (screen) => {
    number += 1;
    await page.screenshot({ path: `${FOLDER}${tag}-${String(number).padStart(2, "0")}-${screen}.png` });
  });
  await context.close();
}
const party = "张三";
const furnisher = await chrome.phone(installation);
await furnish(installation, await furnisher.newPage(), party);
await furnisher.close();
for (const tag of ["zh-CN", "en"] as const) {
  for (const size of [LYING, STANDING]) {
    const context = await chrome.phone(installation, size);
    await speaking(context, tag);
    const page = await context.newPage();
    let number = 0;
    await villageTour(installation, page, party, tag, async (screen) => {
      number += 1;
      const name = `${tag}-village-${size.width}-${String(number).padStart(2, "0")}-${screen}`;
      await page.screenshot({ path: `${FOLDER}${name}.png` });
    });
    await context.close();
  }
}
await chrome.stop();
await installation.stop();
