import { afterEach, expect, test, vi } from "vitest";
import { closeHelp } from "./Help.tsx";

afterEach(() => vi.unstubAllGlobals());

test("the way back is taken once until it has arrived, however often the card is closed", () => {
  const page = new EventTarget();
  const back = vi.fn();
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("location", { hash: "#help" });
  vi.stubGlobal("history", { state: { help: true }, back });
  closeHelp();
  closeHelp();
  expect(back).toHaveBeenCalledTimes(1);
  page.dispatchEvent(new Event("popstate"));
  closeHelp();
  expect(back).toHaveBeenCalledTimes(2);
});
