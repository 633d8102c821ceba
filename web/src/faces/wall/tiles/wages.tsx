/** Wages that many workers claim at once: how far the cases of the batches have come. */

import { countText } from "../../../figures/figures.ts";
import { useWall } from "../../../words/wall/index.ts";
import { useBoard } from "../boardContext.ts";
import { railOf, STEPS } from "../rail.ts";
import { useBatches } from "../reading.ts";
import { Figure, Tile } from "../Tile.tsx";

export function WagesTile() {
  const { t } = useWall();
  const { read, days } = useBoard();
  const batches = useBatches(days);
  const rail = batches.data ? railOf(batches.data) : undefined;
  return (
    <Tile title={t.wages.title} reads={[read, batches]}>
      <div className="figures">
        <Figure id="wage-cases" big />
        <Figure id="wages-paid" />
        <Figure id="wage-cases-paid-rate" />
        <Figure id="wage-batch-days" />
      </div>
      <p className="chart-title">{batches.data === null ? t.tooMany : t.wages.rail(countText(rail?.members))}</p>
      <ol className="rail">
        {STEPS.map((step) => {
          const reached = rail?.reached[step];
          const whole = rail !== undefined && rail.members > 0 && reached === rail.members;
          return (
            <li key={step} className={whole ? "whole" : ""}>
              <span>{t.wages.steps[step]}</span>
              <strong>{countText(reached)}</strong>
            </li>
          );
        })}
      </ol>
    </Tile>
  );
}
