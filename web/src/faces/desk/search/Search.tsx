/**
 * What was found: the cases, people and receipts of a name, a telephone or the beginning of a number. A name stays out of the address of the
 * page, which ends up in histories: after a reload it is written again.
 */

import { type UseQueryResult, useQueries } from "@tanstack/react-query";
import { courtNow } from "../../../contract/clock.ts";
import { yearAt } from "../../../shell/dates.ts";
import { ProblemNote } from "../../../shell/ProblemNote.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { onKey } from "../keys.ts";
import { Answer, Page } from "../parts/Page.tsx";
import { PLAIN, useOwnCode, usePages } from "../parts/reading.ts";
import { usePresent } from "../present.tsx";
import { link, pathWith, useQueryOf } from "../router.ts";
import { type Found, type Group, useGroups } from "./groups.tsx";
import { meaningOf } from "./meaning.ts";

/** Rows of a group beside the others. */
const FEW = 10;

export default function Search() {
  const { d } = useDesk();
  const { sought } = usePresent();
  const { code, isPending } = useOwnCode();
  if (!sought || isPending) {
    return <Page title={d.find.title}>{!sought && <p className="empty">{d.find.nothingAsked}</p>}</Page>;
  }
  return <Results key={sought} text={sought} code={code} />;
}

function Results({ text, code }: { text: string; code: string }) {
  const year = yearAt(courtNow());
  const groups = useGroups(meaningOf(text, code, year));
  const only = useQueryOf().get("only");
  const chosen = groups.find(({ key }) => key === only);
  return chosen?.filter ? (
    <Whole text={text} group={chosen} filter={chosen.filter} />
  ) : (
    <Groups text={text} groups={groups} />
  );
}

function Groups({ text, groups }: { text: string; groups: Group[] }) {
  const { d, w } = useDesk();
  const asked = groups.filter(({ filter }) => filter !== undefined);
  const reads: UseQueryResult<Found>[] = useQueries({
    queries: asked.map(({ key, filter = "", read }) => ({
      ...PLAIN,
      queryKey: ["search", key, filter],
      queryFn: () => read({ filter, pageSize: FEW }),
    })),
  });
  const isPending = reads.some((read) => read.isPending);
  const counts = asked.map(({ title }, at) => {
    const found = reads[at]?.data;
    return d.find.count(title, found?.rows.length ?? 0, Boolean(found?.nextPageToken));
  });
  const isEmpty = !isPending && reads.every((read) => read.data?.rows.length === 0);
  return (
    <Page title={d.find.title}>
      <p className="reason" role="status">
        {isPending ? d.find.asking(text) : d.find.found(text, counts.join(w.joiner))}
      </p>
      {isEmpty && <p className="empty">{d.find.nothing(text, asked.map(({ title }) => title).join(w.joiner))}</p>}
      {asked.map((group, at) => {
        const read = reads[at];
        const found = read?.data;
        if (read?.isError) return <ProblemNote key={group.key} fault={read.error} onRetry={() => read.refetch()} />;
        if (!found || found.rows.length === 0) return null;
        return (
          <section key={group.key} className="found-group" aria-labelledby={`found-${group.key}`}>
            <div className="row-between">
              <h2 id={`found-${group.key}`}>{group.title}</h2>
              {found.nextPageToken && (
                <a {...link(pathWith("/search", { only: group.key }))}>{d.find.whole(group.title)}</a>
              )}
            </div>
            {group.show(found)}
          </section>
        );
      })}
      <p className="soft">{d.find.how}</p>
    </Page>
  );
}

/** One group with all its rows, page by page. */
function Whole({ text, group, filter }: { text: string; group: Group; filter: string }) {
  const { d } = useDesk();
  const { read, number, onBefore, onNext } = usePages(["search", group.key, filter, "whole"], (query) =>
    group.read({ ...query, filter }),
  );
  return (
    <Page title={group.title} back={{ path: "/search", title: d.find.title }}>
      <p className="reason">{d.find.of(text)}</p>
      <Answer read={read} lines={8}>
        {(found) => (
          <>
            {group.show(found)}
            {(onBefore || onNext) && (
              <p className="pages">
                <button type="button" disabled={!onBefore} onClick={onBefore} {...onKey("[")}>
                  {d.pageBefore}
                </button>
                <span>{d.pageNumber(number)}</span>
                <button type="button" disabled={!onNext} onClick={onNext} {...onKey("]")}>
                  {d.pageNext}
                </button>
              </p>
            )}
          </>
        )}
      </Answer>
    </Page>
  );
}
