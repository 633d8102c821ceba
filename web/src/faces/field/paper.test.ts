import { expect, test } from "vitest";
import { bitmapOf, placeOn, shrinkOf } from "./paper.ts";

test("a stroke lands under the finger, also on a bitmap of another shape than the pad", () => {
  expect(placeOn({ width: 720, height: 900 }, { width: 360, height: 450 }, 360, 450)).toEqual([720, 900]);
  expect(placeOn({ width: 720, height: 900 }, { width: 720, height: 225 }, 360, 200)).toEqual([360, 800]);
});

test("a bitmap has the shape of its pad and a limit, and there is none for a pad that is not shown", () => {
  expect(bitmapOf({ width: 360, height: 450 })).toEqual({ width: 720, height: 900 });
  expect(bitmapOf({ width: 8192, height: 2048 })).toEqual({ width: 4096, height: 1024 });
  expect(bitmapOf({ width: 0, height: 0 })).toBeUndefined();
});

test("what is written stays whole when the phone is turned, and is not shrunk again by turning it back and forth", () => {
  const [standing, lying] = [
    { width: 720, height: 900 },
    { width: 1400, height: 300 },
  ];
  const first = shrinkOf({ width: 600, height: 600 }, lying);
  expect(first).toBe(0.5);
  const written = { width: 600 * first, height: 600 * first };
  expect([shrinkOf(written, standing), shrinkOf(written, lying)]).toEqual([1, 1]);
  expect(shrinkOf({ width: 0, height: 0 }, lying)).toBe(1);
});
