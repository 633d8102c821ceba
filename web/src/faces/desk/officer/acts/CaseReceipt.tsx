/** O10: one receipt of a case for its officer: what waits for whom, its plans, deferrals and payments, and where every fen of it lies. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../../contract/client.ts";
import { hasChanged, useAct } from "../../../../shell/act.ts";
import { useDesk } from "../../../../words/desk/index.ts";
import { Age, SETTLED } from "../../cashier/money.tsx";
import { Head, Ledger, Payments, Plans } from "../../cashier/ReceiptDetail.tsx";
import { usePayoutsOf, usePlansOf, useReceipt } from "../../cashier/reading.ts";
import { ActForm } from "../../parts/ActForm.tsx";
import { ActLink } from "../../parts/ActLink.tsx";
import { TextField } from "../../parts/Field.tsx";
import { Answer, Page } from "../../parts/Page.tsx";
import { Rows } from "../../parts/Rows.tsx";
import { isoDay, moneyText } from "../../parts/values.ts";
import { usePresent } from "../../present.tsx";
import { idOf } from "../../router.ts";
import type { ActProps } from "./act.ts";
import { type Distribution, type Receipt, waitsOf } from "./plan.ts";

export default function CaseReceipt({ id, rest: [receiptId = ""], back }: ActProps) {
  const { d } = useDesk();
  const { me } = usePresent();
  const read = useReceipt(receiptId);
  const plans = usePlansOf(receiptId).data?.distributions ?? [];
  const own = plans.filter(({ state, proposer }) => state === "DISTRIBUTION_STATE_PROPOSED" && proposer === me.name);
  return (
    <Page
      title={read.data ? moneyText(read.data.amountFen) : d.money.receipts}
      back={back}
      beside={read.data && <Age receipt={read.data} />}
    >
      <Answer read={read} lines={8}>
        {(receipt) => (
          <>
            <Head receipt={receipt} />
            <Waiting receipt={receipt} plans={plans} receiptId={receiptId} />
            <div className="beside">
              {BigInt(receipt.restFen || 0) > 0n && (
                <ActLink path={`/cases/${id}/money/plan/${receiptId}`}>{d.plan.title}</ActLink>
              )}
              {!isSettled(receipt) && !receipt.deferrals?.some(({ state }) => state === "DEFERRAL_STATE_PROPOSED") && (
                <ActLink path={`/cases/${id}/money/defer/${receiptId}`}>{d.deferral.title}</ActLink>
              )}
            </div>
            <Plans id={receiptId} />
            {own.map((plan) => (
              <TakeBack key={plan.name} plan={plan} receiptId={receiptId} />
            ))}
            <Deferrals receipt={receipt} />
            <Payments id={receiptId} pathOf={(name) => `/cases/${id}/money/payout/${idOf(name)}`} />
            <Ledger receipt={receipt} id={receiptId} />
          </>
        )}
      </Answer>
    </Page>
  );
}

const isSettled = ({ state }: Receipt) => SETTLED.has(state);

interface WaitingProps {
  receipt: Receipt;
  plans: readonly Distribution[];
  receiptId: string;
}

/** What waits for whom. */
function Waiting({ receipt, plans, receiptId }: WaitingProps) {
  const { d } = useDesk();
  const payouts = usePayoutsOf(receiptId).data?.payouts ?? [];
  const waits = waitsOf(receipt, plans, payouts);
  if (waits.length === 0) return null;
  return (
    <section>
      <h2>{d.plan.waiting}</h2>
      <ul className="waits">
        {waits.map(({ what, who, fen }) => (
          <li key={what}>{d.plan.waits[what](moneyText(fen.toString()), d.plan.who[who])}</li>
        ))}
      </ul>
    </section>
  );
}

/** The deferrals that were asked for, and how they stand. */
function Deferrals({ receipt }: { receipt: Receipt }) {
  const { d } = useDesk();
  const deferrals = receipt.deferrals ?? [];
  if (deferrals.length === 0) return null;
  return (
    <section>
      <h2>{d.deferral.title}</h2>
      <Rows
        rows={deferrals}
        caption={d.deferral.title}
        keyOf={({ name }) => name ?? ""}
        empty=""
        columns={[
          {
            title: d.deferral.reason,
            cell: ({ reason, note, rejection }) => (
              <>
                {d.deferral.reasons[reason ?? "DEFERRAL_REASON_UNSPECIFIED"]}
                {note && <span className="reason">{note}</span>}
                {rejection && <span className="reason">{rejection}</span>}
              </>
            ),
          },
          { title: d.deferral.until, cell: ({ untilDate }) => isoDay(untilDate), width: "8rem" },
          {
            title: d.task.state,
            cell: ({ state }) => (
              <span className="mark">{d.plan.deferralStates[state ?? "DEFERRAL_STATE_UNSPECIFIED"]}</span>
            ),
            width: "8rem",
          },
        ]}
      />
    </section>
  );
}

/** Takes one's own plan back before it is decided, with the reason. */
function TakeBack({ plan, receiptId }: { plan: Distribution; receiptId: string }) {
  const { d } = useDesk();
  const queries = useQueryClient();
  const { report } = usePresent();
  const acting = useAct();
  const [reason, setReason] = useState("");
  const again = () => queries.invalidateQueries({ queryKey: ["receipt", receiptId] });
  const amount = moneyText(plan.totalFen);
  const submit = () =>
    void acting.run(`${plan.etag} ${reason}`, async (requestId) => {
      try {
        await data(
          court.POST("/v1/distributions/{distributionId}:reject", {
            params: { path: { distributionId: idOf(plan.name) } },
            body: { requestId, name: plan.name ?? "", etag: plan.etag ?? "", reason: reason.trim() },
          }),
        );
      } catch (fault) {
        if (hasChanged(fault)) await again();
        throw fault;
      }
      report(d.plan.takenBack(amount));
      await again();
    });
  return (
    <details className="case-head">
      <summary>{d.plan.takeBack(amount)}</summary>
      <ActForm acting={acting} label={d.plan.takeBack(amount)} lacks={!reason.trim()} isDanger onSubmit={submit}>
        <TextField id="reason" label={d.plan.takeBackWhy} value={reason} maxLength={1000} onChange={setReason} />
      </ActForm>
    </details>
  );
}
