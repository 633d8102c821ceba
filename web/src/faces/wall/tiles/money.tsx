/** Case funds: how long they take to reach those who are owed, and how old what lies here is. */
import { useMemo } from "react";
import { countText } from "../../../figures/figures.ts";
import { useWall } from "../../../words/wall/index.ts";
import { ageClasses } from "../ages.ts";
import { useBoard } from "../boardContext.ts";
import { Chart } from "../Chart.tsx";
import { columns } from "../charts.ts";
import { useReceiptAges } from "../reading.ts";
import { Figure, Tile } from "../Tile.tsx";

export function MoneyTile() {
  const { t } = useWall();
  const { read } = useBoard();
  const ages = useReceiptAges();
  const classes = useMemo(() => ages.data && ageClasses(ages.data), [ages.data]);
  const names = useMemo(
    () => (classes ?? []).map(({ from, to }) => (to === undefined ? `>${from - 1}` : `${from}–${to}`)),
    [classes],
  );
  const draw = useMemo(
    () =>
      columns(
        names,
        (classes ?? []).map(({ count }) => count),
        {
          isLate: (at) => (classes?.[at]?.late ?? 0) > 0,
          // Thirty days, before the last class.
          after: classes ? classes.length - 1 : undefined,
        },
      ),
    [names, classes],
  );
  return (
    <Tile title={t.money.title} reads={[read, ages]}>
      <div className="figures">
        <Figure id="mean-days-to-pay" big />
        <Figure id="unexplained-delays" mustBeZero />
      </div>
      <p className="chart-title">{ages.data === null ? t.tooMany : t.money.ages}</p>
      <Chart
        draw={draw}
        twin={{
          caption: t.money.ages,
          head: [t.money.age, t.table.count, t.money.late],
          rows: (classes ?? []).map(({ count, late }, at) => [names[at] ?? "", countText(count), countText(late)]),
        }}
      />
    </Tile>
  );
}
