/** Where the focus goes on a screen by the Tab key, and whether it can be seen there. */
import type { Page } from "playwright-core";

/** What is wrong, by the number of its criterion in WCAG 2.2. */
export type Found = Record<"2.1.1" | "2.1.2" | "2.4.3" | "2.4.7" | "2.4.11", string[]>;

const MOST = 120;

/** Goes through a screen from its beginning until the focus leaves it. */
export async function focusFaults(page: Page): Promise<Found> {
  const found: Found = { "2.1.1": [], "2.1.2": [], "2.4.3": [], "2.4.7": [], "2.4.11": [] };
  await page.evaluate(() => {
    Object.assign(window, { walked: [] });
    const within = document.querySelector("dialog[open]") ?? document;
    within.querySelector<HTMLElement>("a[href], button:enabled, input:enabled")?.focus();
  });
  // A focus that a script has set is not outlined: the keyboard leaves the screen upwards and comes in again.
  await page.keyboard.press("Shift+Tab");
  let last = "";
  for (let at = 0; at < MOST; at += 1) {
    await page.keyboard.press("Tab");
    const step = await page.evaluate(() => {
      const { walked } = window as unknown as { walked: Element[] };
      const element = document.activeElement;
      if (!(element instanceof HTMLElement) || element === document.body) return undefined;
      const before = walked.at(-1);
      // The parts of a day or an hour are one field.
      if (before === element && element.matches("[type=date], [type=time]")) return "part";
      if (walked.includes(element)) return undefined;
      const isBehind =
        before === undefined || (before.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
      walked.push(element);
      // What is drawn in place of a radio button, a box to tick or a file to pick.
      const shown = element.closest(".choice, .picker, .tick, label") ?? element;
      const isOutlined = [element, shown].some((each) => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each);
        return (outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0) || boxShadow !== "none";
      });
      const { left, top, width, height } = shown.getBoundingClientRect();
      const places = [0.5, 0.1, 0.9].flatMap((x) => [0.5, 0.1, 0.9].map((y) => [left + width * x, top + height * y]));
      const isSeen = places.some(([x = 0, y = 0]) => {
        const over = document.elementFromPoint(x, y);
        return over !== null && (shown.contains(over) || over.contains(shown));
      });
      const text = (element.getAttribute("aria-label") ?? shown.textContent ?? "").trim().slice(0, 24);
      return { what: `${element.tagName} ${text}`, isBehind, isOutlined, isSeen };
    });
    if (!step) break;
    if (step === "part") continue;
    if (!step.isBehind) found["2.4.3"].push(step.what);
    if (!step.isOutlined) found["2.4.7"].push(step.what);
    if (!step.isSeen) found["2.4.11"].push(step.what);
    last = step.what;
    if (at === MOST - 1) found["2.1.2"].push(`the focus does not leave the screen; it is at ${last}`);
  }
  // Somebody who writes is given more time by the terminal.
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  found["2.1.1"] = await page.evaluate(() => {
    const { walked } = window as unknown as { walked: Element[] };
    const within = document.querySelector("dialog[open]") ?? document;
    const targets = within.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, [tabindex='0']");
    return [...targets].flatMap((element) => {
      const isRadio = element instanceof HTMLInputElement && element.type === "radio";
      const group = isRadio ? [...within.querySelectorAll(`input[name="${element.name}"]`)] : [element];
      const isOff = element.matches(":disabled") || !element.checkVisibility({ visibilityProperty: true });
      return isOff || group.some((each) => walked.includes(each))
        ? []
        : [`${element.tagName} ${(element.getAttribute("aria-label") ?? element.textContent ?? "").slice(0, 24)}`];
    });
  });
  return found;
}
