/** Lists of one case: its acts of service, tasks, requests, money, measures. */
import { court } from "../../../contract/client.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { ActLink } from "../parts/ActLink.tsx";
import { data } from "../parts/answers.ts";
import { listAt } from "../parts/exportFile.ts";
import { PaperButton } from "../parts/Files.tsx";
import { Answer } from "../parts/Page.tsx";
import { PagedRows, Rows } from "../parts/Rows.tsx";
import { filterOf, usePages } from "../parts/reading.ts";
import { isoDay, moneyText, shortMoment } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { useRequestColumns } from "../requests/aboutRequest.tsx";
import { idOf, pathWith } from "../router.ts";
import { READS_PAPERS, type TabProps } from "./aboutCase.tsx";
import { taskColumns } from "./aboutTask.tsx";
import { useReceiptColumns } from "./Receipts.tsx";
import { useActsOf, useReceiptsOf } from "./reading.ts";
import { sanctionPath, useSanctionColumns } from "./Sanctions.tsx";

export function ServiceTab({ id }: TabProps) {
  const { d } = useDesk();
  const { role } = usePresent();
  return (
    <>
      <div className="beside">
        <ActLink path={`/cases/${id}/service/new`}>{d.serve.new}</ActLink>
        {READS_PAPERS.includes(role) && (
          <PaperButton
            path={`/v1/cases/${id}/notice`}
            title={d.dossier.papers.notice}
            label={d.dossier.papers.notice}
          />
        )}
      </div>
      <Answer read={useActsOf(id)}>
        {({ serviceActs }) => (
          <Rows
            rows={serviceActs ?? []}
            caption={d.case.tabs.service}
            keyOf={({ name }) => name ?? ""}
            pathOf={({ name }) => `/cases/${id}/service/${idOf(name)}`}
            empty={d.service.empty}
            exported={`/v1/cases/${id}/serviceActs`}
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

export function RequestsTab({ id }: TabProps) {
  const { d } = useDesk();
  const filter = filterOf({ case: `cases/${id}` });
  const pages = usePages(["requests", filter], (query) =>
    data(court.GET("/v1/requests", { params: { query: { ...query, filter } } })),
  );
  return (
    <>
      <ActLink path={`/cases/${id}/requests/new`}>{d.requestActs.new}</ActLink>
      <PagedRows
        pages={pages}
        rowsOf={(page) => page.requests ?? []}
        caption={d.case.tabs.requests}
        keyOf={({ name }) => name ?? ""}
        pathOf={({ name }) => `/requests/${idOf(name)}`}
        empty={d.request.emptyCase}
        columns={useRequestColumns("court")}
      />
    </>
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
            exported={listAt("/v1/receipts", filter)}
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
      <ActLink path={`/cases/${id}/sanctions/watch`}>{d.watchActs.new}</ActLink>
      <h2>{d.watch.title}</h2>
      <PagedRows
        pages={watches}
        rowsOf={(page) => page.watches ?? []}
        caption={d.watch.title}
        keyOf={({ name }) => name ?? ""}
        pathOf={({ name }) => `/cases/${id}/sanctions/watch/${idOf(name)}`}
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
