/** What goes into the dossier of a case: which answers of the court, which papers, which files that any of them cites. */

/** An answer of the court, as it is kept. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type Answer = { [name: string]: Json };

export const PARTS = [
  "case",
  "timeline",
  "deadlines",
  "acts",
  "tasks",
  "requests",
  "sanctions",
  "seizures",
  "duties",
  "leads",
  "receipts",
  "entries",
  "payouts",
] as const;
export type PartName = (typeof PARTS)[number];

const listOf = (path: string, filter: string): string => `${path}?${new URLSearchParams({ filter })}`;

/** Where each part of a case is read. The entries of the ledger are read by receipt. */
export function partPaths(id: string, number: string): [PartName, string][] {
  const ofCase = `case="cases/${id}"`;
  return [
    ["case", `/v1/cases/${id}`],
    ["timeline", `/v1/cases/${id}/timeline`],
    ["deadlines", `/v1/cases/${id}/deadlines`],
    ["acts", `/v1/cases/${id}/serviceActs`],
    ["tasks", listOf("/v1/tasks", `case_number="${number}"`)],
    ["requests", listOf("/v1/requests", ofCase)],
    ["sanctions", listOf("/v1/sanctions", ofCase)],
    ["seizures", listOf("/v1/seizures", ofCase)],
    ["duties", listOf("/v1/duties", ofCase)],
    ["leads", listOf("/v1/leads", ofCase)],
    ["receipts", listOf("/v1/receipts", ofCase)],
    ["payouts", listOf("/v1/payouts", ofCase)],
  ];
}

/** The pages of a list as one answer: rows one after the other, all labels in one map. */
export function merged(pages: readonly Answer[]): Answer {
  const whole: Answer = {};
  for (const page of pages) {
    for (const [name, value] of Object.entries(page)) {
      const before = whole[name];
      if (name === "nextPageToken") continue;
      if (Array.isArray(before) && Array.isArray(value)) whole[name] = [...before, ...value];
      else if (isObject(before) && isObject(value)) whole[name] = { ...before, ...value };
      else whole[name] = value;
    }
  }
  return whole;
}

const isObject = (value: Json | undefined): value is { [name: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The rows of an answer, where it has them under this name. */
export const rowsOf = (answer: Answer | undefined, name: string): Answer[] => {
  const rows = answer?.[name];
  return Array.isArray(rows) ? rows.filter(isObject) : [];
};

export const textOf = (value: Json | undefined): string => (typeof value === "string" ? value : "");

const FILE = /^evidence\/([0-9a-f]{64})$/;

/** The digests of all files that something cites, each once, in their order. */
export function filesIn(value: Json, found = new Set<string>()): Set<string> {
  if (typeof value === "string") {
    const sha = value.match(FILE)?.[1];
    if (sha) found.add(sha);
  } else if (Array.isArray(value)) {
    for (const each of value) filesIn(each, found);
  } else if (isObject(value)) {
    for (const each of Object.values(value)) filesIn(each, found);
  }
  return found;
}

const ENDINGS: Record<string, string> = {
  jpeg: "jpg",
  quicktime: "mov",
  mpeg: "mp3",
  "svg+xml": "svg",
  plain: "txt",
};

/** How the name of a file of a media type ends. */
export function endingOf(mediaType: string): string {
  const kind = mediaType.split(";")[0]?.split("/")[1] ?? "";
  return ENDINGS[kind] ?? (/^[a-z0-9]{1,8}$/.test(kind) ? kind : "bin");
}
