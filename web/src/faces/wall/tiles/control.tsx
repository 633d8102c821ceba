/** Police watches: what was handed over, what led to control, and what came of it. */
import { useMemo } from "react";
import { countText, numberOf } from "../../../figures/figures.ts";
import { useWall } from "../../../words/wall/index.ts";
import { useBoard } from "../boardContext.ts";
import { Chart } from "../Chart.tsx";
import { bars } from "../charts.ts";
import { useWatchStatistics } from "../reading.ts";
import { Figure, Tile } from "../Tile.tsx";

export function ControlTile() {
  const { t } = useWall();
  const { read, days } = useBoard();
  const watches = useWatchStatistics(days);
  const { data } = watches;
  const pushed = useMemo(() => [data?.pushedPersonTimes, data?.pushedPersons, data?.pushedCases].map(numberOf), [data]);
  const controlled = useMemo(
    () => [data?.controlledPersonTimes, data?.controlledPersons, data?.controlledCases].map(numberOf),
    [data],
  );
  const names = useMemo(() => [t.control.times, t.control.persons, t.control.cases], [t]);
  const draw = useMemo(
    () =>
      bars(names, [
        { name: t.control.pushed, values: pushed },
        { name: t.control.controlled, values: controlled },
      ]),
    [names, pushed, controlled, t],
  );
  return (
    <Tile title={t.control.title} reads={[read, watches]}>
      <div className="figures">
        <Figure id="control-rate" big />
        <Figure id="mean-days-to-control" />
      </div>
      <p className="chart-title">
        <span className="key first">{t.control.pushed}</span> <span className="key second">{t.control.controlled}</span>
      </p>
      <Chart
        draw={draw}
        twin={{
          caption: t.control.title,
          head: [t.control.counter, t.control.pushed, t.control.controlled],
          rows: names.map((name, at) => [name, countText(pushed[at]), countText(controlled[at])]),
        }}
      />
    </Tile>
  );
}

const AFTER = ["people-controlled", "cases-paid-after-control", "cases-settled-after-control"] as const;

export function AfterTile() {
  const { t } = useWall();
  const { read, figures } = useBoard();
  const values = useMemo(() => AFTER.map((id) => numberOf(figures.get(id)?.value)), [figures]);
  const shown = useMemo(() => [t.after.controlled, t.after.paid, t.after.settled], [t]);
  const draw = useMemo(() => bars(shown, [{ name: t.table.count, values }]), [shown, values, t]);
  return (
    <Tile title={t.after.title} reads={[read]}>
      <div className="figures">
        <Figure id="people-controlled" big />
        <Figure id="cases-paid-after-control" />
        <Figure id="cases-settled-after-control" />
        <Figure id="money-after-control" />
      </div>
      <Chart
        draw={draw}
        twin={{
          caption: t.after.title,
          head: [t.table.kind, t.table.count],
          rows: shown.map((name, at) => [name, countText(values[at])]),
        }}
      />
    </Tile>
  );
}
