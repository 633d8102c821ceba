/** The tasks in the courts of a contact judge, and one of them with its visits and photos; nothing is decided here. */
import { court } from "../../../contract/client.ts";
import { labelText } from "../../../contract/labels.ts";
import type { Task } from "../../../contract/types.ts";
import { Limit } from "../../../shell/parts.tsx";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { taskColumns } from "../officer/aboutTask.tsx";
import { Story, TaskFacts, useTask } from "../officer/TaskStory.tsx";
import { Visits } from "../officer/Visits.tsx";
import type { ScreenProps } from "../offices.tsx";
import { data } from "../parts/answers.ts";
import { Choose } from "../parts/Choose.tsx";
import { Answer, Page } from "../parts/Page.tsx";
import { PagedRows } from "../parts/Rows.tsx";
import { filterOf, usePages } from "../parts/reading.ts";
import { usePresent } from "../present.tsx";
import { go, idOf, pathWith, useQueryOf } from "../router.ts";

const VIEWS = ["open", "overdue", "all"] as const;

export default function Tasks({ rest: [id] }: ScreenProps) {
  return id ? <OneTask key={id} id={id} /> : <List />;
}

function List() {
  const { a, d, w } = useAdmin();
  const { me, terms } = usePresent();
  const query = useQueryOf();
  const view = VIEWS.find((each) => each === query.get("view")) ?? "open";
  const of = query.get("court") ?? "";
  const filter = filterOf({ court: of, ...(view === "all" ? {} : { [view]: "true" }) });
  const pages = usePages(["tasks", filter], (page) =>
    data(
      court.GET("/v1/tasks", {
        params: { query: { ...page, filter, orderBy: view === "all" ? "create_time desc" : "finish_by" } },
      }),
    ),
  );
  const show = (next: { view?: string; court?: string }) => go(pathWith("/tasks", { view, court: of, ...next }), true);
  const mine = [...new Set(terms.flatMap((term) => term.court || []))];
  return (
    <Page title={d.modules.tasks}>
      <div className="filters">
        <Choose
          label={d.task.state}
          value={view}
          onChange={(next) => show({ view: next })}
          options={VIEWS.map((each) => [each, a.judge.taskViews[each]] as const)}
        />
        <Choose
          label={a.people.court}
          value={of}
          onChange={(next) => show({ court: next })}
          options={[["", d.all], ...mine.map((name) => [name, labelText(me, name) ?? a.network.unknownCourt] as const)]}
        />
      </div>
      <PagedRows
        pages={pages}
        rowsOf={(page) => page.tasks ?? []}
        caption={d.modules.tasks}
        columns={taskColumns(w, d)}
        keyOf={({ name }: Task) => name ?? ""}
        pathOf={({ name }) => `/tasks/${idOf(name)}`}
        empty={a.judge.tasksEmpty}
      />
    </Page>
  );
}

function OneTask({ id }: { id: string }) {
  const { d, w } = useAdmin();
  const read = useTask(id);
  const task = read.data;
  const party = task?.addressee?.displayName || w.field.someone;
  return (
    <Page
      title={task ? `${w.taskKinds[task.kind]} · ${party}` : d.task.one}
      back={{ path: "/tasks", title: d.modules.tasks }}
      beside={
        task && (
          <>
            <span className="mark">{w.taskStates[task.state ?? "TASK_STATE_UNSPECIFIED"]}</span>
            <Limit task={task} />
          </>
        )
      }
    >
      <Answer read={read} lines={8}>
        {(found) => (
          <div className="two">
            <div>
              {found.report?.summary && (
                <section>
                  <h2>{w.village.report}</h2>
                  <p className="note">{found.report.summary}</p>
                </section>
              )}
              <Visits task={found} />
              <Story task={found} />
            </div>
            <aside>
              <TaskFacts task={found} />
            </aside>
          </div>
        )}
      </Answer>
    </Page>
  );
}
