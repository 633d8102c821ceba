import { expect, test } from "vitest";
import { cellsOf, hullOf, middleOf, type Point, planeAround } from "./sketch.ts";

const area = (polygon: readonly Point[]): number =>
  Math.abs(
    polygon.reduce((sum, { x, y }, at) => {
      const next = polygon[(at + 1) % polygon.length] as Point;
      return sum + x * next.y - next.x * y;
    }, 0) / 2,
  );

const GRID = Array.from({ length: 16 }, (_, at) => ({ x: (at % 4) * 10, y: Math.floor(at / 4) * 10 }));

test("the cells fill the outline without a gap and without lying over each other", () => {
  const outline = area(hullOf(GRID)) * 1.3 ** 2;
  const cells = cellsOf(GRID);
  expect(cells.reduce((sum, cell) => sum + area(cell), 0)).toBeCloseTo(outline, 6);
  expect(cells.every((cell) => area(cell) > 0)).toBe(true);
});

test("every corner of a cell is as near to its own seat as to any other", () => {
  const seats = GRID.map(({ x, y }, at) => ({ x: x + ((at * 7) % 5), y: y + ((at * 11) % 6) }));
  const apart = (one: Point, other: Point) => Math.hypot(one.x - other.x, one.y - other.y);
  cellsOf(seats).forEach((cell, at) => {
    for (const corner of cell) {
      const own = apart(corner, seats[at] as Point);
      expect(Math.min(...seats.map((seat) => apart(corner, seat)))).toBeGreaterThan(own - 1e-6);
    }
  });
});

test("the middle of a square is its middle", () => {
  const square = [
    { x: 2, y: 2 },
    { x: 4, y: 2 },
    { x: 4, y: 4 },
    { x: 2, y: 4 },
  ];
  expect(middleOf(square)).toEqual({ x: 3, y: 3, area: 4 });
  expect(middleOf([])).toEqual({ x: 0, y: 0, area: 0 });
});

test("too few seats have no outline", () => {
  expect(cellsOf([{ x: 0, y: 0 }])).toEqual([[]]);
  expect(cellsOf([])).toEqual([]);
});

test("north is up and east is right", () => {
  const toPlane = planeAround([29, 29.1]);
  const [south, north, east] = [toPlane(120, 29), toPlane(120, 29.1), toPlane(120.1, 29)];
  expect(north.y).toBeLessThan(south.y);
  expect(east.x).toBeGreaterThan(south.x);
});
