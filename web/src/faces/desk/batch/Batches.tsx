/** O11: many claims against one debtor that go through together: the list, a new one, one with its steps. */
import { court } from "../../../contract/client.ts";
import type { ScreenProps } from "../offices.tsx";
import { data } from "../parts/answers.ts";
import { Choose } from "../parts/Choose.tsx";
import { Page } from "../parts/Page.tsx";
import { PagedRows } from "../parts/Rows.tsx";
import { filterOf, useNameOf, usePages } from "../parts/reading.ts";
import { isoDay, moneyText, shortMoment } from "../parts/values.ts";
import { useActsInCases, usePresent } from "../present.tsx";
import { go, idOf, link, pathWith, useQueryOf } from "../router.ts";
import { BatchPage } from "./BatchPage.tsx";
import { NewBatch } from "./NewBatch.tsx";
import type { Batch } from "./pasted.ts";
import { useBatchWords } from "./words.ts";

export default function Batches({ rest: [id, step] }: ScreenProps) {
  if (id === "new") return <NewBatch />;
  return id ? <BatchPage key={id} id={id} asked={step} /> : <List />;
}

function List() {
  const { w, d, b } = useBatchWords();
  const { me } = usePresent();
  const canEnter = useActsInCases();
  const nameOf = useNameOf();
  const mine = useQueryOf().get("whose") === "mine";
  const filter = filterOf({ creator: mine ? (me.name ?? "") : "" });
  const pages = usePages(["batches", filter], (query) =>
    data(court.GET("/v1/batches", { params: { query: { ...query, filter } } })),
  );
  return (
    <Page
      title={d.modules.batches}
      beside={
        canEnter && (
          <a className="button primary" {...link("/batches/new")}>
            {b.newShort}
          </a>
        )
      }
    >
      <div className="filters">
        <Choose
          label={b.whose}
          value={mine ? "mine" : "all"}
          onChange={(whose) => go(pathWith("/batches", { whose }), true)}
          options={[
            ["all", d.all],
            ["mine", d.myself],
          ]}
        />
      </div>
      <PagedRows
        pages={pages}
        rowsOf={(page) => page.batches ?? []}
        caption={d.modules.batches}
        keyOf={({ name }: Batch) => name ?? ""}
        pathOf={({ name }) => `/batches/${idOf(name)}`}
        empty={b.empty}
        columns={[
          { title: b.name, cell: ({ displayName }) => displayName },
          { title: b.debtorShort, cell: ({ debtor }) => debtor?.displayName },
          { title: d.case.cause, cell: ({ cause }) => cause },
          { title: b.members, cell: ({ totals }) => b.people(totals?.members ?? 0), align: "right", width: "5rem" },
          { title: b.claimAll, cell: ({ totals }) => moneyText(totals?.claimFen), align: "right", width: "9rem" },
          { title: d.case.filed, cell: ({ filingDate }) => isoDay(filingDate), width: "7rem" },
          {
            title: b.creator,
            cell: ({ creator }, answer) => nameOf(creator, answer) ?? w.roles.ROLE_OFFICER,
            width: "7rem",
          },
          { title: b.created, cell: ({ createTime }) => shortMoment(createTime), width: "10.5rem" },
        ]}
      />
    </Page>
  );
}
