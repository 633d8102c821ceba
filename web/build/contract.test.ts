import { expect, test } from "vitest";
import { strict } from "./contract.ts";

test("what a request may leave open is one thing in an answer", () => {
  expect(strict({ type: ["string", "null"] })).toEqual({ type: "string" });
  expect(strict({ type: ["number", "string", "null"], format: "double" })).toEqual({
    type: "number",
    format: "double",
  });
  expect(strict({ type: ["integer", "string"], format: "int32" })).toEqual({ type: "integer", format: "int32" });
  expect(strict({ type: ["string", "integer"], format: "int64" })).toEqual({ type: "string", format: "int64" });
  expect(strict({ anyOf: [{ $ref: "#/a" }, { type: "null" }], description: "x" })).toEqual({ $ref: "#/a" });
  expect(strict({ anyOf: [{ enum: ["A"], type: "string" }, { type: "integer" }] })).toEqual({
    enum: ["A"],
    type: "string",
  });
});

test("a field that is called like a word of the schema is kept", () => {
  const fields = { anyOf: { type: ["string", "null"] }, type: { type: ["string", "null"] } };
  expect(strict({ type: "object", properties: fields })).toEqual({
    type: "object",
    properties: { anyOf: { type: "string" }, type: { type: "string" } },
  });
});
