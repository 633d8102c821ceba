/** O5: a task with its visits beside what the law says of them; a report is approved with its act of service, or returned. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { can } from "../../../contract/can.ts";
import { court, data } from "../../../contract/client.ts";
import { labelText } from "../../../contract/labels.ts";
import type { Step, Task } from "../../../contract/types.ts";
import { Facts, Limit, papersOf } from "../../../shell/parts.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { nameOf } from "../../village/prints.ts";
import { Answer, Page } from "../parts/Page.tsx";
import { PLAIN } from "../parts/reading.ts";
import { shortMoment } from "../parts/values.ts";
import { link, pathWith } from "../router.ts";
import { servingVisit } from "./aboutTask.tsx";
import { Review } from "./Review.tsx";
import { Revoke } from "./Revoke.tsx";
import { Act } from "./ServiceCheck.tsx";
import { Visits } from "./Visits.tsx";

export function useTask(id: string) {
  return useQuery({
    ...PLAIN,
    queryKey: ["task", id],
    queryFn: () => data(court.GET("/v1/tasks/{taskId}", { params: { path: { taskId: id } } })),
  });
}

export function TaskDetail({ id }: { id: string }) {
  const { w, d } = useDesk();
  const read = useTask(id);
  const queries = useQueryClient();
  const task = read.data;
  const back = { path: "/tasks", title: d.modules.tasks };
  if (!task) {
    return (
      <Page title={d.task.one} back={back}>
        <Answer read={read}>{() => null}</Answer>
      </Page>
    );
  }
  const again = async () => {
    await queries.invalidateQueries({ queryKey: ["task", id] });
    await queries.invalidateQueries({ queryKey: ["tasks"] });
  };
  const party = task.addressee?.displayName || w.field.someone;
  const isReported = task.state === "TASK_STATE_REPORTED";
  return (
    <Page
      title={`${w.taskKinds[task.kind]} · ${party}`}
      back={back}
      beside={
        <>
          <span className="mark">{w.taskStates[task.state ?? "TASK_STATE_UNSPECIFIED"]}</span>
          <Limit task={task} />
          {can(task, "RevokeTask") && !isReported && <Revoke task={task} onDone={again} />}
        </>
      }
    >
      <div className="two">
        <div>
          {task.report?.summary && (
            <section>
              <h2>{w.village.report}</h2>
              <p className="note">{task.report.summary}</p>
            </section>
          )}
          <Visits task={task} />
          <Story task={task} />
        </div>
        <aside>
          <Review task={task} onDone={again} />
          {task.state === "TASK_STATE_DONE" && servingVisit(task) && <Act task={task} />}
          <TaskFacts task={task} />
        </aside>
      </div>
    </Page>
  );
}

function TaskFacts({ task }: { task: Task }) {
  const { w, d } = useDesk();
  const number = task.caseNumber;
  return (
    <section>
      <h2>{d.task.one}</h2>
      <Facts
        rows={[
          [d.task.party, task.addressee?.displayName],
          [d.task.identity, task.addressee?.identityNumber],
          [d.task.phone, task.addressee?.phone],
          [d.task.address, task.address],
          [d.case.number, number && <a {...link(pathWith("/cases", { number }))}>{number}</a>],
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

function Story({ task }: { task: Task }) {
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
