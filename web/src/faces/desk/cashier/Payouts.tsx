/** C2: the payments that were approved, by how they stand; those to be made together become a file for the bank. */
import { useState } from "react";
import { court } from "../../../contract/client.ts";
import { useDesk } from "../../../words/desk/index.ts";
import type { ScreenProps } from "../offices.tsx";
import { data } from "../parts/answers.ts";
import { Page } from "../parts/Page.tsx";
import { PagedRows } from "../parts/Rows.tsx";
import { filterOf, usePages } from "../parts/reading.ts";
import { moneyText, shortMoment } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { go, idOf, pathWith, useQueryOf } from "../router.ts";
import { MakeFile } from "./MakeFile.tsx";
import type { Payout } from "./money.tsx";
import { PayoutDetail } from "./PayoutDetail.tsx";

const VIEWS = {
  payable: "PAYABLE",
  unpaid: "FAILED",
  waiting: "AWAITING_APPROVAL",
  paid: "PAID",
  reversed: "REVERSED",
};
type View = keyof typeof VIEWS;
const NAMES = Object.keys(VIEWS) as View[];

export default function Payouts({ rest }: ScreenProps) {
  const { d } = useDesk();
  const back = { path: "/payouts", title: d.cashier.payouts };
  return rest[0] ? (
    <PayoutDetail key={rest[0]} id={rest[0]} back={back} pathOf={(name) => `/payouts/${idOf(name)}`} />
  ) : (
    <List />
  );
}

function List() {
  const { d } = useDesk();
  const isPayer = usePresent().role === "ROLE_CASHIER";
  const chosen = useQueryOf().get("show");
  const view = NAMES.find((each) => each === chosen) ?? "payable";
  const filter = filterOf({ state: VIEWS[view] });
  const pages = usePages(["payouts", filter], (query) =>
    data(court.GET("/v1/payouts", { params: { query: { ...query, filter } } })),
  );
  const [picked, setPicked] = useState<readonly Payout[]>([]);
  const isPicked = ({ name }: Payout) => picked.some((each) => each.name === name);
  const pick = (row: Payout) =>
    setPicked(isPicked(row) ? picked.filter(({ name }) => name !== row.name) : [...picked, row]);
  const choice = (row: Payout) =>
    row.payoutFileNumber ? (
      d.payoutFile.inFile(row.payoutFileNumber)
    ) : (
      <input
        type="checkbox"
        aria-label={d.payoutFile.addOf(row.payee?.displayName ?? "", moneyText(row.amountFen))}
        checked={isPicked(row)}
        onChange={() => pick(row)}
      />
    );
  return (
    <Page title={d.cashier.payouts}>
      <div className="filters">
        <label>
          <span>{d.cashier.show}</span>
          <select value={view} onChange={(event) => go(pathWith("/payouts", { show: event.target.value }), true)}>
            {NAMES.map((each) => (
              <option key={each} value={each}>
                {d.cashier.payoutViews[each]}
              </option>
            ))}
          </select>
        </label>
      </div>
      {isPayer && view === "payable" && (
        <MakeFile picked={picked} rows={pages.read.data?.payouts ?? []} onPick={setPicked} />
      )}
      <PagedRows
        pages={pages}
        rowsOf={(page) => page.payouts ?? []}
        caption={d.cashier.payoutViews[view]}
        keyOf={({ name }: Payout) => name ?? ""}
        pathOf={({ name }: Payout) => `/payouts/${idOf(name)}`}
        empty={d.cashier.payoutEmpty[view]}
        columns={[
          { title: d.cashier.payee, cell: ({ payee }) => payee?.displayName, width: "12rem" },
          { title: d.cashier.amount, cell: ({ amountFen }) => moneyText(amountFen), align: "right", width: "9rem" },
          { title: d.cashier.bank, cell: ({ payee }) => payee?.bank },
          { title: d.cashier.account, cell: ({ payee }) => payee?.account, width: "13rem" },
          { title: d.cashier.approved, cell: ({ createTime }) => shortMoment(createTime), width: "10.5rem" },
          view === "paid" || view === "reversed"
            ? { title: d.cashier.paidAt, cell: ({ payTime }) => shortMoment(payTime), width: "10.5rem" }
            : { title: d.cashier.lastTry, cell: ({ failures }) => failures?.[failures.length - 1]?.reason },
          ...(isPayer && view === "payable" ? [{ title: d.payoutFile.add, cell: choice, width: "10rem" }] : []),
        ]}
      />
    </Page>
  );
}
