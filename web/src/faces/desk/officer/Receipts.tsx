/** Money that has arrived, and that which belongs to no case yet: it is claimed by the number of its case. */
import { court } from "../../../contract/client.ts";
import type { Schemas } from "../../../contract/types.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { ReceiptDetail } from "../cashier/ReceiptDetail.tsx";
import type { ScreenProps } from "../offices.tsx";
import { data } from "../parts/answers.ts";
import { Choose } from "../parts/Choose.tsx";
import { Page } from "../parts/Page.tsx";
import { type Column, PagedRows } from "../parts/Rows.tsx";
import { usePages } from "../parts/reading.ts";
import { isoDay, moneyText, shortMoment } from "../parts/values.ts";
import { go, idOf, pathWith, useQueryOf } from "../router.ts";

export type Receipt = Schemas["sharedcourt.enforcement.v1.Receipt"];

export function useReceiptColumns(): Column<Receipt>[] {
  const { d } = useDesk();
  return [
    { title: d.receipt.payer, cell: ({ payer }) => payer?.displayName },
    { title: d.amount, cell: ({ amountFen }) => moneyText(amountFen), align: "right", width: "9rem" },
    { title: d.receipt.remark, cell: ({ remark }) => remark },
    { title: d.receipt.arrived, cell: ({ arriveTime }) => shortMoment(arriveTime), width: "11rem" },
    {
      title: d.receipt.due,
      cell: (row) => isoDay(row.state === "RECEIPT_STATE_UNIDENTIFIED" ? row.claimByDate : row.dueDate),
      width: "7rem",
    },
    {
      title: d.task.state,
      cell: ({ state, colour }) => (
        <>
          <span className="mark">{d.receiptStates[state ?? "RECEIPT_STATE_UNSPECIFIED"]}</span>
          {colour === "RECEIPT_COLOUR_OVERDUE" && <span className="mark late">{d.receipt.late}</span>}
        </>
      ),
      width: "11rem",
    },
  ];
}

export default function Receipts({ rest }: ScreenProps) {
  if (!rest[0]) return <List />;
  return <ReceiptDetail id={rest[0]} pathAfter={({ name }) => `/cases/${idOf(name)}/money/${rest[0]}`} />;
}

/** Money of a case stands with its case. */
const pathOf = (row: Receipt) =>
  row.case ? `/cases/${idOf(row.case)}/money/${idOf(row.name)}` : `/receipts/${idOf(row.name)}`;

function List() {
  const { d } = useDesk();
  const unclaimed = useQueryOf().get("view") !== "all";
  const filter = unclaimed ? "state=UNIDENTIFIED" : "";
  const pages = usePages(["receipts", filter], (query) =>
    data(court.GET("/v1/receipts", { params: { query: { ...query, filter } } })),
  );
  const columns = useReceiptColumns();
  return (
    <Page title={d.modules.receipts}>
      <div className="filters">
        <Choose
          label={d.task.state}
          value={unclaimed ? "unclaimed" : "all"}
          onChange={(view) => go(pathWith("/receipts", { view }), true)}
          options={[
            ["unclaimed", d.receipt.unclaimed],
            ["all", d.all],
          ]}
        />
      </div>
      <PagedRows
        pages={pages}
        rowsOf={(page) => page.receipts ?? []}
        caption={d.modules.receipts}
        keyOf={({ name }) => name ?? ""}
        empty={d.receipt.empty}
        pathOf={pathOf}
        columns={columns}
      />
    </Page>
  );
}
