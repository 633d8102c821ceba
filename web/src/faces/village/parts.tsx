/** What several screens of the terminal are made of. */
import type { ReactNode } from "react";
import type { Task } from "../../contract/types.ts";
import { onKey } from "../../shell/keys.ts";
import { Limit } from "../../shell/parts.tsx";
import { useWords } from "../../words/index.tsx";
import { isLate, stageOf } from "./board.ts";
import { useLine } from "./queries.ts";
import { link } from "./router.ts";
import { isBackByTerm, lastDecline } from "./story.ts";

/** The key that presses a button, shown on it; a reader of screens says the button's own words. */
export const Digit = ({ of }: { of: string }) => (
  <span className="digit" aria-hidden="true">
    {of}
  </span>
);

export function Back({ to }: { to: string }) {
  const w = useWords();
  return (
    <a className="button" {...link(to)} {...onKey("Escape")}>
      {w.back} <Digit of="Esc" />
    </a>
  );
}

/** Where a task stands, in marks: its limit, what is late, why it is back with the director. */
export function Marks({ task }: { task: Task }) {
  const w = useWords();
  const late = isLate(task) ? (task.overdue ?? []) : [];
  return (
    <>
      {stageOf(task) === "review" ? <span className="mark good">{w.village.review}</span> : <Limit task={task} />}
      {late
        .filter((duty) => duty !== "DUTY_FINISH")
        .map((duty) => (
          <span key={duty} className="mark late">
            {w.village.duties[duty]}
          </span>
        ))}
      {task.urgent && <span className="mark soon">{w.field.urgent}</span>}
      {task.state === "TASK_STATE_DECLINED" && (
        <span className="mark soon">{isBackByTerm(lastDecline(task)) ? w.village.backMark : w.village.declined}</span>
      )}
      {task.state === "TASK_STATE_TRANSFERRED" && <span className="mark">{w.village.transferred}</span>}
      {task.state === "TASK_STATE_RETURNED" && <span className="mark soon">{w.village.returned}</span>}
    </>
  );
}

export const partyOf = (task: Task, someone: string): string => task.addressee?.displayName || someone;

/** Says why nothing can be done while the court can't be reached. */
export function NotOffline({ id, children }: { id: string; children?: ReactNode }) {
  const w = useWords();
  const { isAway } = useLine();
  if (!isAway) return null;
  return (
    <p id={id} className="card soon">
      {w.village.notOffline}
      {children}
    </p>
  );
}
