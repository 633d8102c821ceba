import { expect, test } from "vitest";
import { unitsEn, unitsZh } from "../words/figures/units.ts";
import { basisIn, changeOf, clockText, inOne, isStale, moneyOf, percentOf, shareOf, written } from "./figures.ts";

test("figures are written as the court's reports write them", () => {
  expect(inOne("117.96", "percent", unitsZh)).toBe("117.96 %");
  expect(inOne("9.74", "days", unitsZh)).toBe("9.74 天");
  expect(inOne("2010000000.00", "CNY", unitsZh)).toBe("20.1 亿元");
  expect(inOne("13005200.00", "CNY", unitsZh)).toBe("1,300.52 万元");
  expect(inOne("9999.50", "CNY", unitsZh)).toBe("9,999.50 元");
  expect(inOne("1533.30", "mu", unitsZh)).toBe("1,533.30 亩");
  expect(inOne("1179800.00", "m2", unitsZh)).toBe("117.98 万㎡");
  expect(inOne("4361", "person-times", unitsZh)).toBe("4,361 人次");
  expect(inOne("2010000000.00", "CNY", unitsEn)).toBe("2.01 bn CNY");
  expect(moneyOf("60000000", unitsZh)).toBe("60 万元");
});

test("a negative amount keeps its sign", () => {
  expect(inOne("-65.20", "days", unitsZh)).toBe("−65.20 天");
  expect(inOne("-2010000000", "CNY", unitsZh)).toBe("−20.1 亿元");
});

test("what is undefined is a dash, and what is zero is a zero", () => {
  expect(written(undefined, "percent", unitsZh)).toEqual({ text: "–", unit: "" });
  expect(written(null, "days", unitsZh).text).toBe("–");
  expect(inOne("0.00", "percent", unitsZh)).toBe("0.00 %");
  expect(percentOf(undefined)).toBeUndefined();
  expect(percentOf("0")).toBe("0.0");
  expect(shareOf(3, 0)).toBeUndefined();
  expect(shareOf(0, 3)).toBe("0.0");
  expect(clockText(null)).toBe("–");
  expect(clockText("0")).toBe("0:00");
  expect(clockText("247")).toBe("4:07");
});

test("points and relative change stand beside each other", () => {
  const compared = (difference?: string, relativeChangePercent?: string) => ({
    unit: "percent",
    comparison: {
      ...(difference ? { difference } : {}),
      ...(relativeChangePercent ? { relativeChangePercent } : {}),
    },
  });
  expect(changeOf(compared("3.03", "3.21"), unitsZh)).toEqual({ difference: "+3.03 个百分点", relative: "+3.21 %" });
  expect(changeOf(compared("-4.97", "-5.00"), unitsEn)).toEqual({ difference: "−4.97 points", relative: "−5.00 %" });
  expect(changeOf(compared("0.00", "0.00"), unitsZh)).toEqual({ difference: "0.00 个百分点", relative: "0.00 %" });
  // The other figure was zero: it differs by points, and by no share of nothing.
  expect(changeOf(compared("3.03"), unitsZh)).toEqual({ difference: "+3.03 个百分点", relative: "–" });
  expect(changeOf(compared(), unitsZh)).toEqual({ difference: "–", relative: "–" });
  expect(changeOf({ unit: "percent" }, unitsZh)).toBeUndefined();
  const days = { unit: "days", comparison: { difference: "-65.20", relativeChangePercent: "-33.10" } };
  expect(changeOf(days, unitsZh)).toEqual({ difference: "−65.20 天", relative: "−33.10 %" });
});

test("data that are older than ninety seconds are stale", () => {
  expect(isStale(0, 90_000)).toBe(false);
  expect(isStale(0, 90_001)).toBe(true);
});

test("the basis of a definition is said in the language of the page", () => {
  const basis =
    "首次上传至公示（即生效）；另报中位数、P95、最大值与五分钟内占比。 From first upload to publication, which is when it takes effect.";
  expect(basisIn(basis, "zh-CN")).toBe("首次上传至公示（即生效）；另报中位数、P95、最大值与五分钟内占比。");
  expect(basisIn(basis, "en")).toBe("From first upload to publication, which is when it takes effect.");
  expect(basisIn("只有中文。", "en")).toBe("只有中文。");
  expect(basisIn(null, "en")).toBe("");
});
