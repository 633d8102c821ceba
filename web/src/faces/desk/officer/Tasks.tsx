/** The tasks in the villages: the list, from which one act can be done for many, one task, a new one. */
import { lazy, Suspense, useState } from "react";
import { court } from "../../../contract/client.ts";
import type { Task, TaskState } from "../../../contract/types.ts";
import { Loading } from "../../../shell/Loading.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import type { ScreenProps } from "../offices.tsx";
import { data } from "../parts/answers.ts";
import { Choose } from "../parts/Choose.tsx";
import { Page } from "../parts/Page.tsx";
import { PagedRows } from "../parts/Rows.tsx";
import { filterOf, usePages } from "../parts/reading.ts";
import { useActsInCases, usePresent } from "../present.tsx";
import { go, idOf, link, pathWith, useQueryOf } from "../router.ts";
import { taskColumns } from "./aboutTask.tsx";
import { NewTask } from "./NewTask.tsx";
import { TaskDetail } from "./TaskDetail.tsx";

const ForMany = lazy(() => import("./many/ForMany.tsx"));

const STATES: TaskState[] = [
  "TASK_STATE_REPORTED",
  "TASK_STATE_CREATED",
  "TASK_STATE_DISPATCHED",
  "TASK_STATE_ASSIGNED",
  "TASK_STATE_ACCEPTED",
  "TASK_STATE_IN_FIELD",
  "TASK_STATE_RETURNED",
  "TASK_STATE_DECLINED",
  "TASK_STATE_TRANSFERRED",
  "TASK_STATE_DONE",
  "TASK_STATE_EXPIRED",
  "TASK_STATE_REVOKED",
];

const VIEWS = ["open", "overdue", ...STATES] as const;

export default function Tasks({ rest: [id] }: ScreenProps) {
  if (id === "new") return <NewTask />;
  return id ? <TaskDetail key={id} id={id} /> : <List />;
}

function List() {
  const { w, d } = useDesk();
  const { me } = usePresent();
  const shown = useQueryOf();
  const state = VIEWS.find((each) => each === shown.get("state")) ?? "";
  const whose = shown.get("whose") === "all" ? "all" : "mine";
  const filter = filterOf({
    ...(state === "open" || state === "overdue" ? { [state]: "true" } : { state: state.replace("TASK_STATE_", "") }),
    creator: whose === "mine" ? (me.name ?? "") : "",
  });
  const pages = usePages(["tasks", filter], (query) =>
    data(court.GET("/v1/tasks", { params: { query: { ...query, filter } } })),
  );
  const [chosen, setChosen] = useState<ReadonlyMap<string, Task>>(new Map());
  // Another selection begins with nothing done.
  const [round, setRound] = useState(0);
  const choose = (tasks: readonly Task[], isChosen: boolean) =>
    setChosen((before) => {
      const next = new Map(before);
      for (const task of tasks) {
        if (isChosen) next.set(task.name ?? "", task);
        else next.delete(task.name ?? "");
      }
      return next;
    });
  const canChoose = useActsInCases();
  const show = (next: { state?: string; whose?: string }) => go(pathWith("/tasks", { state, whose, ...next }), true);
  return (
    <Page
      title={d.modules.tasks}
      beside={
        <a className="button primary" {...link("/tasks/new")}>
          {d.task.file}
        </a>
      }
    >
      <div className="filters">
        <Choose
          label={d.task.state}
          value={state}
          onChange={(next) => show({ state: next })}
          options={[
            ["", d.all],
            ["open", d.task.open],
            ["overdue", d.task.overdue],
            ...STATES.map((each) => [each, w.taskStates[each]] as const),
          ]}
        />
        <Choose
          label={d.task.creator}
          value={whose}
          onChange={(next) => show({ whose: next })}
          options={[
            ["mine", d.myself],
            ["all", d.all],
          ]}
        />
      </div>
      <PagedRows
        pages={pages}
        {...(canChoose
          ? {
              choosing: {
                chosen: new Set(chosen.keys()),
                label: ({ addressee }: Task) => d.task.choose(addressee?.displayName || w.field.someone),
                all: d.task.chooseAll,
                onChoose: choose,
              },
            }
          : {})}
        rowsOf={(page) => page.tasks ?? []}
        caption={d.modules.tasks}
        columns={taskColumns(w, d)}
        keyOf={({ name }: Task) => name ?? ""}
        pathOf={({ name }) => `/tasks/${idOf(name)}`}
        empty={state === "TASK_STATE_REPORTED" ? d.task.emptyReview : d.task.empty}
      />
      {chosen.size > 0 && (
        <Suspense fallback={<Loading lines={3} />}>
          <ForMany
            key={round}
            tasks={[...chosen.values()]}
            onClear={() => {
              setChosen(new Map());
              setRound(round + 1);
            }}
          />
        </Suspense>
      )}
    </Page>
  );
}
