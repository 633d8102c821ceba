/** One payment: to whom, and what the bank did with it. The whole account is shown for a reason that is recorded. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { court, data } from "../../../contract/client.ts";
import { hasChanged, useAct } from "../../../shell/act.ts";
import { ProblemNote } from "../../../shell/ProblemNote.tsx";
import { Facts } from "../../../shell/parts.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { useCase } from "../officer/reading.ts";
import { Answer, Page } from "../parts/Page.tsx";
import { PLAIN, useNameOf } from "../parts/reading.ts";
import { instantOf, moneyText, shortMoment } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { idOf, link } from "../router.ts";
import { type Payout, PayoutMark } from "./money.tsx";
import { FILES } from "./payoutFile.ts";
import { ReversePayout } from "./ReversePayout.tsx";

interface Props {
  id: string;
  back: { path: string; title: string };
  /** Where another payment is shown. */
  pathOf: (name: string) => string;
}

export function PayoutDetail({ id, back, pathOf }: Props) {
  const { d } = useDesk();
  // Who handles the case sees what became of a payment; who pays enters it.
  const { role } = usePresent();
  const isPayer = role === "ROLE_CASHIER";
  const canRetry = isPayer || role === "ROLE_OFFICER";
  const corrects = role === "ROLE_BUREAU_CHIEF" || role === "ROLE_PRESIDENT";
  const read = useQuery({
    ...PLAIN,
    queryKey: ["payout", id],
    queryFn: () => data(court.GET("/v1/payouts/{payoutId}", { params: { path: { payoutId: id } } })),
  });
  const payout = read.data;
  return (
    <Page
      title={payout ? `${payout.payee?.displayName} ${moneyText(payout.amountFen)}` : d.cashier.payout}
      back={back}
      beside={payout && <PayoutMark payout={payout} />}
    >
      <Answer read={read} lines={8}>
        {(payout) => (
          <>
            <Head payout={payout} isPayer={isPayer} />
            {isPayer && payout.state === "PAYOUT_STATE_PAYABLE" && (
              <>
                <Reveal id={id} />
                {payout.payoutFile ? <InFile payout={payout} /> : <Confirm payout={payout} id={id} />}
                <Unpaid payout={payout} id={id} />
              </>
            )}
            {canRetry && payout.state === "PAYOUT_STATE_FAILED" && <Retry payout={payout} id={id} />}
            {corrects && payout.state === "PAYOUT_STATE_PAID" && <ReversePayout payout={payout} id={id} />}
            {payout.reversal?.replacement && (
              <p>
                <a {...link(pathOf(payout.reversal.replacement))}>{d.cashier.replacement}</a>
              </p>
            )}
            {payout.state === "PAYOUT_STATE_AWAITING_APPROVAL" && <p className="bar">{d.cashier.waitsForOther}</p>}
          </>
        )}
      </Answer>
    </Page>
  );
}

function Head({ payout, isPayer }: { payout: Payout; isPayer: boolean }) {
  const { d } = useDesk();
  const found = useCase(idOf(payout.case));
  const nameOf = useNameOf();
  return (
    <div className="case-head">
      <Facts
        rows={[
          [d.cashier.bank, payout.payee?.bank],
          [d.cashier.account, payout.payee?.account],
          [d.case.number, payout.case ? found.data?.caseNumber : ""],
          [d.cashier.approved, shortMoment(payout.createTime)],
          [d.cashier.paidAt, shortMoment(payout.payTime)],
          [d.cashier.reference, payout.bankReference],
          [d.cashier.reversedAt, shortMoment(payout.reversal?.time)],
          [d.cashier.reversedBy, nameOf(payout.reversal?.person, payout)],
          [d.cashier.reversedWhy, payout.reversal?.reason],
          ...(payout.failures ?? []).map(({ reason, failTime }): [string, string] => [
            d.cashier.lastTry,
            `${shortMoment(failTime)} ${reason}`,
          ]),
        ]}
      />
      {isPayer && <a {...link(`/receipts/${idOf(payout.receipt)}`)}>{d.cashier.toReceipt}</a>}
    </div>
  );
}

