/** One month of the case funds: the ledger beside the bank, why they differ, and the close by two people. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { court, data } from "../../../contract/client.ts";
import { courtNow } from "../../../contract/clock.ts";
import { useAct } from "../../../shell/act.ts";
import { Facts } from "../../../shell/parts.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { ActForm } from "../parts/ActForm.tsx";
import { TextField } from "../parts/Field.tsx";
import { PaperButton } from "../parts/Files.tsx";
import { Answer, Page } from "../parts/Page.tsx";
import { Rows } from "../parts/Rows.tsx";
import { PLAIN, useNameOf } from "../parts/reading.ts";
import { moneyText, shortMoment } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { link } from "../router.ts";
import { BankFigures } from "./BankFigures.tsx";
import {
  aboutOf,
  MONTHS,
  type MoneyDifference,
  type MoneyMonth,
  monthBefore,
  monthOf,
  textOfMonth,
} from "./moneyMonth.ts";

export function MonthDetail({ id }: { id: string }) {
  const { d } = useDesk();
  const text = textOfMonth(d.moneyMonth)(monthOf(id));
  const read = useQuery({
    ...PLAIN,
    queryKey: ["money month", id],
    queryFn: () => data(court.GET("/v1/moneyMonths/{moneyMonthId}", { params: { path: { moneyMonthId: id } } })),
  });
  const month = read.data;
  return (
    <Page
      title={d.moneyMonth.one(text)}
      back={{ path: MONTHS, title: d.moneyMonth.title }}
      beside={
        month && <span className="mark">{d.moneyMonth.states[month.state ?? "MONEY_MONTH_STATE_UNSPECIFIED"]}</span>
      }
    >
      <Answer read={read} lines={8}>
        {(month) => <Standing month={month} id={id} text={text} />}
      </Answer>
    </Page>
  );
}

interface MonthProps {
  month: MoneyMonth;
  id: string;
  /** The month as it is written. */
  text: string;
}

function Standing({ month, id, text }: MonthProps) {
  const { d } = useDesk();
  const { me, role } = usePresent();
  const isOpen = month.state === "MONEY_MONTH_STATE_OPEN";
  const isProposed = month.state === "MONEY_MONTH_STATE_PROPOSED";
  const hasEnded = monthOf(id) <= monthBefore(courtNow());
  const isCashier = role === "ROLE_CASHIER";
  const decides = role === "ROLE_BUREAU_CHIEF" || role === "ROLE_PRESIDENT";
  return (
    <>
      <Head month={month} />
      <Compared month={month} />
      {isOpen && !hasEnded && <p className="note">{d.moneyMonth.running}</p>}
      {isOpen && hasEnded && isCashier && <BankFigures month={month} id={id} text={text} />}
      {isOpen && month.bankStatement && isCashier ? (
        <Propose key={month.etag} month={month} id={id} text={text} />
      ) : (
        month.bankStatement && <Differences month={month} />
      )}
      {isProposed && isCashier && <p className="note">{d.moneyMonth.waits}</p>}
      {isProposed && decides && month.proposer === me.name && <p className="note">{d.moneyMonth.ownProposal}</p>}
      {isProposed && decides && month.proposer !== me.name && <Decide month={month} id={id} text={text} />}
    </>
  );
}

function Head({ month }: { month: MoneyMonth }) {
  const { d } = useDesk();
  const nameOf = useNameOf();
  const both = (person: string | null | undefined, time: string | null | undefined) =>
    [nameOf(person, month), shortMoment(time)].filter(Boolean).join(" ");
  return (
    <div className="case-head">
      <Facts
        rows={[
          [d.moneyMonth.proposed, both(month.proposer, month.proposeTime)],
          [d.moneyMonth.confirmed, both(month.approver, month.confirmTime)],
          [d.moneyMonth.returned, [nameOf(month.returner, month), month.rejection].filter(Boolean).join(" ")],
        ]}
      />
      <p className="beside">
        <PaperButton path={`/v1/${month.name}/document`} title={d.moneyMonth.paper} label={d.moneyMonth.paper} />
      </p>
    </div>
  );
}

