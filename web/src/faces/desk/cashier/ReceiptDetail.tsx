/** C3: one receipt: whose it is, its plans to the fen, its payments, and where every fen of it lies. */
import { useQuery } from "@tanstack/react-query";
import { court, data } from "../../../contract/client.ts";
import { allPages } from "../../../contract/pages.ts";
import { Facts } from "../../../shell/parts.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import type { Case } from "../officer/aboutCase.tsx";
import { useCase } from "../officer/reading.ts";
import { Answer, Page } from "../parts/Page.tsx";
import { Rows } from "../parts/Rows.tsx";
import { PLAIN, useNameOf } from "../parts/reading.ts";
import { dayText, moneyText, shortMoment } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { idOf } from "../router.ts";
import { Claim } from "./Claim.tsx";
import { Correct } from "./Correct.tsx";
import { Flow } from "./Flow.tsx";
import { Age, PayoutMark, type Receipt } from "./money.tsx";
import { MOST, usePayoutsOf, usePlansOf, useReceipt } from "./reading.ts";

interface Props {
  id: string;
  /** Where one goes on when it was claimed; here where absent. */
  pathAfter?: (found: Case) => string;
}

/** Money of which somebody may have planned a part. */
const WITH_PLANS: ReadonlySet<Receipt["state"]> = new Set([
  "RECEIPT_STATE_CLAIMED",
  "RECEIPT_STATE_DISTRIBUTED",
  "RECEIPT_STATE_PAID",
  "RECEIPT_STATE_RETURNED",
] as const);

export function ReceiptDetail({ id, pathAfter }: Props) {
  const { d } = useDesk();
  const { role } = usePresent();
  const claims = role === "ROLE_CASHIER" || role === "ROLE_OFFICER";
  const corrects = role === "ROLE_BUREAU_CHIEF" || role === "ROLE_PRESIDENT";
  const read = useReceipt(id);
  return (
    <Page
      title={read.data ? moneyText(read.data.amountFen) : d.cashier.receipts}
      back={{ path: "/receipts", title: d.cashier.receipts }}
      beside={read.data && <Age receipt={read.data} />}
    >
      <Answer read={read} lines={8}>
        {(receipt) => (
          <>
            <Head receipt={receipt} />
            {claims && receipt.state === "RECEIPT_STATE_UNIDENTIFIED" && (
              <Claim receipt={receipt} id={id} {...(pathAfter ? { pathAfter } : {})} />
            )}
            {corrects && <Correct receipt={receipt} id={id} />}
            {WITH_PLANS.has(receipt.state) && <Plans id={id} />}
            <Payments id={id} pathOf={(name) => `/payouts/${idOf(name)}`} />
            <Ledger receipt={receipt} id={id} />
          </>
        )}
      </Answer>
    </Page>
  );
}

export function Head({ receipt }: { receipt: Receipt }) {
  const { d, tag } = useDesk();
  const nameOf = useNameOf();
  const isOpen = receipt.state === "RECEIPT_STATE_UNIDENTIFIED";
  const found = useCase(idOf(receipt.case)).data;
  const isDeferred = receipt.colour === "RECEIPT_COLOUR_DEFERRED";
  return (
    <div className="case-head">
      <Facts
        rows={[
          [d.cashier.payer, receipt.payer?.displayName],
          [d.cashier.payerAccount, [receipt.payer?.bank, receipt.payer?.account].filter(Boolean).join(" ")],
          [d.cashier.reference, receipt.bankReference],
          [d.cashier.arrived, shortMoment(receipt.arriveTime)],
          [d.cashier.remark, receipt.remark],
          [d.case.number, receipt.case ? found?.caseNumber : isOpen && d.cashier.unclaimed],
          [d.cashier.claimBy, isOpen && dayText(receipt.claimByDate, tag)],
          [
            d.cashier.payBy,
            !isOpen && receipt.dueDate && (
              <details>
                <summary>{dayText(receipt.dueDate, tag)}</summary>
                <ul className="why" lang="zh-CN" aria-label={d.cashier.why}>
                  {(receipt.dueReasons ?? []).map((line) => (
                    <li key={line}>{line}</li>
                  ))}
                </ul>
              </details>
            ),
          ],
          [d.cashier.coveredUntil, isDeferred && dayText(receipt.coveredUntilDate, tag)],
          [d.cashier.settled, shortMoment(receipt.settleTime)],
          [d.cashier.reversedAt, shortMoment(receipt.reversal?.time)],
          [d.cashier.reversedBy, nameOf(receipt.reversal?.person, receipt)],
          [d.cashier.reversedWhy, receipt.reversal?.reason],
        ]}
      />
    </div>
  );
}

