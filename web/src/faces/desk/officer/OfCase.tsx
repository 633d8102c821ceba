/** Lists of one case: its acts of service, tasks, property and leads, requests, money, measures, and how it ends. */
import { useQuery } from "@tanstack/react-query";
import { court, data } from "../../../contract/client.ts";
import { Facts } from "../../../shell/parts.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { ActLink } from "../parts/ActLink.tsx";
import { Answer } from "../parts/Page.tsx";
import { PagedRows, Rows } from "../parts/Rows.tsx";
import { filterOf, PLAIN, usePages } from "../parts/reading.ts";
import { dayText, isoDay, moneyText, shortMoment, worthText } from "../parts/values.ts";
import { useRequestColumns } from "../requests/aboutRequest.tsx";
import { idOf, pathWith } from "../router.ts";
import { ApproveClosing } from "./ApproveClosing.tsx";
import type { TabProps } from "./aboutCase.tsx";
import { taskColumns } from "./aboutTask.tsx";
import { useLeadColumns } from "./Leads.tsx";
import { Reasons } from "./Reasons.tsx";
import { useReceiptColumns } from "./Receipts.tsx";
import { OF_CASE, useActsOf, useReceiptsOf } from "./reading.ts";
import { sanctionPath, useSanctionColumns } from "./Sanctions.tsx";

export function ServiceTab({ id }: TabProps) {
  const { d } = useDesk();
  return (
    <>
      <ActLink path={`/cases/${id}/service/new`}>{d.serve.new}</ActLink>
      <Answer read={useActsOf(id)}>
        {({ serviceActs }) => (
          <Rows
            rows={serviceActs ?? []}
            caption={d.case.tabs.service}
            keyOf={({ name }) => name ?? ""}
            pathOf={({ name }) => `/cases/${id}/service/${idOf(name)}`}
            empty={d.service.empty}
            columns={[
              { title: d.service.document, cell: ({ document }) => document?.title },
              {
                title: d.service.mode,
                cell: ({ mode }) => d.serviceModes[mode ?? "SERVICE_MODE_UNSPECIFIED"],
                width: "8rem",
              },
              { title: d.service.addressee, cell: ({ addressee }) => addressee?.displayName },
              { title: d.service.served, cell: ({ servedDate }) => isoDay(servedDate), width: "7rem" },
              { title: d.service.counts, cell: ({ deemedDate }) => isoDay(deemedDate), width: "8rem" },
            ]}
          />
        )}
      </Answer>
    </>
  );
}

export function TasksTab({ case: found }: TabProps) {
  const { w, d } = useDesk();
  const filter = filterOf({ case_number: found.caseNumber });
  const pages = usePages(["tasks", filter], (query) =>
    data(court.GET("/v1/tasks", { params: { query: { ...query, filter } } })),
  );
  return (
    <>
      <ActLink path={pathWith("/tasks/new", { number: found.caseNumber })}>{d.task.file}</ActLink>
      <PagedRows
        pages={pages}
        rowsOf={(page) => page.tasks ?? []}
        caption={d.case.tabs.tasks}
        columns={taskColumns(w, d)}
        keyOf={({ name }) => name ?? ""}
        pathOf={({ name }) => `/tasks/${idOf(name)}`}
        empty={d.task.emptyCase}
      />
    </>
  );
}

