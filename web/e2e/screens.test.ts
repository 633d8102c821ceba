/** Every screen, in both languages: what a reader of screens finds, what overflows, what lies on the phone, and what is typed with malice. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { criteria } from "./criteria.ts";
import { button, heading, scribble, speaking } from "./installation.ts";
import { findings, forMachines, high, overflows, small } from "./looks.ts";
import { stage } from "./stage.ts";
import { tour } from "./tour.ts";

const NASTY = `"><img src=x onerror=alert(1)>𬭸㛃䶮`;

const { installation, chrome } = await stage();

for (const language of ["zh-CN", "en"] as const) {
  test(`every screen of the phone in ${language}`, async (t) => {
    // Where the focus goes is the same in both languages.
    const walked = language === "zh-CN" ? criteria() : undefined;
    const party = language === "en" ? "欧阳诸葛上官司马𬭸㛃䶮" : NASTY;
    const context = await chrome.phone(installation);
    await speaking(context, language);
    const page = await context.newPage();
    const seen: string[] = [];
    const wrong: string[] = [];
    const note = (screen: string, found: string[]) => wrong.push(...found.map((each) => `${screen}: ${each}`));
    await tour(installation, page, party, language, async (screen) => {
      seen.push(screen);
      note(screen, await findings(page));
      for (const width of [360, 320, 768]) {
        await page.setViewportSize({ width, height: 740 });
        note(`${screen} at ${width}`, await overflows(page));
      }
      await page.setViewportSize({ width: 360, height: 740 });
      if (screen !== "sign-in") note(`${screen}, a small target`, await small(page, 60));
      note(`${screen}, a primary action that a thumb does not reach`, await high(page));
      const text = await page.locator("body").innerText();
      assert.doesNotMatch(text, forMachines, `${screen} shows what is for machines`);
      await walked?.look(page, screen);
    });
    await walked?.report(t);
    assert.deepEqual(wrong, []);
    assert.ok(seen.length >= 14, seen.join(", "));
    await context.close();
    chrome.assertClean();
  });
}

for (const language of ["zh-CN", "en"] as const) {
  test(`the first page in ${language}`, async () => {
    const context = await chrome.phone(installation, { width: 1366, height: 768 });
    await speaking(context, language);
    const page = await context.newPage();
    await page.goto("/");
    await button(page, language === "en" ? "Contact judge" : "联系法官").waitFor();
    const wrong: string[] = [];
    const look = async (screen: string) => {
      for (const each of await findings(page)) wrong.push(`${screen}: ${each}`);
      for (const [width, height] of [
        [1366, 768],
        [768, 1024],
        [360, 740],
      ] as const) {
        await page.setViewportSize({ width, height });
        for (const each of await overflows(page)) wrong.push(`${screen} at ${width}: ${each}`);
      }
    };
    await look("sign-in");
    assert.deepEqual(wrong, []);
    await context.close();
    chrome.assertClean();
  });
}

test("a reader of English finds English, but for names, addresses and records", async () => {
  const context = await chrome.phone(installation);
  await speaking(context, "en");
  const page = await context.newPage();
  await page.goto("/field/");
  await heading(page, "Sign in to the shared courts").waitFor();
  const text = await page.locator("main").innerText();
  assert.doesNotMatch(text.replace(/.*Demonstration: the network.*/g, ""), /\p{Script=Han}/u);
  await context.close();
});

test("the phone holds no identity number, no amount and nothing of other debts, and nothing of people in the clear", async () => {
  const party = "存储甲";
  await installation.assigned(party);
  const context = await chrome.phone(installation);
  const page = await context.newPage();
  await tour(installation, page, party, "zh-CN", async () => undefined);
  const stored = await page.evaluate(async () => {
    let text = JSON.stringify({ ...localStorage });
    for (const { name } of await indexedDB.databases()) {
      const db = await new Promise<IDBDatabase>((resolve) => {
        const asked = indexedDB.open(name ?? "");
        asked.onsuccess = () => resolve(asked.result);
      });
      for (const table of db.objectStoreNames) {
        const rows = await new Promise<unknown[]>((resolve) => {
          const asked = db.transaction(table).objectStore(table).getAll();
          asked.onsuccess = () => resolve(asked.result);
        });
        const shown = (_: string, value: unknown): unknown => {
          if (value instanceof ArrayBuffer) return new TextDecoder("utf-8").decode(value);
          if (value instanceof Uint8Array) return new TextDecoder("utf-8").decode(value);
          return value;
        };
        text += JSON.stringify(rows, shown);
      }
      db.close();
    }
    for (const name of await caches.keys())
      for (const request of await (await caches.open(name)).keys()) text += request.url;
    return text;
  });
  assert.ok(stored.length > 1000, "nothing was stored at all");
  for (const secret of [party, "前田村12号", "110105", "浙0783执17", "86690000", "李四", "家中有狗"]) {
    assert.ok(!stored.includes(secret), `${secret} lies on the phone in the clear`);
  }
  assert.doesNotMatch(stored, /\/v1\//, "answers of the court are in a cache");
  await context.close();
});

test("the pad keeps the focus, and Escape leaves it without saving", async () => {
  await installation.assigned("签名甲");
  const context = await chrome.phone(installation);
  const page = await context.newPage();
  let asked = 0;
  await tour(installation, page, "签名甲", "zh-CN", async (screen) => {
    if (screen !== "guide-signature") return;
    asked += 1;
    await button(page, "请他签名").click();
    const pad = page.getByRole("dialog", { name: "请签名人核对" });
    await scribble(page);
    for (let at = 0; at < 8; at += 1) {
      await page.keyboard.press("Tab");
      const place = await page.evaluate(() => document.activeElement?.closest("dialog, body, main")?.tagName);
      // From the last button the focus goes to the browser's own, and from there into the pad again.
      assert.ok(place === "DIALOG" || place === "BODY", `the focus is behind the pad, in ${place}`);
    }
    await page.keyboard.press("Escape");
    await pad.waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "请他签名");
    assert.equal(await page.getByText("李四已签名").count(), 0);
  });
  assert.equal(asked, 1);
  await context.close();
  chrome.assertClean();
});

test("a foreign file is no photo, and the page says what to do", async () => {
  await installation.assigned("坏图甲");
  const context = await chrome.phone(installation);
  const page = await context.newPage();
  await tour(installation, page, "坏图甲", "zh-CN", async (screen) => {
    if (screen !== "arrive") return;
    await page
      .getByLabel("拍门牌")
      .setInputFiles({ name: "a.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture at all") });
    await page.getByText("这个文件不是照片，打不开。请重新拍一张。").waitFor();
  });
  await button(page, "退出登录").waitFor();
  await context.close();
});
