import { expect, test } from "vitest";
import { meaningOf, ofCases } from "./meaning.ts";

const CODE = "浙0783";
const meaning = (text: string) => meaningOf(text, CODE, 2026);

test("a number is whole, or the beginning of one", () => {
  for (const text of ["17", "执17", "2026执17号", "（2026）浙0783执17号", "(2026)浙0783执17号之一"]) {
    expect(meaning(text).kind, text).toBe("number");
  }
  expect(meaning("17")).toEqual({ kind: "number", number: "（2026）浙0783执17号" });
  expect(meaning("执1*")).toEqual({ kind: "start", start: "（2026）浙0783执1" });
  expect(meaning("（2026）浙0783执1")).toMatchObject({ kind: "start" });
  expect(meaning("2026浙0783执1")).toMatchObject({ kind: "start" });
  expect(ofCases(meaning("执恢1＊"))).toEqual({ case_number: "（2026）浙0783执恢1*" });
});

test("seven digits and more are a telephone, anything else a name", () => {
  expect(meaning("138 0000 0000")).toEqual({ kind: "phone", phone: "138 0000 0000" });
  expect(meaning("１３８００００００００")).toEqual({ kind: "phone", phone: "13800000000" });
  expect(meaning("+86-579-8612345").kind).toBe("phone");
  expect(meaning("123456").kind).toBe("number");
  expect(meaning(' 张"三 ')).toEqual({ kind: "name", name: "张三" });
  expect(meaning("浙江某某建设有限公司")).toMatchObject({ kind: "name" });
  expect(ofCases(meaning("阿不都·买买提"))).toEqual({ party_name: "阿不都·买买提" });
});
