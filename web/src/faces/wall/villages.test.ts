import { expect, test } from "vitest";
import { villagesOf } from "./villages.ts";

const NONE = { open: 0, late: 0 };
const TOWN = { code: "330783201", name: "三单乡", tasks: { open: 3, late: 1 } };
const VILLAGES = [
  { code: "330783201203", name: "前田村", tasks: { open: 3, late: 1 } },
  { code: "330783201204", name: "后田村", tasks: NONE },
];

test("every village of the town is listed with what is open and late in it", () => {
  expect(villagesOf(VILLAGES, TOWN, undefined)).toEqual([
    { code: "330783201203", name: "前田村", open: 3, late: 1, amount: 3 },
    { code: "330783201204", name: "后田村", open: 0, late: 0, amount: 0 },
  ]);
  // What is at the town's own place stands last.
  const more = { ...TOWN, tasks: { open: 5, late: 1 } };
  expect(villagesOf(VILLAGES, more, undefined)[2]).toEqual({
    code: "330783201",
    name: "三单乡",
    open: 2,
    late: 0,
    amount: 2,
  });
});

test("a figure that is undefined is no nought, and the town stands last where something counts for it alone", () => {
  const points = [
    { regionCode: "330783201203", value: "7" },
    { regionCode: "330783201", value: "2" },
  ];
  expect(villagesOf(VILLAGES, TOWN, points).map(({ name, amount }) => [name, amount])).toEqual([
    ["前田村", 7],
    ["后田村", undefined],
    ["三单乡", 2],
  ]);
});