interface Line {
  what: string;
  ledger: string;
  bank: string | undefined;
}

const sumOf = (one: string | null | undefined, other: string | null | undefined) =>
  (BigInt(one ?? 0) + BigInt(other ?? 0)).toString();

/** What ledger and bank say, line by line. */
export function Compared({ month }: { month: MoneyMonth }) {
  const { d } = useDesk();
  const { bankStatement: bank, openingFen, receivedFen, paidFen, returnedFen, closingFen } = month;
  const { rows: names } = d.moneyMonth;
  const line = (what: string, ledger: string | null | undefined, said: string | null | undefined): Line => ({
    what,
    ledger: ledger ?? "0",
    bank: bank ? (said ?? "0") : undefined,
  });
  const lines = [
    line(names.opening, openingFen, bank?.openingFen),
    line(names.came, receivedFen, bank?.inFen),
    line(names.went, sumOf(paidFen, returnedFen), bank?.outFen),
    line(names.closing, closingFen, bank?.closingFen),
  ];
  const by = ({ ledger, bank }: Line) =>
    bank === undefined ? "" : moneyText((BigInt(ledger) - BigInt(bank)).toString());
  return (
    <section>
      <h2>{d.moneyMonth.compare}</h2>
      <Rows
        rows={lines}
        caption={d.moneyMonth.compare}
        isSaved
        keyOf={({ what }) => what}
        empty={d.moneyMonth.noStatement}
        columns={[
          { title: d.moneyMonth.item, cell: ({ what }) => what },
          { title: d.moneyMonth.ledger, cell: ({ ledger }) => moneyText(ledger), align: "right", width: "12rem" },
          { title: d.moneyMonth.bank, cell: ({ bank }) => moneyText(bank), align: "right", width: "12rem" },
          { title: d.moneyMonth.by, cell: by, align: "right", width: "12rem" },
        ]}
      />
      <p className="reason">{d.moneyMonth.wentOf(moneyText(paidFen ?? 0), moneyText(returnedFen ?? 0))}</p>
      {!bank && <p className="reason">{d.moneyMonth.noStatement}</p>}
    </section>
  );
}

/** Where they differ; `field` gives the field in which a difference is explained, where it is. */
export function Differences({
  month,
  field,
}: {
  month: MoneyMonth;
  field?: (difference: MoneyDifference) => ReactNode;
}) {
  const { d } = useDesk();
  const { modules } = usePresent();
  const differences = month.differences ?? [];
  const hidden = (month.differenceCount ?? 0) - differences.length;
  const about = (difference: MoneyDifference) => {
    const [kind = ""] = (difference.subject ?? "").split("/");
    const words = aboutOf(difference, d.moneyMonth);
    return modules.includes(kind) ? <a {...link(`/${difference.subject}`)}>{words}</a> : words;
  };
  return (
    <section>
      <h2>{d.moneyMonth.differences}</h2>
      <Rows
        rows={differences}
        caption={d.moneyMonth.differences}
        isSaved
        keyOf={({ difference }) => difference ?? ""}
        empty={d.moneyMonth.agreed}
        columns={[
          {
            title: d.moneyMonth.kind,
            cell: ({ kind }) => d.moneyMonth.kinds[kind ?? "MONEY_DIFFERENCE_KIND_UNSPECIFIED"],
            width: "10rem",
          },
          { title: d.moneyMonth.about, cell: about },
          {
            title: d.moneyMonth.ledger,
            cell: ({ ledgerFen }) => moneyText(ledgerFen ?? 0),
            align: "right",
            width: "9rem",
          },
          { title: d.moneyMonth.bank, cell: ({ bankFen }) => moneyText(bankFen ?? 0), align: "right", width: "9rem" },
          {
            title: d.moneyMonth.explanation,
            cell: (difference) => (field ? field(difference) : difference.explanation),
            width: "18rem",
          },
        ]}
      />
      {hidden > 0 && <p className="bar">{d.moneyMonth.more(hidden)}</p>}
    </section>
  );
}

