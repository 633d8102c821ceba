/** Somebody was faster: what the director saw, what is there now, and whether they want to continue all the same. */
import { useQuery } from "@tanstack/react-query";
import { can } from "../../contract/can.ts";
import type { Task } from "../../contract/types.ts";
import { Compared } from "../../shell/Compare.tsx";
import { onKey } from "../../shell/keys.ts";
import { Loading } from "../../shell/Loading.tsx";
import { ProblemNote } from "../../shell/ProblemNote.tsx";
import { Sheet } from "../../shell/Sheet.tsx";
import { useWords } from "../../words/index.tsx";
import { Digit } from "./parts.tsx";
import { readTask } from "./queries.ts";
import { idOf } from "./router.ts";
import { nameIn } from "./story.ts";

interface Props {
  seen: Task;
  /** The method by which the director wants to go on. */
  method: "AssignTask" | "TransferTask";
  onGoOn: (now: Task) => void;
  onGiveUp: () => void;
}

export function Changed({ seen, method, onGoOn, onGiveUp }: Props) {
  const w = useWords();
  const id = idOf(seen.name);
  const now = useQuery({
    queryKey: ["task", id, "changed"],
    retry: false,
    networkMode: "always",
    gcTime: 0,
    queryFn: () => readTask(id),
  });
  const standing = (task: Task) =>
    [task.state ? w.taskStates[task.state] : "", nameIn(task, task.worker)].filter(Boolean).join(" · ");
  return (
    <Sheet title={w.village.changedTitle} onClose={onGiveUp}>
      {now.isPending && <Loading />}
      {now.isError && <ProblemNote fault={now.error} />}
      {now.data && <Compared seen={standing(seen)} now={standing(now.data)} task={now.data} />}
      <div className="stack">
        {now.data && can(now.data, method) && (
          <button type="button" onClick={() => onGoOn(now.data)} {...onKey("1")}>
            <Digit of="1" /> {w.village.goOn}
          </button>
        )}
        <button type="button" className="primary" onClick={onGiveUp} {...onKey("2")}>
          <Digit of="2" /> {w.village.giveUp}
        </button>
      </div>
    </Sheet>
  );
}
