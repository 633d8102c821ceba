import { expect, test } from "vitest";
import { featureOf, readShapes } from "./shapes.ts";

const geometry = {
  type: "Polygon",
  coordinates: [
    [
      [120, 29],
      [121, 29],
      [121, 30],
      [120, 29],
    ],
  ],
};
const file = (features: unknown[], more = {}) => JSON.stringify({ type: "FeatureCollection", features, ...more });
const feature = (properties: object, more = {}) => ({ type: "Feature", properties, geometry, ...more });

test("each feature names its region, by one of the names that a code has or by its id", () => {
  const read = readShapes(
    file([
      feature({ code: "330783001" }),
      feature({ 区划代码: 330783002, name: "白云街道" }),
      feature({ name: "江北街道" }, { id: "330783003" }),
    ]),
  );
  expect(read.faults).toEqual([]);
  expect(read.shapes.map(({ regionCode }) => regionCode)).toEqual(["330783001", "330783002", "330783003"]);
  expect(JSON.parse(read.shapes[0]?.geometry ?? "")).toEqual(geometry);
});

test("what is wrong is named by its feature", () => {
  expect(readShapes("<kml>").faults).toEqual([{ wrong: "json" }]);
  expect(readShapes(JSON.stringify(geometry)).faults).toEqual([{ wrong: "collection" }]);
  expect(readShapes(file([])).faults).toEqual([{ wrong: "collection" }]);
  expect(readShapes(file([feature({}), feature({ code: "1" }, { geometry: null })])).faults).toEqual([
    { feature: 1, wrong: "code" },
    { feature: 2, wrong: "geometry" },
  ]);
  expect([featureOf("shapes[3].geometry"), featureOf("shapes")]).toEqual([4, undefined]);
});

test("degrees of another system are not taken for those of WGS 84", () => {
  const crs = (name: string) =>
    readShapes(file([feature({ code: "1" })], { crs: { type: "name", properties: { name } } }));
  for (const right of ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4490"])
    expect(crs(right).faults).toEqual([]);
  for (const wrong of ["EPSG:3857", "urn:ogc:def:crs:EPSG::4549", "EPSG:14326"])
    expect(crs(wrong).faults, wrong).toEqual([{ wrong: "crs" }]);
});
