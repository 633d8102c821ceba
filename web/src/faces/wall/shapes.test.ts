import { expect, test } from "vitest";
import { areaOf, bordersOf, thinned } from "./shapes.ts";

const square = (west: number, size: number) => [
  [west, 29],
  [west + size, 29],
  [west + size, 29 + size],
  [west, 29 + size],
  [west, 29],
];

test("borders are found by the codes of their regions, and what is no polygon is left out", () => {
  const borders = bordersOf({
    type: "FeatureCollection",
    features: [
      { id: "330783001", geometry: { type: "Polygon", coordinates: [square(120, 1)] } },
      { id: "330783002", geometry: { type: "MultiPolygon", coordinates: [[square(121, 1)], [square(123, 2)]] } },
      { id: "330783003", geometry: { type: "Point", coordinates: [120, 29] } },
      { id: "330783004", geometry: null },
    ],
  });
  expect([...borders.keys()]).toEqual(["330783001", "330783002"]);
  expect(borders.get("330783002")?.length).toBe(2);
  expect(bordersOf(undefined).size).toBe(0);
});

test("what is written stands in the largest part, and holes stay", () => {
  const parts = [[square(120, 1)], [square(130, 4), square(131, 1)]];
  const { rings, middle } = areaOf(parts, (x, y) => ({ x, y }), 0);
  expect(rings.length).toBe(3);
  expect(middle.x).toBeCloseTo(132, 9);
  expect(middle.area).toBeCloseTo(16, 9);
});

test("points too near to be seen as two are left out, and no ring is lost", () => {
  const line = Array.from({ length: 100 }, (_, at) => ({ x: at / 10, y: 0 }));
  const ring = [...line, { x: 5, y: 5 }, { x: 0, y: 0 }];
  expect(thinned(ring, 1).length).toBeLessThan(15);
  expect(thinned(ring, 1)).toContainEqual({ x: 5, y: 5 });
  expect(thinned(ring, 1000)).toEqual(ring);
});
