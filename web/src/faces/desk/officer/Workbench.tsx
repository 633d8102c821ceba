/** O1: what waits for the officer. Each number leads to its rows; a number that is nothing is not shown. */
import { useQueries } from "@tanstack/react-query";
import { ProblemNote } from "../../../shell/ProblemNote.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { ROW } from "../keys.ts";
import { Page } from "../parts/Page.tsx";
import { PLAIN } from "../parts/reading.ts";
import { usePresent } from "../present.tsx";
import { link } from "../router.ts";
import { WAITING } from "./waiting.ts";

/** What changes while the page is open is seen after a minute. */
const AGAIN = 60_000;

export default function Workbench() {
  const { w, d } = useDesk();
  const { me } = usePresent();
  const reads = useQueries({
    queries: WAITING.map(({ key, count }) => ({
      ...PLAIN,
      queryKey: ["waiting", key],
      refetchInterval: AGAIN,
      queryFn: () => count(me.name ?? ""),
    })),
  });
  const fault = reads.find(({ error }) => error)?.error;
  const isPending = reads.some((read) => read.isPending);
  const shown = WAITING.flatMap((each, at) => {
    const found = reads[at]?.data;
    return found && found.rows > 0 ? [{ ...each, found }] : [];
  });
  return (
    <Page title={d.modules.workbench}>
      <ProblemNote fault={fault} onRetry={() => void Promise.all(reads.map((read) => read.refetch()))} />
      {isPending && (
        <p className="loading" role="status">
          {w.loading}
        </p>
      )}
      {!isPending && !fault && shown.length === 0 && <p className="empty">{d.workbench.empty}</p>}
      <ul className="numbers">
        {shown.map(({ key, path, found }) => (
          <li key={key}>
            <a {...link(path)} {...{ [ROW]: "" }}>
              <span className={found.late > 0 ? "number late" : "number"}>
                {found.more ? d.workbench.atLeast(found.rows) : found.rows}
              </span>
              <span>{d.workbench.waiting[key]}</span>
              {found.late > 0 && <span className="mark late">{d.workbench.late(found.late)}</span>}
            </a>
          </li>
        ))}
      </ul>
    </Page>
  );
}