export function PropertyTab({ id }: TabProps) {
  const { w, d } = useDesk();
  const filter = filterOf({ case: `cases/${id}` });
  const query = { filter, pageSize: OF_CASE };
  const seizures = useQuery({
    ...PLAIN,
    queryKey: ["case", id, "seizures"],
    queryFn: () => data(court.GET("/v1/seizures", { params: { query } })),
  });
  const assets = useQuery({
    ...PLAIN,
    queryKey: ["case", id, "assets"],
    queryFn: () => data(court.GET("/v1/assets", { params: { query } })),
  });
  const leads = useQuery({
    ...PLAIN,
    queryKey: ["case", id, "leads"],
    queryFn: () => data(court.GET("/v1/leads", { params: { query } })),
  });
  const leadColumns = useLeadColumns();
  return (
    <>
      <h2>{d.property.seizures}</h2>
      <Answer read={seizures}>
        {(page) => (
          <Rows
            rows={page.seizures ?? []}
            caption={d.property.seizures}
            keyOf={({ name }) => name ?? ""}
            empty={d.property.noSeizures}
            columns={[
              { title: d.property.what, cell: ({ description, propertyKey }) => description || propertyKey },
              { title: d.property.class, cell: ({ assetClass }) => d.assetClasses[assetClass], width: "7rem" },
              { title: d.property.value, cell: ({ valueFen }) => worthText(valueFen), align: "right", width: "9rem" },
              { title: d.property.lastDay, cell: ({ lastDay }) => isoDay(lastDay), width: "8rem" },
              {
                title: d.task.state,
                cell: ({ state, queuePosition }) =>
                  state === "SEIZURE_STATE_WAITING"
                    ? d.property.waiting(queuePosition ?? 0)
                    : d.seizureStates[state ?? "SEIZURE_STATE_UNSPECIFIED"],
                width: "8rem",
              },
            ]}
          />
        )}
      </Answer>
      <h2>{d.property.assets}</h2>
      <Answer read={assets}>
        {(page) => (
          <Rows
            rows={page.assets ?? []}
            caption={d.property.assets}
            keyOf={({ name }) => name ?? ""}
            empty={d.property.noAssets}
            columns={[
              { title: d.property.what, cell: ({ description, propertyKey }) => description || propertyKey },
              { title: d.property.class, cell: ({ kind }) => w.topics[kind], width: "7rem" },
              {
                title: d.property.owners,
                cell: ({ owners }) => (owners ?? []).map(({ displayName }) => displayName).join(w.joiner),
              },
              { title: d.property.value, cell: ({ valueFen }) => worthText(valueFen), align: "right", width: "9rem" },
            ]}
          />
        )}
      </Answer>
      <h2>{d.property.leads}</h2>
      <Answer read={leads}>
        {(page) => (
          <Rows
            rows={page.leads ?? []}
            caption={d.property.leads}
            keyOf={({ name }) => name ?? ""}
            empty={d.lead.emptyCase}
            columns={leadColumns}
          />
        )}
      </Answer>
    </>
  );
}

export function RequestsTab({ id }: TabProps) {
  const { d } = useDesk();
  const filter = filterOf({ case: `cases/${id}` });
  const pages = usePages(["requests", filter], (query) =>
    data(court.GET("/v1/requests", { params: { query: { ...query, filter } } })),
  );
  return (
    <PagedRows
      pages={pages}
      rowsOf={(page) => page.requests ?? []}
      caption={d.case.tabs.requests}
      keyOf={({ name }) => name ?? ""}
      pathOf={({ name }) => `/requests/${idOf(name)}`}
      empty={d.request.emptyCase}
      columns={useRequestColumns("court")}
    />
  );
}

export function MoneyTab({ id }: TabProps) {
  const { d } = useDesk();
  const filter = filterOf({ case: `cases/${id}` });
  const receiptColumns = useReceiptColumns();
  const payouts = usePages(["case", id, "payouts"], (query) =>
    data(court.GET("/v1/payouts", { params: { query: { ...query, filter } } })),
  );
  return (
    <>
      <h2>{d.money.receipts}</h2>
      <Answer read={useReceiptsOf(id)}>
        {(page) => (
          <Rows
            rows={page.receipts ?? []}
            caption={d.money.receipts}
            keyOf={({ name }) => name ?? ""}
            pathOf={({ name }) => `/cases/${id}/money/${idOf(name)}`}
            empty={d.money.noReceipts}
            columns={receiptColumns}
          />
        )}
      </Answer>
      <h2>{d.money.payouts}</h2>
      <PagedRows
        pages={payouts}
        rowsOf={(page) => page.payouts ?? []}
        caption={d.money.payouts}
        keyOf={({ name }) => name ?? ""}
        pathOf={({ name }) => `/cases/${id}/money/payout/${idOf(name)}`}
        empty={d.money.noPayouts}
        columns={[
          { title: d.money.payee, cell: ({ payee }) => payee?.displayName },
          { title: d.amount, cell: ({ amountFen }) => moneyText(amountFen), align: "right", width: "9rem" },
          { title: d.money.account, cell: ({ payee }) => payee?.account },
          { title: d.money.paidAt, cell: ({ payTime }) => shortMoment(payTime), width: "11rem" },
          {
            title: d.task.state,
            cell: ({ state }) => <span className="mark">{d.payoutStates[state ?? "PAYOUT_STATE_UNSPECIFIED"]}</span>,
            width: "9rem",
          },
        ]}
      />
    </>
  );
}

