/** C2: the orders to the bank to pay, by how they stand. */
import { court } from "../../../contract/client.ts";
import { useDesk } from "../../../words/desk/index.ts";
import type { ScreenProps } from "../offices.tsx";
import { data } from "../parts/answers.ts";
import { Page } from "../parts/Page.tsx";
import { PagedRows } from "../parts/Rows.tsx";
import { filterOf, useNameOf, usePages } from "../parts/reading.ts";
import { moneyText, shortMoment } from "../parts/values.ts";
import { go, idOf, pathWith, useQueryOf } from "../router.ts";
import { PayoutFileDetail } from "./PayoutFileDetail.tsx";
import { FILES, type PayoutFile, progressOf } from "./payoutFile.ts";

const VIEWS = { open: "OPEN", settled: "SETTLED", withdrawn: "WITHDRAWN" };
type View = keyof typeof VIEWS;
const NAMES = Object.keys(VIEWS) as View[];

export default function PayoutFiles({ rest }: ScreenProps) {
  return rest[0] ? <PayoutFileDetail key={rest[0]} id={rest[0]} /> : <List />;
}

function List() {
  const { d } = useDesk();
  const nameOf = useNameOf();
  const chosen = useQueryOf().get("show");
  const view = NAMES.find((each) => each === chosen) ?? "open";
  const filter = filterOf({ state: VIEWS[view] });
  const pages = usePages(["payout files", filter], (query) =>
    data(court.GET("/v1/payoutFiles", { params: { query: { ...query, filter } } })),
  );
  return (
    <Page title={d.payoutFile.title}>
      <div className="filters">
        <label>
          <span>{d.cashier.show}</span>
          <select value={view} onChange={(event) => go(pathWith(FILES, { show: event.target.value }), true)}>
            {NAMES.map((each) => (
              <option key={each} value={each}>
                {d.payoutFile.views[each]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <PagedRows
        pages={pages}
        rowsOf={(page) => page.payoutFiles ?? []}
        caption={d.payoutFile.views[view]}
        keyOf={({ name }: PayoutFile) => name ?? ""}
        pathOf={({ name }: PayoutFile) => `${FILES}/${idOf(name)}`}
        empty={d.payoutFile.empty[view]}
        columns={[
          { title: d.payoutFile.number, cell: ({ number }) => number, width: "10rem" },
          { title: d.payoutFile.count, cell: ({ rowCount }) => rowCount ?? 0, align: "right", width: "6rem" },
          { title: d.payoutFile.total, cell: ({ totalFen }) => moneyText(totalFen), align: "right", width: "9rem" },
          { title: d.payoutFile.progress, cell: (file) => progressOf(file, d.payoutFile) },
          { title: d.payoutFile.maker, cell: ({ creator }, answer) => nameOf(creator, answer), width: "8rem" },
          { title: d.payoutFile.made, cell: ({ createTime }) => shortMoment(createTime), width: "10.5rem" },
          {
            title: d.payoutFile.downloaded,
            cell: ({ downloadTime }) => shortMoment(downloadTime) || d.payoutFile.notDownloaded,
            width: "10.5rem",
          },
        ]}
      />
    </Page>
  );
}
