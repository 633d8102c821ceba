import { expect, test } from "vitest";
import { isKnown, namedBy, partyNamed } from "./subject.ts";

test("a party is named by the case, somebody else by the number", () => {
  expect(namedBy({ party: "cases/1/parties/2", identityNumber: "1" })).toEqual({ party: "cases/1/parties/2" });
  expect(namedBy({ party: "", identityNumber: " 12 " })).toEqual({ identityNumber: "12" });
  expect(namedBy({ party: "", identityNumber: " " })).toEqual({});
  expect(isKnown({ name: "李四", party: "", identityNumber: "" })).toBe(false);
  expect(isKnown({ name: "李四", party: "cases/1/parties/2", identityNumber: "" })).toBe(true);
  expect(isKnown({ name: " ", party: "", identityNumber: "1" })).toBe(false);
});

test("of two parties with one name none is taken unasked", () => {
  const [first, second] = [
    { name: "cases/1/parties/1", displayName: "张三" },
    { name: "cases/1/parties/2", displayName: "李四" },
  ];
  expect(partyNamed([first, second], "李四")).toBe("cases/1/parties/2");
  expect(partyNamed([first, { ...second, displayName: "张三" }], "张三")).toBe("");
  expect(partyNamed([first], "王五")).toBe("");
});
