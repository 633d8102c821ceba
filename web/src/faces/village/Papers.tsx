/** The papers of a task: what each is, what is printed of it here, and who has printed it. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { can } from "../../contract/can.ts";
import { court, data } from "../../contract/client.ts";
import type { Document, Print, Task } from "../../contract/types.ts";
import { type Acting, useAct } from "../../shell/act.ts";
import { momentOf } from "../../shell/dates.ts";
import { ProblemNote } from "../../shell/ProblemNote.tsx";
import { kindOf } from "../../shell/parts.tsx";
import { useSpeaking, useWords } from "../../words/index.tsx";
import { Printer } from "./Printer.tsx";
import { NotPrintable, nameOf, printOf, printsOf, type Sheet, sheetOf } from "./prints.ts";
import { useLine } from "./queries.ts";
import { idOf } from "./router.ts";
import { nameIn } from "./story.ts";

const FORM: Print = { kind: "PRINT_KIND_RETURN_FORM" };

export function Papers({ task }: { task: Task }) {
  const w = useWords();
  const queries = useQueryClient();
  const act = useAct();
  // Each print is one of its own, also of what was printed before.
  const [sheet, setSheet] = useState<{ read: Sheet; print: string }>();
  const clear = useCallback(() => setSheet(undefined), []);
  const documents = task.documents ?? [];
  const hasForm = task.kind === "TASK_KIND_SERVICE_OF_PROCESS";
  if (documents.length === 0 && !hasForm) return null;
  // Noted before it is printed, and once it is here to be printed.
  const print = (wanted: Print) =>
    act.run(keyOf(wanted), async (requestId) => {
      const read = await sheetOf(task, wanted);
      const path = { taskId: idOf(task.name) };
      await data(
        court.POST("/v1/tasks/{taskId}:recordPrint", { params: { path }, body: { requestId, print: wanted } }),
      );
      setSheet({ read, print: requestId });
      void queries.invalidateQueries({ queryKey: ["task", path.taskId] });
    });
  const shared = { task, act, onPrint: print };
  return (
    <section>
      <h2>{w.village.papers}</h2>
      <ul className="lines">
        {documents.map((document, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the papers of a task never change their places
          <li key={place} className="paper">
            <Paper document={document} print={printOf(document, place)} {...shared} />
          </li>
        ))}
        {hasForm && (
          <li className="paper">
            <p>
              <strong>{w.returnForm}</strong> <span className="hint">{w.village.returnFormHint}</span>
            </p>
            <PrintButton print={FORM} {...shared} />
          </li>
        )}
      </ul>
      {act.refused &&
        (act.refused.fault instanceof NotPrintable ? (
          <p role="alert" className="card soon">
            {w.village.notPrintable}
          </p>
        ) : (
          <ProblemNote fault={act.refused.fault} />
        ))}
      {sheet && <Printer key={sheet.print} task={task} sheet={sheet.read} onDone={clear} />}
    </section>
  );
}

const keyOf = ({ kind, document }: Print): string => `${kind} ${document ?? ""}`;

interface Shared {
  task: Task;
  act: Acting;
  onPrint: (print: Print) => Promise<void>;
}

function Paper({ document, print, ...shared }: { document: Document; print: Print | undefined } & Shared) {
  const w = useWords();
  const kind = kindOf(w, document);
  return (
    <>
      <p>
        <strong>{w.field.copies(document.title, document.copies ?? 1)}</strong>{" "}
        {kind && <span className="mark">{kind}</span>}{" "}
        {document.sealed && <span className="mark soon">{w.sealed}</span>}
      </p>
      {document.sealed && <p className="hint">{w.village.sealedHint}</p>}
      {print ? <PrintButton print={print} {...shared} /> : <p className="hint">{w.village.noFile}</p>}
    </>
  );
}

function PrintButton({ print, task, act, onPrint }: { print: Print } & Shared) {
  const { w, tag } = useSpeaking();
  const { isAway } = useLine();
  const done = printsOf(task, print);
  const last = done[done.length - 1];
  const who = last?.actorDisplayName || nameIn(task, last?.actor) || w.village.theDirector;
  const isBusy = act.busy === keyOf(print);
  return (
    <>
      {can(task, "RecordPrint") && (
        <button type="button" disabled={isAway || act.busy !== undefined} onClick={() => void onPrint(print)}>
          {isBusy ? w.village.printing : w.village.print(nameOf(w, task.documents ?? [], print))}
        </button>
      )}
      {last && (
        <p className="hint">{w.village.printed(done.length, who, momentOf(Date.parse(last.stepTime ?? ""), tag))}</p>
      )}
    </>
  );
}
