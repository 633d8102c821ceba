/** Supervision items: how many stand where, how they end, and the five that are oldest, by number alone. */

import { countText } from "../../../figures/figures.ts";
import { shortDayOf } from "../../../shell/dates.ts";
import { useWall } from "../../../words/wall/index.ts";
import { useBoard } from "../boardContext.ts";
import { countIn, useSupervisions } from "../reading.ts";
import { Figure, Plain, Tile } from "../Tile.tsx";

const STATES = ["ISSUED", "SIGNED", "IN_PROGRESS", "REPLIED", "RETURNED"] as const;

export function SupervisionTile() {
  const { t, tag } = useWall();
  const { read } = useBoard();
  const items = useSupervisions();
  return (
    <Tile title={t.supervision.title} reads={[read, items]}>
      <div className="figures row">
        <Figure id="supervisions" big />
        <Figure id="supervision-closure-rate" />
        <Figure id="supervision-on-time-rate" />
      </div>
      <dl className="plains five">
        {STATES.map((state) => (
          <Plain
            key={state}
            name={t.supervision.states[`SUPERVISION_STATE_${state}`]}
            value={countText(countIn(items.data?.counts, state))}
          />
        ))}
      </dl>
      <p className="chart-title">{t.supervision.oldest}</p>
      {items.data?.oldest.length === 0 && <p className="tile-empty">{t.supervision.none}</p>}
      <ol className="tile-list">
        {items.data?.oldest.map(({ name, number, dueTime, isLate }) => (
          <li key={name} className={isLate ? "late" : ""}>
            <span>{number}</span>
            <span>
              {isLate
                ? t.supervision.late(shortDayOf(Date.parse(dueTime), tag))
                : t.supervision.due(shortDayOf(Date.parse(dueTime), tag))}
            </span>
          </li>
        ))}
      </ol>
    </Tile>
  );
}
