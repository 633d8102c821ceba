import { expect, test } from "vitest";
import { addressOf, grouped } from "./slip.ts";

test("what the camera reads opens the first page with person and code behind the hash", () => {
  const address = new URL(addressOf("https://court.example", "zhang-3", "AB-12 &"));
  expect(address.pathname + address.search).toBe("/");
  expect(Object.fromEntries(new URLSearchParams(address.hash.slice(1)))).toEqual({
    person: "zhang-3",
    invitation: "AB-12 &",
  });
});

test("a code is grouped where it is not", () => {
  expect(grouped("ABCDEFGHJK")).toBe("ABCD-EFGH-JK");
  expect(grouped("ABCD-EFGH")).toBe("ABCD-EFGH");
  expect(grouped("")).toBe("");
});
