/** Rows of a register, as the contract takes them, each with the line on which it stands; what is wrong with a cell is named by both. */
import type { Court, Person, Role, Schemas, Term } from "../../../../contract/types.ts";
import { placeKind } from "../termDraft.ts";
import { content, instantFrom, isMasked, isRounded, type Line } from "./csv.ts";

type Region = Schemas["sharedcourt.courts.v1.Region"];
type CourtKind = NonNullable<Court["kind"]>;
type Equipment = NonNullable<Schemas["sharedcourt.courts.v1.Equipment"]["kind"]>;

export const REGISTERS = ["regions", "courts", "people"] as const;
export type Register = (typeof REGISTERS)[number];

/** The columns of each register, in the order of the program's own files; what has to be there comes first. */
const COLUMNS = {
  regions: { needed: ["code", "name"], more: ["longitude", "latitude"] },
  courts: {
    needed: ["code", "name", "kind", "regionCode"],
    more: ["host", "covers", "equipment", "longitude", "latitude"],
  },
  people: { needed: ["id", "name", "role", "place"], more: ["phone", "grid", "committeeStaff", "start", "end"] },
} as const;
export type Column = (typeof COLUMNS)[Register]["needed"][number] | (typeof COLUMNS)[Register]["more"][number];

export const columnsOf = (register: Register): { needed: readonly Column[]; more: readonly Column[] } =>
  COLUMNS[register];

/** Headings as offices write them, beside those of the program's own files. */
const HEADINGS: Record<string, Column> = {
  "\u4ee3\u7801": "code",
  "\u533a\u5212\u4ee3\u7801": "regionCode",
  "\u540d\u79f0": "name",
  "\u59d3\u540d": "name",
  "\u7ecf\u5ea6": "longitude",
  "\u7eac\u5ea6": "latitude",
  "\u7c7b\u578b": "kind",
  "\u8bbe\u7acb\u5355\u4f4d": "host",
  "\u8986\u76d6": "covers",
  "\u8bbe\u5907": "equipment",
  "\u7f16\u53f7": "id",
  "\u7535\u8bdd": "phone",
  "\u804c\u52a1": "role",
  "\u89d2\u8272": "role",
  "\u4efb\u804c\u5730": "place",
  "\u7f51\u683c": "grid",
  "\u6751\u59d4\u5de5\u4f5c\u4eba\u5458": "committeeStaff",
  "\u5f00\u59cb": "start",
  "\u7ed3\u675f": "end",
};

const camel = (text: string) => text.trim().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** What is wrong with a cell: not what can stand there, or not the same as on an earlier line. */
export type Wrong = "number" | "word" | "yesNo" | "time" | "rounded" | "masked" | "pair" | "differs";
export interface CellFault {
  line: number;
  column: Column;
  wrong: Wrong;
  /** What stands in the cell, or the earlier line. */
  text: string;
}

export interface Read {
  /** What is sent, by the register. */
  rows: Region[] | Court[] | Person[];
  /** The line of each row; of a person's terms, the line of each. */
  lines: { line: number; terms: number[] }[];
  faults: CellFault[];
  /** Columns that have to be there and are not. */
  missing: Column[];
  /** Headings that name no column of this register. */
  unknown: string[];
}

/** The values of a row by their columns; every cell that is wrong is named. */
class Cells {
  readonly line: number;
  private readonly values: Map<Column, string>;
  private readonly faults: CellFault[];

  constructor(line: number, values: Map<Column, string>, faults: CellFault[]) {
    this.line = line;
    this.values = values;
    this.faults = faults;
  }

  wrong(column: Column, wrong: Wrong, text: string): void {
    this.faults.push({ line: this.line, column, wrong, text });
  }

  text(column: Column): string {
    const text = this.values.get(column) ?? "";
    if (isRounded(text)) this.wrong(column, "rounded", text);
    if (isMasked(text)) this.wrong(column, "masked", text);
    return text;
  }

  parts = (column: Column): string[] =>
    this.text(column)
      .split(/[;\uff1b\u3001|]/)
      .map((part) => part.trim())
      .filter(Boolean);

  private read<T>(column: Column, wrong: Wrong, read: (text: string) => T | undefined): T | undefined {
    const text = this.values.get(column) ?? "";
    if (!text) return undefined;
    const value = read(text);
    if (value === undefined) this.wrong(column, wrong, text);
    return value;
  }

