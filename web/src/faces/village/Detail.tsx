/** V3: what happened to a task, in sentences, and its visits with what they brought. */
import { can } from "../../contract/can.ts";
import { labelWithTitle } from "../../contract/labels.ts";
import { statusOf } from "../../contract/problem.ts";
import type { Task } from "../../contract/types.ts";
import { momentOf } from "../../shell/dates.ts";
import { onKey } from "../../shell/keys.ts";
import { Loading } from "../../shell/Loading.tsx";
import { ProblemNote } from "../../shell/ProblemNote.tsx";
import { Facts, Screen } from "../../shell/parts.tsx";
import { useSpeaking, useWords } from "../../words/index.tsx";
import { stageOf } from "./board.ts";
import { useDirector } from "./director.tsx";
import { Papers } from "./Papers.tsx";
import { Back, Digit, Marks, partyOf } from "./parts.tsx";
import { useTask, useTasks } from "./queries.ts";
import { idOf, link } from "./router.ts";
import { nameIn, sentenceOf } from "./story.ts";
import { Visits } from "./Visits.tsx";

export function Detail({ id }: { id: string }) {
  const w = useWords();
  const read = useTask(id);
  const listed = useTasks().data?.tasks.find(({ name }) => idOf(name) === id);
  const isUnknown = statusOf(read.error) === 404;
  // Without a line the board's last state of it stands in for it.
  const task = isUnknown ? undefined : (read.data ?? listed);
  if (task) return <Story task={task} />;
  return (
    <Screen title={w.taskKinds.TASK_KIND_UNSPECIFIED}>
      {isUnknown && <p>{w.village.unknownTask}</p>}
      {read.isError && !isUnknown && <ProblemNote fault={read.error} onRetry={() => read.refetch()} />}
      {read.isPending && <Loading />}
      <p className="go dock">
        <Back to="/" />
      </p>
    </Screen>
  );
}

function Story({ task }: { task: Task }) {
  const { w, tag } = useSpeaking();
  const { me, courts, onOwn } = useDirector();
  const id = idOf(task.name);
  const moment = (time: string | null | undefined) => (time ? momentOf(Date.parse(time), tag) : "");
  const isNew = stageOf(task) === "assign";
  const isOwn = task.worker === me.name && ["accept", "field"].includes(stageOf(task) ?? "");
  const isToDo = isOwn && (can(task, "AcceptTask") || can(task, "CreateAttempt"));
  const contact = [task.contact?.displayName, task.contact?.phone].filter(Boolean).join(" ");
  return (
    <Screen title={w.village.taskTitle(partyOf(task, w.field.someone))}>
      <p className="facts">
        <span className="mark">{task.state ? w.taskStates[task.state] : ""}</span>
        <Marks task={task} />
      </p>
      <div className="columns">
        <section>
          <Facts
            rows={[
              [w.field.kind, w.taskKinds[task.kind]],
              [w.village.caseNumber, task.caseNumber],
              [w.field.address, task.address],
              [w.village.filedBy, labelWithTitle(task, task.creator, w.nameAndTitle)],
              [w.village.worker, task.worker && (nameIn(task, task.worker) ?? w.village.aWorker)],
              [w.village.acceptBy, isNew || stageOf(task) === "accept" ? moment(task.acceptBy) : ""],
              [w.village.finishBy, moment(task.finishBy)],
              [w.village.instructions, task.instructions],
              [w.village.contact, contact],
              [w.village.report, task.report?.summary],
              [w.village.reviewComment, task.review?.comment],
            ]}
          />
          <Papers task={task} />
        </section>
        <section>
          <h2>{w.village.story}</h2>
          <ol className="story">
            {(task.steps ?? []).map((step) => (
              <li key={`${step.stepTime} ${step.kind}`}>
                <span className="when">{moment(step.stepTime)}</span> {sentenceOf(step, task, courts, w)}
                {step.comment && <p className="note">{step.comment}</p>}
              </li>
            ))}
          </ol>
          <Visits task={task} />
        </section>
      </div>
      <p className="go dock">
        {isToDo && onOwn && (
          <button type="button" className="primary" onClick={() => onOwn(task.name ?? "")}>
            {w.village.doIt}
          </button>
        )}
        {isToDo && !onOwn && (
          <a className="button primary" {...link(`/sign/task/${id}`)} {...onKey("7")}>
            <Digit of="7" /> {w.village.sign}
          </a>
        )}
        {can(task, "AssignTask") && (
          <a className={isNew ? "button primary" : "button"} {...link(`/pass/${id}`)} {...onKey("8")}>
            <Digit of="8" /> {isNew ? w.village.assign : w.village.reassign}
          </a>
        )}
        {can(task, "TransferTask") && (
          <a className="button" {...link(`/transfer/${id}`)} {...onKey("9")}>
            <Digit of="9" /> {w.village.transfer}
          </a>
        )}
        <Back to="/" />
      </p>
    </Screen>
  );
}
