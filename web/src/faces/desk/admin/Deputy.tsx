/** Enters who holds an office for its holder while the holder is away. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../contract/client.ts";
import { courtNow } from "../../../contract/clock.ts";
import type { Person, Term } from "../../../contract/types.ts";
import { useAct } from "../../../shell/act.ts";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { ActForm } from "../parts/ActForm.tsx";
import { DayField, SelectField } from "../parts/Inputs.tsx";
import { Answer } from "../parts/Page.tsx";
import { filterOf, PLAIN } from "../parts/reading.ts";
import { usePresent } from "../present.tsx";
import { idOf, link } from "../router.ts";
import { deputiesAmong, deputiesOf, filtersOf, holdersOf } from "./deputy.ts";
import { usePeopleChanged } from "./reading.ts";
import { firstDay, firstInstant, instantAfter, lastDay } from "./terms.ts";

interface Props {
  person: Person;
  term: Term;
  office: string;
  onDone: () => void;
}

/** Everybody by any of some filters. */
async function peopleBy(filters: readonly Record<string, string>[]): Promise<Person[]> {
  const pages = filters.map((filter) =>
    data(court.GET("/v1/people", { params: { query: { filter: filterOf(filter), pageSize: 1000 } } })),
  );
  return (await Promise.all(pages)).flatMap((page) => page.people ?? []);
}

function useCandidates(person: Person, term: Term) {
  return useQuery({
    ...PLAIN,
    queryKey: ["deputies", term.name],
    queryFn: async () => deputiesAmong(await peopleBy(filtersOf(term)), term, person),
  });
}

/** Who deputises for somebody, now and later. */
export function Deputies({ person }: { person: Person }) {
  const { a, w } = useAdmin();
  const now = courtNow();
  const filters = holdersOf(person.terms ?? [], now);
  const read = useQuery({
    ...PLAIN,
    queryKey: ["deputies of", person.name, person.etag],
    enabled: filters.length > 0 && !person.deactivated,
    queryFn: () => peopleBy(filters),
  });
  const found = deputiesOf(read.data ?? [], person.name ?? "", now);
  if (found.length === 0) return null;
  return (
    <section>
      <h2>{a.people.deputies}</h2>
      <ul>
        {found.map(({ deputy, term }) => (
          <li key={term.name}>
            <a {...link(`/people/person/${idOf(deputy.name)}`)}>{deputy.displayName}</a>{" "}
            <span className="soft">
              {w.roles[term.role]} {a.people.span(firstDay(term.startTime), lastDay(term.endTime))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function NameDeputy({ person, term, office, onDone }: Props) {
  const { a, d, w } = useAdmin();
  const { report } = usePresent();
  const acting = useAct();
  const changed = usePeopleChanged();
  const queries = useQueryClient();
  const read = useCandidates(person, term);
  const [name, setName] = useState("");
  const [first, setFirst] = useState("");
  const [last, setLast] = useState("");
  const { role, regionCode, court: at, unit } = term;
  const submit = (deputy: Person) =>
    void acting.run(JSON.stringify([term.name, name, first, last]), async (requestId) => {
      await data(
        court.POST("/v1/people/{peopleId}/terms", {
          params: { path: { peopleId: idOf(name) } },
          body: {
            parent: name,
            requestId,
            term: {
              role,
              ...(regionCode ? { regionCode } : {}),
              ...(at ? { court: at } : {}),
              ...(unit ? { unit } : {}),
              deputisesFor: person.name ?? "",
              ...(first ? { startTime: firstInstant(first) } : {}),
              ...(last ? { endTime: instantAfter(last) } : {}),
            },
          },
        }),
      );
      report(a.people.deputyGiven(deputy.displayName, person.displayName));
      onDone();
      await Promise.all([
        changed(idOf(person.name)),
        changed(idOf(name)),
        queries.invalidateQueries({ queryKey: ["deputies of", person.name] }),
      ]);
    });
  return (
    <section className="part">
      <h3>{a.people.deputyOf(office)}</h3>
      <Answer read={read} lines={3}>
        {(people) => {
          const deputy = people.find((each) => each.name === name);
          if (people.length === 0) return <p className="empty">{a.people.deputyNone}</p>;
          return (
            <ActForm
              acting={acting}
              label={a.people.deputyOf(deputy ? deputy.displayName : office)}
              lacks={!deputy || !last}
              onSubmit={() => deputy && submit(deputy)}
            >
              <p className="reason">{a.people.deputyHint}</p>
              <div className="row-fields">
                <SelectField
                  id="parent"
                  label={a.people.deputy}
                  none={d.form.choose}
                  value={name}
                  onChange={setName}
                  options={people.map((each) => [each.name ?? "", each.displayName])}
                />
                <DayField
                  id="term.startTime"
                  label={a.people.deputyFirst}
                  hint={a.people.firstDayHint}
                  value={first}
                  onChange={setFirst}
                />
                <DayField id="term.endTime" label={a.people.deputyLast} value={last} onChange={setLast} />
              </div>
            </ActForm>
          );
        }}
      </Answer>
      <p>
        <button type="button" onClick={onDone}>
          {w.cancel}
        </button>
      </p>
    </section>
  );
}