  number = (column: Column) =>
    this.read(column, "number", (text) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined));
  time = (column: Column) => this.read(column, "time", instantFrom);
  word = <T extends string>(column: Column, words: Record<string, T>) =>
    this.read(column, "word", (text) => words[text.toUpperCase()] ?? words[text]);
  yes = (column: Column) =>
    this.read(column, "yesNo", (text) => {
      if (/^(true|yes|1|\u662f)$/i.test(text)) return true;
      return /^(false|no|0|\u5426)$/i.test(text) ? false : undefined;
    });

  position(): { latitude: number; longitude: number } | undefined {
    const [longitude, latitude] = [this.number("longitude"), this.number("latitude")];
    if (longitude !== undefined && latitude !== undefined) return { latitude, longitude };
    if (longitude !== undefined) this.wrong("latitude", "pair", "");
    if (latitude !== undefined) this.wrong("longitude", "pair", "");
    return undefined;
  }
}

/** Words for kinds, pieces of equipment and offices: those of the contract, and as the page writes them. */
export interface WordsOf {
  kinds: Record<string, string>;
  equipment: Record<string, string>;
  roles: Record<string, string>;
}

/** The values of an enum by their short names and by what the page calls them. */
function known<T extends string>(prefix: string, names: Record<string, string>): Record<string, T> {
  const pairs = Object.entries(names).filter(([value]) => !value.endsWith("_UNSPECIFIED"));
  return Object.fromEntries(
    pairs.flatMap(
      ([value, text]) =>
        [
          [value.replace(prefix, ""), value as T],
          [text, value as T],
        ] as const,
    ),
  );
}

export function read(register: Register, table: readonly Line[], words: WordsOf): Read {
  const [heading, ...records] = table;
  const { needed, more } = columnsOf(register);
  const all = [...needed, ...more];
  const columns = (heading?.cells ?? []).map((cell): Column | undefined => {
    const name = HEADINGS[cell.trim()] ?? all.find((column) => column === camel(cell.toLowerCase()));
    return name && all.includes(name) ? name : undefined;
  });
  const missing = needed.filter((column) => !columns.includes(column));
  const unknown = (heading?.cells ?? []).filter((cell, at) => cell && columns[at] === undefined);
  const faults: CellFault[] = [];
  const found: Read = { rows: [], lines: [], faults, missing, unknown };
  if (missing.length > 0) return found;
  const cells = records.map(({ number, cells }) => {
    const pairs = columns.flatMap((column, at) => (column ? [[column, content(cells[at] ?? "")] as const] : []));
    return new Cells(number, new Map(pairs), faults);
  });
  found.lines = cells.map(({ line }) => ({ line, terms: [] }));
  switch (register) {
    case "regions":
      found.rows = cells.map(region);
      break;
    case "courts":
      found.rows = cells.map((row) => courtOf(row, words));
      break;
    default:
      people(cells, words, found);
  }
  return found;
}

function region(cells: Cells): Region {
  const seat = cells.position();
  return { code: cells.text("code"), displayName: cells.text("name"), ...(seat ? { seat } : {}) };
}

function courtOf(cells: Cells, words: WordsOf): Court {
  const kind = cells.word<CourtKind>("kind", known("COURT_KIND_", words.kinds));
  const things = known<Equipment>("EQUIPMENT_KIND_", words.equipment);
  const position = cells.position();
  const equipment = cells.parts("equipment").flatMap((word) => {
    const { name, condition, note } = pieceOf(word);
    const found = things[name.toUpperCase()] ?? things[name];
    if (found && condition) return [{ kind: found, condition, ...(note ? { note } : {}) }];
    cells.wrong("equipment", "word", word);
    return [];
  });
  return {
    name: `courts/${cells.text("code").replace(/^courts\//, "")}`,
    displayName: cells.text("name"),
    kind: kind ?? "COURT_KIND_UNSPECIFIED",
    host: cells.text("host"),
    regionCode: cells.text("regionCode"),
    covers: cells.parts("covers"),
    equipment,
    ...(position ? { position } : {}),
  };
}

const CONDITIONS: Record<string, NonNullable<Schemas["sharedcourt.courts.v1.Equipment"]["condition"]>> = {
  "": "EQUIPMENT_CONDITION_UNSPECIFIED",
  WORKING: "EQUIPMENT_CONDITION_WORKING",
  "\u6b63\u5e38": "EQUIPMENT_CONDITION_WORKING",
  FAULTY: "EQUIPMENT_CONDITION_FAULTY",
  "\u6709\u6545\u969c": "EQUIPMENT_CONDITION_FAULTY",
  MISSING: "EQUIPMENT_CONDITION_MISSING",
  "\u7f3a\u5931": "EQUIPMENT_CONDITION_MISSING",
};

