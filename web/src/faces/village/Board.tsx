/** V1: what waits in this court, the nearest limit first. */
import { useState } from "react";
import { can } from "../../contract/can.ts";
import type { Task } from "../../contract/types.ts";
import { onKey } from "../../shell/keys.ts";
import { Loading } from "../../shell/Loading.tsx";
import { ProblemNote } from "../../shell/ProblemNote.tsx";
import { limitClass, Screen } from "../../shell/parts.tsx";
import { useWords } from "../../words/index.tsx";
import { GROUPS, type Group, inGroup, isLate, stageOf } from "./board.ts";
import { useDirector } from "./director.tsx";
import { LostRecords } from "./LostRecords.tsx";
import { Digit, Marks, partyOf } from "./parts.tsx";
import { useLine, useTasks } from "./queries.ts";
import { idOf, link } from "./router.ts";
import { nameIn } from "./story.ts";

/** How many tasks are shown at once. */
const PAGE = 20;

export const pathOf = (group: Group): string => (group === "assign" ? "/" : `/${group}`);

export function Board({ group }: { group: Group }) {
  const w = useWords();
  const tasks = useTasks();
  const { isAway } = useLine();
  const all = tasks.data?.tasks;
  return (
    <Screen title={w.village.title}>
      {tasks.isError && !isAway && <ProblemNote fault={tasks.error} onRetry={() => tasks.refetch()} />}
      {!all && (isAway ? <ProblemNote fault={tasks.error} onRetry={() => tasks.refetch()} /> : <Loading />)}
      {all && <Numbers tasks={all} group={group} />}
      {all && <LostRecords tasks={all} />}
      {all && <Rows key={group} tasks={all} group={group} />}
      <nav className="go dock" aria-label={w.village.title}>
        <a className="button" {...link("/workers")} {...onKey("5")}>
          <Digit of="5" /> {w.village.workers}
        </a>
        <a className="button" {...link("/equipment")} {...onKey("6")}>
          <Digit of="6" /> {w.village.equipment}
        </a>
      </nav>
    </Screen>
  );
}

function Numbers({ tasks, group }: { tasks: Task[]; group: Group }) {
  const w = useWords();
  return (
    <nav className="numbers" aria-label={w.village.groupsLabel}>
      {GROUPS.map((each, index) => {
        const count = inGroup(tasks, each).length;
        return (
          <a
            key={each}
            className="number"
            aria-current={each === group ? "page" : undefined}
            {...link(pathOf(each))}
            {...onKey(String(index + 1))}
          >
            <Digit of={String(index + 1)} />
            <span>{w.village.groups[each]}</span>
            <strong className={each === "late" && count > 0 ? "count late" : "count"}>{count}</strong>
          </a>
        );
      })}
    </nav>
  );
}

function Rows({ tasks, group }: { tasks: Task[]; group: Group }) {
  const w = useWords();
  const [most, setMost] = useState(PAGE);
  const found = inGroup(tasks, group);
  const reviewed = tasks.filter((task) => stageOf(task) === "review").length;
  return (
    <section aria-label={w.village.groupCount(w.village.groups[group], found.length)}>
      {found.length === 0 && <p className="empty">{w.village.empty[group]}</p>}
      <ul>
        {found.slice(0, most).map((task, index) => (
          <li key={task.name}>
            <Row task={task} isFirst={index === 0} worker={nameIn(task, task.worker) ?? w.village.aWorker} />
          </li>
        ))}
      </ul>
      {found.length > most && (
        <button type="button" onClick={() => setMost(most + PAGE)}>
          {w.village.more(Math.min(PAGE, found.length - most))}
        </button>
      )}
      {group === "field" && reviewed > 0 && <p className="hint">{w.village.waitsReview(reviewed)}</p>}
    </section>
  );
}

function Row({ task, isFirst, worker }: { task: Task; isFirst: boolean; worker: string }) {
  const w = useWords();
  const party = partyOf(task, w.field.someone);
  const stage = stageOf(task);
  const isOwn = task.worker === useDirector().me.name;
  const isToAssign = stage === "assign" && can(task, "AssignTask");
  const path = isToAssign ? `/pass/${idOf(task.name)}` : `/task/${idOf(task.name)}`;
  return (
    <article className={`card row ${isLate(task) ? "late" : limitClass(task)}`}>
      <div>
        <h2>{party}</h2>
        <p className="facts">
          <span>{w.taskKinds[task.kind]}</span>
          <span>{task.address}</span>
        </p>
        <p className="facts">
          <Marks task={task} />
          {stage === "accept" && <span>{isOwn ? w.village.waitsForYou : w.village.waitsFor(worker)}</span>}
          {stage === "field" && <span>{isOwn ? w.village.withYou : w.village.withWorker(worker)}</span>}
        </p>
      </div>
      <a className={isFirst ? "button primary" : "button"} {...link(path)}>
        {isToAssign ? w.village.assign : w.village.openTask}
        <span className="visually-hidden"> {party}</span>
      </a>
    </article>
  );
}
