/** What was done to those who do not obey: measures by kind, in proportion to the cases that were closed. */
import { useMemo } from "react";
import { countText } from "../../../figures/figures.ts";
import { useWall } from "../../../words/wall/index.ts";
import { useBoard } from "../boardContext.ts";
import { Chart } from "../Chart.tsx";
import { bars } from "../charts.ts";
import { useRowsOf } from "../reading.ts";
import { Figure, Tile } from "../Tile.tsx";

export function SanctionTile() {
  const { t } = useWall();
  const { read, days } = useBoard();
  const rows = useRowsOf("sanction-rate", days);
  const kinds = useMemo(() => {
    const counts = new Map<string, number>();
    for (const { facet, inNumerator } of rows.data ?? []) {
      if (inNumerator && facet) counts.set(facet, (counts.get(facet) ?? 0) + 1);
    }
    return [...counts].sort(([, one], [, other]) => other - one);
  }, [rows.data]);
  const names = useMemo(() => kinds.map(([kind]) => (t.facets as Record<string, string>)[kind] ?? t.other), [kinds, t]);
  const values = useMemo(() => kinds.map(([, count]) => count), [kinds]);
  const draw = useMemo(() => bars(names, [{ name: t.table.count, values }]), [names, values, t]);
  return (
    <Tile title={t.sanctions.title} reads={[read, rows]}>
      <Figure id="sanction-rate" big />
      <p className="chart-title">{rows.data === null ? t.tooMany : t.sanctions.note}</p>
      <Chart
        draw={draw}
        twin={{
          caption: t.sanctions.title,
          head: [t.table.kind, t.table.count],
          rows: names.map((name, at) => [name, countText(values[at])]),
        }}
      />
    </Tile>
  );
}
