/** The network of the courts: how many there are, and whom they cover. */
import { useMemo } from "react";
import { countText, numberOf, shareOf, UNDEFINED } from "../../../figures/figures.ts";
import { useWall } from "../../../words/wall/index.ts";
import { useBoard } from "../boardContext.ts";
import { Chart } from "../Chart.tsx";
import { ring } from "../charts.ts";
import { useNetwork } from "../reading.ts";
import { Figure, Plain, Tile } from "../Tile.tsx";

export function NetworkTile() {
  const { t } = useWall();
  const { read } = useBoard();
  const network = useNetwork();
  const { byKind, villages, villagesCovered, towns, townsCovered, terminals, terminalsOnline, courtsWithoutDirector } =
    network.data ?? {};
  const [covered, all] = [numberOf(villagesCovered), numberOf(villages)];
  const draw = useMemo(() => ring(covered, all, [t.network.covered, t.network.uncovered]), [covered, all, t]);
  const of = (part: typeof covered | string, whole: typeof all | string) => `${countText(part)}/${countText(whole)}`;
  const share = shareOf(covered, all);
  const kind = (code: string) => countText(network.data ? (byKind?.[code] ?? 0) : undefined);
  return (
    <Tile title={t.network.title} reads={[read, network]}>
      <div className="beside">
        <div>
          <Figure id="shared-courts" big />
          <dl className="plains">
            <Plain name={t.network.town} value={kind("TOWN")} />
            <Plain name={t.network.village} value={kind("VILLAGE")} />
            <Plain name={t.network.special} value={kind("SPECIAL")} />
          </dl>
        </div>
        <div className="ring">
          <Chart
            draw={draw}
            twin={{
              caption: t.network.covered,
              head: [t.network.covered, t.table.count],
              rows: [
                [t.network.villages, of(covered, all)],
                [t.network.towns, of(townsCovered ?? undefined, towns ?? undefined)],
              ],
            }}
          />
          <p className="ring-text">{share ? `${share} %` : UNDEFINED}</p>
        </div>
      </div>
      <dl className="plains four">
        <Plain name={t.network.villages} value={of(covered, all)} />
        <Plain name={t.network.towns} value={of(townsCovered ?? undefined, towns ?? undefined)} />
        <Plain name={t.network.terminals} value={of(terminalsOnline ?? undefined, terminals ?? undefined)} />
        <Plain name={t.network.withoutDirector} value={countText(courtsWithoutDirector)} />
      </dl>
    </Tile>
  );
}
