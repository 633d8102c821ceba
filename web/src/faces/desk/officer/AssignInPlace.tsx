/** Gives a task to a grid worker of its court in the place of a director who has let the limit for accepting pass. */
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { court, data } from "../../../contract/client.ts";
import type { Task } from "../../../contract/types.ts";
import { useAct } from "../../../shell/act.ts";
import { Loading } from "../../../shell/Loading.tsx";
import { ProblemNote } from "../../../shell/ProblemNote.tsx";
import { Sheet } from "../../../shell/Sheet.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { Refusal } from "../parts/Refusal.tsx";
import { usePresent } from "../present.tsx";
import { idOf } from "../router.ts";

interface Props {
  task: Task;
  onDone: () => Promise<void>;
}

export function AssignInPlace(props: Props) {
  const { d } = useDesk();
  const [asked, setAsked] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setAsked(true)}>
        {d.task.assign}
      </button>
      {asked && (
        <Sheet title={d.task.assign} onClose={() => setAsked(false)}>
          <Form {...props} onClose={() => setAsked(false)} />
        </Sheet>
      )}
    </>
  );
}

function Form({ task, onDone, onClose }: Props & { onClose: () => void }) {
  const { w, d } = useDesk();
  const { report } = usePresent();
  const acting = useAct();
  const [worker, setWorker] = useState("");
  const filter = `role=GRID_WORKER AND court=${task.court}`;
  const workers = useQuery({
    queryKey: ["workers", task.court],
    queryFn: () => data(court.GET("/v1/people", { params: { query: { filter, pageSize: 100 } } })),
  });
  const people = (workers.data?.people ?? []).filter(({ name }) => name !== task.worker);
  const chosen = people.find(({ name }) => name === worker)?.displayName ?? "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void acting.run(`assign ${worker}`, async (requestId) => {
      const body = { name: task.name ?? "", requestId, etag: task.etag ?? "", worker };
      await data(court.POST("/v1/tasks/{taskId}:assign", { params: { path: { taskId: idOf(task.name) } }, body }));
      onClose();
      report(d.task.assigned(chosen));
      await onDone();
    });
  };
  if (workers.isPending) return <Loading />;
  if (workers.isError) return <ProblemNote fault={workers.error} onRetry={() => workers.refetch()} />;
  return (
    <form onSubmit={submit}>
      <Refusal acting={acting} />
      <p>{people.length > 0 ? d.task.assignWhy : d.task.assignNobody}</p>
      {people.length > 0 && (
        <div className="field">
          <label htmlFor="worker">{w.roles.ROLE_GRID_WORKER}</label>
          <select id="worker" value={worker} onChange={(event) => setWorker(event.target.value)}>
            <option value="" />
            {people.map(({ name, displayName, phone }) => (
              <option key={name} value={name}>
                {phone ? d.task.with(displayName, phone) : displayName}
              </option>
            ))}
          </select>
        </div>
      )}
      <p className="beside">
        <button type="submit" className="primary" disabled={!worker || acting.busy !== undefined}>
          {acting.busy ? d.submitting : d.task.assignTo(chosen)}
        </button>
        <button type="button" onClick={onClose}>
          {w.cancel}
        </button>
      </p>
    </form>
  );
}