/** It stands in an open file for the bank, and the bank's result is entered there. */
function InFile({ payout }: { payout: Payout }) {
  const { d } = useDesk();
  return (
    <p className="bar">
      {d.payoutFile.wholeOf(payout.payoutFileNumber ?? "")}{" "}
      <a {...link(`${FILES}/${idOf(payout.payoutFile)}`)}>{d.payoutFile.toFile}</a>
    </p>
  );
}

/** Shows the account whole, once, for a reason. Nothing of it is kept when the page is left. */
function Reveal({ id }: { id: string }) {
  const { d } = useDesk();
  const { busy, refused, run } = useAct();
  const [reason, setReason] = useState(d.cashier.revealDefault);
  const [account, setAccount] = useState<string>();
  const field = useId();
  if (account) {
    return (
      <p className="bar">
        {d.cashier.wholeAccount} <code className="account">{account}</code>
      </p>
    );
  }
  return (
    <form
      className="beside"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void run(reason, async () => {
          // A header is ASCII alone.
          const header = { "x-access-reason": encodeURIComponent(reason.trim()) };
          const payee = await data(
            court.GET("/v1/payouts/{payoutId}:account", { params: { path: { payoutId: id }, header } }),
          );
          setAccount(`${payee.bank ?? ""} ${payee.account ?? ""}`.trim());
        });
      }}
    >
      <label htmlFor={field}>{d.cashier.revealReason}</label>
      <input
        id={field}
        className="line-field"
        required
        maxLength={100}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <button type="submit" disabled={busy !== undefined}>
        {d.cashier.reveal}
      </button>
      <ProblemNote fault={refused?.fault} />
    </form>
  );
}

/** Does an act on the payment; it and its receipt are read again. */
function usePayoutAct(id: string, payout: Payout) {
  const queries = useQueryClient();
  const { report } = usePresent();
  const acting = useAct();
  const act = (key: string, call: (requestId: string) => Promise<unknown>, said: string) =>
    void acting.run(`${payout.etag} ${key}`, async (requestId) => {
      try {
        await call(requestId);
      } catch (fault) {
        if (hasChanged(fault)) void queries.invalidateQueries({ queryKey: ["payout", id] });
        throw fault;
      }
      report(said);
      void queries.invalidateQueries({ queryKey: ["payouts"] });
      void queries.invalidateQueries({ queryKey: ["receipt"] });
      await queries.invalidateQueries({ queryKey: ["payout", id] });
    });
  return { ...acting, act };
}

interface ActProps {
  payout: Payout;
  id: string;
}

function Confirm({ payout, id }: ActProps) {
  const { d } = useDesk();
  const { busy, refused, act } = usePayoutAct(id, payout);
  const [reference, setReference] = useState("");
  const [time, setTime] = useState("");
  const field = useId();
  const payee = payout.payee?.displayName ?? "";
  const amount = moneyText(payout.amountFen);
  const payTime = instantOf(time);
  const call = (requestId: string) =>
    data(
      court.POST("/v1/payouts/{payoutId}:confirm", {
        params: { path: { payoutId: id } },
        body: {
          requestId,
          bankReference: reference.trim(),
          ...(payTime ? { payTime } : {}),
          ...(payout.etag ? { etag: payout.etag } : {}),
        },
      }),
    );
  return (
    <form
      className="case-head"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        act(`confirm ${reference} ${time}`, call, d.cashier.confirmed(payee, amount));
      }}
    >
      <h2>{d.cashier.confirm}</h2>
      <div className="row-fields">
        <div className="field">
          <label htmlFor={`${field}-reference`}>{d.cashier.reference}</label>
          <input
            id={`${field}-reference`}
            required
            maxLength={64}
            value={reference}
            onChange={(event) => setReference(event.target.value)}
          />
        </div>
        <div className="field">
          <label htmlFor={`${field}-time`}>{d.cashier.paidAt}</label>
          <input
            id={`${field}-time`}
            type="datetime-local"
            value={time}
            aria-describedby={`${field}-hint`}
            onChange={(event) => setTime(event.target.value)}
          />
          <small id={`${field}-hint`} className="hint">
            {d.cashier.payTimeHint}
          </small>
        </div>
      </div>
      <ProblemNote
        fault={refused?.fault}
        fieldOf={(path) =>
          path === "bankReference" ? `${field}-reference` : path === "payTime" ? `${field}-time` : ""
        }
      />
      <button type="submit" className="primary" disabled={busy !== undefined}>
        {busy ? d.submitting : d.cashier.confirmOf(payee, amount)}
      </button>
    </form>
  );
}

