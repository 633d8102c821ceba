/** How cases end: closed by performance, in time, and with the help of the courts in the villages. */
import { useMemo } from "react";
import { inOne } from "../../../figures/figures.ts";
import { monthText } from "../../../figures/window.ts";
import { useWall } from "../../../words/wall/index.ts";
import { useBoard } from "../boardContext.ts";
import { Chart } from "../Chart.tsx";
import { columns, lines } from "../charts.ts";
import { Figure, Tile } from "../Tile.tsx";

const LINES = ["completion-rate", "within-limit-rate"] as const;

export function ClosingTile() {
  const { t, units, tag } = useWall();
  const { read, months } = useBoard();
  const names = useMemo(() => LINES.map((id) => t.names[id]), [t]);
  const series = useMemo(() => LINES.map((id) => months.data?.(id) ?? []), [months.data]);
  const labels = useMemo(() => (series[0] ?? []).map(({ month }) => monthText(month, tag)), [series, tag]);
  const draw = useMemo(
    () =>
      lines(
        labels,
        series.map((values, at) => ({ name: names[at] ?? "", values: values.map(({ value }) => value) })),
      ),
    [labels, names, series],
  );
  return (
    <Tile title={t.closing.title} reads={[read]}>
      <div className="figures">
        <Figure id="completion-rate" big />
        <Figure id="within-limit-rate" />
        <Figure id="mean-days-to-close" />
      </div>
      <p className="chart-title">
        <span className="key first">{names[0]}</span> <span className="key second">{names[1]}</span>
      </p>
      <Chart
        draw={draw}
        twin={{
          caption: t.closing.months,
          head: [t.table.month, ...names],
          rows: labels.map((label, at) => [
            label,
            ...series.map((values) => inOne(values[at]?.value, "percent", units)),
          ]),
        }}
      />
    </Tile>
  );
}

export function ThroughTile() {
  const { t, units, tag } = useWall();
  const { read, months } = useBoard();
  const values = useMemo(() => months.data?.("cases-through-shared-courts") ?? [], [months.data]);
  const labels = useMemo(() => values.map(({ month }) => monthText(month, tag)), [values, tag]);
  const draw = useMemo(
    () =>
      columns(
        labels,
        values.map(({ value }) => value),
      ),
    [labels, values],
  );
  return (
    <Tile title={t.through.title} reads={[read]}>
      <div className="figures">
        <Figure id="cases-through-shared-courts" big />
        <Figure id="money-through-shared-courts" />
      </div>
      <p className="chart-title">{t.through.months}</p>
      <Chart
        draw={draw}
        twin={{
          caption: t.through.months,
          head: [t.table.month, t.table.count],
          rows: labels.map((label, at) => [label, inOne(values[at]?.value, "cases", units)]),
        }}
      />
    </Tile>
  );
}
