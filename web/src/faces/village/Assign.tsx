/** V2: one press gives a task to a worker of the court that has it. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { can } from "../../contract/can.ts";
import { court, data } from "../../contract/client.ts";
import { courtNow } from "../../contract/clock.ts";
import { reasonOf } from "../../contract/problem.ts";
import type { Task } from "../../contract/types.ts";
import { hasChanged, useAct } from "../../shell/act.ts";
import { fullDayOf } from "../../shell/dates.ts";
import { onKey } from "../../shell/keys.ts";
import { Loading } from "../../shell/Loading.tsx";
import { ProblemNote } from "../../shell/ProblemNote.tsx";
import { Facts, papersOf, Screen } from "../../shell/parts.tsx";
import { useSpeaking, useWords } from "../../words/index.tsx";
import { endsSoon, inOrderFor, loadOf, type Worker, walksGridOf, workersOf } from "./board.ts";
import { Changed } from "./Changed.tsx";
import { useDirector } from "./director.tsx";
import { OpenTask } from "./OpenTask.tsx";
import { Back, Digit, Marks, NotOffline, partyOf } from "./parts.tsx";
import { useLine, useWorkers } from "./queries.ts";
import { go, idOf, link } from "./router.ts";

export function Assign({ id }: { id: string }) {
  const w = useWords();
  return (
    <OpenTask id={id} title={w.village.assign} method="AssignTask">
      {(task, tasks) => <Chosen id={id} task={task} tasks={tasks} />}
    </OpenTask>
  );
}

function Chosen({ id, task, tasks }: { id: string; task: Task; tasks: Task[] }) {
  const w = useWords();
  const people = useWorkers();
  const assigning = useAssigning(task);
  return (
    <Screen title={w.village.assignTitle(partyOf(task, w.field.someone))}>
      <div className="columns">
        <section>
          <p className="facts">
            <Marks task={task} />
          </p>
          <Facts
            rows={[
              [w.field.kind, w.taskKinds[task.kind]],
              [w.field.address, task.address],
              [w.field.papers, papersOf(w, task)],
              [w.village.instructions, task.instructions],
            ]}
          />
        </section>
        <section aria-label={w.village.workers}>
          {people.isError && !people.data && <ProblemNote fault={people.error} onRetry={() => people.refetch()} />}
          {!people.data && !people.isError && <Loading />}
          {people.data && (
            <Choice
              task={task}
              tasks={tasks}
              assigning={assigning}
              workers={inOrderFor(workersOf(people.data, task.court, courtNow()), task, tasks)}
            />
          )}
        </section>
      </div>
      <p className="go dock">
        <Myself task={task} assigning={assigning} />
        <a className="button" {...link(`/task/${id}`)} {...onKey("8")}>
          <Digit of="8" /> {w.village.story}
        </a>
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

/** Who can be given a task: a worker, or the director. */
type Somebody = Pick<Worker, "name" | "displayName">;

/** Gives a task to somebody, with what the court has said to it so far. */
function useAssigning(task: Task) {
  const w = useWords();
  const queries = useQueryClient();
  const { me, report, onOwn } = useDirector();
  const { busy, refused, run, clear } = useAct();
  /** Whom the court has refused for this task, and in which words. */
  const [barred, setBarred] = useState<ReadonlyMap<string, unknown>>(new Map());
  const [asked, setAsked] = useState<{ worker: Somebody; seen: Task }>();
  const myself: Somebody = { name: me.name ?? "", displayName: me.displayName };
  const assign = (worker: Somebody, seen: Task) => {
    setAsked({ worker, seen });
    return run(`${worker.name} ${seen.etag}`, async (requestId) => {
      const call = court.POST("/v1/tasks/{taskId}:assign", {
        params: { path: { taskId: idOf(task.name) } },
        body: { requestId, worker: worker.name, ...(seen.etag ? { etag: seen.etag } : {}) },
      });
      try {
        await data(call);
      } catch (fault) {
        if (reasonOf(fault).startsWith("WORKER_")) setBarred((all) => new Map(all).set(worker.name, fault));
        throw fault;
      }
      void queries.invalidateQueries({ queryKey: ["tasks"] });
      void queries.invalidateQueries({ queryKey: ["task"] });
      const party = partyOf(task, w.field.someone);
      const isOwn = worker.name === myself.name;
      if (isOwn && onOwn) return onOwn(task.name ?? "");
      const next = isOwn ? `/task/${idOf(task.name)}` : "/";
      report(isOwn ? w.village.assignedSelf(party) : w.village.assigned(party, worker.displayName), next);
      go(next);
    });
  };
  return { busy, fault: refused?.fault, barred, asked, assign, clear, myself };
}

