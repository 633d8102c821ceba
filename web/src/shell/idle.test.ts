import { expect, test } from "vitest";
import { helpEn } from "../words/help-en.ts";
import { helpZh } from "../words/help-zh.ts";
import { standingAfter, TERMINAL } from "./idle.ts";

test("a terminal warns for twenty seconds and is over after ninety seconds", () => {
  expect(standingAfter(0, false, TERMINAL)).toBe("used");
  expect(standingAfter(69_999, false, TERMINAL)).toBe("used");
  expect(standingAfter(70_000, false, TERMINAL)).toEqual({ left: 20 });
  expect(standingAfter(89_001, false, TERMINAL)).toEqual({ left: 1 });
  expect(standingAfter(90_000, false, TERMINAL)).toBe("over");
  expect(standingAfter(3_600_000, false, TERMINAL)).toBe("over");
});

test("somebody who writes is not sent away in the middle of a sentence, and not left alone without an end", () => {
  expect(standingAfter(90_000, true, TERMINAL)).toBe("used");
  expect(standingAfter(280_000, true, TERMINAL)).toEqual({ left: 20 });
  expect(standingAfter(300_000, true, TERMINAL)).toBe("over");
});

test("the help card says both limits as they are", () => {
  const [seconds, minutes] = [TERMINAL.limit / 1000, TERMINAL.whileWriting / 60_000];
  expect(helpZh.director.leave("")).toContain(`${seconds} 秒没有人操作（正在填写时 ${minutes} 分钟）`);
  expect(helpEn.director.leave("")).toMatch(new RegExp(`${seconds} seconds .*\\(${minutes} minutes`));
});
