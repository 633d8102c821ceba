import { expect, test } from "vitest";
import type { Person, Role, Term } from "../../../contract/types.ts";
import { deputiesAmong, deputiesOf, filtersOf, hasDeputies, holdersOf } from "./deputy.ts";

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

test("each office is asked about once, and the deputies of somebody are those of terms that are not over", () => {
  const own = [term("ROLE_BUREAU_CHIEF"), term("ROLE_BUREAU_CHIEF", { regionCode: "330784" }), term("ROLE_AUDITOR")];
  expect(holdersOf([...own, term("ROLE_DIRECTOR", { court: "courts/1" })], NOW)).toEqual([
    { role: "BUREAU_CHIEF" },
    { court: "courts/1" },
  ]);
  const stands = (startTime: string, endTime: string) =>
    term("ROLE_BUREAU_CHIEF", { deputisesFor: "people/a", startTime, endTime });
  const late = stands("2026-12-10T00:00:00Z", "2026-12-12T00:00:00Z");
  const now = stands("2026-11-30T00:00:00Z", "2026-12-03T00:00:00Z");
  const past = stands("2026-10-01T00:00:00Z", "2026-10-09T00:00:00Z");
  const other = person("b", "李四", { terms: [late, now, past, term("ROLE_OFFICER")] });
  expect(deputiesOf([other, other], "people/a", NOW).map((each) => each.term)).toEqual([now, late]);
  expect(deputiesOf([other], "people/c", NOW)).toEqual([]);
});
