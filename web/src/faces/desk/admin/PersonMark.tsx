/** That a person is deactivated, or that a term of theirs ends soon. */
import type { Person } from "../../../contract/types.ts";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { endsSoon, SOON } from "./terms.ts";

export function PersonMark({ person, now }: { person: Person; now: number }) {
  const { a } = useAdmin();
  if (person.deactivated) return <span className="mark">{a.people.deactivated}</span>;
  return endsSoon(person, now, SOON) ? <span className="mark soon">{a.people.soon}</span> : null;
}
