/** Enters who holds an office for its holder while the holder is away. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../contract/client.ts";
import type { Person, Term } from "../../../contract/types.ts";
import { useAct } from "../../../shell/act.ts";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { ActForm } from "../parts/ActForm.tsx";
import { DayField, SelectField } from "../parts/Inputs.tsx";
import { Answer } from "../parts/Page.tsx";
import { filterOf, PLAIN } from "../parts/reading.ts";
import { usePresent } from "../present.tsx";
import { idOf } from "../router.ts";
import { deputiesAmong, filtersOf } from "./deputy.ts";
import { usePeopleChanged } from "./reading.ts";
import { firstInstant, instantAfter } from "./terms.ts";

interface Props {
  person: Person;
  term: Term;
  office: string;
  onDone: () => void;
}

function useCandidates(person: Person, term: Term) {
  return useQuery({
    ...PLAIN,
    queryKey: ["deputies", term.name],
    queryFn: async () => {
      const pages = filtersOf(term).map((filter) =>
        data(court.GET("/v1/people", { params: { query: { filter: filterOf(filter), pageSize: 1000 } } })),
      );
      const people = (await Promise.all(pages)).flatMap((page) => page.people ?? []);
      return deputiesAmong(people, term, person);
    },
  });
}

export function NameDeputy({ person, term, office, onDone }: Props) {
  const { a, d, w } = useAdmin();
  const { report } = usePresent();
  const acting = useAct();
  const changed = usePeopleChanged();
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
      await Promise.all([changed(idOf(person.name)), changed(idOf(name))]);
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
