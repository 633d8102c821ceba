/** The people of the court whom a supervision item can be about: who issues one, and who has to do something. */
import { useQuery } from "@tanstack/react-query";
import { court, data } from "../../../contract/client.ts";
import { allPages } from "../../../contract/pages.ts";
import type { Person } from "../../../contract/types.ts";
import { filterOf, ONCE } from "../parts/reading.ts";

const ROLES = ["OFFICER", "BUREAU_CHIEF", "PRESIDENT", "CASHIER", "COMMAND"];
const MOST = 1000;

async function staff(): Promise<Person[]> {
  const lists = await Promise.all(
    ROLES.map((role) =>
      allPages((next) =>
        data(court.GET("/v1/people", { params: { query: { filter: filterOf({ role }), pageSize: MOST, ...next } } })),
      ),
    ),
  );
  const people = lists.flat().flatMap((page) => page.people ?? []);
  // Who holds several offices stands in several lists.
  return [...new Map(people.map((person) => [person.name, person])).values()];
}

export function useStaff() {
  const people = useQuery({ ...ONCE, queryKey: ["staff"], queryFn: staff }).data ?? [];
  const names = new Map(people.map(({ name, displayName }) => [name ?? "", displayName]));
  return { people, nameOf: (person: string | null | undefined) => names.get(person ?? "") };
}
