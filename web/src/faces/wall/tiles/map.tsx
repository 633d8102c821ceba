/** The towns on a map: how much is open in each, what is late, and whether the terminals are on. A town opens its villages. */
import { useState } from "react";
import { countText, inOne } from "../../../figures/figures.ts";
import { useWall } from "../../../words/wall/index.ts";
import { useBoard } from "../boardContext.ts";
import { Tile } from "../Tile.tsx";
import { MEASURES, type Measure, type Town, useBorders, useTownFigures, useTowns } from "../towns.ts";
import { Villages } from "../Villages.tsx";
import { hasAll, MapDrawing } from "./MapDrawing.tsx";

export function MapTile() {
  const { t, units } = useWall();
  const { days, read } = useBoard();
  const [measure, setMeasure] = useState<Measure>("tasks");
  const region = read.data?.[0]?.region ?? "";
  const towns = useTowns(region);
  const borders = useBorders(region);
  const figures = useTownFigures(measure, days);
  const [opened, setOpened] = useState<Town>();
  const ofTasks = measure === "tasks";
  const amountIn = (town: Town) => (ofTasks ? town.open : figures.data?.values.get(town.code));
  const textOf = (town: Town) =>
    ofTasks ? countText(town.open) : inOne(amountIn(town), figures.data?.unit ?? "", units);
  // A sketch is never mixed with borders: one that lacks leaves all of them out.
  const shown = hasAll(towns.data ?? [], borders.data) ? borders.data : undefined;
  return (
    <Tile title={t.map.title} reads={ofTasks ? [towns] : [towns, figures]} className="map-tile">
      <label className="map-by">
        <span>{t.map.by}</span>
        <select value={measure} onChange={(event) => setMeasure(event.target.value as Measure)}>
          {MEASURES.map((each) => (
            <option key={each} value={each}>
              {t.map.measures[each]}
            </option>
          ))}
        </select>
      </label>
      {!borders.isPending && (
        <MapDrawing towns={towns.data ?? []} borders={shown} amountIn={amountIn} textOf={textOf} onOpen={setOpened} />
      )}
      <p className="map-legend">
        {!shown && !borders.isPending && <span className="map-mark">{t.map.sketch}</span>}{" "}
        <span className="key on">{t.map.on}</span> <span className="key off">{t.map.off}</span>{" "}
        <span className="key late">{t.map.late}</span>
      </p>
      <div className="visually-hidden">
        <table>
          <caption>{t.map.title}</caption>
          <thead>
            <tr>
              <th scope="col">{t.map.town}</th>
              <th scope="col">{t.map.measures[measure]}</th>
              <th scope="col">{t.map.late}</th>
              <th scope="col">{t.map.on}</th>
              <th scope="col">{t.map.off}</th>
            </tr>
          </thead>
          <tbody>
            {towns.data?.map((town) => (
              <tr key={town.code}>
                <th scope="row">{town.name}</th>
                <td>{textOf(town)}</td>
                <td>{countText(town.late)}</td>
                <td>{countText(town.on)}</td>
                <td>{countText(town.off)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {opened && <Villages town={opened} measure={measure} onClose={() => setOpened(undefined)} />}
    </Tile>
  );
}
