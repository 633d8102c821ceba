/** Borders of regions in a file of GeoJSON, as the contract takes them; what is wrong is named by the feature in which it stands. */
import type { Schemas } from "../../../contract/types.ts";

type RegionShape = Schemas["sharedcourt.courts.v1.RegionShape"];
export type WrongShape = "json" | "collection" | "crs" | "code" | "geometry";

export interface ShapeFault {
  /** The number of the feature, from 1; absent for the file. */
  feature?: number;
  wrong: WrongShape;
}

export interface ReadShapes {
  shapes: RegionShape[];
  faults: ShapeFault[];
}

/** The properties in which a feature names its region, the first that is there; the last two as the register's own files head the column. */
const CODES = ["code", "region_code", "regionCode", "\u4ee3\u7801", "\u533a\u5212\u4ee3\u7801"];
/** Systems whose degrees are those of WGS 84 to a few centimetres: CRS84, EPSG 4326, and CGCS2000 (EPSG 4490). */
const DEGREES = /CRS:?:?84$|(?:^|\D)4326$|(?:^|\D)4490$/i;

type Json = Record<string, unknown>;
const object = (value: unknown): Json => (value && typeof value === "object" ? (value as Json) : {});

function codeOf(feature: Json): string {
  const properties = object(feature.properties);
  const named = CODES.map((name) => properties[name]).find((value) => value !== undefined && value !== null);
  const code = named ?? feature.id;
  return typeof code === "string" || typeof code === "number" ? String(code).trim() : "";
}

export function readShapes(text: string): ReadShapes {
  let file: Json;
  try {
    file = object(JSON.parse(text));
  } catch {
    return { shapes: [], faults: [{ wrong: "json" }] };
  }
  if (file.type !== "FeatureCollection" || !Array.isArray(file.features) || file.features.length === 0)
    return { shapes: [], faults: [{ wrong: "collection" }] };
  const faults: ShapeFault[] = [];
  const system = object(object(file.crs).properties).name;
  if (file.crs && !(typeof system === "string" && DEGREES.test(system))) faults.push({ wrong: "crs" });
  const shapes = file.features.map((each: unknown, at): RegionShape => {
    const feature = object(each);
    const { type, coordinates } = object(feature.geometry);
    const regionCode = codeOf(feature);
    if (!regionCode) faults.push({ feature: at + 1, wrong: "code" });
    if (!type || !coordinates) faults.push({ feature: at + 1, wrong: "geometry" });
    return { regionCode, geometry: JSON.stringify({ type, coordinates }) };
  });
  return { shapes, faults };
}

/** The feature to which a path of the contract belongs, for example `shapes[3].geometry`. */
export function featureOf(path: string): number | undefined {
  const at = path.match(/^shapes\[(\d+)\]/)?.[1];
  return at === undefined ? undefined : Number(at) + 1;
}
