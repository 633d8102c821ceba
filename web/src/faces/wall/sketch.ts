/** A sketch of the towns for as long as their borders are not known: each gets what lies nearer to its seat than to any other. */

export interface Point {
  x: number;
  y: number;
}

/** The points of a polygon that lie nearer to `own` than to `other`. */
function nearer(polygon: readonly Point[], own: Point, other: Point): Point[] {
  const middle = { x: (own.x + other.x) / 2, y: (own.y + other.y) / 2 };
  const [dx, dy] = [other.x - own.x, other.y - own.y];
  const beyond = ({ x, y }: Point) => (x - middle.x) * dx + (y - middle.y) * dy;
  return polygon.flatMap((from, at) => {
    const to = polygon[(at + 1) % polygon.length] as Point;
    const [here, there] = [beyond(from), beyond(to)];
    const kept = here <= 0 ? [from] : [];
    if (here < 0 === there < 0 || here === there) return kept;
    const share = here / (here - there);
    return [...kept, { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }];
  });
}

/** The hull around points, which turns one way. */
export function hullOf(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((one, other) => one.x - other.x || one.y - other.y);
  const half = (all: readonly Point[]): Point[] => {
    const kept: Point[] = [];
    for (const point of all) {
      while (kept.length >= 2) {
        const [one, two] = kept.slice(-2) as [Point, Point];
        const turn = (two.x - one.x) * (point.y - one.y) - (two.y - one.y) * (point.x - one.x);
        if (turn > 0) break;
        kept.pop();
      }
      kept.push(point);
    }
    return kept.slice(0, -1);
  };
  return [...half(sorted), ...half([...sorted].reverse())];
}

/** How far the outline stands off the outermost seats. */
const MARGIN = 1.3;

/** The cell of each seat, in the order of the seats; seats at one place have the same cell. Fewer than three seats have no outline. */
export function cellsOf(seats: readonly Point[]): Point[][] {
  const hull = hullOf(seats);
  if (hull.length < 3) return seats.map(() => []);
  const middle = {
    x: hull.reduce((sum, { x }) => sum + x, 0) / hull.length,
    y: hull.reduce((sum, { y }) => sum + y, 0) / hull.length,
  };
  const outline = hull.map(({ x, y }) => ({
    x: middle.x + (x - middle.x) * MARGIN,
    y: middle.y + (y - middle.y) * MARGIN,
  }));
  return seats.map((own) =>
    seats.reduce<Point[]>((cell, other) => (other === own ? cell : nearer(cell, own, other)), outline),
  );
}

/** The middle of a cell and how large it is, for what is written in it. */
export function middleOf(cell: readonly Point[]): Point & { area: number } {
  let [area, x, y] = [0, 0, 0];
  cell.forEach((from, at) => {
    const to = cell[(at + 1) % cell.length] as Point;
    const cross = from.x * to.y - to.x * from.y;
    area += cross / 2;
    x += (from.x + to.x) * cross;
    y += (from.y + to.y) * cross;
  });
  return area === 0 ? { x: 0, y: 0, area: 0 } : { x: x / (6 * area), y: y / (6 * area), area: Math.abs(area) };
}

/** How degrees lie on a plane around some latitudes, with north up; at this size the earth is flat. */
export function planeAround(latitudes: readonly number[]): (longitude: number, latitude: number) => Point {
  const mean = latitudes.reduce((sum, latitude) => sum + latitude, 0) / (latitudes.length || 1);
  const narrowing = Math.cos((mean * Math.PI) / 180);
  return (longitude, latitude) => ({ x: longitude * narrowing * 1000, y: -latitude * 1000 });
}
