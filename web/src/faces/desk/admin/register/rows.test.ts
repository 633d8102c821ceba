import { expect, test } from "vitest";
import { linesOf } from "./csv.ts";
import { aboutCell, cellOf, type Register, read, type WordsOf } from "./rows.ts";

const WORDS: WordsOf = {
  kinds: { COURT_KIND_UNSPECIFIED: "?", COURT_KIND_TOWN: "镇街", COURT_KIND_VILLAGE: "村社" },
  equipment: { EQUIPMENT_KIND_SCREEN: "屏", EQUIPMENT_KIND_LINE: "线" },
  roles: {
    ROLE_UNSPECIFIED: "?",
    ROLE_DIRECTOR: "庭务主任",
    ROLE_GRID_WORKER: "网格员",
    ROLE_UNIT_CLERK: "经办人",
    ROLE_CASHIER: "案款管理",
  },
};
const of = (register: Register, text: string) => read(register, linesOf(text), WORDS);

test("regions come with or without their seat", () => {
  const found = of(
    "regions",
    "代码,名称,经度,纬度\n330783,东阳市,,\n330783001,吴宁街道,120.2,29.25\n330783002,江北街道,120.2,x\n",
  );
  expect(found.rows).toEqual([
    { code: "330783", displayName: "东阳市" },
    { code: "330783001", displayName: "吴宁街道", seat: { latitude: 29.25, longitude: 120.2 } },
    { code: "330783002", displayName: "江北街道" },
  ]);
  expect(found.faults).toEqual([
    { line: 4, column: "latitude", wrong: "number", text: "x" },
    { line: 4, column: "latitude", wrong: "pair", text: "" },
  ]);
});

test("courts are read with either kind of words", () => {
  const found = of(
    "courts",
    "code,name,kind,host,region_code,covers,equipment\nc1,甲,VILLAGE,村委会,330783001014,330783001014;330783001016,屏；LINE\nc2,乙,城,,330783001,,灯\n",
  );
  expect(found.rows[0]).toEqual({
    name: "courts/c1",
    displayName: "甲",
    kind: "COURT_KIND_VILLAGE",
    host: "村委会",
    regionCode: "330783001014",
    covers: ["330783001014", "330783001016"],
    equipment: [
      { kind: "EQUIPMENT_KIND_SCREEN", condition: "EQUIPMENT_CONDITION_WORKING" },
      { kind: "EQUIPMENT_KIND_LINE", condition: "EQUIPMENT_CONDITION_WORKING" },
    ],
  });
  expect(found.faults.map(({ line, column, wrong, text }) => [line, column, wrong, text])).toEqual([
    [3, "kind", "word", "城"],
    [3, "equipment", "word", "灯"],
  ]);
});

test("what an export has written is read again, and what it has masked is refused", () => {
  const heading = "代码,名称,类型,设立单位,区划代码,覆盖,设备,经度,纬度";
  const found = of(
    "courts",
    `${heading}\nc1,甲,村社,,330783001014,,屏（有故障：屏幕碎了）；线（）,,\nc2,张*,村社,,330783,,屏(很旧),,\n`,
  );
  expect((found.rows[0] as { equipment: unknown }).equipment).toEqual([
    { kind: "EQUIPMENT_KIND_SCREEN", condition: "EQUIPMENT_CONDITION_FAULTY", note: "屏幕碎了" },
    { kind: "EQUIPMENT_KIND_LINE", condition: "EQUIPMENT_CONDITION_UNSPECIFIED" },
  ]);
  expect(found.faults.map(({ line, column, wrong }) => [line, column, wrong])).toEqual([
    [3, "equipment", "word"],
    [3, "name", "masked"],
  ]);
});

const PEOPLE = `编号,姓名,电话,职务,任职地,网格,村委工作人员,开始,结束
a,张三,138,庭务主任,330783201203,,,2026-01-01,
b,李四,,GRID_WORKER,courts/330783201203,330783201203,是,2026/1/1,2027-01-01
a,张三,,案款管理,330783,,,2025-01-01,2026-01-01
c,王五,,经办人,u01,,,2026-01-01,
a,张散,,庭务主任,330783201204,,可能,昨天,
`;

