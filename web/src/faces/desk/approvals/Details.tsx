/** What somebody who decides has to see of it: read when it is opened, with the papers on which it rests. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { court, data } from "../../../contract/client.ts";
import { Facts } from "../../../shell/parts.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { Compared, Differences } from "../cashier/MonthDetail.tsx";
import { partiesOf } from "../officer/aboutCase.tsx";
import { useMeasureOf } from "../officer/Sanctions.tsx";
import { PaperButton } from "../parts/Files.tsx";
import { Answer } from "../parts/Page.tsx";
import { PLAIN } from "../parts/reading.ts";
import { dayText, isoDay, moneyText } from "../parts/values.ts";
import { subjectOf, useCatalogue } from "../requests/aboutRequest.tsx";
import { type Item, idsIn } from "./inbox.ts";

type Rows = [string, ReactNode][];
type Approval = Extract<Item, { kind: "approval" }>;

export function Details({ item }: { item: Item }) {
  const { d } = useDesk();
  const { unitOf } = useCatalogue();
  switch (item.kind) {
    case "watch": {
      const { person, ground, until, papers } = item.of;
      const rows: Rows = [
        [d.watch.person, person?.displayName],
        [d.watch.ground, d.watchGrounds[ground ?? "WATCH_GROUND_UNSPECIFIED"]],
        [d.watch.until, isoDay(until)],
      ];
      return <Shown rows={rows} files={papers ?? []} />;
    }
    case "request": {
      const rows: Rows = [
        [d.request.unit, unitOf(item.of)],
        [d.request.subject, subjectOf(item.of)],
      ];
      return <Shown rows={rows} files={item.of.papers ?? []} />;
    }
    default:
      return <OfApproval item={item} />;
  }
}

function OfApproval({ item }: { item: Approval }) {
  switch (item.of.kind) {
    case "APPROVAL_KIND_SANCTION":
      return <OfSanction item={item} />;
    case "APPROVAL_KIND_DISTRIBUTION":
      return <OfPlan item={item} />;
    case "APPROVAL_KIND_PAYOUT_ACCOUNT":
      return <OfAccount item={item} />;
    case "APPROVAL_KIND_DEFERRAL":
      return <OfDeferral item={item} />;
    case "APPROVAL_KIND_MONEY_CLOSE":
      return <OfMonth item={item} />;
    default:
      return <OfCase item={item} />;
  }
}

/** Reads what a decision is about, anew with each version of it. */
function useSubject<T>({ subject, etag }: Item, read: (id: string) => Promise<T>) {
  const [id = ""] = idsIn(subject);
  return useQuery({ ...PLAIN, queryKey: ["approval", subject, etag], queryFn: () => read(id) });
}

function OfSanction({ item }: { item: Approval }) {
  const { w, d } = useDesk();
  const measureOf = useMeasureOf();
  const read = useSubject(item, (sanctionId) =>
    data(court.GET("/v1/sanctions/{sanctionId}", { params: { path: { sanctionId } } })),
  );
  return (
    <Answer read={read}>
      {(sanction) => (
        <Shown
          rows={[
            [d.sanction.against, sanction.sanctioned?.displayName],
            [d.sanction.measure, measureOf(sanction)],
            [d.approval.law, (sanction.basis ?? []).map(({ article }) => article).join(w.joiner)],
          ]}
          files={sanction.evidence ?? []}
        />
      )}
    </Answer>
  );
}

function OfPlan({ item }: { item: Approval }) {
  const { d } = useDesk();
  const read = useSubject(item, (distributionId) =>
    data(court.GET("/v1/distributions/{distributionId}", { params: { path: { distributionId } } })),
  );
  return (
    <Answer read={read}>
      {({ totalFen, items }) => (
        <Shown
          rows={[
            [d.amount, moneyText(totalFen)],
            ...(items ?? []).map(({ payee, amountFen }): [string, ReactNode] => [
              payee?.displayName ?? "",
              `${moneyText(amountFen)} ${payee?.account ?? ""}`,
            ]),
          ]}
          files={(items ?? []).flatMap(({ entitlement }) => entitlement?.evidence ?? [])}
        />
      )}
    </Answer>
  );
}

