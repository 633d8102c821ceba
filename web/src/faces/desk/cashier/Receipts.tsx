/** C1: the money that arrived, by what has to be done with it. */
import { court } from "../../../contract/client.ts";
import { useDesk } from "../../../words/desk/index.ts";
import type { ScreenProps } from "../offices.tsx";
import { data } from "../parts/answers.ts";
import { Page } from "../parts/Page.tsx";
import { PagedRows } from "../parts/Rows.tsx";
import { filterOf, usePages } from "../parts/reading.ts";
import { isoDay, moneyText, shortMoment } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { go, idOf, link, pathWith, useQueryOf } from "../router.ts";
import { EnterReceipt } from "./EnterReceipt.tsx";
import { ImportList } from "./ImportList.tsx";
import { Age, type Receipt } from "./money.tsx";
import { ReceiptDetail } from "./ReceiptDetail.tsx";
import { Likeliest, useSuggestions } from "./Suggestions.tsx";

/** What each view asks for. */
const VIEWS = {
  unclaimed: { state: "UNIDENTIFIED" },
  claimed: { state: "CLAIMED" },
  distributed: { state: "DISTRIBUTED" },
  near: { colour: "NEAR" },
  overdue: { colour: "OVERDUE" },
  deferred: { colour: "DEFERRED" },
  paid: { state: "PAID" },
  returned: { state: "RETURNED" },
  reversed: { state: "REVERSED" },
};
type View = keyof typeof VIEWS;
const NAMES = Object.keys(VIEWS) as View[];
/** The last part of the path of the form that enters a receipt. */
const ENTER = "enter";
/** The same of the form that takes the bank's list over. */
const IMPORT = "import";

export default function Receipts({ rest }: ScreenProps) {
  if (rest[0] === ENTER) return <EnterReceipt />;
  if (rest[0] === IMPORT) return <ImportList />;
  return rest[0] ? <ReceiptDetail key={rest[0]} id={rest[0]} /> : <List />;
}

function List() {
  const { d } = useDesk();
  const chosen = useQueryOf().get("show");
  const view = NAMES.find((each) => each === chosen) ?? "unclaimed";
  const filter = filterOf(VIEWS[view]);
  const pages = usePages(["receipts", filter], (query) =>
    data(court.GET("/v1/receipts", { params: { query: { ...query, filter } } })),
  );
  const enters = usePresent().role === "ROLE_CASHIER";
  const isUnclaimed = view === "unclaimed";
  const suggests = isUnclaimed && enters;
  const shown = suggests ? (pages.read.data?.receipts ?? []) : [];
  const suggestions = useSuggestions(shown.flatMap(({ name }) => (name ? [name] : []))).data;
  return (
    <Page
      title={d.cashier.receipts}
      beside={
        enters && (
          <>
            <a className="button" {...link(`/receipts/${IMPORT}`)}>
              {d.cashier.list.title}
            </a>
            <a className="button" {...link(`/receipts/${ENTER}`)}>
              {d.cashier.enter}
            </a>
          </>
        )
      }
    >
      <div className="filters">
        <label>
          <span>{d.cashier.show}</span>
          <select value={view} onChange={(event) => go(pathWith("/receipts", { show: event.target.value }), true)}>
            {NAMES.map((each) => (
              <option key={each} value={each}>
                {d.cashier.views[each]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <PagedRows
        pages={pages}
        rowsOf={(page) => page.receipts ?? []}
        caption={d.cashier.views[view]}
        keyOf={({ name }: Receipt) => name ?? ""}
        pathOf={({ name }: Receipt) => `/receipts/${idOf(name)}`}
        empty={d.cashier.emptyViews[view]}
        columns={[
          { title: d.cashier.payer, cell: ({ payer }) => payer?.displayName ?? d.cashier.unclaimed, width: "12rem" },
          { title: d.cashier.amount, cell: ({ amountFen }) => moneyText(amountFen), align: "right", width: "9rem" },
          { title: d.cashier.arrived, cell: ({ arriveTime }) => shortMoment(arriveTime), width: "10.5rem" },
          { title: d.cashier.remark, cell: ({ remark }) => remark },
          ...(suggests
            ? [
                {
                  title: d.cashier.suggested,
                  cell: ({ name }: Receipt) => <Likeliest receipt={name ?? ""} answer={suggestions} />,
                },
              ]
            : []),
          {
            title: isUnclaimed ? d.cashier.claimBy : d.cashier.payBy,
            cell: ({ claimByDate, dueDate }) => isoDay(isUnclaimed ? claimByDate : dueDate),
            width: "8rem",
          },
          { title: d.cashier.age, cell: (row) => <Age receipt={row} />, width: "12rem" },
        ]}
      />
    </Page>
  );
}
