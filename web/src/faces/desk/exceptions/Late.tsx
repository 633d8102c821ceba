/** The rows behind a number: what is late, who must act, and since when. */
import { useState } from "react";
import { court } from "../../../contract/client.ts";
import { courtNow } from "../../../contract/clock.ts";
import { type Labelled, labelText } from "../../../contract/labels.ts";
import type { Schemas, Task, Terminal } from "../../../contract/types.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { useCourts } from "../admin/reading.ts";
import { Age } from "../cashier/money.tsx";
import { issuePath } from "../command/paths.ts";
import { data, madeOf } from "../parts/answers.ts";
import { Answer } from "../parts/Page.tsx";
import { PagedRows } from "../parts/Rows.tsx";
import { usePages } from "../parts/reading.ts";
import { isoDay, moneyText, shortMoment } from "../parts/values.ts";
import { type AssistRequest, RequestMark, useCatalogue } from "../requests/aboutRequest.tsx";
import {
  isTaskView,
  RECEIPTS_FILTER,
  requestsFilter,
  seizuresFilter,
  type TaskView,
  tasksFilter,
  type View,
} from "./views.ts";

type Packet = Schemas["sharedcourt.evidence.v1.Packet"];
type Receipt = Schemas["sharedcourt.enforcement.v1.Receipt"];
type Seizure = Schemas["sharedcourt.investigation.v1.Seizure"];

export function Late({ view }: { view: View }) {
  if (isTaskView(view)) return <Tasks view={view} />;
  switch (view) {
    case "requests":
      return <Requests />;
    case "receipts":
      return <Receipts />;
    case "seizures":
      return <Seizures />;
    case "packets":
      return <Packets />;
    case "terminals":
      return <Terminals />;
  }
}

function Tasks({ view }: { view: TaskView }) {
  const { w, d } = useDesk();
  const filter = tasksFilter(view);
  const pages = usePages(["exceptions", filter], (page) =>
    data(court.GET("/v1/tasks", { params: { query: { ...page, filter, orderBy: "finish_by" } } })),
  );
  const words = d.exceptions;
  return (
    <PagedRows
      pages={pages}
      rowsOf={(page) => page.tasks ?? []}
      caption={words.who[view]}
      keyOf={({ name }: Task) => name ?? ""}
      pathOf={({ name }) => issuePath(name)}
      empty={words.none}
      columns={[
        { title: d.task.party, cell: ({ addressee }) => addressee?.displayName || w.field.someone, width: "9rem" },
        { title: d.task.kind, cell: ({ kind }) => w.taskKinds[kind], width: "6.5rem" },
        {
          title: words.village,
          cell: ({ court: at, regionCode }, answer) =>
            labelText(answer, at) ?? labelText(answer, `regions/${regionCode}`),
        },
        // A court's director is known by the court.
        ...(view === "director"
          ? []
          : [
              {
                title: words.actor,
                cell: ({ worker, creator }: Task, answer: Labelled) =>
                  labelText(answer, view === "routing" ? creator : worker),
                width: "8rem",
              },
            ]),
        {
          title: words.late,
          cell: ({ overdue }) => (overdue ?? []).map((duty) => words.duties[duty]).join(w.joiner),
          width: "12rem",
        },
        { title: d.task.limit, cell: ({ finishBy }) => shortMoment(finishBy), width: "10.5rem" },
        { title: d.task.state, cell: ({ state }) => w.taskStates[state ?? "TASK_STATE_UNSPECIFIED"], width: "6.5rem" },
      ]}
    />
  );
}

/** The moment at which a list was opened: its pages are those of one question. */
const useOpened = () => useState(courtNow)[0];

function Requests() {
  const { d } = useDesk();
  const { matterOf, unitOf } = useCatalogue();
  const filter = requestsFilter(useOpened());
  const pages = usePages(["exceptions", filter], (page) =>
    data(court.GET("/v1/requests", { params: { query: { ...page, filter } } })),
  );
  const words = d.exceptions;
  return (
    <PagedRows
      pages={pages}
      rowsOf={(page) => page.requests ?? []}
      caption={words.who.requests}
      keyOf={({ name }: AssistRequest) => name ?? ""}
      pathOf={({ name }) => issuePath(name)}
      empty={words.none}
      columns={[
        { title: d.request.matter, cell: matterOf },
        { title: words.unit, cell: unitOf, width: "13rem" },
        { title: d.case.number, cell: ({ caseNumber }) => caseNumber, width: "14rem" },
        { title: words.dueTime, cell: ({ dueTime }) => shortMoment(dueTime), width: "10.5rem" },
        { title: d.task.state, cell: (row) => <RequestMark of={row} />, width: "9rem" },
      ]}
    />
  );
}

