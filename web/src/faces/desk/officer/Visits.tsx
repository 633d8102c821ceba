/** The visits of a task: what each found, in sentences, where and when, and its files by what they show. */
import { labelText } from "../../../contract/labels.ts";
import type { Attempt, Task } from "../../../contract/types.ts";
import { Facts } from "../../../shell/parts.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { filesOf, timeOfVisit } from "../../village/story.ts";
import { Picture } from "../parts/Files.tsx";
import { shortMoment } from "../parts/values.ts";
import { earlierFix, factsOf, metresBetween } from "./aboutTask.tsx";

export function Visits({ task }: { task: Task }) {
  const { w } = useDesk();
  const attempts = task.attempts ?? [];
  return (
    <section>
      <h2>{w.village.visits}</h2>
      {attempts.length === 0 && <p className="empty">{w.village.noVisits}</p>}
      {attempts.map((attempt, at) => (
        <Visit key={attempt.name} task={task} attempt={attempt} at={at} />
      ))}
    </section>
  );
}

function Visit({ task, attempt, at }: { task: Task; attempt: Attempt; at: number }) {
  const { w, d } = useDesk();
  const when = shortMoment(new Date(timeOfVisit(attempt)).toISOString());
  return (
    <article className="visit">
      <h3>
        {d.task.visit(at + 1, when)} · {w.outcomes[attempt.outcome]}
        {labelText(task, attempt.worker) && ` · ${labelText(task, attempt.worker)}`}
      </h3>
      <Remarks task={task} attempt={attempt} at={at} />
      {attempt.note && <p className="note">{attempt.note}</p>}
      <Facts rows={factsOf(attempt.record, w, d)} />
      <FilesOf task={task} attempt={attempt} />
    </article>
  );
}

const SECOND = 1000;

/** Where the device was, how far from the visit before, and what its clock said. */
function Remarks({ task, attempt, at }: { task: Task; attempt: Attempt; at: number }) {
  const { w, d } = useDesk();
  const { position, clockError, lateness, predatesTask } = attempt;
  const before = earlierFix(task.attempts ?? [], at)?.position;
  const minutes = Math.round((Number.parseFloat(clockError ?? "0") * SECOND) / 60_000);
  const said = [
    position ? d.task.located(Math.round(position.accuracyM ?? 0)) : d.task.notLocated,
    position && before ? d.task.apart(metresBetween(position, before)) : "",
    minutes > 0 ? w.field.clockAhead(minutes) : minutes < 0 ? w.field.clockBehind(-minutes) : "",
    d.task.lateness[lateness ?? "LATENESS_UNSPECIFIED"],
    predatesTask ? d.task.predates : "",
  ].filter(Boolean);
  return (
    <p className="facts">
      {said.map((each) => (
        <span key={each}>{each}</span>
      ))}
    </p>
  );
}

function FilesOf({ task, attempt }: { task: Task; attempt: Attempt }) {
  const { w, d } = useDesk();
  const roles = new Map((attempt.files ?? []).map(({ evidence, role }) => [evidence ?? "", role]));
  const files = filesOf(task, attempt);
  if (files.length === 0) return <p>{w.field.checkNoPhotos}</p>;
  return (
    <ul className="pictures">
      {files.map(({ name, state, percent }, index) => {
        const label = d.task.fileOf(index + 1, d.task.fileRoles[roles.get(name) ?? "FILE_ROLE_UNSPECIFIED"]);
        const missing = {
          TASK_FILE_STATE_UNSPECIFIED: w.village.photoUnknown,
          TASK_FILE_STATE_NOT_DECLARED: w.village.photoUndeclared,
          TASK_FILE_STATE_ARRIVING: percent > 0 ? w.village.photoPart(percent) : w.village.photoOnWay,
          TASK_FILE_STATE_DELETED: w.village.photoDeleted,
          TASK_FILE_STATE_STORED: "",
        }[state];
        return (
          <li key={name}>
            {missing ? <span className="mark">{missing}</span> : <Picture name={name} label={label} />}
            <small>{label}</small>
          </li>
        );
      })}
    </ul>
  );
}