function OfAccount({ item }: { item: Approval }) {
  const { d } = useDesk();
  const read = useSubject(item, (payoutId) =>
    data(court.GET("/v1/payouts/{payoutId}", { params: { path: { payoutId } } })),
  );
  return (
    <Answer read={read}>
      {({ payee, amountFen, accountChange: change }) => (
        <Shown
          rows={[
            [d.money.payee, payee?.displayName],
            [d.amount, moneyText(amountFen)],
            [d.approval.accountBefore, `${change?.previousBank ?? ""} ${change?.previousAccount ?? ""}`],
            [d.approval.accountNow, `${change?.bank ?? ""} ${change?.account ?? ""}`],
          ]}
        />
      )}
    </Answer>
  );
}

function OfDeferral({ item }: { item: Approval }) {
  const { d } = useDesk();
  const [, number] = idsIn(item.subject);
  const read = useSubject(item, (receiptId) =>
    data(court.GET("/v1/receipts/{receiptId}", { params: { path: { receiptId } } })),
  );
  return (
    <Answer read={read}>
      {({ payer, restFen, dueDate, dueReasons, deferrals }) => {
        const asked = deferrals?.find(({ name }) => name?.endsWith(`/${number}`));
        return (
          <Shown
            rows={[
              [d.receipt.payer, payer?.displayName],
              [d.amount, moneyText(restFen)],
              [d.deferral.reason, asked && d.deferral.reasons[asked.reason]],
              [d.deferral.until, isoDay(asked?.untilDate)],
              [d.deferral.due, isoDay(dueDate)],
              [d.approval.law, <Lines key="law" lines={dueReasons ?? []} />],
            ]}
          />
        );
      }}
    </Answer>
  );
}

/** The close of a month: ledger and bank, and why they differ. */
function OfMonth({ item }: { item: Approval }) {
  const { d } = useDesk();
  const read = useSubject(item, (moneyMonthId) =>
    data(court.GET("/v1/moneyMonths/{moneyMonthId}", { params: { path: { moneyMonthId } } })),
  );
  return (
    <Answer read={read}>
      {(month) => (
        <>
          <Compared month={month} />
          <Differences month={month} />
          <p className="beside">
            <PaperButton path={`/v1/${month.name}/document`} title={d.moneyMonth.paper} label={d.moneyMonth.paper} />
          </p>
        </>
      )}
    </Answer>
  );
}

/** More time, or the end of the procedure: what the case is about and how long it has run. */
function OfCase({ item }: { item: Approval }) {
  const { w, d, tag } = useDesk();
  const read = useSubject(item, (caseId) => data(court.GET("/v1/cases/{caseId}", { params: { path: { caseId } } })));
  return (
    <Answer read={read}>
      {(found) => (
        <Shown
          rows={[
            [d.case.applicants, partiesOf(found, "SIDE_APPLICANT", w.joiner)],
            [d.case.debtors, partiesOf(found, "SIDE_DEBTOR", w.joiner)],
            [d.case.claim, moneyText(found.claimFen)],
            [d.case.filed, dayText(found.filingDate, tag)],
            [
              d.ending.extensions,
              (found.extensions ?? [])
                .filter(({ state }) => state === "EXTENSION_STATE_APPROVED")
                .map(({ months }) => d.request.months(months ?? 0))
                .join(w.joiner),
            ],
          ]}
        />
      )}
    </Answer>
  );
}

function Shown({ rows, files = [] }: { rows: Rows; files?: readonly string[] }) {
  const { d } = useDesk();
  return (
    <>
      <Facts rows={rows} />
      {files.length > 0 && (
        <section>
          <h2>{d.approval.papers}</h2>
          <p className="beside">
            {[...new Set(files)].map((name, at) => (
              <PaperButton
                key={name}
                path={`/v1/${name}/content`}
                title={d.approval.paper(at + 1)}
                label={d.approval.paper(at + 1)}
              />
            ))}
          </p>
        </section>
      )}
    </>
  );
}

/** Provisions as the court writes them, in Chinese. */
function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <ul lang="zh-CN">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
