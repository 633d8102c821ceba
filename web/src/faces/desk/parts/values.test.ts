import { expect, test } from "vitest";
import { completeNumber, dayFrom, dayText, fenFrom, instantOf, isoDay, moneyText, shortMoment } from "./values.ts";

test("money is exact to the fen, however large", () => {
  expect(moneyText("0")).toBe("¥0.00");
  expect(moneyText("5")).toBe("¥0.05");
  expect(moneyText("126000000")).toBe("¥1,260,000.00");
  expect(moneyText("9007199254740993")).toBe("¥90,071,992,547,409.93");
  expect(moneyText("-123456")).toBe("-¥1,234.56");
  expect(moneyText(undefined)).toBe("");
});

test("yuan are read to the fen and nothing else is", () => {
  expect(fenFrom("12,000.5")).toBe("1200050");
  expect(fenFrom("0.01")).toBe("1");
  for (const wrong of ["", "0", "1.234", "-5", "1e5", "12元"]) expect(fenFrom(wrong), wrong).toBeUndefined();
});

test("days go to a field and back", () => {
  expect(isoDay({ year: 2026, month: 3, day: 2 })).toBe("2026-03-02");
  expect(dayFrom("2026-03-02")).toEqual({ year: 2026, month: 3, day: 2 });
  expect(dayFrom("")).toBeUndefined();
  expect(dayText({ year: 2026, month: 3, day: 2 }, "zh-CN")).toBe("2026年3月2日");
  expect(dayText(undefined, "zh-CN")).toBe("");
  expect(shortMoment("2026-11-30T16:30:00Z")).toBe("2026-12-01 00:30");
  expect(shortMoment(undefined)).toBe("");
  expect(shortMoment(instantOf("2026-12-01T00:30"))).toBe("2026-12-01 00:30");
  expect(instantOf("")).toBeUndefined();
});

test("a case is found by its number in any form", () => {
  const complete = (text: string) => completeNumber(text, "浙0783", 2026);
  for (const text of ["1030", "执1030", "执1030号", " 2026执1030 ", "（2026）执1030号", "(2026)执1030号"]) {
    expect(complete(text), text).toBe("（2026）浙0783执1030号");
  }
  expect(complete("2025执恢7号")).toBe("（2025）浙0783执恢7号");
  expect(complete("2026")).toBe("（2026）浙0783执2026号");
  for (const whole of ["（2026）浙0783执1030号", "(2026)浙0783执1030号之一", "2026浙0783执1030", "张三"]) {
    expect(complete(whole), whole).toBe(whole);
  }
  expect(completeNumber("1030", "", 2026)).toBe("1030");
});
