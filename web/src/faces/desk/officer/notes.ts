/** Notes about cases: reading them, and writing one anew. */
import { useQuery } from "@tanstack/react-query";
import { court, data } from "../../../contract/client.ts";
import { courtNow } from "../../../contract/clock.ts";
import type { Schemas } from "../../../contract/types.ts";
import { PLAIN } from "../parts/reading.ts";
import { dayFrom, isoDay } from "../parts/values.ts";
import { idOf } from "../router.ts";
import { dayIn } from "./deadlines.ts";

export type Note = Schemas["sharedcourt.enforcement.v1.CaseNote"];

/** What stands in the form of a note. */
export interface NoteForm {
  text: string;
  /** As a field of a day holds it; empty where nobody is reminded. */
  remind: string;
  shared: boolean;
}

export const EMPTY: NoteForm = { text: "", remind: "", shared: false };

const noteOf = ({ text, remind, shared }: NoteForm, done: boolean): Note => {
  const remindDate = dayFrom(remind);
  return { text, shared, done, ...(remindDate ? { remindDate } : {}) };
};

export const writeNote = (requestId: string, id: string, form: NoteForm) =>
  data(
    court.POST("/v1/cases/{caseId}/notes", {
      params: { path: { caseId: id } },
      body: { requestId, note: noteOf(form, false) },
    }),
  );

/** Marks a note as done, or takes that back. */
export const finishNote = (requestId: string, note: Note, done: boolean) =>
  data(
    court.PATCH("/v1/caseNotes/{caseNoteId}", {
      params: { path: { caseNoteId: idOf(note.name) } },
      body: {
        requestId,
        note: noteOf({ text: note.text, remind: isoDay(note.remindDate), shared: note.shared ?? false }, done),
        ...(note.etag ? { etag: note.etag } : {}),
      },
    }),
  );

/** The caller's own reminders of today and before, and of two weeks ahead. */
export function useReminders() {
  return useQuery({
    ...PLAIN,
    queryKey: ["reminders"],
    queryFn: () => readReminders(14),
  });
}

/** Reminders until so many days from now. */
export const readReminders = (days: number) =>
  data(
    court.GET("/v1/reminders", {
      params: { query: { pageSize: 200, filter: `remind_date<=${dayIn(days, courtNow())}` } },
    }),
  );