/** The plans over it, item by item. */
export function Plans({ id }: { id: string }) {
  const { d } = useDesk();
  const read = usePlansOf(id);
  return (
    <section>
      <h2>{d.cashier.plans}</h2>
      <Answer read={read}>
        {({ distributions }) => (
          <Rows
            rows={(distributions ?? []).flatMap((plan) =>
              plan.items.map((item, at) => ({ key: `${plan.name} ${at}`, plan, item })),
            )}
            caption={d.cashier.plans}
            keyOf={({ key }) => key}
            empty={d.cashier.plansEmpty}
            columns={[
              { title: d.cashier.payee, cell: ({ item }) => item.payee.displayName },
              { title: d.cashier.bank, cell: ({ item }) => item.payee.bank },
              { title: d.cashier.account, cell: ({ item }) => item.payee.account },
              {
                title: d.cashier.plan,
                cell: ({ plan }) => d.cashier.planStates[plan.state ?? "DISTRIBUTION_STATE_UNSPECIFIED"],
              },
              { title: d.cashier.amount, cell: ({ item }) => moneyText(item.amountFen), align: "right" },
            ]}
          />
        )}
      </Answer>
    </section>
  );
}

/** The payments out of it; each opens. */
export function Payments({ id, pathOf }: { id: string; pathOf: (name: string | undefined) => string }) {
  const { d } = useDesk();
  const read = usePayoutsOf(id);
  if (read.data && !read.data.payouts?.length) return null;
  return (
    <section>
      <h2>{d.cashier.payouts}</h2>
      <Answer read={read}>
        {({ payouts }) => (
          <Rows
            rows={payouts ?? []}
            caption={d.cashier.payouts}
            keyOf={({ name }) => name ?? ""}
            pathOf={({ name }) => pathOf(name)}
            empty={d.cashier.plansEmpty}
            columns={[
              { title: d.cashier.payee, cell: ({ payee }) => payee?.displayName },
              { title: d.case.state, cell: (row) => <PayoutMark payout={row} /> },
              { title: d.cashier.paidAt, cell: ({ payTime }) => shortMoment(payTime) },
              { title: d.cashier.reference, cell: ({ bankReference }) => bankReference },
              { title: d.cashier.amount, cell: ({ amountFen }) => moneyText(amountFen), align: "right" },
            ]}
          />
        )}
      </Answer>
    </section>
  );
}

export function Ledger({ receipt, id }: { receipt: Receipt; id: string }) {
  const { d } = useDesk();
  const read = useQuery({
    ...PLAIN,
    queryKey: ["receipt", id, "entries"],
    queryFn: async () => {
      const params = { path: { receiptId: id } };
      const pages = await allPages((next) =>
        data(
          court.GET("/v1/receipts/{receiptId}/entries", { params: { ...params, query: { pageSize: MOST, ...next } } }),
        ),
      );
      return pages.flatMap(({ entries }) => entries ?? []);
    },
  });
  return (
    <section>
      <h2>{d.cashier.flow}</h2>
      <Answer read={read}>{(entries) => <Flow receipt={receipt} entries={entries} />}</Answer>
    </section>
  );
}
