/** Chooses one of the people of the register by a part of their name. */
import { useId, useState } from "react";
import { courtNow } from "../../../contract/clock.ts";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { found } from "../admin/peopleList.ts";
import { usePeople } from "../admin/reading.ts";
import { offices, officeText, SOON } from "../admin/terms.ts";

/** As many as are offered: who finds more writes more of the name. */
const MOST = 20;

interface Props {
  value: string;
  onChange: (person: string) => void;
}

export function PickPerson({ value, onChange }: Props) {
  const { a, d, w } = useAdmin();
  const [text, setText] = useState("");
  const people = usePeople();
  const field = useId();
  const now = courtNow();
  const all = people.data?.people ?? [];
  const chosen = all.find(({ name }) => name === value);
  const offered = text.trim()
    ? found(all, { text, role: "", town: "", standing: "all" }, new Map(), now, SOON).slice(0, MOST)
    : [];
  const shown = chosen && !offered.includes(chosen) ? [chosen, ...offered] : offered;
  return (
    <>
      <label htmlFor={field}>
        <span>{a.audit.person}</span>
        <input
          id={field}
          type="search"
          maxLength={40}
          value={text}
          disabled={!people.data}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      {(shown.length > 0 || value) && (
        <label>
          <span>{a.audit.chosen}</span>
          <select value={value} onChange={(event) => onChange(event.target.value)}>
            <option value="">{d.all}</option>
            {shown.map((person) => {
              const [first] = offices(person, now);
              const office = first && officeText(first, people.data ?? {}, w.roles);
              return (
                <option key={person.name} value={person.name ?? ""}>
                  {office ? w.nameAndTitle(person.displayName, office) : person.displayName}
                </option>
              );
            })}
          </select>
        </label>
      )}
    </>
  );
}
