/** The towns in a sketch around their seats: how much is open in each, what is late, and whether the terminals are on. */
import { useMemo, useState } from "react";
import { countText, inOne, UNDEFINED } from "../../../figures/figures.ts";
import { useWall } from "../../../words/wall/index.ts";
import { useBoard } from "../boardContext.ts";
import { cellsOf, middleOf, onPlane } from "../sketch.ts";
import { Tile } from "../Tile.tsx";
import { MEASURES, type Measure, type Town, useTownFigures, useTowns } from "../towns.ts";

export function MapTile() {
  const { t, units } = useWall();
  const { days, read } = useBoard();
  const [measure, setMeasure] = useState<Measure>("tasks");
  const region = read.data?.[0]?.region ?? "";
  const towns = useTowns(region);
  const figures = useTownFigures(measure, days);
  const ofTasks = measure === "tasks";
  const amountIn = (town: Town) => (ofTasks ? town.open : figures.data?.values.get(town.code));
  const textOf = (town: Town) =>
    ofTasks ? countText(town.open) : inOne(amountIn(town), figures.data?.unit ?? "", units);
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
      <Sketch towns={towns.data ?? []} amountIn={amountIn} textOf={textOf} />
      <p className="map-legend">
        <span>{t.map.sketch}</span> <span className="key on">{t.map.on}</span>{" "}
        <span className="key off">{t.map.off}</span> <span className="key late">{t.map.late}</span>
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
    </Tile>
  );
}

interface SketchProps {
  towns: readonly Town[];
  amountIn: (town: Town) => number | undefined;
  textOf: (town: Town) => string;
}

function Sketch({ towns, amountIn, textOf }: SketchProps) {
  const placed = useMemo(() => towns.filter((town) => town.seat !== undefined), [towns]);
  const seats = useMemo(() => onPlane(placed.flatMap(({ seat }) => (seat ? [seat] : []))), [placed]);
  const cells = useMemo(() => cellsOf(seats), [seats]);
  const most = Math.max(0, ...placed.map((town) => amountIn(town) ?? 0));
  const all = cells.flat();
  if (all.length === 0) return <p className="map-none">{UNDEFINED}</p>;
  const [left, top] = [Math.min(...all.map(({ x }) => x)), Math.min(...all.map(({ y }) => y))];
  const [width, height] = [Math.max(...all.map(({ x }) => x)) - left, Math.max(...all.map(({ y }) => y)) - top];
  // Letters are as large as the sketch asks for, whatever its degrees are.
  const unit = Math.max(width, height) / 100;
  return (
    <svg
      className="map-sketch"
      viewBox={`${left - unit} ${top - unit} ${width + 2 * unit} ${height + 2 * unit}`}
      aria-hidden="true"
    >
      {placed.map((town, at) => (
        <polygon
          key={town.code}
          className={`map-cell ${shadeOf(amountIn(town), most)}`}
          strokeWidth={unit * 0.4}
          points={(cells[at] ?? []).map(({ x, y }) => `${x},${y}`).join(" ")}
        />
      ))}
      {placed.map((town, at) => {
        const { x, y, area } = middleOf(cells[at] ?? []);
        const size = Math.max(unit * 1.4, Math.min(unit * 3.4, (Math.sqrt(area) * 0.95) / (town.name.length || 1)));
        return (
          <g key={town.code}>
            <text className="map-name" x={x} y={y - size * 0.1} fontSize={size}>
              {town.name}
            </text>
            <text className="map-value" x={x} y={y + size} fontSize={size}>
              {textOf(town)}
            </text>
            {town.on > 0 && <circle className="dot on" cx={x - size * 0.8} cy={y + size * 1.7} r={size * 0.3} />}
            {town.off > 0 && <circle className="dot off" cx={x} cy={y + size * 1.7} r={size * 0.3} />}
            {town.late > 0 && <circle className="dot late" cx={x + size * 0.8} cy={y + size * 1.7} r={size * 0.3} />}
          </g>
        );
      })}
    </svg>
  );
}

/** One of five shades, by the share of the greatest; none where the figure is undefined. */
function shadeOf(value: number | undefined, most: number): string {
  if (value === undefined) return "none";
  return most > 0 ? `m${Math.min(4, Math.floor((value / most) * 4.999))}` : "m0";
}
