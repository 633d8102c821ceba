/** Says on the board which worker's phone lost its records, for which tasks, when, and what to do. Nothing where nothing is lost. */
import type { Task } from "../../contract/types.ts";
import { momentOf } from "../../shell/dates.ts";
import { useSpeaking } from "../../words/index.tsx";
import { useDirector } from "./director.tsx";
import { type Lost, lostOf } from "./lost.ts";
import { partyOf } from "./parts.tsx";
import { usePackets, useWorkers } from "./queries.ts";
import { idOf, link } from "./router.ts";
import { nameIn } from "./story.ts";

export function LostRecords({ tasks }: { tasks: Task[] }) {
  const packets = usePackets(tasks);
  return lostOf(packets.data ?? [], tasks).map((lost) => <Loss key={lost.worker} lost={lost} />);
}

function Loss({ lost: { worker, at, tasks } }: { lost: Lost }) {
  const { w, tag } = useSpeaking();
  const isOwn = worker === useDirector().me.name;
  const phone = useWorkers().data?.find(({ name }) => name === worker)?.phone;
  const name = tasks.map((task) => nameIn(task, worker)).find(Boolean) ?? w.village.aWorker;
  return (
    <section className="card soon">
      <h2>{isOwn ? w.village.lostOwn : w.village.lostOf(name)}</h2>
      <p>{w.village.lostWhen(momentOf(at, tag))}</p>
      <p className="chips">
        {tasks.map((task) => (
          <a key={task.name} className="button" {...link(`/task/${idOf(task.name)}`)}>
            {partyOf(task, w.field.someone)} · {w.taskKinds[task.kind]}
          </a>
        ))}
      </p>
      <p>{isOwn ? w.village.lostCureOwn : w.village.lostCure(name)}</p>
      {!isOwn && phone && (
        <p>
          <strong>{w.village.phone(phone)}</strong>
        </p>
      )}
    </section>
  );
}
