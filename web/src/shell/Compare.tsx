/** What somebody saw of a task, what is there now, and who changed it when. */
import type { ReactNode } from "react";
import type { Task } from "../contract/types.ts";
import { useSpeaking } from "../words/index.tsx";
import { momentOf } from "./dates.ts";

export function Compared({ seen, now, task }: { seen: ReactNode; now: ReactNode; task: Task | undefined }) {
  const { w, tag } = useSpeaking();
  const steps = task?.steps ?? [];
  const last = steps[steps.length - 1];
  return (
    <>
      <dl className="facts-list">
        <dt>{w.field.compareYours}</dt>
        <dd>{seen}</dd>
        <dt>{w.field.compareNow}</dt>
        <dd>{now}</dd>
      </dl>
      {last?.actorDisplayName && last.stepTime && (
        <p>{w.field.compareBy(last.actorDisplayName, momentOf(Date.parse(last.stepTime), tag))}</p>
      )}
      {last?.comment && <p className="note">{last.comment}</p>}
    </>
  );
}
