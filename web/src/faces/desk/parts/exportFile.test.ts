import { expect, test } from "vitest";
import { fileName, withoutPage } from "./exportFile.ts";

test("the address of a list keeps its conditions and leaves out its page", () => {
  for (const [address, kept] of [
    ["http://127.0.0.1:8080/v1/cases?pageSize=50&filter=state%3DOPEN", "/v1/cases?filter=state%3DOPEN"],
    ["https://court.example/v1/cases/1/serviceActs?pageSize=50&pageToken=abc", "/v1/cases/1/serviceActs"],
    ["/v1/requests", "/v1/requests"],
  ] as const) {
    expect(withoutPage(address)).toBe(kept);
  }
});

test("a file bears the name that the court gives it", () => {
  expect(fileName("attachment; filename=\"export.csv\"; filename*=UTF-8''%E6%A1%88%E4%BB%B6%202026.csv")).toBe(
    "案件 2026.csv",
  );
  expect(fileName(null)).toBeUndefined();
});
