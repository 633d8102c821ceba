/** The towns as a drawing: by their borders where the register has all of them, else as a sketch around their seats. A town opens its villages. */
import { useMemo } from "react";
import { UNDEFINED } from "../../../figures/figures.ts";
import { useWall } from "../../../words/wall/index.ts";
import { type Area, areaOf, type bordersOf } from "../shapes.ts";
import { cellsOf, middleOf, planeAround } from "../sketch.ts";
import type { Town } from "../towns.ts";

/** Points that are nearer than this share of the drawing are seen as one on any wall. */
const FINEST = 1 / 3000;

type Borders = ReturnType<typeof bordersOf>;
interface Placed {
  town: Town;
  area: Area;
}

/** Whether the register has the border of every town. */
export const hasAll = (towns: readonly Town[], borders: Borders | undefined): borders is Borders =>
  borders !== undefined && towns.length > 0 && towns.every(({ code }) => borders.has(code));

function byBorders(towns: readonly Town[], borders: Borders): Placed[] {
  const latitudes = [...borders.values()].flat(3).map(([, latitude = 0]) => latitude);
  const toPlane = planeAround(latitudes);
  const south = latitudes.reduce((least, each) => Math.min(least, each), 90);
  const north = latitudes.reduce((most, each) => Math.max(most, each), -90);
  const least = Math.abs(toPlane(0, south).y - toPlane(0, north).y) * FINEST;
  return towns.map((town) => ({ town, area: areaOf(borders.get(town.code) ?? [], toPlane, least) }));
}

function bySeats(towns: readonly Town[]): Placed[] {
  const placed = towns.flatMap((town) => (town.seat ? [{ town, seat: town.seat }] : []));
  const toPlane = planeAround(placed.map(({ seat }) => seat.latitude));
  const cells = cellsOf(placed.map(({ seat }) => toPlane(seat.longitude, seat.latitude)));
  return placed.map(({ town }, at) => {
    const cell = cells[at] ?? [];
    return { town, area: { rings: [cell], middle: middleOf(cell) } };
  });
}

interface Props {
  towns: readonly Town[];
  /** Absent while the sketch stands for them. */
  borders: Borders | undefined;
  amountIn: (town: Town) => number | undefined;
  textOf: (town: Town) => string;
  onOpen: (town: Town) => void;
}

export function MapDrawing({ towns, borders, amountIn, textOf, onOpen }: Props) {
  const { t } = useWall();
  const placed = useMemo(() => (borders ? byBorders(towns, borders) : bySeats(towns)), [towns, borders]);
  const frame = useMemo(() => frameOf(placed), [placed]);
  const most = Math.max(0, ...placed.map(({ town }) => amountIn(town) ?? 0));
  if (!frame) return <p className="map-none">{UNDEFINED}</p>;
  const { left, top, width, height } = frame;
  // Letters are as large as the drawing asks for, whatever its degrees are.
  const unit = Math.max(width, height) / 100;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing holds no fieldset
    <svg
      className="map-sketch"
      viewBox={`${left - unit} ${top - unit} ${width + 2 * unit} ${height + 2 * unit}`}
      role="group"
      aria-label={t.map.title}
    >
      {placed.map(({ town, area }) => {
        const { x, y, area: room } = area.middle;
        const size = Math.max(unit * 1.4, Math.min(unit * 3.4, (Math.sqrt(room) * 0.95) / (town.name.length || 1)));
        return (
          // biome-ignore lint/a11y/useSemanticElements: a drawing holds no button of HTML
          <g
            key={town.code}
            className="map-town"
            role="button"
            tabIndex={0}
            aria-haspopup="dialog"
            aria-label={t.map.open(town.name, textOf(town))}
            onClick={() => onOpen(town)}
            onKeyDown={(event) => {
              if (event.key !== "Enter" && event.key !== " ") return;
              event.preventDefault();
              onOpen(town);
            }}
          >
            <path
              className={`map-cell ${shadeOf(amountIn(town), most)}`}
              strokeWidth={unit * 0.4}
              fillRule="evenodd"
              d={area.rings.map((ring) => `M${ring.map((point) => `${point.x},${point.y}`).join("L")}Z`).join("")}
            />
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

/** What holds all of the drawing; nothing where there is none. */
function frameOf(placed: readonly Placed[]) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of placed.flatMap(({ area }) => area.rings.flat())) {
    [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
  }
  return left < right ? { left, top, width: right - left, height: bottom - top } : undefined;
}

/** One of five shades, by the share of the greatest; none where the figure is undefined. */
function shadeOf(value: number | undefined, most: number): string {
  if (value === undefined) return "none";
  return most > 0 ? `m${Math.min(4, Math.floor((value / most) * 4.999))}` : "m0";
}
