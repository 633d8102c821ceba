/** A task of the board on which the director still decides, or why there is none. */
import type { ReactNode } from "react";
import { can } from "../../contract/can.ts";
import type { Task } from "../../contract/types.ts";
import { Loading } from "../../shell/Loading.tsx";
import { ProblemNote } from "../../shell/ProblemNote.tsx";
import { Screen } from "../../shell/parts.tsx";
import { useWords } from "../../words/index.tsx";
import { Back } from "./parts.tsx";
import { useTasks } from "./queries.ts";
import { idOf } from "./router.ts";

interface Props {
  id: string;
  /** What the screen is called for as long as there is no task. */
  title: string;
  /** The method by which the director decides on this screen. */
  method: "AssignTask" | "TransferTask";
  children: (task: Task, tasks: Task[]) => ReactNode;
}

export function OpenTask({ id, title, method, children }: Props) {
  const w = useWords();
  const read = useTasks();
  const tasks = read.data?.tasks;
  const task = tasks?.find(({ name }) => idOf(name) === id);
  if (tasks && task && can(task, method)) return children(task, tasks);
  return (
    <Screen title={title}>
      {!tasks && !read.isError && <Loading />}
      {!tasks && read.isError && <ProblemNote fault={read.error} onRetry={() => read.refetch()} />}
      {tasks && <p>{task ? w.village.notAssignable : w.village.unknownTask}</p>}
      <p className="go dock">
        <Back to="/" />
      </p>
    </Screen>
  );
}
