/** Marks one's own note as done with one press, and takes that back. */
import { useQueryClient } from "@tanstack/react-query";
import { useAct } from "../../../shell/act.ts";
import { ProblemNote } from "../../../shell/ProblemNote.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { idOf } from "../router.ts";
import { finishNote, type Note } from "./notes.ts";

export function FinishNote({ note }: { note: Note }) {
  const { d } = useDesk();
  const queries = useQueryClient();
  const { busy, refused, run } = useAct();
  const isDone = note.done ?? false;
  const turn = () =>
    run(`${note.etag} ${!isDone}`, async (requestId) => {
      await finishNote(requestId, note, !isDone);
      void queries.invalidateQueries({ queryKey: ["waiting"] });
      await queries.invalidateQueries({ queryKey: ["reminders"] });
      await queries.invalidateQueries({ queryKey: ["case", idOf(note.case), "notes"] });
    });
  return (
    <>
      <button
        type="button"
        data-row=""
        className={isDone ? "quiet" : undefined}
        disabled={busy !== undefined}
        onClick={turn}
      >
        {isDone ? d.notes.reopen : d.notes.finish}
      </button>
      <ProblemNote fault={refused?.fault} />
    </>
  );
}
