/** The review of a report: what the law says of the visit, approval with the act of service that comes of it, or return with what is missing. */
import { type FormEvent, useState } from "react";
import { court, data } from "../../../contract/client.ts";
import type { Task } from "../../../contract/types.ts";
import { useAct } from "../../../shell/act.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { onKey } from "../keys.ts";
import { Answer } from "../parts/Page.tsx";
import { Refusal } from "../parts/Refusal.tsx";
import { usePresent } from "../present.tsx";
import { go, idOf } from "../router.ts";
import { isComplete, servingVisit } from "./aboutTask.tsx";
import { Check, cureText, enterAct, useDraft } from "./ServiceCheck.tsx";

const LIST = "/tasks?state=TASK_STATE_REPORTED";

export function Review({ task, onDone }: { task: Task; onDone: () => Promise<void> }) {
  const { w, d } = useDesk();
  const { report } = usePresent();
  const acting = useAct();
  const draft = useDraft(task);
  const [returning, setReturning] = useState(false);
  const [reason, setReason] = useState("");
  const party = task.addressee?.displayName || w.field.someone;
  const complete = isComplete(task);
  const found = servingVisit(task) ? (draft.data ?? undefined) : undefined;
  const canEnter = Boolean(found?.check?.valid && found.act?.case);
  const review = (body: { decision: "REVIEW_DECISION_APPROVE" | "REVIEW_DECISION_RETURN"; comment?: string }) =>
    acting.run(`${body.decision} ${body.comment ?? ""} ${reason}`, async (requestId) => {
      await data(
        court.POST("/v1/tasks/{taskId}:review", {
          params: { path: { taskId: idOf(task.name) } },
          body: {
            name: task.name ?? "",
            requestId,
            etag: task.etag ?? "",
            ...body,
            ...(complete ? {} : { missingFilesReason: reason }),
          },
        }),
      );
      if (body.decision === "REVIEW_DECISION_APPROVE" && found && canEnter) {
        // The report is approved by now: what keeps the act from being entered is said beside the task, where it can be entered again.
        const entered = await enterAct(found, `${requestId}-act`).then(
          () => true,
          () => false,
        );
        if (!entered) {
          report(d.review.approvedWithout(party));
          await onDone();
          return;
        }
      }
      const said =
        body.decision === "REVIEW_DECISION_RETURN"
          ? d.review.returned
          : canEnter
            ? d.review.entered
            : d.review.approved;
      report(said(party), "/tasks");
      await onDone();
      go(LIST);
    });
  const busy = acting.busy !== undefined;
  const refusal = (
    <Refusal acting={acting} onChanged={onDone} of={task} now={w.taskStates[task.state ?? "TASK_STATE_UNSPECIFIED"]} />
  );
  // Somebody else has reviewed it meanwhile: that is said where one was about to.
  if (task.state !== "TASK_STATE_REPORTED") return <section>{refusal}</section>;
  return (
    <section>
      {refusal}
      <h2>{d.review.title}</h2>
      {servingVisit(task) && (
        <Answer read={draft}>{(given) => (given ? <Check draft={given} /> : <p>{d.service.none}</p>)}</Answer>
      )}
      {found && !found.act?.case && <p>{d.service.noCase}</p>}
      {!complete && (
        <div className="field">
          <label htmlFor="missingFilesReason">{d.review.missingFiles}</label>
          <input
            id="missingFilesReason"
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
      )}
      {returning ? (
        <ReturnForm
          cures={found?.check?.unmet ?? []}
          busy={busy}
          onCancel={() => setReturning(false)}
          onReturn={(comment) => review({ decision: "REVIEW_DECISION_RETURN", comment })}
        />
      ) : (
        <p className="beside">
          <button
            type="button"
            className="primary"
            disabled={busy || (servingVisit(task) !== undefined && draft.isPending)}
            onClick={() => review({ decision: "REVIEW_DECISION_APPROVE" })}
            {...onKey("a")}
          >
            {busy ? d.submitting : canEnter ? d.review.approveAndEnter : d.review.approve}
          </button>
          <button type="button" disabled={busy} onClick={() => setReturning(true)} {...onKey("r")}>
            {d.review.return}
          </button>
        </p>
      )}
    </section>
  );
}

interface ReturnProps {
  cures: Parameters<typeof cureText>[0][];
  busy: boolean;
  onCancel: () => void;
  onReturn: (comment: string) => void;
}

/** Why a report is returned: what would cure it, by one press each, and in own words. */
function ReturnForm({ cures, busy, onCancel, onReturn }: ReturnProps) {
  const { w, d, tag } = useDesk();
  const [comment, setComment] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (comment.trim()) onReturn(comment.trim());
  };
  const chips = [...new Set([...cures.map((each) => cureText(each, tag)), ...Object.values(d.review.chips)])];
  return (
    <form onSubmit={submit}>
      <div className="chips">
        {chips.map((text) => (
          <button
            key={text}
            type="button"
            onClick={() => setComment((before) => (before ? `${before}\n${text}` : text))}
          >
            {text}
          </button>
        ))}
      </div>
      <div className="field">
        <label htmlFor="comment">{d.review.comment}</label>
        <textarea
          id="comment"
          value={comment}
          maxLength={2000}
          required
          // biome-ignore lint/a11y/noAutofocus: the form opens by a press that asks for it
          autoFocus
          onChange={(event) => setComment(event.target.value)}
        />
      </div>
      <p className="beside">
        <button type="submit" className="primary" disabled={busy || !comment.trim()}>
          {busy ? d.submitting : d.review.return}
        </button>
        <button type="button" onClick={onCancel} {...onKey("Escape")}>
          {w.cancel}
        </button>
      </p>
    </form>
  );
}
