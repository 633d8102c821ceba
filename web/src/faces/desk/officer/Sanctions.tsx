/** Sanctions: what was proposed, what has to be served, what has to be lifted. */
import { court } from "../../../contract/client.ts";
import type { Schemas } from "../../../contract/types.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { data } from "../parts/answers.ts";
import { Choose } from "../parts/Choose.tsx";
import { Page } from "../parts/Page.tsx";
import { type Column, PagedRows } from "../parts/Rows.tsx";
import { usePages } from "../parts/reading.ts";
import { isoDay, moneyText } from "../parts/values.ts";
import { go, idOf, pathWith, useQueryOf } from "../router.ts";

export type Sanction = Schemas["sharedcourt.enforcement.v1.Sanction"];

const FILTERS = { all: "", serve: "state=APPROVED", lift: "lift_due=true" } as const;
type View = keyof typeof FILTERS;

/** How much of what: the fine, the days, or nothing. */
export function useMeasureOf(): (sanction: Sanction) => string {
  const { d } = useDesk();
  return ({ kind, amountFen, days }) =>
    kind === "SANCTION_KIND_FINE"
      ? moneyText(amountFen)
      : kind === "SANCTION_KIND_DETENTION"
        ? d.sanction.days(days ?? 0)
        : "";
}

/** A sanction stands with its case. */
export const sanctionPath = ({ case: of, name }: Sanction): string => `/cases/${idOf(of)}/sanctions/${idOf(name)}`;

export function useSanctionColumns(): Column<Sanction>[] {
  const { d } = useDesk();
  const measureOf = useMeasureOf();
  return [
    { title: d.sanction.kind, cell: ({ kind }) => d.sanctionKinds[kind ?? "SANCTION_KIND_UNSPECIFIED"], width: "9rem" },
    { title: d.sanction.against, cell: ({ sanctioned }) => sanctioned?.displayName, width: "9rem" },
    { title: d.sanction.measure, cell: measureOf, width: "7rem" },
    { title: d.sanction.ground, cell: ({ ground }) => ground },
    {
      title: d.sanction.lastDay,
      cell: ({ liftDuty, endDate }) => isoDay(liftDuty?.by ?? endDate),
      width: "7rem",
    },
    {
      title: d.task.state,
      cell: ({ state, liftDuty }) => (
        <>
          <span className="mark">{d.sanctionStates[state ?? "SANCTION_STATE_UNSPECIFIED"]}</span>
          {liftDuty && <span className="mark soon">{d.sanction.lift}</span>}
        </>
      ),
      width: "10rem",
    },
  ];
}

export default function Sanctions() {
  const { d } = useDesk();
  const asked = useQueryOf().get("view") ?? "all";
  const view: View = asked in FILTERS ? (asked as View) : "all";
  const filter = FILTERS[view];
  const pages = usePages(["sanctions", filter], (query) =>
    data(court.GET("/v1/sanctions", { params: { query: { ...query, filter } } })),
  );
  const columns = useSanctionColumns();
  return (
    <Page title={d.modules.sanctions}>
      <div className="filters">
        <Choose
          label={d.task.state}
          value={view}
          onChange={(next) => go(pathWith("/sanctions", { view: next }), true)}
          options={(Object.keys(FILTERS) as View[]).map((each) => [each, d.sanction.views[each]] as const)}
        />
      </div>
      <PagedRows
        pages={pages}
        rowsOf={(page) => page.sanctions ?? []}
        caption={d.modules.sanctions}
        keyOf={({ name }) => name ?? ""}
        pathOf={sanctionPath}
        empty={d.sanction.empty}
        columns={columns}
      />
    </Page>
  );
}
