/** Of what somebody wants to be reminded: what is past, of today and of two weeks ahead. */

import { courtNow } from "../../../contract/clock.ts";
import { labelText } from "../../../contract/labels.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { Answer } from "../parts/Page.tsx";
import { Rows } from "../parts/Rows.tsx";
import { isoDay } from "../parts/values.ts";
import { idOf } from "../router.ts";
import { dayIn } from "./deadlines.ts";
import { FinishNote } from "./FinishNote.tsx";
import { useReminders } from "./notes.ts";

export function Reminders() {
  const { d } = useDesk();
  const read = useReminders();
  if (read.data && !read.data.reminders?.length) return null;
  const today = dayIn(0, courtNow());
  return (
    <section>
      <h2>{d.notes.reminders}</h2>
      <Answer read={read}>
        {(answer) => (
          <Rows
            rows={answer.reminders ?? []}
            answer={answer}
            caption={d.notes.reminders}
            keyOf={({ name }) => name ?? ""}
            pathOf={(note) => `/cases/${idOf(note.case)}/notes`}
            empty=""
            columns={[
              { title: d.case.number, cell: (note, found) => labelText(found, note.case), width: "15rem" },
              { title: d.notes.text, cell: ({ text }) => text },
              {
                title: d.notes.remind,
                cell: ({ remindDate }) => (
                  <>
                    {isoDay(remindDate)}{" "}
                    {isoDay(remindDate) === today && <span className="mark soon">{d.case.today}</span>}
                  </>
                ),
                width: "10rem",
              },
              { title: d.notes.standing, cell: (note) => <FinishNote note={note} />, width: "7rem" },
            ]}
          />
        )}
      </Answer>
    </section>
  );
}
