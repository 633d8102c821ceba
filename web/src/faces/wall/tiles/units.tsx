/** The cooperating units: how many of their answers came in time, by unit and by what they were asked for. */

import { countText, numberOf, percentOf, UNDEFINED } from "../../../figures/figures.ts";
import { useWall } from "../../../words/wall/index.ts";
import { useBoard } from "../boardContext.ts";
import { useCatalogue, useUnitStatistics } from "../reading.ts";
import { Tile } from "../Tile.tsx";

/** As many rows as a tile holds. */
const SHOWN = 7;

/** How good a share is, as one of five shades. */
const shadeOf = (ppm: number | undefined): string =>
  ppm === undefined ? "none" : `s${Math.min(4, Math.floor((ppm / 1_000_000) * 5))}`;

export function UnitsTile() {
  const { t } = useWall();
  const { days } = useBoard();
  const units = useUnitStatistics(days);
  const catalogue = useCatalogue();
  const rows = [...(units.data ?? [])]
    .map((row) => ({ ...row, rate: numberOf(row.onTimeRatePpm) }))
    .sort((one, other) => (one.rate ?? 2_000_000) - (other.rate ?? 2_000_000));
  const nameOf = (name: string | null | undefined) => catalogue.data?.get(name ?? "") ?? UNDEFINED;
  return (
    <Tile title={t.units.title} reads={[units, catalogue]} className="units-tile">
      {units.data && rows.length === 0 && <p className="tile-empty">{t.units.none}</p>}
      {rows.length > 0 && (
        <table className="heat">
          <caption className="visually-hidden">{t.units.caption}</caption>
          <thead>
            <tr>
              <th scope="col">{t.units.unit}</th>
              <th scope="col">{t.units.matter}</th>
              <th scope="col">{t.units.submitted}</th>
              <th scope="col">{t.units.answered}</th>
              <th scope="col">{t.units.onTime}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, SHOWN).map((row) => {
              const rate = percentOf(row.onTimeRatePpm);
              return (
                <tr key={`${row.unit} ${row.matter}`}>
                  <th scope="row">{nameOf(row.unit)}</th>
                  <td>{nameOf(row.matter)}</td>
                  <td>{countText(row.submittedCount)}</td>
                  <td>{countText((numberOf(row.answeredCount) ?? 0) + (numberOf(row.refusedCount) ?? 0))}</td>
                  <td className={`heat-cell ${shadeOf(row.rate)}`}>{rate ? `${rate} %` : UNDEFINED}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {rows.length > SHOWN && <p className="tile-empty">{t.units.more(rows.length - SHOWN)}</p>}
    </Tile>
  );
}
