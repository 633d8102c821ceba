/** The rows behind a figure, page by page, with its definition and the version of that. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { court, data } from "../../contract/client.ts";
import { type Labelled, labelText } from "../../contract/labels.ts";
import { basisIn, type Indicator, inOne, UNDEFINED } from "../../figures/figures.ts";
import { nameOf, partsOf, sinceText, spreadText } from "../../figures/indicator.ts";
import { amountOf, type CountedRow, facetOf, partOf, subjectOf, wordOf } from "../../figures/records.ts";
import { dayText } from "../../figures/window.ts";
import { Loading } from "../../shell/Loading.tsx";
import { ProblemNote } from "../../shell/ProblemNote.tsx";
import { idOf } from "../../shell/router.ts";
import { Dialog } from "../../shell/Sheet.tsx";
import { useWall } from "../../words/wall/index.ts";
import { useBoard } from "./boardContext.ts";
import { ChangeOf } from "./Tile.tsx";
import { useQuiet } from "./useQuiet.ts";

const PAGE_SIZE = 20;

export function Counted({ indicator, onClose }: { indicator: Indicator; onClose: () => void }) {
  const { t, units, tag, w } = useWall();
  const { days } = useBoard();
  const heading = useId();
  useQuiet(onClose);
  const { definition, definitionVersion, distribution } = indicator;
  return (
    <Dialog className="drawer" labelledBy={heading} onClose={onClose}>
      <div className="drawer-head">
        <h2 id={heading}>{nameOf(indicator, tag)}</h2>
        <button type="button" onClick={onClose}>
          {w.back}
        </button>
      </div>
      <p className="drawer-figure">
        <strong>{inOne(indicator.value, indicator.unit ?? "", units)}</strong> <ChangeOf indicator={indicator} />
      </p>
      <dl className="drawer-facts">
        <Fact name={t.counted.days} value={t.days(dayText(days.from, tag), dayText(days.to, tag))} />
        <Fact name={t.counted.version} value={t.counted.versionOf(Number(definitionVersion ?? 0))} />
        <Fact name={t.counted.since} value={sinceText(definition?.effectiveFrom, t, tag)} />
        <Fact name={t.counted.definition} value={basisIn(definition?.basis, tag)} />
        <Fact name={t.counted.parts} value={partsOf(indicator, t)} />
        {distribution && <Fact name={t.counted.spread} value={spreadText(indicator, t, units, w.joiner)} />}
      </dl>
      <Pages indicator={indicator} />
    </Dialog>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Pages({ indicator }: { indicator: Indicator }) {
  const { t } = useWall();
  const { days } = useBoard();
  const [tokens, setTokens] = useState<string[]>([]);
  const pageToken = tokens[tokens.length - 1];
  const id = idOf(indicator.name);
  const version = Number(indicator.definitionVersion ?? 0);
  const read = useQuery({
    queryKey: ["counted", id, version, days, pageToken ?? ""],
    placeholderData: keepPreviousData,
    refetchInterval: false,
    queryFn: () => {
      const query = { ...days, definitionVersion: version, pageSize: PAGE_SIZE, ...(pageToken ? { pageToken } : {}) };
      return data(court.GET("/v1/indicators/{indicatorId}/records", { params: { path: { indicatorId: id }, query } }));
    },
  });
  if (read.isPending) return <Loading lines={6} />;
  if (read.isError && !read.data) return <ProblemNote fault={read.error} onRetry={() => read.refetch()} />;
  const next = read.isPlaceholderData ? undefined : read.data?.nextPageToken;
  return (
    <>
      <RowTable
        rows={read.data?.records ?? []}
        answer={read.data ?? {}}
        hasParts={Boolean(indicator.definition?.denominator)}
      />
      {(tokens.length > 0 || next) && (
        <p className="drawer-pages">
          <button type="button" disabled={tokens.length === 0} onClick={() => setTokens(tokens.slice(0, -1))}>
            {t.counted.before}
          </button>
          <span>{t.counted.page(tokens.length + 1)}</span>
          <button type="button" disabled={!next} onClick={() => next && setTokens([...tokens, next])}>
            {t.counted.next}
          </button>
        </p>
      )}
    </>
  );
}

function RowTable({ rows, answer, hasParts }: { rows: readonly CountedRow[]; answer: Labelled; hasParts: boolean }) {
  const { t, units } = useWall();
  if (rows.length === 0) return <p className="empty">{t.counted.empty}</p>;
  return (
    <table className="drawer-rows">
      <caption className="visually-hidden">{t.counted.rows}</caption>
      <thead>
        <tr>
          <th scope="col">{t.counted.subject}</th>
          <th scope="col">{t.counted.what}</th>
          <th scope="col">{t.counted.day}</th>
          <th scope="col">{t.counted.facet}</th>
          <th scope="col">{t.counted.amount}</th>
          <th scope="col">{t.counted.place}</th>
          {hasParts && <th scope="col">{t.counted.standsIn}</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.what} ${row.subject}`}>
            <td>
              <Subject row={row} answer={answer} />
            </td>
            <td>{wordOf(t.whats, row.what)}</td>
            <td>{row.day}</td>
            <td>{facetOf(row, t)}</td>
            <td>{amountOf(row, units)}</td>
            <td>{labelText(answer, `regions/${row.regionCode}`) ?? UNDEFINED}</td>
            {hasParts && <td>{t.counted.standings[partOf(row)]}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What a row is about, and the way to it where the desk shows it. */
function Subject({ row, answer }: { row: CountedRow; answer: Labelled }) {
  const { t } = useWall();
  const { text, path } = subjectOf(row, answer, t);
  return path ? <a href={`/desk${path}`}>{text}</a> : text;
}
