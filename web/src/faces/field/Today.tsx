/** F1: the tasks in hand, the nearest limit first. */
import { useQuery } from "@tanstack/react-query";
import { courtNow } from "../../contract/clock.ts";
import { labelText } from "../../contract/labels.ts";
import type { Task } from "../../contract/types.ts";
import { standings } from "../../outbox/order.ts";
import { dayNumber, timeOf } from "../../shell/dates.ts";
import { Loading } from "../../shell/Loading.tsx";
import { ProblemNote } from "../../shell/ProblemNote.tsx";
import { useSpeaking } from "../../words/index.tsx";
import { useDesk, useEntries, useFiles, useLocal } from "./context.tsx";
import { useNeeds } from "./Needs.tsx";
import { Limit, limitClass, Screen, SyncMark } from "./parts.tsx";
import { idOf, link } from "./router.ts";

export function useTasks() {
  const desk = useDesk();
  return useQuery({ queryKey: ["tasks"], queryFn: () => desk.tasks(), networkMode: "always", retry: false });
}

/** The day in a sentence: visits, what has arrived of them, photos that are still here. */
function Summary() {
  const { w } = useSpeaking();
  const entries = useEntries().data ?? [];
  const files = useFiles().data ?? [];
  const today = dayNumber(courtNow());
  const visits = standings(
    entries.filter(
      ({ kind, made }) => (kind === "attempt" || kind === "report") && dayNumber(made.wall + made.offset) === today,
    ),
    files,
  ).filter((each) => each.entries.some(({ kind }) => kind === "attempt"));
  if (visits.length === 0) return null;
  const sent = visits.filter(({ complete }) => complete).length;
  const photos = visits.flatMap((each) => each.photos).filter(({ state }) => state !== "done").length;
  return <p role="status">{w.field.summary(visits.length, sent, photos)}</p>;
}

export function Today({ empty }: { empty: string }) {
  const { w, tag } = useSpeaking();
  const tasks = useTasks();
  const needs = useNeeds();
  return (
    <Screen title={w.field.today}>
      {needs > 0 && (
        <a className="button" {...link("/needs")}>
          {w.field.needsCount(needs)}
        </a>
      )}
      <Summary />
      {tasks.isPending && <Loading />}
      {tasks.isError && <ProblemNote fault={tasks.error} onRetry={() => tasks.refetch()} />}
      {tasks.data && tasks.data.tasks.length === 0 && <p>{tasks.data.online ? empty : w.field.emptyOffline}</p>}
      {tasks.data && (
        <ul>
          {tasks.data.tasks.map((task) => (
            <li key={task.name}>
              <Card task={task} />
            </li>
          ))}
        </ul>
      )}
      {tasks.data?.online && (
        <p className="row-between">
          <span className="hint">{w.field.updatedAt(timeOf(tasks.data.at, tag))}</span>
          <button type="button" className="quiet" onClick={() => tasks.refetch()}>
            {w.field.refresh}
          </button>
        </p>
      )}
    </Screen>
  );
}

/** Whether a task that the court says is new was accepted here already. */
export function useAccepted(task: Task | undefined): boolean {
  const entries = useEntries().data ?? [];
  return entries.some(({ kind, task: name, state }) => kind === "accept" && name === task?.name && state !== "needs");
}

function Card({ task }: { task: Task }) {
  const { w } = useSpeaking();
  const accepted = useAccepted(task);
  const draft = useLocal(
    ["draft", task.name ?? ""],
    (
      (store) => () =>
        store.draft(task.name ?? "")
    )(useDesk().store),
  ).data;
  const isNew = task.state === "TASK_STATE_ASSIGNED" && !accepted;
  const waits = task.state === "TASK_STATE_REPORTED";
  const where = waits ? w.field.view : draft ? w.field.continueVisit : w.field.open;
  return (
    <article className={`card ${waits ? "good" : limitClass(task)}`}>
      <h2>{task.addressee?.displayName || w.field.someone}</h2>
      <p className="facts">
        <span>{w.taskKinds[task.kind]}</span>
        <span>{task.address || labelText(task, `regions/${task.regionCode}`)}</span>
      </p>
      <p className="facts">
        {waits ? <span className="mark good">{w.field.waitsReview}</span> : <Limit task={task} />}
        {isNew && <span className="mark soon">{w.field.newTask}</span>}
        {task.state === "TASK_STATE_RETURNED" && <span className="mark soon">{w.field.returned}</span>}
        {task.urgent && <span className="mark soon">{w.field.urgent}</span>}
        <SyncMark task={task.name ?? ""} />
      </p>
      <p className="go">
        <a className={`button ${waits ? "" : "primary"}`} {...link(`/task/${idOf(task.name)}`)}>
          {where}
          <span className="visually-hidden"> {task.addressee?.displayName}</span>
        </a>
      </p>
    </article>
  );
}
