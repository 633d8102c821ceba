/** The towns of the register with the courts that stand in each; a town opens its courts. */
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { Answer, Page } from "../parts/Page.tsx";
import { Rows } from "../parts/Rows.tsx";
import { pathWith } from "../router.ts";
import { townStandings } from "./network.ts";
import { useCourts, useRegions } from "./reading.ts";

export function Towns() {
  const { a } = useAdmin();
  const courts = useCourts();
  const towns = useRegions({ level: "TOWN" });
  const villages = useRegions({ level: "VILLAGE" });
  const counted = (count: number) => (count > 0 ? <span className="mark soon">{count}</span> : count);
  return (
    <Page title={a.network.byTown} back={{ path: "/network", title: a.network.title }}>
      <Answer read={courts} lines={8}>
        {(answer) => (
          <Answer read={towns} lines={8}>
            {(all) => (
              <Answer read={villages} lines={8}>
                {(below) => (
                  <Rows
                    rows={townStandings(all, below, answer.courts)}
                    caption={a.network.byTown}
                    isSaved
                    keyOf={({ town }) => town.code}
                    pathOf={({ town }) => pathWith("/network", { town: town.code })}
                    empty={a.network.townsEmpty}
                    columns={[
                      { title: a.people.place, cell: ({ town }) => town.displayName },
                      { title: a.network.courts, cell: (row) => row.courts, align: "right", width: "9rem" },
                      {
                        title: a.network.villages,
                        cell: (row) => a.network.part(row.covered, row.villages),
                        align: "right",
                        width: "9rem",
                      },
                      {
                        title: a.network.views.undirected,
                        cell: ({ undirected }) => counted(undirected),
                        align: "right",
                        width: "11rem",
                      },
                      {
                        title: a.network.views.repair,
                        cell: ({ repairs }) => counted(repairs),
                        align: "right",
                        width: "11rem",
                      },
                    ]}
                  />
                )}
              </Answer>
            )}
          </Answer>
        )}
      </Answer>
    </Page>
  );
}
