/** A task as everybody reads it who may: what it is about, and what happened with it, step by step. */
import { useQuery } from "@tanstack/react-query";
import { court, data } from "../../../contract/client.ts";
import { labelText } from "../../../contract/labels.ts";
import type { Step, Task } from "../../../contract/types.ts";
import { Facts, papersOf } from "../../../shell/parts.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { nameOf } from "../../village/prints.ts";
import { PLAIN } from "../parts/reading.ts";
import { shortMoment } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { link, pathWith } from "../router.ts";

export function useTask(id: string) {
  return useQuery({
    ...PLAIN,
    queryKey: ["task", id],
    queryFn: () => data(court.GET("/v1/tasks/{taskId}", { params: { path: { taskId: id } } })),
  });
}

export function TaskFacts({ task }: { task: Task }) {
  const { w, d } = useDesk();
  const { findsCases } = usePresent();
  const number = task.caseNumber;
  const shownNumber = number && findsCases ? <a {...link(pathWith("/cases", { number }))}>{number}</a> : number;
  return (
    <section>
      <h2>{d.task.one}</h2>
      <Facts
        rows={[
          [d.task.party, task.addressee?.displayName],
          [d.task.identity, task.addressee?.identityNumber],
          [d.task.phone, task.addressee?.phone],
          [d.task.address, task.address],
          [d.case.number, shownNumber],
          [d.task.court, labelText(task, task.court)],
          [d.task.routing, task.routingProblem],
          [w.field.papers, papersOf(w, task)],
          [w.village.instructions, task.instructions],
          [w.village.finishBy, shortMoment(task.finishBy)],
          [d.task.comment, task.review?.comment],
        ]}
      />
    </section>
  );
}

/** Who took a step, by name. */
const whoDid = (task: Task, { actor, actorDisplayName }: Step): string | undefined =>
  labelText(task, actor) ?? (actorDisplayName || undefined);

export function Story({ task }: { task: Task }) {
  const { w, d } = useDesk();
  const steps = task.steps ?? [];
  return (
    <section>
      <h2>{w.village.story}</h2>
      <ol className="story">
        {steps.map((step) => (
          <li key={`${step.stepTime} ${step.kind}`}>
            <time>{shortMoment(step.stepTime)}</time> {d.task.steps[step.kind ?? "TASK_EVENT_KIND_UNSPECIFIED"]}
            {whoDid(task, step) && ` · ${whoDid(task, step)}`}
            {step.print && (
              <span className="reason">{`${nameOf(w, task.documents ?? [], step.print)} × ${step.print.copies ?? 1}`}</span>
            )}
            {step.comment && <span className="reason">{step.comment}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}