function Unpaid({ payout, id }: ActProps) {
  const { d } = useDesk();
  const { busy, refused, act } = usePayoutAct(id, payout);
  const [reason, setReason] = useState("");
  const field = useId();
  const payee = payout.payee?.displayName ?? "";
  const call = (requestId: string) =>
    data(
      court.POST("/v1/payouts/{payoutId}:fail", {
        params: { path: { payoutId: id } },
        body: { requestId, reason, ...(payout.etag ? { etag: payout.etag } : {}) },
      }),
    );
  return (
    <details className="case-head">
      <summary>{d.cashier.fail}</summary>
      <form
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          act(`fail ${reason}`, call, d.cashier.notPaid(payee));
        }}
      >
        <div className="field">
          <label htmlFor={field}>{d.cashier.failReason}</label>
          <input
            id={field}
            required
            maxLength={1000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
        <ProblemNote fault={refused?.fault} fieldOf={() => field} />
        <button type="submit" className="danger" disabled={busy !== undefined || !reason.trim()}>
          {busy ? d.submitting : d.cashier.failOf(payee)}
        </button>
      </form>
    </details>
  );
}

function Retry({ payout, id }: ActProps) {
  const { d } = useDesk();
  const { busy, refused, act } = usePayoutAct(id, payout);
  const [account, setAccount] = useState("");
  const [bank, setBank] = useState("");
  const field = useId();
  const payee = payout.payee?.displayName ?? "";
  const call = (requestId: string) =>
    data(
      court.POST("/v1/payouts/{payoutId}:retry", {
        params: { path: { payoutId: id } },
        body: {
          requestId,
          ...(account.trim() ? { account: account.trim(), bank: bank.trim() } : {}),
          ...(payout.etag ? { etag: payout.etag } : {}),
        },
      }),
    );
  return (
    <form
      className="case-head"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        act(`retry ${account} ${bank}`, call, d.cashier.retried(payee));
      }}
    >
      <h2>{d.cashier.retry}</h2>
      <p className="reason">{d.cashier.retryHint}</p>
      <div className="row-fields">
        <div className="field">
          <label htmlFor={`${field}-account`}>{d.cashier.newAccount}</label>
          <input
            id={`${field}-account`}
            maxLength={64}
            autoComplete="off"
            value={account}
            onChange={(event) => setAccount(event.target.value)}
          />
        </div>
        <div className="field">
          <label htmlFor={`${field}-bank`}>{d.cashier.newBank}</label>
          <input
            id={`${field}-bank`}
            maxLength={200}
            required={account.trim() !== ""}
            value={bank}
            onChange={(event) => setBank(event.target.value)}
          />
        </div>
      </div>
      <ProblemNote
        fault={refused?.fault}
        fieldOf={(path) => (path === "account" || path === "bank" ? `${field}-${path}` : "")}
      />
      <button type="submit" className="primary" disabled={busy !== undefined}>
        {busy ? d.submitting : d.cashier.retryOf(payee)}
      </button>
    </form>
  );
}
