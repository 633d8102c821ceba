import { expect, test } from "vitest";
import { daysLate, isIssuer, type Supervision } from "./item.tsx";

const NOW = Date.UTC(2026, 10, 30, 1);
const item = (more: Partial<Supervision>): Supervision => ({
  subject: "cases/1",
  matter: "请核实",
  owner: "people/officer",
  ...more,
});

test("only what the court calls overdue is late, by days in Beijing", () => {
  expect(daysLate(item({ dueTime: "2026-11-27T01:00:00Z", overdue: true }), NOW)).toBe(3);
  expect(daysLate(item({ dueTime: "2026-11-29T23:00:00Z", overdue: true }), NOW)).toBe(0);
  expect(daysLate(item({ dueTime: "2026-11-27T01:00:00Z" }), NOW)).toBeUndefined();
});

test("who issued an item closes it, the command centre those of a rule, and its owner never", () => {
  expect(isIssuer(item({ issuer: "people/command" }), "people/command", "ROLE_COMMAND")).toBe(true);
  expect(isIssuer(item({ issuer: "people/president" }), "people/command", "ROLE_COMMAND")).toBe(false);
  expect(isIssuer(item({}), "people/command", "ROLE_COMMAND")).toBe(true);
  expect(isIssuer(item({}), "people/chief", "ROLE_BUREAU_CHIEF")).toBe(false);
  expect(isIssuer(item({ owner: "people/chief", issuer: "people/chief" }), "people/chief", "ROLE_BUREAU_CHIEF")).toBe(
    false,
  );
});
