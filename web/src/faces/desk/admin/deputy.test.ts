import { expect, test } from "vitest";
import type { Person, Role, Term } from "../../../contract/types.ts";
import { deputiesAmong, filtersOf, hasDeputies } from "./deputy.ts";

const NOW = Date.parse("2026-12-01T02:00:00Z");
const term = (role: Role, more: Partial<Term> = {}): Term => ({ role, regionCode: "330783", ...more });
const person = (id: string, displayName: string, more: Partial<Person> = {}): Person =>
  ({ name: `people/${id}`, displayName, terms: [], ...more }) as Person;

test("an office that runs or comes has deputies, one that is over or a deputy's own has none", () => {
  expect(hasDeputies(term("ROLE_BUREAU_CHIEF"), NOW)).toBe(true);
  expect(hasDeputies(term("ROLE_BUREAU_CHIEF", { endTime: "2026-11-30T16:00:00Z" }), NOW)).toBe(false);
  expect(hasDeputies(term("ROLE_BUREAU_CHIEF", { deputisesFor: "people/a" }), NOW)).toBe(false);
  expect(hasDeputies(term("ROLE_GRID_WORKER", { court: "courts/1" }), NOW)).toBe(false);
  expect(hasDeputies(term("ROLE_AUDITOR"), NOW)).toBe(false);
});

test("a director's deputy is of the court, a chief's of the bureau", () => {
  expect(filtersOf(term("ROLE_DIRECTOR", { court: "courts/1" }))).toEqual([{ court: "courts/1" }]);
  expect(filtersOf(term("ROLE_BUREAU_CHIEF"))).toContainEqual({ role: "OFFICER" });
});

test("the holder, who has left and who is of another unit can't be chosen, and nobody stands there twice", () => {
  const chief = person("chief", "王局");
  const [one, gone] = [person("b", "李四"), person("c", "张三", { deactivated: true })];
  expect(deputiesAmong([chief, one, gone, one], term("ROLE_BUREAU_CHIEF"), chief)).toEqual([one]);
  const clerk = term("ROLE_UNIT_CLERK", { regionCode: "", unit: "units/u01" });
  const own = person("d", "赵六", { terms: [clerk] });
  expect(deputiesAmong([one, own], clerk, chief)).toEqual([own]);
});
