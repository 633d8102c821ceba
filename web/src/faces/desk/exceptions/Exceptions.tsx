/** S2: everything in the court's region that is late, by who must act. From each row one press leads to a supervision item about it. */
import { useQueries } from "@tanstack/react-query";
import { courtNow } from "../../../contract/clock.ts";
import { ProblemNote } from "../../../shell/ProblemNote.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { Page } from "../parts/Page.tsx";
import { PLAIN } from "../parts/reading.ts";
import { SaveRows } from "../parts/SaveRows.tsx";
import { cellOf } from "../parts/sheet.ts";
import { usePresent } from "../present.tsx";
import { link, pathWith, useQueryOf } from "../router.ts";
import { Late } from "./Late.tsx";
import {
  type Numbers,
  packetNumbers,
  receiptNumbers,
  requestNumbers,
  seizureNumbers,
  taskNumbers,
  terminalNumbers,
  VIEWS,
  type View,
} from "./views.ts";

/** What changes while the page is open is seen after a minute. */
const AGAIN = 60_000;

function useNumbers() {
  const { role } = usePresent();
  const reads: [string, () => Promise<Numbers>][] = [
    ["tasks", taskNumbers],
    ["requests", requestNumbers],
    ["receipts", receiptNumbers],
    ["seizures", () => seizureNumbers(courtNow())],
    ["terminals", terminalNumbers],
    // What devices hold is looked after by the command centre.
    ...(role === "ROLE_COMMAND" ? [["packets", packetNumbers] as [string, () => Promise<Numbers>]] : []),
  ];
  return useQueries({
    queries: reads.map(([key, queryFn]) => ({
      ...PLAIN,
      queryKey: ["exceptions", key],
      refetchInterval: AGAIN,
      queryFn,
    })),
  });
}

export default function Exceptions() {
  const { w, d } = useDesk();
  const reads = useNumbers();
  const numbers: Numbers = Object.assign({}, ...reads.map(({ data }) => data ?? {}));
  const asked = useQueryOf().get("show");
  const late = VIEWS.filter((view) => (numbers[view]?.rows ?? 0) > 0);
  const isPending = reads.some((read) => read.isPending);
  const chosen = VIEWS.find((view) => view === asked);
  // The first of them, once all are counted: no list gives way to another one.
  const view = chosen ?? (isPending ? undefined : late[0]);
  const fault = reads.find(({ error }) => error)?.error;
  const numberOf = (each: View) => {
    const { rows = 0, more = false } = numbers[each] ?? {};
    return more ? d.workbench.atLeast(rows) : String(rows);
  };
  const sheet = () => ({
    title: d.exceptions.title,
    headings: [d.exceptions.whose, d.exceptions.count],
    rows: late.map((each) => [d.exceptions.who[each], cellOf(numberOf(each), true)]),
  });
  return (
    <Page title={d.exceptions.title}>
      <ProblemNote fault={fault} onRetry={() => void Promise.all(reads.map((read) => read.refetch()))} />
      {isPending && (
        <p className="loading" role="status">
          {w.loading}
        </p>
      )}
      {!isPending && !fault && late.length === 0 && <p className="empty">{d.exceptions.empty}</p>}
      <ul className="numbers">
        {late.map((each) => (
          <li key={each}>
            <a
              {...link(pathWith("/exceptions", { show: each }))}
              {...(each === view ? { "aria-current": "true" as const } : {})}
            >
              <span className="number late">{numberOf(each)}</span>
              <span>{d.exceptions.who[each]}</span>
            </a>
          </li>
        ))}
      </ul>
      {!isPending && late.length > 0 && <SaveRows read={sheet} />}
      {view && (
        <section>
          <h2>{d.exceptions.who[view]}</h2>
          <Late key={view} view={view} />
        </section>
      )}
    </Page>
  );
}
