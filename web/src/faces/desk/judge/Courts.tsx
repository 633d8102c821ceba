/** J1: the courts of a contact judge with their open and late tasks, and those that lie idle. */
import { useQuery } from "@tanstack/react-query";
import { court, data } from "../../../contract/client.ts";
import { courtNow } from "../../../contract/clock.ts";
import { labelText } from "../../../contract/labels.ts";
import { allPages } from "../../../contract/pages.ts";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { useCourts } from "../admin/reading.ts";
import { ofEach } from "../admin/town.ts";
import { Choose } from "../parts/Choose.tsx";
import { LocalRows } from "../parts/LocalRows.tsx";
import { Answer, Page } from "../parts/Page.tsx";
import { filterOf, PLAIN } from "../parts/reading.ts";
import { shortMoment } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { go, pathWith, useQueryOf } from "../router.ts";
import { type CourtStanding, heardIn, shownStandings, standingOf, VIEWS } from "./idle.ts";

/** How many courts are counted at once. */
const AT_ONCE = 4;
const MOST = 1000;

/** The names of the courts for which somebody is the judge. */
function useMine(): string[] {
  const { terms } = usePresent();
  return [...new Set(terms.flatMap((term) => term.court || []))];
}

const countsOf = async (name: string) => {
  const query = { filter: filterOf({ court: name }) };
  return (await data(court.GET("/v1/tasks:count", { params: { query } }))).counts ?? [];
};

const terminals = async () => {
  const pages = await allPages((next) =>
    data(court.GET("/v1/terminals", { params: { query: { pageSize: MOST, ...next } } })),
  );
  return pages.flatMap((page) => page.terminals ?? []);
};

export default function Courts() {
  const { a, d } = useAdmin();
  const chosen = useQueryOf().get("view");
  const view = VIEWS.find((each) => each === chosen) ?? "all";
  const mine = useMine();
  const courts = useCourts();
  const counts = useQuery({ ...PLAIN, queryKey: ["my courts", mine], queryFn: () => ofEach(mine, AT_ONCE, countsOf) });
  const heard = useQuery({ ...PLAIN, queryKey: ["my courts", "terminals"], queryFn: terminals });
  return (
    <Page title={d.modules.myCourts}>
      <div className="filters">
        <Choose
          label={d.case.state}
          value={view}
          onChange={(next) => go(pathWith("/courts", { view: next }), true)}
          options={VIEWS.map((each) => [each, a.judge.views[each]] as const)}
        />
      </div>
      <Answer read={courts} lines={8}>
        {({ byName, labels }) => (
          <Answer read={counts} lines={8}>
            {(found) => (
              <Answer read={heard} lines={8}>
                {(all) => {
                  const signs = heardIn(all);
                  const standings = mine.flatMap((name) => {
                    const one = byName.get(name);
                    return one ? [standingOf(one, found.get(name) ?? [], signs, courtNow())] : [];
                  });
                  return <Standings standings={standings} labels={{ labels }} view={view} />;
                }}
              </Answer>
            )}
          </Answer>
        )}
      </Answer>
    </Page>
  );
}

interface Props {
  standings: readonly CourtStanding[];
  labels: Parameters<typeof labelText>[0];
  view: (typeof VIEWS)[number];
}

function Standings({ standings, labels, view }: Props) {
  const { a } = useAdmin();
  const total = (of: (standing: CourtStanding) => number) => standings.reduce((sum, each) => sum + of(each), 0);
  return (
    <>
      <p role="status">
        {a.judge.total(
          standings.length,
          total(({ open }) => open),
          total(({ late }) => late),
          total(({ isIdle }) => (isIdle ? 1 : 0)),
        )}
      </p>
      <LocalRows
        asked={view}
        rows={shownStandings(standings, view)}
        answer={labels}
        caption={a.judge.caption}
        keyOf={({ court }: CourtStanding) => court.name ?? ""}
        pathOf={({ court }: CourtStanding) => pathWith("/tasks", { court: court.name ?? "" })}
        empty={view === "all" ? a.judge.empty : a.judge.emptyViews[view]}
        columns={[
          { title: a.people.court, cell: ({ court }) => court.displayName },
          {
            title: a.network.director,
            cell: ({ court }, answer) =>
              labelText(answer, court.director) ?? <span className="soft">{a.network.nobody}</span>,
            width: "8rem",
          },
          { title: a.judge.open, cell: ({ open }) => open, align: "right", width: "6rem" },
          {
            title: a.judge.late,
            cell: ({ late }) => (late > 0 ? <span className="mark late">{late}</span> : late),
            align: "right",
            width: "6rem",
          },
          {
            title: a.network.heard,
            cell: ({ heard }) =>
              heard === undefined ? (
                <span className="soft">{a.judge.neverHeard}</span>
              ) : (
                shortMoment(new Date(heard).toISOString())
              ),
            width: "10.5rem",
          },
          {
            title: a.systems.standing,
            cell: ({ isIdle }) => isIdle && <span className="mark soon">{a.judge.idle}</span>,
            width: "7rem",
          },
        ]}
      />
    </>
  );
}
