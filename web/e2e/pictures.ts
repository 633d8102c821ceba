/** Pictures of every screen, to be looked at. */
import { mkdirSync } from "node:fs";
import { button, Chrome, House, heading, speaking } from "./house.ts";
import { tour } from "./tour.ts";
import { furnish, LYING, STANDING, villageTour } from "./village-tour.ts";

const FOLDER = new URL("../../.make/pictures/", import.meta.url).pathname;
mkdirSync(FOLDER, { recursive: true });
const house = await House.start();
const chrome = await Chrome.start();
for (const tag of ["zh-CN", "en"] as const) {
  const wide = await chrome.phone(house, { width: 1366, height: 768 });
  const first = await wide.newPage();
  await first.goto("/");
  await button(first, "执行干警").waitFor();
  if (tag === "en") await button(first, "English").click();
  await first.screenshot({ path: `${FOLDER}${tag}-desk-sign-in.png` });
  await button(first, tag === "en" ? "Enforcement officer" : "执行干警").click();
  await heading(first, tag === "en" ? "Your page is not open yet" : "您的工作页面还没有开放").waitFor();
  await first.screenshot({ path: `${FOLDER}${tag}-desk-no-face.png` });
  await wide.close();
  const context = await chrome.phone(house, { scale: 2 });
  await speaking(context, tag);
  const page = await context.newPage();
  let number = 0;
  await tour(house, page, tag === "en" ? "欧阳建国" : "张三", tag, async (screen) => {
    number += 1;
    await page.screenshot({ path: `${FOLDER}${tag}-${String(number).padStart(2, "0")}-${screen}.png` });
  });
  await context.close();
}
const party = "张三";
const furnisher = await chrome.phone(house);
await furnish(house, await furnisher.newPage(), party);
await furnisher.close();
for (const tag of ["zh-CN", "en"] as const) {
  for (const size of [LYING, STANDING]) {
    const context = await chrome.phone(house, size);
    await speaking(context, tag);
    const page = await context.newPage();
    let number = 0;
    await villageTour(house, page, party, tag, async (screen) => {
      number += 1;
      const name = `${tag}-village-${size.width}-${String(number).padStart(2, "0")}-${screen}`;
      await page.screenshot({ path: `${FOLDER}${name}.png` });
    });
    await context.close();
  }
}
await chrome.stop();
await house.stop();