export function SanctionsTab({ id }: TabProps) {
  const { d } = useDesk();
  const filter = filterOf({ case: `cases/${id}` });
  const sanctions = usePages(["sanctions", filter], (query) =>
    data(court.GET("/v1/sanctions", { params: { query: { ...query, filter } } })),
  );
  const watches = usePages(["watches", filter], (query) =>
    data(court.GET("/v1/watches", { params: { query: { ...query, filter } } })),
  );
  return (
    <>
      <ActLink path={`/cases/${id}/sanctions/new`}>{d.sanctionActs.propose}</ActLink>
      <h2>{d.modules.sanctions}</h2>
      <PagedRows
        pages={sanctions}
        rowsOf={(page) => page.sanctions ?? []}
        caption={d.case.tabs.sanctions}
        keyOf={({ name }) => name ?? ""}
        pathOf={sanctionPath}
        empty={d.sanction.emptyCase}
        columns={useSanctionColumns()}
      />
      <h2>{d.watch.title}</h2>
      <PagedRows
        pages={watches}
        rowsOf={(page) => page.watches ?? []}
        caption={d.watch.title}
        keyOf={({ name }) => name ?? ""}
        empty={d.watch.empty}
        columns={[
          { title: d.watch.person, cell: ({ person }) => person?.displayName, width: "9rem" },
          {
            title: d.watch.ground,
            cell: ({ ground }) => d.watchGrounds[ground ?? "WATCH_GROUND_UNSPECIFIED"],
            width: "8rem",
          },
          { title: d.watch.why, cell: ({ groundText }) => groundText },
          { title: d.watch.until, cell: ({ until }) => isoDay(until), width: "7rem" },
          {
            title: d.task.state,
            cell: ({ state }) => <span className="mark">{d.watchStates[state ?? "WATCH_STATE_UNSPECIFIED"]}</span>,
            width: "9rem",
          },
        ]}
      />
    </>
  );
}

/** How a case stands with regard to its end: what stopped and extended it, what was settled, how it was closed. */
export function EndingTab({ case: found, id }: TabProps) {
  const { d, tag } = useDesk();
  const { suspensions, extensions, settlements, closing } = found;
  return (
    <>
      {!closing && <ActLink path={`/cases/${id}/ending/close`}>{d.closing.title}</ActLink>}
      <h2>{d.ending.suspensions}</h2>
      <Rows
        rows={suspensions ?? []}
        caption={d.ending.suspensions}
        keyOf={({ from, reason }) => `${isoDay(from)} ${reason}`}
        empty={d.ending.noSuspensions}
        columns={[
          { title: d.ending.from, cell: ({ from }) => isoDay(from), width: "8rem" },
          { title: d.ending.to, cell: ({ until }) => isoDay(until), width: "8rem" },
          { title: d.ending.reason, cell: ({ reason }) => reason },
        ]}
      />
      <h2>{d.ending.extensions}</h2>
      <Rows
        rows={extensions ?? []}
        caption={d.ending.extensions}
        keyOf={({ months, reason }) => `${months} ${reason}`}
        empty={d.ending.noExtensions}
        columns={[
          { title: d.ending.months, cell: ({ months }) => d.request.months(months ?? 0), width: "8rem" },
          { title: d.ending.reason, cell: ({ reason }) => reason },
          {
            title: d.task.state,
            cell: ({ state }) => d.extensionStates[state ?? "EXTENSION_STATE_UNSPECIFIED"],
            width: "9rem",
          },
        ]}
      />
      <h2>{d.ending.settlements}</h2>
      <Rows
        rows={settlements ?? []}
        caption={d.ending.settlements}
        keyOf={({ signedDate, terms }) => `${isoDay(signedDate)} ${terms}`}
        empty={d.ending.noSettlements}
        columns={[
          { title: d.ending.signed, cell: ({ signedDate }) => isoDay(signedDate), width: "8rem" },
          { title: d.ending.terms, cell: ({ terms }) => terms },
          {
            title: d.ending.instalments,
            cell: ({ instalments }) => (
              <ul>
                {(instalments ?? []).map(({ dueDate, amountFen }) => (
                  <li key={isoDay(dueDate)}>
                    {isoDay(dueDate)} {moneyText(amountFen)}
                  </li>
                ))}
              </ul>
            ),
            width: "14rem",
          },
          {
            title: d.task.state,
            cell: ({ state }) => d.settlementStates[state ?? "SETTLEMENT_STATE_UNSPECIFIED"],
            width: "8rem",
          },
        ]}
      />
      <h2>{d.ending.closing}</h2>
      {closing ? (
        <>
          <Facts
            rows={[
              [d.ending.how, d.endings[closing.ending ?? "ENDING_UNSPECIFIED"]],
              [d.ending.closed, dayText(closing.date, tag)],
              [d.ending.paid, moneyText(closing.paidFen)],
            ]}
          />
          <Reasons reasons={closing.basis ?? []} />
        </>
      ) : (
        <>
          <p className="empty">{found.closingApprover ? d.ending.approved : d.ending.open}</p>
          <ApproveClosing case={found} id={id} />
        </>
      )}
    </>
  );
}
