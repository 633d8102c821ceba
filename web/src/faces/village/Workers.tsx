/** V4: the grid workers of the director's courts, what they have in hand and until when they work here. */
import { courtNow } from "../../contract/clock.ts";
import { fullDayOf } from "../../shell/dates.ts";
import { Loading } from "../../shell/Loading.tsx";
import { ProblemNote } from "../../shell/ProblemNote.tsx";
import { Screen } from "../../shell/parts.tsx";
import { useSpeaking } from "../../words/index.tsx";
import { endsSoon, loadOf, type Worker, workersOf } from "./board.ts";
import { useDirector } from "./director.tsx";
import { Back } from "./parts.tsx";
import { useTasks, useWorkers } from "./queries.ts";
import { idOf, link } from "./router.ts";

export function Workers() {
  const { w } = useSpeaking();
  const { courts } = useDirector();
  const people = useWorkers();
  const workers = [...courts].flatMap((court) => workersOf(people.data ?? [], court, courtNow()));
  return (
    <Screen title={w.village.workersTitle}>
      {people.isError && <ProblemNote fault={people.error} onRetry={() => people.refetch()} />}
      {people.isPending && <Loading />}
      {people.data && workers.length === 0 && <p className="empty">{w.village.workersEmpty}</p>}
      <ul className="tiles">
        {workers.map((worker) => (
          <li key={`${worker.name} ${worker.term.name}`} className="card">
            <About worker={worker} />
          </li>
        ))}
      </ul>
      <p className="go dock">
        <Back to="/" />
      </p>
    </Screen>
  );
}

function About({ worker }: { worker: Worker }) {
  const { w, tag } = useSpeaking();
  const tasks = useTasks().data?.tasks ?? [];
  const { open, late } = loadOf(tasks, worker.name);
  const { committeeStaff, endTime } = worker.term;
  const end = endTime ? fullDayOf(Date.parse(endTime), tag) : undefined;
  const soon = endsSoon(worker.term, courtNow());
  return (
    <>
      <h2>{worker.displayName}</h2>
      <p className="facts">
        <span className={late > 0 ? "mark late" : "mark"}>
          {open > 0 ? w.village.load(open, late) : w.village.noLoad}
        </span>
        {committeeStaff && <span className="mark">{w.village.committeeStaff}</span>}
      </p>
      {worker.person.phone && <p>{w.village.phone(worker.person.phone)}</p>}
      <p className={soon ? "mark soon" : ""}>
        {end ? (soon ? w.village.termSoon(end) : w.village.termEnds(end)) : w.village.termOpen}
      </p>
      {open > 0 && (
        <p>
          <a className="button" {...link(`/workers/${idOf(worker.name)}`)}>
            {w.village.handOver}
          </a>
        </p>
      )}
    </>
  );
}