function useReload(id: string) {
  const queries = useQueryClient();
  return async () => {
    void queries.invalidateQueries({ queryKey: ["money months"] });
    void queries.invalidateQueries({ queryKey: ["approvals"] });
    await queries.invalidateQueries({ queryKey: ["money month", id] });
  };
}

/** Explains each difference and proposes the close. */
function Propose({ month, id, text }: MonthProps) {
  const { d } = useDesk();
  const { report } = usePresent();
  const acting = useAct();
  const reload = useReload(id);
  const differences = month.differences ?? [];
  const [said, setSaid] = useState<Record<string, string>>(() =>
    Object.fromEntries(differences.map(({ difference, explanation }) => [difference ?? "", explanation ?? ""])),
  );
  const explanations = differences.map(({ difference = "" }) => ({
    difference,
    explanation: said[difference] ?? "",
  }));
  const propose = async (requestId: string) => {
    await data(
      court.POST("/v1/moneyMonths/{moneyMonthId}:proposeClose", {
        params: { path: { moneyMonthId: id } },
        body: { requestId, explanations, ...(month.etag ? { etag: month.etag } : {}) },
      }),
    );
    report(d.moneyMonth.didPropose(text));
    await reload();
  };
  return (
    <ActForm
      acting={acting}
      label={d.moneyMonth.propose(text)}
      lacks={explanations.some(({ explanation }) => !explanation.trim())}
      onChanged={reload}
      onSubmit={() => void acting.run(`${month.etag} ${JSON.stringify(explanations)}`, propose)}
    >
      <Differences
        month={month}
        field={(difference) => {
          const key = difference.difference ?? "";
          return (
            <input
              aria-label={d.moneyMonth.explanationOf(aboutOf(difference, d.moneyMonth))}
              value={said[key] ?? ""}
              maxLength={500}
              autoComplete="off"
              onChange={(event) => setSaid({ ...said, [key]: event.target.value })}
            />
          );
        }}
      />
      <p className="reason">{d.moneyMonth.proposeHint}</p>
    </ActForm>
  );
}

/** The second person's word: the close, or the return to the cashier. */
function Decide({ month, id, text }: MonthProps) {
  const { d } = useDesk();
  const { report } = usePresent();
  const confirming = useAct();
  const returning = useAct();
  const reload = useReload(id);
  const [reason, setReason] = useState("");
  const params = { path: { moneyMonthId: id } };
  const etag = month.etag ? { etag: month.etag } : {};
  const confirm = async (requestId: string) => {
    await data(court.POST("/v1/moneyMonths/{moneyMonthId}:confirmClose", { params, body: { requestId, ...etag } }));
    report(d.moneyMonth.didConfirm(text));
    await reload();
  };
  const giveBack = async (requestId: string) => {
    await data(
      court.POST("/v1/moneyMonths/{moneyMonthId}:returnClose", { params, body: { requestId, reason, ...etag } }),
    );
    report(d.moneyMonth.didGiveBack(text));
    await reload();
  };
  return (
    <>
      <ActForm
        acting={confirming}
        label={d.moneyMonth.confirm(text)}
        onChanged={reload}
        onSubmit={() => void confirming.run(`${month.etag}`, confirm)}
      >
        <p className="reason">{d.moneyMonth.confirmHint}</p>
      </ActForm>
      <details className="case-head">
        <summary>{d.moneyMonth.giveBack}</summary>
        <p className="reason">{d.moneyMonth.giveBackHint}</p>
        <ActForm
          acting={returning}
          label={d.moneyMonth.giveBack}
          lacks={!reason.trim()}
          isDanger
          onChanged={reload}
          onSubmit={() => void returning.run(`${month.etag} ${reason}`, giveBack)}
        >
          <TextField
            id="reason"
            label={d.moneyMonth.reason}
            value={reason}
            maxLength={1000}
            required
            onChange={setReason}
          />
        </ActForm>
      </details>
    </>
  );
}