/** How many workers are offered at once; a key presses each. */
const PAGE = 5;

interface ChoiceProps {
  task: Task;
  tasks: Task[];
  workers: Worker[];
  assigning: ReturnType<typeof useAssigning>;
}

function Choice({ task, tasks, workers: now, assigning }: ChoiceProps) {
  const w = useWords();
  // The order of the first look stays: a button never becomes another worker's under a finger.
  const [order] = useState(() => now.map(({ name }) => name));
  const rank = ({ name }: Worker) => (order.includes(name) ? order.indexOf(name) : order.length);
  const workers = [...now].sort((one, other) => rank(one) - rank(other));
  const { isAway } = useLine();
  const { busy, fault, barred, asked, assign, clear, myself } = assigning;
  const [most, setMost] = useState(PAGE);
  const isBarred = reasonOf(fault).startsWith("WORKER_");
  const free = workers.find(({ name }) => name !== task.worker && !barred.has(name));
  return (
    <>
      {workers.length === 0 && <p className="card soon">{w.village.noWorkers}</p>}
      <p id="assign-hint">{w.village.assignHint}</p>
      <NotOffline id="assign-offline" />
      {fault !== undefined && !isBarred && !hasChanged(fault) && <ProblemNote fault={fault} />}
      {barred.has(myself.name) && <ProblemNote fault={barred.get(myself.name)} />}
      {asked && hasChanged(fault) && (
        <Changed
          seen={asked.seen}
          method="AssignTask"
          onGoOn={(now) => {
            clear();
            void assign(asked.worker, now);
          }}
          onGiveUp={clear}
        />
      )}
      <ul>
        {workers.slice(0, most).map((worker, index) => (
          <li key={worker.name} className="card row">
            <About worker={worker} task={task} tasks={tasks} refusal={barred.get(worker.name)} />
            {worker.name === task.worker ? (
              <span className="mark">{w.village.hasIt}</span>
            ) : (
              <button
                type="button"
                className={worker === free ? "primary" : ""}
                disabled={isAway || busy !== undefined || barred.has(worker.name)}
                aria-describedby={isAway ? "assign-offline" : "assign-hint"}
                onClick={() => void assign(worker, task)}
                {...(index < PAGE ? onKey(String(index + 1)) : {})}
              >
                {index < PAGE && <Digit of={String(index + 1)} />}{" "}
                {busy?.startsWith(`${worker.name} `)
                  ? w.village.assigning
                  : barred.has(worker.name)
                    ? w.village.cannotTake
                    : w.village.assignTo(worker.displayName)}
              </button>
            )}
          </li>
        ))}
      </ul>
      {workers.length > most && (
        <button type="button" onClick={() => setMost(most + PAGE)}>
          {w.village.more(Math.min(PAGE, workers.length - most))}
        </button>
      )}
    </>
  );
}

/** The director visits themselves. */
function Myself({ task, assigning }: Pick<ChoiceProps, "task" | "assigning">) {
  const w = useWords();
  const { isAway } = useLine();
  const { busy, barred, assign, myself } = assigning;
  if (task.worker === myself.name) return <span className="mark">{w.village.youHaveIt}</span>;
  return (
    <button
      type="button"
      disabled={isAway || busy !== undefined || barred.has(myself.name)}
      aria-describedby={isAway ? "assign-offline" : "assign-hint"}
      onClick={() => void assign(myself, task)}
      {...onKey("7")}
    >
      <Digit of="7" /> {busy?.startsWith(`${myself.name} `) ? w.village.assigning : w.village.goMyself}
    </button>
  );
}

function About({ worker, task, tasks, refusal }: { worker: Worker; task: Task; tasks: Task[]; refusal: unknown }) {
  const { w, tag } = useSpeaking();
  const { open, late } = loadOf(tasks, worker.name);
  const { endTime } = worker.term;
  return (
    <div>
      <h2>{worker.displayName}</h2>
      <p className="facts">
        <span>{open > 0 ? w.village.load(open, late) : w.village.noLoad}</span>
        {walksGridOf(worker, task) && <span className="mark">{w.village.ownGrid}</span>}
        {worker.term.committeeStaff && <span className="mark">{w.village.committeeStaff}</span>}
        {endTime && endsSoon(worker.term, courtNow()) && (
          <span className="mark soon">{w.village.termSoon(fullDayOf(Date.parse(endTime), tag))}</span>
        )}
      </p>
      {refusal !== undefined && <ProblemNote fault={refusal} />}
    </div>
  );
}
