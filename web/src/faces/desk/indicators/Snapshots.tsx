/** The snapshots of a court, and one of them: the figures as they were frozen. */
import { useQuery } from "@tanstack/react-query";
import { court } from "../../../contract/client.ts";
import type { Schemas } from "../../../contract/types.ts";
import { dayText } from "../../../figures/window.ts";
import { Facts } from "../../../shell/parts.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { useFigures } from "../../../words/figures/index.ts";
import { data } from "../parts/answers.ts";
import { Answer, Page } from "../parts/Page.tsx";
import { PagedRows } from "../parts/Rows.tsx";
import { PLAIN, useNameOf, usePages } from "../parts/reading.ts";
import { shortMoment } from "../parts/values.ts";
import { idOf } from "../router.ts";
import { FigureTable } from "./FigureTable.tsx";
import { SNAPSHOTS } from "./paths.ts";

type Frozen = Schemas["sharedcourt.enforcement.v1.IndicatorSnapshot"];

export function Snapshots() {
  const { d, tag } = useDesk();
  const { f } = useFigures();
  const nameOf = useNameOf();
  const words = d.indicators;
  const pages = usePages(["snapshots"], (query) => data(court.GET("/v1/indicatorSnapshots", { params: { query } })));
  return (
    <Page title={words.snapshots} back={{ path: "/indicators", title: words.title }}>
      <PagedRows
        pages={pages}
        rowsOf={(page): readonly Frozen[] => page.indicatorSnapshots ?? []}
        caption={words.snapshots}
        keyOf={({ name }) => name ?? ""}
        pathOf={({ name }) => `/indicators/${SNAPSHOTS}/${idOf(name)}`}
        empty={words.snapshotsEmpty}
        columns={[
          { title: words.snapshotTitle, cell: ({ title }) => title || words.untitled },
          {
            title: f.counted.days,
            cell: ({ from, to }) => f.days(dayText(from ?? "", tag), dayText(to ?? "", tag)),
            width: "20rem",
          },
          { title: words.frozenBy, cell: ({ creator }, answer) => nameOf(creator, answer), width: "9rem" },
          { title: words.frozenAt, cell: ({ createTime }) => shortMoment(createTime), width: "10.5rem" },
        ]}
      />
    </Page>
  );
}

export function Snapshot({ id }: { id: string }) {
  const { d, tag } = useDesk();
  const { f } = useFigures();
  const nameOf = useNameOf();
  const words = d.indicators;
  const read = useQuery({
    ...PLAIN,
    queryKey: ["snapshots", id],
    queryFn: () =>
      data(
        court.GET("/v1/indicatorSnapshots/{indicatorSnapshotId}", { params: { path: { indicatorSnapshotId: id } } }),
      ),
  });
  return (
    <Page
      title={read.data?.title || words.snapshots}
      back={{ path: `/indicators/${SNAPSHOTS}`, title: words.snapshots }}
    >
      <Answer read={read} lines={12}>
        {(snapshot) => (
          <>
            <Facts
              rows={[
                [f.counted.days, f.days(dayText(snapshot.from ?? "", tag), dayText(snapshot.to ?? "", tag))],
                [words.frozenBy, nameOf(snapshot.creator, snapshot)],
                [words.frozenAt, shortMoment(snapshot.createTime)],
              ]}
            />
            <FigureTable caption={words.snapshots} rows={snapshot.indicators ?? []} isCompared={false} />
          </>
        )}
      </Answer>
    </Page>
  );
}
