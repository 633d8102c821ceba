import { expect, test } from "vitest";
import { pathFor, windowOf } from "./days.ts";

const NOW = Date.parse("2026-11-30T01:00:00Z");

test("an address without days means this year", () => {
  expect(windowOf(new URLSearchParams(), NOW)).toEqual({
    chosen: "year",
    days: { from: "2026-01-01", to: "2026-11-30" },
    region: "",
  });
});

test("a period and two days stay in the address from page to page", () => {
  for (const query of ["period=month", "from=2022-01-01&to=2022-12-31&region=330783201"]) {
    const window = windowOf(new URLSearchParams(query), NOW);
    const path = pathFor("/completion-rate", window);
    expect(path).toBe(`/indicators/completion-rate?${query}`);
    expect(windowOf(new URLSearchParams(path.split("?")[1]), NOW)).toEqual(window);
  }
});

test("one day alone is no window, and neither is what is no day", () => {
  for (const query of ["from=2022-01-01", "from=2022-01-01&to=soon", "from=2022-13-01&to=2022-12-31"])
    expect(windowOf(new URLSearchParams(query), NOW).chosen).toBe("year");
});
