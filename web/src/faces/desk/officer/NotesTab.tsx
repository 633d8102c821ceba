/** What is written down about a case for oneself and for colleagues, and of what one wants to be reminded. */
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { court } from "../../../contract/client.ts";
import { useAct } from "../../../shell/act.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { ActForm } from "../parts/ActForm.tsx";
import { data } from "../parts/answers.ts";
import { TextField } from "../parts/Field.tsx";
import { TickField } from "../parts/Inputs.tsx";
import { PagedRows } from "../parts/Rows.tsx";
import { useNameOf, usePages } from "../parts/reading.ts";
import { isoDay, shortMoment } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import type { TabProps } from "./aboutCase.tsx";
import { FinishNote } from "./FinishNote.tsx";
import { EMPTY, writeNote } from "./notes.ts";

/** Who writes notes; others who read cases do not see them. */
const WRITERS: readonly string[] = ["ROLE_OFFICER", "ROLE_BUREAU_CHIEF", "ROLE_PRESIDENT"];

export function NotesTab({ id }: TabProps) {
  const { d } = useDesk();
  const { role } = usePresent();
  return WRITERS.includes(role) ? <Notes id={id} /> : <p className="empty">{d.notes.notForYou}</p>;
}

function Notes({ id }: { id: string }) {
  const { d } = useDesk();
  const { me } = usePresent();
  const nameOf = useNameOf();
  const pages = usePages(["case", id, "notes"], (query) =>
    data(court.GET("/v1/cases/{caseId}/notes", { params: { path: { caseId: id }, query } })),
  );
  return (
    <>
      <PagedRows
        pages={pages}
        rowsOf={(page) => page.notes ?? []}
        caption={d.case.tabs.notes}
        keyOf={({ name }) => name ?? ""}
        empty={d.notes.empty}
        columns={[
          { title: d.notes.text, cell: ({ text }) => text },
          { title: d.notes.remind, cell: ({ remindDate }) => isoDay(remindDate), width: "7rem" },
          { title: d.notes.author, cell: ({ author }, answer) => nameOf(author, answer), width: "6rem" },
          {
            title: d.notes.who,
            cell: ({ shared }) => <span className="mark">{shared ? d.notes.isShared : d.notes.isOwn}</span>,
            width: "8rem",
          },
          { title: d.notes.written, cell: ({ createTime }) => shortMoment(createTime), width: "10.5rem" },
          {
            title: d.notes.standing,
            cell: (note) =>
              note.author === me.name ? (
                <FinishNote note={note} />
              ) : (
                note.done && <span className="mark good">{d.notes.isDone}</span>
              ),
            width: "7rem",
          },
        ]}
      />
      <Write id={id} />
    </>
  );
}

function Write({ id }: { id: string }) {
  const { d } = useDesk();
  const { report } = usePresent();
  const queries = useQueryClient();
  const acting = useAct();
  const [form, setForm] = useState(EMPTY);
  const write = async (requestId: string) => {
    await writeNote(requestId, id, form);
    report(d.notes.saved);
    setForm(EMPTY);
    void queries.invalidateQueries({ queryKey: ["reminders"] });
    void queries.invalidateQueries({ queryKey: ["waiting"] });
    await queries.invalidateQueries({ queryKey: ["case", id, "notes"] });
  };
  return (
    <section className="case-head">
      <h2>{d.notes.write}</h2>
      <ActForm
        acting={acting}
        label={d.notes.save}
        lacks={!form.text.trim()}
        onSubmit={(event?: FormEvent) => {
          event?.preventDefault();
          void acting.run(JSON.stringify(form), write);
        }}
      >
        <TextField
          id="note.text"
          label={d.notes.text}
          value={form.text}
          maxLength={1000}
          long
          required
          onChange={(text) => setForm({ ...form, text })}
        />
        <TextField
          id="note.remindDate"
          label={d.notes.remind}
          hint={d.notes.remindHint}
          type="date"
          value={form.remind}
          maxLength={10}
          onChange={(remind) => setForm({ ...form, remind })}
        />
        <TickField
          id="note.shared"
          label={d.notes.share}
          checked={form.shared}
          onChange={(shared) => setForm({ ...form, shared })}
        />
      </ActForm>
    </section>
  );
}
