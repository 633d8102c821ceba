import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { typedOnPad } from "./pad.ts";

class Input extends EventTarget {
  type = "text";
}
beforeEach(() => {
  vi.stubGlobal("HTMLTextAreaElement", class extends EventTarget {});
  vi.stubGlobal("HTMLInputElement", Input);
});
afterEach(() => vi.unstubAllGlobals());

const press = (key: string, more: object = {}) => ({
  key,
  target: new EventTarget(),
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
});

test("digits and the way back are typed on the pad, and nothing else", () => {
  expect(["0", "9", "Backspace", "a", "F1", "Enter"].map((key) => typedOnPad(press(key)))).toEqual([
    "0",
    "9",
    "back",
    undefined,
    undefined,
    undefined,
  ]);
});

test("what is typed elsewhere is no try of the PIN: in a sheet over the page, in a field, with another key", () => {
  expect(typedOnPad(press("1"), true)).toBeUndefined();
  expect(typedOnPad(press("Backspace"), true)).toBeUndefined();
  expect(typedOnPad(press("1", { target: new Input() }))).toBeUndefined();
  for (const held of ["ctrlKey", "metaKey", "altKey"])
    expect(typedOnPad(press("1", { [held]: true })), held).toBeUndefined();
});