/** A piece of equipment as an office or an export writes it: its name, and in brackets its condition and a note. Without brackets it works. */
function pieceOf(word: string) {
  const [, name = "", said, note = ""] =
    word.match(/^([^(\uff08]*)(?:[(\uff08]([^:\uff1a)\uff09]*)(?:[:\uff1a](.*?))?[)\uff09]?)?$/) ?? [];
  const condition = said === undefined ? CONDITIONS.WORKING : CONDITIONS[said.trim()];
  return { name: name.trim(), condition, note: note.trim() };
}

/** A row is a term; the rows of one person stand under the first of them. */
function people(cells: readonly Cells[], words: WordsOf, found: Read): void {
  const roles = known<Role>("ROLE_", words.roles);
  const rows: Person[] = [];
  const places = new Map<string, number>();
  found.lines = [];
  for (const row of cells) {
    const name = `people/${row.text("id").replace(/^people\//, "")}`;
    const term = termOf(row, row.word<Role>("role", roles));
    const [displayName, phone] = [row.text("name"), row.text("phone")];
    const place = places.get(name);
    const before = place === undefined ? undefined : rows[place];
    const lines = place === undefined ? undefined : found.lines[place];
    if (!before || !lines) {
      places.set(name, rows.length);
      rows.push({ name, displayName, ...(phone ? { phone } : {}), terms: [term] });
      found.lines.push({ line: row.line, terms: [row.line] });
      continue;
    }
    if (displayName !== before.displayName) row.wrong("name", "differs", String(lines.line));
    if (phone && phone !== (before.phone ?? "")) row.wrong("phone", "differs", String(lines.line));
    before.terms = [...(before.terms ?? []), term];
    lines.terms.push(row.line);
  }
  found.rows = rows;
}

function termOf(row: Cells, role: Role | undefined): Term {
  const [startTime, endTime, isStaff] = [row.time("start"), row.time("end"), row.yes("committeeStaff")];
  const place = row.text("place");
  const grid = row.text("grid");
  const [kind, code] = place.includes("/") ? place.split("/", 2) : [undefined, place];
  // A code alone is of the place in which the office counts.
  const counts = kind ?? { region: "regions", court: "courts", unit: "units" }[placeKind(role ?? "ROLE_UNSPECIFIED")];
  return {
    role: role ?? "ROLE_UNSPECIFIED",
    ...(counts === "courts" ? { court: `courts/${code}` } : {}),
    ...(counts === "units" ? { unit: `units/${code}` } : {}),
    ...(counts === "regions" && code ? { regionCode: code } : {}),
    ...(grid ? { grid } : {}),
    ...(isStaff ? { committeeStaff: true } : {}),
    ...(startTime ? { startTime } : {}),
    ...(endTime ? { endTime } : {}),
  };
}

/** The column of a register in which a field of the contract stands. */
const FIELDS: Record<Register, Record<string, Column>> = {
  regions: { code: "code", displayName: "name", seat: "latitude" },
  courts: {
    name: "code",
    displayName: "name",
    kind: "kind",
    host: "host",
    regionCode: "regionCode",
    covers: "covers",
    equipment: "equipment",
    position: "latitude",
  },
  people: {
    name: "id",
    displayName: "name",
    phone: "phone",
    role: "role",
    regionCode: "place",
    court: "place",
    unit: "place",
    grid: "grid",
    committeeStaff: "committeeStaff",
    startTime: "start",
    endTime: "end",
  },
};

/** Where in the table a path of the contract stands, for example `people[3].terms[1].startTime`. */
export function cellOf(register: Register, path: string, lines: Read["lines"]): { line?: number; column?: Column } {
  const [, at, rest = ""] = path.match(/^\w+\[(\d+)\](.*)$/) ?? [];
  if (at === undefined) return {};
  const row = lines[Number(at)];
  const [, term, field = ""] = rest.match(/^\.terms\[(\d+)\]\.?(.*)$/) ?? [
    undefined,
    undefined,
    rest.replace(/^\./, ""),
  ];
  const line = (term === undefined ? undefined : row?.terms[Number(term)]) ?? row?.line;
  const column = FIELDS[register][camel(field).replace(/[.[].*$/, "")];
  return { ...(line === undefined ? {} : { line }), ...(column ? { column } : {}) };
}

/** What the court says of a cell, without the way to the cell before it: row and column stand beside it. */
export const aboutCell = (detail: string): string => detail.replace(/^.*?\d.*?(?:\uff1a|": )/, "") || detail;
