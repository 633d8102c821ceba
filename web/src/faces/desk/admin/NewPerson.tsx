/** Enters a person. Their offices and their invitation follow on their own page. */
import { useState } from "react";
import { court, data } from "../../../contract/client.ts";
import { useAct } from "../../../shell/act.ts";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { ActForm } from "../parts/ActForm.tsx";
import { TextField } from "../parts/Field.tsx";
import { Page } from "../parts/Page.tsx";
import { usePresent } from "../present.tsx";
import { go, idOf } from "../router.ts";
import { usePeopleChanged } from "./reading.ts";

export function NewPerson() {
  const { a } = useAdmin();
  const { report } = usePresent();
  const acting = useAct();
  const changed = usePeopleChanged();
  const [name, setName] = useState("");
  const [phone, setPhone] = useState("");
  const [number, setNumber] = useState("");
  const submit = () =>
    void acting.run(`${name} ${phone} ${number}`, async (requestId) => {
      const person = { displayName: name.trim(), ...(phone.trim() ? { phone: phone.trim() } : {}) };
      const made = await data(court.POST("/v1/people", { body: { requestId, personId: number.trim(), person } }));
      await changed(idOf(made.name));
      const path = `/people/person/${idOf(made.name)}`;
      report(a.people.wasEntered(made.displayName), path);
      go(path, true);
    });
  return (
    <Page title={a.people.enter} back={{ path: "/people", title: a.people.title }}>
      <ActForm
        acting={acting}
        label={a.people.enterOf(name.trim())}
        lacks={!name.trim() || !number.trim()}
        onSubmit={submit}
      >
        <TextField id="person.displayName" label={a.people.name} value={name} maxLength={40} onChange={setName} />
        <TextField
          id="person.phone"
          label={a.people.phone}
          type="tel"
          value={phone}
          maxLength={32}
          onChange={setPhone}
        />
        <TextField
          id="personId"
          label={a.people.number}
          hint={a.people.numberHint}
          value={number}
          maxLength={64}
          onChange={setNumber}
        />
      </ActForm>
    </Page>
  );
}
