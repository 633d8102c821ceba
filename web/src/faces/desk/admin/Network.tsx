/** M2: the courts of the network in numbers and as a list; those that ask for a repair stand first. */
import { useQuery } from "@tanstack/react-query";
import { court, data } from "../../../contract/client.ts";
import { labelText } from "../../../contract/labels.ts";
import type { Court } from "../../../contract/types.ts";
import { Facts } from "../../../shell/parts.tsx";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import type { ScreenProps } from "../offices.tsx";
import { Choose } from "../parts/Choose.tsx";
import { LocalRows } from "../parts/LocalRows.tsx";
import { Answer, Page } from "../parts/Page.tsx";
import { PLAIN } from "../parts/reading.ts";
import { shortMoment } from "../parts/values.ts";
import { go, idOf, link, pathWith, useQueryOf } from "../router.ts";
import { CourtPage } from "./CourtPage.tsx";
import { asksForRepair, KINDS, shownCourts, troubles, VIEWS } from "./network.ts";
import { useCourts, useRegions } from "./reading.ts";
import { Shapes } from "./Shapes.tsx";
import { Terminals } from "./Terminals.tsx";
import { Towns } from "./Towns.tsx";

export default function Network({ rest: [what, id = ""] }: ScreenProps) {
  if (what === "terminals") return <Terminals />;
  if (what === "towns") return <Towns />;
  if (what === "shapes") return <Shapes />;
  return what === "court" && id ? <CourtPage key={id} id={id} /> : <List />;
}

function List() {
  const { a, d } = useAdmin();
  const query = useQueryOf();
  const shown = {
    town: query.get("town") ?? "",
    kind: KINDS.find((each) => each === query.get("kind")) ?? ("" as const),
    view: VIEWS.find((each) => each === query.get("view")) ?? ("all" as const),
  };
  const courts = useCourts();
  const towns = useRegions({ level: "TOWN" });
  const show = (next: Partial<Record<"town" | "kind" | "view", string>>) =>
    go(pathWith("/network", { ...shown, ...next }), true);
  return (
    <Page
      title={a.network.title}
      beside={
        <>
          <a className="button" {...link("/network/towns")}>
            {a.network.byTown}
          </a>
          <a className="button" {...link("/network/terminals")}>
            {a.network.terminals}
          </a>
          <a className="button" {...link("/network/shapes")}>
            {a.shapes.title}
          </a>
        </>
      }
    >
      <Summary />
      <div className="filters">
        <Choose
          label={a.people.place}
          value={shown.town}
          onChange={(town) => show({ town })}
          options={[["", d.all], ...(towns.data ?? []).map(({ code, displayName }) => [code, displayName] as const)]}
        />
        <Choose
          label={a.network.kind}
          value={shown.kind}
          onChange={(kind) => show({ kind })}
          options={[["", d.all], ...KINDS.map((each) => [each, a.network.kinds[each]] as const)]}
        />
        <Choose
          label={d.case.state}
          value={shown.view}
          onChange={(view) => show({ view })}
          options={VIEWS.map((each) => [each, a.network.views[each]] as const)}
        />
      </div>
      <Answer read={courts} lines={8}>
        {(answer) => {
          const rows = shownCourts(answer.courts, shown.town, shown.kind, shown.view);
          return (
            <>
              <p role="status" className="reason">
                {a.network.count(rows.length)}
              </p>
              <LocalRows
                asked={JSON.stringify(shown)}
                rows={rows}
                answer={answer}
                caption={a.network.title}
                keyOf={({ name }: Court) => name ?? ""}
                pathOf={({ name }: Court) => `/network/court/${idOf(name)}`}
                empty={a.network.empty}
                exported="/v1/courts"
                exportsMore={rows.length < answer.courts.length}
                columns={[
                  { title: a.network.name, cell: ({ displayName }) => displayName, width: "15rem" },
                  { title: a.network.kind, cell: ({ kind }) => a.network.kinds[kind], width: "5rem" },
                  {
                    title: a.network.director,
                    cell: (row, labels) =>
                      labelText(labels, row.director) ?? <span className="soft">{a.network.nobody}</span>,
                    width: "7rem",
                  },
                  {
                    title: a.network.judge,
                    cell: (row, labels) =>
                      labelText(labels, row.contactJudge) ?? <span className="soft">{a.network.nobody}</span>,
                    width: "7rem",
                  },
                  { title: a.network.equipment, cell: (row) => <Trouble court={row} /> },
                ]}
              />
            </>
          );
        }}
      </Answer>
    </Page>
  );
}

/** What is not in order in a court. */
function Trouble({ court }: { court: Court }) {
  const { a, w } = useAdmin();
  const faults = troubles(court);
  const said = faults
    .map(({ kind, condition }) =>
      a.network.piece(
        a.network.equipmentKinds[kind],
        a.network.conditions[condition ?? "EQUIPMENT_CONDITION_UNSPECIFIED"],
      ),
    )
    .join(w.joiner);
  return (
    <>
      {court.state === "COURT_STATE_CLOSED" && <span className="mark">{a.network.closed}</span>}{" "}
      {asksForRepair(court) && (
        <span className="mark soon">{a.network.repairOn(shortMoment(court.equipmentReport?.reportTime))}</span>
      )}{" "}
      {said}
    </>
  );
}

function Summary() {
  const { a } = useAdmin();
  const read = useQuery({
    ...PLAIN,
    queryKey: ["network", "summary"],
    queryFn: () => data(court.GET("/v1/network:summary")),
  });
  const uncovered = read.data?.villagesUncovered ?? [];
  const villages = useRegions({ level: "VILLAGE" }, uncovered.length > 0);
  const nameOf = (code: string) => (villages.data ?? []).find((each) => each.code === code)?.displayName;
  return (
    <Answer read={read}>
      {(sum) => (
        <div className="case-head">
          <Facts
            rows={[
              [
                a.network.courts,
                a.network.courtsOf(
                  sum.courts ?? 0,
                  sum.byKind?.TOWN ?? 0,
                  sum.byKind?.VILLAGE ?? 0,
                  sum.byKind?.SPECIAL ?? 0,
                ),
              ],
              [a.network.villages, a.network.part(sum.villagesCovered ?? 0, sum.villages ?? 0)],
              [a.network.towns, a.network.part(sum.townsCovered ?? 0, sum.towns ?? 0)],
              [a.network.terminalsOnline, a.network.part(sum.terminalsOnline ?? 0, sum.terminals ?? 0)],
              [a.network.views.undirected, String(sum.courtsWithoutDirector ?? 0)],
              [a.network.views.unjudged, String(sum.courtsWithoutContactJudge ?? 0)],
            ]}
          />
          {uncovered.length > 0 && villages.data && (
            <p>{a.network.uncovered(uncovered.flatMap((code) => nameOf(code) ?? []).join(" "))}</p>
          )}
        </div>
      )}
    </Answer>
  );
}
