/** The criteria of WCAG 2.2 AA that axe cannot see, each with a scenario of its name; those that hold on every screen are `criteria.ts`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { button, card, heading, PIN, photo, sendUntil, signIn, typePin, unlock, until } from "./installation.ts";
import { phones } from "./phone.ts";
import { stage } from "./stage.ts";

const { installation, chrome } = await stage();
const { ready, isReported } = phones(installation, chrome);

test("2.1.1 Keyboard: a task is accepted, visited and recorded on the phone without a touch", async () => {
  const name = await installation.assigned("键盘丙");
  const context = await chrome.phone(installation);
  const page = await context.newPage();
  await signIn(page);
  const tabTo = async (what: string, within = "") => {
    for (let at = 0; at < 90; at += 1) {
      await page.keyboard.press("Tab");
      const isThere = await page.evaluate(
        ([what, within]) => {
          const element = document.activeElement;
          if (within && !element?.closest("article")?.textContent?.includes(within)) return false;
          return (
            element?.getAttribute("aria-label") ??
            (element as HTMLInputElement | null)?.labels?.[0]?.textContent ??
            element?.textContent
          )
            ?.trim()
            .startsWith(what);
        },
        [what, within] as const,
      );
      if (isThere) return;
    }
    assert.fail(`the keyboard does not come to ${what}`);
  };
  const press = async (what: string, key = "Enter") => {
    await tabTo(what);
    await page.keyboard.press(key);
  };
  await card(page, "键盘丙").waitFor();
  await tabTo("打开", "键盘丙");
  await page.keyboard.press("Enter");
  await heading(page, "新任务").waitFor();
  await press("没有", "Space");
  await press("接收任务");
  await heading(page, "键盘丙").waitFor();
  await page.getByText(/后自动清除/).waitFor();
  await press("到达，开始记录");
  await heading(page, "到达").waitFor();
  await press("拍不了，照样开始");
  await heading(page, "结果怎样？").waitFor();
  // The first of the outcomes has the focus; the arrows choose.
  await tabTo("已送到");
  await page.keyboard.press("ArrowUp");
  await page.getByLabel(/^其他/).and(page.locator(":checked")).waitFor();
  await press("下一步");
  await page.getByLabel("发生了什么？").waitFor();
  await tabTo("发生了什么？");
  await page.keyboard.type("家里没有人");
  await press("下一步");
  await heading(page, "这次走访的效果").waitFor();
  await press("继续");
  await heading(page, "照片").waitFor();
  await press("下一步");
  await heading(page, "核对并保存").waitFor();
  await press("存好，有网自动报送");
  await heading(page, "存好了").waitFor();
  await press("待报送");
  await sendUntil(page, "the report is there", () => isReported(name));
  await context.close();
  chrome.assertClean();
});

test("2.5.7 Dragging movements: bystanders are hidden and a record is signed for by presses alone", async () => {
  const { context, page } = await ready(["拖动甲"], { kind: "LOCATE_PERSON", documents: [] });
  await card(page, "拖动甲").getByRole("link").click();
  await button(page, "到达，开始记录").click();
  await button(page, "拍不了，照样开始").click();
  await page.getByLabel(/^未见到人/).check();
  await button(page, "下一步").click();
  await page.getByLabel(/问了谁/).fill("邻居老陈");
  await button(page, "下一步").click();
  await page.getByLabel("拍照", { exact: true }).setInputFiles(await photo(page, 310));
  await button(page, "遮挡旁人").click();
  await button(page, "遮挡第 1 行第 1 列").click();
  await button(page, "用遮挡后的照片").click();
  await page.getByText("已遮挡旁人").waitFor();
  await button(page, "下一步").click();
  await page.getByLabel("请他签名").check();
  await page.getByLabel("签名人姓名").fill("老陈");
  await button(page, "请他签名").click();
  await page.getByLabel("不能用手写板时，在这里键入姓名，将注明“键入”").fill("老陈");
  await button(page, "确认签名").click();
  await page.getByText("老陈已签名").waitFor();
  await context.close();
  chrome.assertClean();
});

test("3.3.7 Redundant entry: who received the papers need not be named again to sign", async () => {
  const { context, page } = await ready(["重填甲"]);
  await card(page, "重填甲").getByRole("link").click();
  await button(page, "到达，开始记录").click();
  await button(page, "拍不了，照样开始").click();
  await page.getByLabel(/^已送到/).check();
  await button(page, "下一步").click();
  await page.getByLabel("不在场", { exact: true }).check();
  await button(page, "下一步").click();
  await page.getByLabel("同住的成年家属").check();
  await page.getByLabel("姓名（不肯说可不填）").fill("李四");
  await button(page, "下一步").click();
  await button(page, "今天").click();
  await button(page, "下一步").click();
  assert.equal(await page.getByLabel("签名人姓名").inputValue(), "李四");
  // What was answered stands there after the way back.
  for (let at = 0; at < 2; at += 1) await button(page, "返回").click();
  assert.equal(await page.getByLabel("姓名（不肯说可不填）").inputValue(), "李四");
  await context.close();
});

test("3.3.8 Accessible authentication: passwords are pasted or filled in, and who forgets a PIN comes in all the same", async () => {
  const context = await chrome.phone(installation);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  await page.goto("/field/");
  const fields = { 人员编号: "username", 密码: "current-password" };
  for (const [label, purpose] of Object.entries(fields)) {
    const field = page.getByLabel(label, { exact: true });
    assert.equal(await field.getAttribute("autocomplete"), purpose);
    await page.evaluate((text) => navigator.clipboard.writeText(text), `pasted ${purpose}`);
    await field.focus();
    await page.keyboard.press("Control+V");
    assert.equal(await field.inputValue(), `pasted ${purpose}`);
  }
  assert.equal(await page.locator("input[name=code]").getAttribute("autocomplete"), "one-time-code");
  await signIn(page);
  await page.reload();
  await heading(page, "请输入 PIN").waitFor();
  await button(page, "忘记 PIN").click();
  await page.getByRole("dialog").getByRole("button", { name: "清除任务包，重设 PIN" }).click();
  await heading(page, "设置 PIN").waitFor();
  await page.keyboard.type(PIN);
  await page.getByText("再输一次").first().waitFor();
  await page.keyboard.type(PIN);
  await heading(page, "今日任务").waitFor();
  await context.close();
  chrome.assertClean();
});

test("4.1.3 Status messages: what the page says by itself stands in a live region", async () => {
  const { names, context, page } = await ready(["播报甲"]);
  const isLive = (text: string | RegExp) =>
    page
      .getByText(text)
      .first()
      .evaluate((element) => element.closest("[role=status], [role=alert], [aria-live]") !== null);
  installation.line.cut();
  await page.getByText(/没有网络，显示的是/).waitFor();
  assert.ok(await isLive(/没有网络，显示的是/), "no network");
  await card(page, "播报甲").getByRole("link").click();
  await button(page, "到达，开始记录").click();
  await page.getByText(/已定位/).waitFor();
  assert.ok(await isLive(/已定位/), "the position");
  await page
    .getByLabel("拍门牌")
    .setInputFiles({ name: "a.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") });
  await page.getByText(/不是照片/).waitFor();
  assert.ok(await isLive(/不是照片/), "no photo");
  await button(page, "拍不了，照样开始").click();
  await page.getByLabel(/^其他/).check();
  await button(page, "下一步").click();
  await page.getByLabel("发生了什么？").fill("家里没有人");
  await button(page, "下一步").click();
  await button(page, "继续").click();
  await button(page, "下一步").click();
  await button(page, "存好，有网自动报送").click();
  await page.locator("[role=status]").getByText(/有网/).first().waitFor();
  installation.line.mend();
  await button(page, "待报送").click();
  await sendUntil(page, "the report is there", () => isReported(names[0] as string));
  await page.getByText("全部到法院 ✓").first().waitFor();
  assert.ok(await isLive("全部到法院 ✓"), "all is at the court");
  await page.reload();
  await heading(page, "请输入 PIN").waitFor();
  await typePin(page, "135790");
  await page.getByText("PIN 不对，还可以试 4 次").waitFor();
  assert.ok(await isLive("PIN 不对，还可以试 4 次"), "a wrong PIN");
  await unlock(page);
  await until("the page goes on", () => heading(page, "待报送").isVisible());
  await context.close();
});
