/** What is done with property: how fast equity is frozen, and what land brings. */
import { useMemo } from "react";
import { clockText, countText, inOne, numberOf } from "../../../figures/figures.ts";
import { spreadOf } from "../../../figures/indicator.ts";
import { useWall } from "../../../words/wall/index.ts";
import { useBoard } from "../boardContext.ts";
import { Chart } from "../Chart.tsx";
import { bars, strip } from "../charts.ts";
import { useRowsOf, useUnitStatistics } from "../reading.ts";
import { Figure, Plain, Tile } from "../Tile.tsx";

const EQUITY = "equity-freeze-minutes";
const FREEZE = "matters/equity-freeze";

export function EquityTile() {
  const { t, units } = useWall();
  const { read, days, figures } = useBoard();
  const rows = useRowsOf(EQUITY, days);
  const speeds = useUnitStatistics(days);
  const indicator = figures.get(EQUITY);
  const limit = numberOf(indicator?.distribution?.limit);
  const minutes = useMemo(() => rows.data?.map(({ amount }) => Number(amount ?? 0) / 60), [rows.data]);
  const draw = useMemo(
    () =>
      strip(
        (minutes ?? []).map((each) => Math.round(each * 100) / 100),
        limit,
        units.units.minutes ?? "",
      ),
    [minutes, limit, units],
  );
  const freeze = speeds.data?.find(({ matter }) => matter === FREEZE);
  const spread = indicator && spreadOf(indicator, units);
  return (
    <Tile title={t.equity.title} reads={[read, rows, speeds]}>
      <Figure id={EQUITY} big />
      <p className="chart-title">{rows.data === null ? t.tooMany : t.equity.strip(inOne(limit, "minutes", units))}</p>
      <Chart
        className="low"
        draw={draw}
        twin={{
          caption: t.equity.title,
          head: [t.table.kind, units.units.minutes ?? ""],
          rows: (minutes ?? []).map((each, at) => [t.equity.freeze(at + 1), each.toFixed(2)]),
        }}
      />
      <dl className="plains">
        <Plain name={t.spread.median} value={spread?.median ?? ""} />
        <Plain name={t.spread.p95} value={spread?.p95 ?? ""} />
        <Plain name={t.spread.max} value={spread?.max ?? ""} />
        <Plain name={t.spread.within} value={spread?.within ?? ""} />
        <Plain name={t.equity.atCourt} value={clockText(freeze?.meanCourtSeconds)} />
        <Plain name={t.equity.atUnit} value={clockText(freeze?.meanUnitSeconds)} />
      </dl>
    </Tile>
  );
}

const STEPS = ["disposal-projects", "parcels-listed", "parcels-sold"] as const;

export function DisposalTile() {
  const { t } = useWall();
  const { read, figures } = useBoard();
  const values = useMemo(() => STEPS.map((id) => numberOf(figures.get(id)?.value)), [figures]);
  const names = useMemo(() => [t.disposal.projects, t.disposal.listed, t.disposal.sold], [t]);
  const draw = useMemo(() => bars(names, [{ name: t.table.count, values }]), [names, values, t]);
  return (
    <Tile title={t.disposal.title} reads={[read]}>
      <div className="figures">
        <Figure id="disposal-proceeds" big />
        <Figure id="land-area-mu" />
        <Figure id="floor-area-m2" />
        <Figure id="proceeds-per-mu" />
      </div>
      <Chart
        draw={draw}
        twin={{
          caption: t.disposal.title,
          head: [t.table.kind, t.table.count],
          rows: names.map((name, at) => [name, countText(values[at])]),
        }}
      />
    </Tile>
  );
}
