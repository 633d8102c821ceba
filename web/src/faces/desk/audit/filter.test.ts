import { expect, test } from "vitest";
import { recordFilter } from "./filter.ts";

const NONE = { person: "", outcome: "all", since: "", until: "", request: "" } as const;

test("what is asked for is one condition", () => {
  expect(recordFilter(NONE)).toBe("");
  expect(recordFilter({ ...NONE, person: "people/a", outcome: "refused" })).toBe("person=people/a AND code!=OK");
  expect(
    recordFilter({ ...NONE, outcome: "done", since: "2026-01-01T00:00:00+08:00", until: "2026-01-02T00:00:00Z" }),
  ).toBe('code=OK AND call_time>="2026-01-01T00:00:00+08:00" AND call_time<"2026-01-02T00:00:00Z"');
  expect(recordFilter({ ...NONE, request: 'a"b' })).toBe('request_id="a\\"b"');
});
