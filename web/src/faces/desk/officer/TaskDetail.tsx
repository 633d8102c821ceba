/** O5: a task with its visits beside what the law says of them; a report is approved with its act of service, or returned. */
import { useQueryClient } from "@tanstack/react-query";
import { can } from "../../../contract/can.ts";
import { Limit } from "../../../shell/parts.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { Answer, Page } from "../parts/Page.tsx";
import { AssignInPlace } from "./AssignInPlace.tsx";
import { servingVisit } from "./aboutTask.tsx";
import { Review } from "./Review.tsx";
import { Revoke } from "./Revoke.tsx";
import { Act } from "./ServiceCheck.tsx";
import { Story, TaskFacts, useTask } from "./TaskStory.tsx";
import { Visits } from "./Visits.tsx";

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
          {can(task, "AssignTask") && <AssignInPlace task={task} onDone={again} />}
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