function Receipts() {
  const { d } = useDesk();
  const pages = usePages(["exceptions", "receipts"], (page) =>
    data(court.GET("/v1/receipts", { params: { query: { ...page, filter: RECEIPTS_FILTER } } })),
  );
  const words = d.exceptions;
  return (
    <PagedRows
      pages={pages}
      rowsOf={(page) => page.receipts ?? []}
      caption={words.who.receipts}
      keyOf={({ name }: Receipt) => name ?? ""}
      pathOf={({ name }) => issuePath(name)}
      empty={words.none}
      columns={[
        { title: d.cashier.payer, cell: ({ payer }) => payer?.displayName ?? d.cashier.unclaimed },
        { title: d.cashier.amount, cell: ({ amountFen }) => moneyText(amountFen), align: "right", width: "9rem" },
        { title: words.actor, cell: ({ claimant }, answer) => labelText(answer, claimant), width: "9rem" },
        { title: d.cashier.payBy, cell: ({ dueDate }) => isoDay(dueDate), width: "8rem" },
        { title: d.cashier.age, cell: (row) => <Age receipt={row} />, width: "12rem" },
      ]}
    />
  );
}

function Seizures() {
  const { d } = useDesk();
  const filter = seizuresFilter(useOpened());
  const pages = usePages(["exceptions", filter], (page) =>
    data(court.GET("/v1/seizures", { params: { query: { ...page, filter, orderBy: "last_day" } } })),
  );
  const words = d.exceptions;
  return (
    <PagedRows
      pages={pages}
      rowsOf={(page) => page.seizures ?? []}
      caption={words.who.seizures}
      keyOf={({ name }: Seizure) => name ?? ""}
      pathOf={({ name }) => issuePath(name)}
      empty={words.none}
      columns={[
        { title: d.property.what, cell: ({ description, assetClass }) => description || d.assetClasses[assetClass] },
        { title: d.case.number, cell: ({ caseNumber }) => caseNumber, width: "14rem" },
        { title: words.actor, cell: ({ proposer }, answer) => labelText(answer, proposer), width: "9rem" },
        { title: words.lastDay, cell: ({ lastDay }) => isoDay(lastDay), width: "8rem" },
      ]}
    />
  );
}

function Packets() {
  const { d } = useDesk();
  const pages = usePages(["exceptions", "packets"], (page) =>
    data(court.GET("/v1/packets", { params: { query: { ...page, overdue: true } } })),
  );
  const words = d.exceptions;
  return (
    <PagedRows
      pages={pages}
      rowsOf={(page) => page.packets ?? []}
      caption={words.who.packets}
      keyOf={({ name }: Packet) => name ?? ""}
      pathOf={({ task }) => issuePath(task)}
      empty={words.none}
      columns={[
        { title: words.actor, cell: ({ worker }, answer) => labelText(answer, worker), width: "9rem" },
        { title: words.device, cell: ({ device }) => device },
        { title: words.receiptBy, cell: ({ receiptBy }) => shortMoment(receiptBy), width: "10.5rem" },
      ]}
    />
  );
}

function Terminals() {
  const { d } = useDesk();
  const courts = useCourts();
  const pages = usePages(["exceptions", "terminals"], async (page) => {
    const query = { ...page, filter: "presence=OFFLINE" };
    const found = await data(court.GET("/v1/terminals", { params: { query } }));
    return madeOf(found, { ...found, labels: {} });
  });
  const words = d.exceptions;
  return (
    <Answer read={courts} lines={8}>
      {({ byName }) => (
        <PagedRows
          pages={pages}
          rowsOf={(page) => page.terminals ?? []}
          caption={words.who.terminals}
          keyOf={({ name }: Terminal) => name ?? ""}
          empty={words.none}
          columns={[
            { title: words.village, cell: ({ court: at }) => byName.get(at ?? "")?.displayName },
            {
              title: words.lastHeard,
              cell: ({ lastHeartbeatTime }) => (lastHeartbeatTime ? shortMoment(lastHeartbeatTime) : words.never),
              width: "12rem",
            },
          ]}
        />
      )}
    </Answer>
  );
}
