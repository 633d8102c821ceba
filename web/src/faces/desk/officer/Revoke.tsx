/** Takes a task back from the worker who has it, with the reason typed first. */
import { type FormEvent, useState } from "react";
import { court, data } from "../../../contract/client.ts";
import type { Task } from "../../../contract/types.ts";
import { useAct } from "../../../shell/act.ts";
import { Sheet } from "../../../shell/Sheet.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { Refusal } from "../parts/Refusal.tsx";
import { usePresent } from "../present.tsx";
import { idOf } from "../router.ts";

export function Revoke({ task, onDone }: { task: Task; onDone: () => Promise<void> }) {
  const { w, d } = useDesk();
  const { report } = usePresent();
  const acting = useAct();
  const [asked, setAsked] = useState(false);
  const [reason, setReason] = useState("");
  const party = task.addressee?.displayName || w.field.someone;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void acting.run(`revoke ${reason}`, async (requestId) => {
      const body = { name: task.name ?? "", requestId, etag: task.etag ?? "", reason };
      await data(court.POST("/v1/tasks/{taskId}:revoke", { params: { path: { taskId: idOf(task.name) } }, body }));
      setAsked(false);
      report(d.task.revoked(party));
      await onDone();
    });
  };
  return (
    <>
      <button type="button" onClick={() => setAsked(true)}>
        {d.task.revoke}
      </button>
      {asked && (
        <Sheet title={d.task.revoke} onClose={() => setAsked(false)}>
          <form onSubmit={submit}>
            <Refusal acting={acting} />
            <div className="field">
              <label htmlFor="reason">{d.task.revokeWhy}</label>
              <textarea
                id="reason"
                value={reason}
                maxLength={500}
                onChange={(event) => setReason(event.target.value)}
              />
            </div>
            <p className="beside">
              <button type="submit" className="danger" disabled={!reason.trim() || acting.busy !== undefined}>
                {acting.busy ? d.submitting : d.task.revokeObject(party, task.address ?? "")}
              </button>
              <button type="button" onClick={() => setAsked(false)}>
                {w.cancel}
              </button>
            </p>
          </form>
        </Sheet>
      )}
    </>
  );
}