test("rows of one person stand under the first, and each term knows its line", () => {
  const found = of("people", PEOPLE);
  const [first, worker, clerk] = found.rows as { terms: object[] }[];
  expect(first?.terms).toHaveLength(3);
  expect(first?.terms.slice(0, 2)).toEqual([
    { role: "ROLE_DIRECTOR", court: "courts/330783201203", startTime: "2026-01-01T00:00:00+08:00" },
    {
      role: "ROLE_CASHIER",
      regionCode: "330783",
      startTime: "2025-01-01T00:00:00+08:00",
      endTime: "2026-01-01T00:00:00+08:00",
    },
  ]);
  expect(worker?.terms).toEqual([
    {
      role: "ROLE_GRID_WORKER",
      court: "courts/330783201203",
      grid: "330783201203",
      committeeStaff: true,
      startTime: "2026-01-01T00:00:00+08:00",
      endTime: "2027-01-01T00:00:00+08:00",
    },
  ]);
  expect(clerk?.terms).toEqual([
    { role: "ROLE_UNIT_CLERK", unit: "units/u01", startTime: "2026-01-01T00:00:00+08:00" },
  ]);
  expect(found.lines).toEqual([
    { line: 2, terms: [2, 4, 6] },
    { line: 3, terms: [3] },
    { line: 5, terms: [5] },
  ]);
  expect(found.faults.map(({ line, column, wrong, text }) => [line, column, wrong, text])).toEqual([
    [6, "start", "time", "昨天"],
    [6, "committeeStaff", "yesNo", "可能"],
    [6, "name", "differs", "2"],
  ]);
});

test("columns that are missing or unknown are named, and nothing is read without the needed ones", () => {
  expect(of("people", "编号,姓名,生日\na,张三,1990\n")).toMatchObject({
    rows: [],
    missing: ["role", "place"],
    unknown: ["生日"],
  });
  expect(of("regions", "code,name,备注\n1,a,x\n")).toMatchObject({
    missing: [],
    unknown: ["备注"],
    rows: [{ code: "1" }],
  });
  expect(of("regions", "")).toMatchObject({ rows: [], missing: ["code", "name"] });
});

test("a code whose digits a spreadsheet has rounded is named", () => {
  expect(of("regions", "code,name\n3.30783E+11,x\n").faults).toEqual([
    { line: 2, column: "code", wrong: "rounded", text: "3.30783E+11" },
  ]);
});

test("a path of the contract leads to its cell", () => {
  const { lines } = of("people", PEOPLE);
  expect(cellOf("people", "people[0].terms[1].startTime", lines)).toEqual({ line: 4, column: "start" });
  expect(cellOf("people", "people[0].terms[2].start_time", lines)).toEqual({ line: 6, column: "start" });
  expect(cellOf("people", "people[1].phone", lines)).toEqual({ line: 3, column: "phone" });
  expect(cellOf("people", "people[1].displayName", lines)).toEqual({ line: 3, column: "name" });
  expect(cellOf("people", "people", lines)).toEqual({});
  expect(cellOf("courts", "courts[0].covers[3]", [{ line: 2, terms: [] }])).toEqual({ line: 2, column: "covers" });
  expect(cellOf("regions", "regions[0].seat.latitude", [{ line: 7, terms: [] }])).toEqual({
    line: 7,
    column: "latitude",
  });
});

test("what the court says of a cell is said without the way to it", () => {
  expect(aboutCell("「人员」第 1 项的「电话号码」：须为 5 至 20 位数字：见说明")).toBe("须为 5 至 20 位数字：见说明");
  expect(aboutCell('person 1, "Telephone number": A number has 5 to 20 digits.')).toBe("A number has 5 to 20 digits.");
  expect(aboutCell("一次最多导入，请分批导入。")).toBe("一次最多导入，请分批导入。");
});
