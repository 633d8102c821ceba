/** The borders of towns as the register has them: GeoJSON, on the same plane as the sketch. */
import { middleOf, type Point } from "./sketch.ts";

/** A polygon: the ring around it, and then those of its holes. */
type Polygon = number[][][];
interface Feature {
  id?: unknown;
  geometry?: { type?: unknown; coordinates?: unknown } | null;
}

/** The polygons of each region by its code. What is no polygon is left out. */
export function bordersOf(collection: unknown): ReadonlyMap<string, Polygon[]> {
  const { features } = (collection ?? {}) as { features?: readonly Feature[] };
  return new Map(
    (features ?? []).flatMap(({ id, geometry }): [string, Polygon[]][] => {
      const { type, coordinates } = geometry ?? {};
      if (type === "Polygon") return [[String(id), [coordinates as Polygon]]];
      return type === "MultiPolygon" ? [[String(id), coordinates as Polygon[]]] : [];
    }),
  );
}

export interface Area {
  rings: Point[][];
  /** The middle of its largest part, for what is written there, and how large that is. */
  middle: Point & { area: number };
}

/** A ring without the points that nobody would see: those nearer to the last one than `least`. Its corners stay where they are. */
export function thinned(ring: readonly Point[], least: number): Point[] {
  const kept: Point[] = [];
  for (const point of ring) {
    const last = kept[kept.length - 1];
    if (!last || Math.hypot(point.x - last.x, point.y - last.y) >= least) kept.push(point);
  }
  return kept.length < 3 ? [...ring] : kept;
}

/** Borders as areas of a plane; points nearer than `least` are seen as one. */
export function areaOf(
  polygons: readonly Polygon[],
  toPlane: (lng: number, lat: number) => Point,
  least: number,
): Area {
  const rings = polygons.map((polygon) =>
    polygon.map((ring) =>
      thinned(
        ring.map(([lng = 0, lat = 0]) => toPlane(lng, lat)),
        least,
      ),
    ),
  );
  const middles = rings.map(([outer]) => middleOf(outer ?? []));
  const [largest = { x: 0, y: 0, area: 0 }] = [...middles].sort((one, other) => other.area - one.area);
  return { rings: rings.flat(), middle: largest };
}
