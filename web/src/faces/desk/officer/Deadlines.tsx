/** What the law wants done next in open cases, the earliest day first: of an officer, or of everybody in the scope. */
import { court } from "../../../contract/client.ts";
import { labelText } from "../../../contract/labels.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { data } from "../parts/answers.ts";
import { Choose } from "../parts/Choose.tsx";
import { Page } from "../parts/Page.tsx";
import { type Column, PagedRows } from "../parts/Rows.tsx";
import { useNameOf, usePages } from "../parts/reading.ts";
import { usePresent } from "../present.tsx";
import { go, idOf, pathWith, useQueryOf } from "../router.ts";
import { useDeadlineColumns } from "./deadlineParts.tsx";
import { type Deadline, VIEWS, viewFilter } from "./deadlines.ts";
import { Reminders } from "./Reminders.tsx";

export default function Deadlines() {
  const { d } = useDesk();
  const { me, role } = usePresent();
  const chosen = useQueryOf().get("view");
  const view = VIEWS.find((each) => each === chosen) ?? "soon";
  // An officer has their own; who answers for all sees whose each is.
  const isOwn = role === "ROLE_OFFICER";
  const filter = viewFilter(view, isOwn ? (me.name ?? "") : "");
  const nameOf = useNameOf();
  const { name, day, standing, briefWhy } = useDeadlineColumns();
  const number: Column<Deadline> = {
    title: d.case.number,
    cell: (row, answer) => labelText(answer, row.case),
    width: "15rem",
  };
  const handler: Column<Deadline> = {
    title: d.case.handler,
    cell: (row, answer) => nameOf(row.handler, answer),
    width: "7rem",
  };
  const pages = usePages(["deadlines", filter], (query) =>
    data(court.GET("/v1/deadlines", { params: { query: { ...query, filter } } })),
  );
  return (
    <Page title={d.modules.deadlines}>
      <Reminders />
      <div className="filters">
        <Choose
          label={d.coming.show}
          value={view}
          onChange={(next) => go(pathWith("/deadlines", { view: next }), true)}
          options={VIEWS.map((each) => [each, d.coming.views[each]])}
        />
      </div>
      <PagedRows
        pages={pages}
        rowsOf={(page) => page.deadlines ?? []}
        caption={d.coming.views[view]}
        keyOf={(row) => `${row.case} ${row.kind}`}
        pathOf={(row) => `/cases/${idOf(row.case)}/deadlines`}
        empty={d.coming.empty[view]}
        columns={[number, name, day, standing, ...(isOwn ? [] : [handler]), briefWhy]}
      />
    </Page>
  );
}
