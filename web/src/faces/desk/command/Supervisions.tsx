/** S1: the supervision list, by how its items stand. */
import { court } from "../../../contract/client.ts";
import { labelText } from "../../../contract/labels.ts";
import { useDesk } from "../../../words/desk/index.ts";
import type { ScreenProps } from "../offices.tsx";
import { data } from "../parts/answers.ts";
import { Page } from "../parts/Page.tsx";
import { PagedRows } from "../parts/Rows.tsx";
import { filterOf, usePages } from "../parts/reading.ts";
import { shortMoment } from "../parts/values.ts";
import { go, idOf, link, pathWith, useQueryOf } from "../router.ts";
import { Issue } from "./Issue.tsx";
import { STATES, StateMarks, type Supervision } from "./item.tsx";
import { Opened } from "./Opened.tsx";
import { ISSUE } from "./paths.ts";

const VIEWS = ["open", "overdue", ...STATES] as const;
type View = (typeof VIEWS)[number];

/** What a view asks for, and in which order. */
function asked(view: View): { filter: string; orderBy: string } {
  switch (view) {
    case "open":
      return { filter: filterOf({ open: "true" }), orderBy: "due_time" };
    case "overdue":
      return { filter: filterOf({ overdue: "true", open: "true" }), orderBy: "due_time" };
    default:
      return { filter: filterOf({ state: view }), orderBy: "create_time desc" };
  }
}

export default function Supervisions({ rest }: ScreenProps) {
  if (rest[0] === ISSUE) return <Issue />;
  return rest[0] ? <Opened key={rest[0]} id={rest[0]} /> : <List />;
}

function List() {
  const { d } = useDesk();
  const chosen = useQueryOf().get("show");
  const view = VIEWS.find((each) => each === chosen) ?? "open";
  const query = asked(view);
  const pages = usePages(["supervisions", view], (page) =>
    data(court.GET("/v1/supervisions", { params: { query: { ...page, ...query } } })),
  );
  return (
    <Page
      title={d.command.title}
      beside={
        <a className="button primary" {...link(`/supervision/${ISSUE}`)}>
          {d.command.issue}
        </a>
      }
    >
      <div className="filters">
        <label>
          <span>{d.case.state}</span>
          <select value={view} onChange={(event) => go(pathWith("/supervision", { show: event.target.value }), true)}>
            {VIEWS.map((each) => (
              <option key={each} value={each}>
                {d.command.views[each]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <PagedRows
        pages={pages}
        rowsOf={(page) => (page.supervisions ?? []).map((row) => ({ ...row, labels: page.labels ?? {} }))}
        caption={d.command.title}
        keyOf={({ name }: Supervision) => name ?? ""}
        pathOf={({ name }: Supervision) => `/supervision/${idOf(name)}`}
        empty={d.command.empty}
        columns={[
          { title: d.command.number, cell: ({ number }) => number, width: "9rem" },
          { title: d.command.matter, cell: ({ matter }) => matter },
          {
            title: d.command.rule,
            cell: ({ rule }) => d.supervisionRules[rule ?? "SUPERVISION_RULE_UNSPECIFIED"],
            width: "9rem",
          },
          { title: d.command.owner, cell: (row) => labelText(row, row.owner), width: "7rem" },
          { title: d.command.due, cell: ({ dueTime }) => shortMoment(dueTime), width: "10.5rem" },
          { title: d.case.state, cell: (row) => <StateMarks item={row} />, width: "11rem" },
        ]}
      />
    </Page>
  );
}
