/** Somebody was faster: what the director saw, what is there now, and whether they want to continue all the same. */
import { useQuery } from "@tanstack/react-query";
import type { Task } from "../../contract/types.ts";
import { Compared } from "../../shell/Compare.tsx";
import { Loading } from "../../shell/Loading.tsx";
import { ProblemNote } from "../../shell/ProblemNote.tsx";
import { Sheet } from "../../shell/Sheet.tsx";
import { useWords } from "../../words/index.tsx";
import { isWithTheCourt } from "./board.ts";
import { onKey } from "./keys.ts";
import { Digit } from "./parts.tsx";
import { readTask, useWorkerNames } from "./queries.ts";
import { idOf } from "./router.ts";

interface Props {
  seen: Task;
  onGoOn: (now: Task) => void;
  onGiveUp: () => void;
}

export function Changed({ seen, onGoOn, onGiveUp }: Props) {
  const w = useWords();
  const id = idOf(seen.name);
  const now = useQuery({
    queryKey: ["task", id, "changed"],
    retry: false,
    networkMode: "always",
    gcTime: 0,
    queryFn: () => readTask(id),
  });
  const names = useWorkerNames();
  const standing = ({ state, worker }: Task) =>
    [state ? w.taskStates[state] : "", names.get(worker ?? "")].filter(Boolean).join(" · ");
  return (
    <Sheet title={w.village.changedTitle} onClose={onGiveUp}>
      {now.isPending && <Loading />}
      {now.isError && <ProblemNote fault={now.error} />}
      {now.data && <Compared seen={standing(seen)} now={standing(now.data)} task={now.data} />}
      <div className="stack">
        {now.data && isWithTheCourt(now.data) && (
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
