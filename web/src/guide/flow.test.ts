import { expect, test } from "vitest";
import type { Draft } from "../outbox/model.ts";
import { evaluate } from "./evaluate.ts";
import { gapsOf, pagesOf, put, recordOf, waysOf, wireOf } from "./flow.ts";
import { type Guide, guideOf, type VisitRecord } from "./model.ts";
import { guideNoteOf } from "./record.ts";

const item = (id: string, more: object) => ({
  id,
  input: "GUIDE_INPUT_CHOICE",
  min: 1,
  blocking: true,
  ask: id,
  ...more,
});
const presence = (accepts: string[]) => item("SERVER_PRESENCE", { field: "server.presence", accepts });
const witnessed = [
  item("REFUSER", { field: "recipient.relation", accepts: ["ADDRESSEE"] }),
  item("WITNESS", {
    field: "witness.displayName",
    input: "GUIDE_INPUT_PERSON",
    accepts: ["李主任"],
    differsFrom: "server.displayName",
  }),
  item("WITNESS_SIGNATURE", {
    field: "files",
    input: "GUIDE_INPUT_SIGNATURE",
    role: "FILE_ROLE_SIGNATURE_WITNESS",
    anyOf: "witness",
  }),
  item("WITNESS_FORM", {
    field: "files",
    input: "GUIDE_INPUT_PHOTO",
    role: "FILE_ROLE_RETURN_FORM",
    anyOf: "witness",
  }),
];
const branch = (id: string, light: string, items: object[]) => ({
  id,
  outcome: "ATTEMPT_OUTCOME_REFUSED",
  mode: light === "ASSISTANCE" ? "SERVICE_MODE_UNSPECIFIED" : "SERVICE_MODE_LEFT",
  light: `GUIDE_LIGHT_${light}`,
  items,
});
const process = { field: "files", role: "FILE_ROLE_PROCESS", anyOf: "process" };
const guide = guideOf({
  version: "2026.1",
  branches: [
    branch("LEFT_WITNESSED", "GREEN", [presence(["ON_SITE"]), ...witnessed]),
    branch("LEFT_WITNESSED_TO_CONFIRM", "YELLOW", [presence(["ON_SITE", "VIDEO"]), ...witnessed]),
    branch("LEFT_RECORDED", "GREEN", [
      presence(["ON_SITE"]),
      item("PROCESS_PHOTO", { ...process, input: "GUIDE_INPUT_PHOTO" }),
      item("PROCESS_VIDEO", { ...process, input: "GUIDE_INPUT_VIDEO" }),
    ]),
    branch("REFUSAL", "ASSISTANCE", [item("DATE", { field: "date", input: "GUIDE_INPUT_DATE" })]),
  ],
} as never) as Guide;

const draft = (more: Partial<Draft>): Draft => ({
  id: "tasks/1",
  label: { party: "张三", place: "前田村", kind: "TASK_KIND_SERVICE_OF_PROCESS" },
  step: "guide",
  arrived: { wall: 0, offset: 0, page: "", uptime: 0 },
  outcome: "ATTEMPT_OUTCOME_REFUSED",
  answers: {},
  photos: [],
  guide,
  ...more,
});

const ids = (record: Partial<VisitRecord>, way?: string) =>
  pagesOf(guide, { outcome: "REFUSED", ...record }, way).map(({ id }) => id);

test("how the court was present decides what is asked, and then the way does", () => {
  expect(ids({})).toEqual(["presence"]);
  expect(gapsOf(guide, { outcome: "REFUSED" }, "").map(({ id }) => id)).toEqual(["SERVER_PRESENCE", "PROCESS_PHOTO"]);
  expect(ids({ server: { presence: "ABSENT" } })).toEqual(["presence", "DATE", "end"]);
  expect(ids({ server: { presence: "ON_SITE" } })).toEqual(["presence", "way"]);
  expect(ids({ server: { presence: "ON_SITE" } }, "LEFT_RECORDED")).toEqual([
    "presence",
    "way",
    "PROCESS_PHOTO",
    "end",
  ]);
  // One way alone takes a server by video, and nobody has to choose it.
  expect(ids({ server: { presence: "VIDEO" } })).toEqual([
    "presence",
    "REFUSER",
    "WITNESS",
    "WITNESS_SIGNATURE",
    "end",
  ]);
  expect(pagesOf(guide, { outcome: "MOVED" }, "").map(({ id }) => id)).toEqual(["end"]);
  expect(waysOf(guide, "REFUSED").map(({ id, serves }) => [id, serves])).toEqual([
    ["LEFT_WITNESSED", true],
    ["LEFT_RECORDED", true],
    ["REFUSAL", false],
  ]);
});

test("a film is not asked for where a photo is enough", () => {
  const page = pagesOf(guide, { outcome: "REFUSED", server: { presence: "ON_SITE" } }, "LEFT_RECORDED")[2];
  expect(page?.kind === "items" && page.items.map(({ id }) => id)).toEqual(["PROCESS_PHOTO"]);
});

test("the light turns green with the last answer, and the court gets record, roles and gaps", () => {
  let record = put(undefined, "server.presence", "ON_SITE");
  record = put(record, "recipient.relation", "ADDRESSEE");
  record = put(record, "witness.displayName", "李主任");
  record = put(record, "date", "2026-11-30");
  const open = draft({ record, way: "LEFT_WITNESSED", gapsReason: "见证人不肯签" });
  expect(gapsOf(guide, recordOf(open), open.way).map(({ id }) => id)).toEqual(["WITNESS_SIGNATURE"]);
  expect(wireOf(open)).toEqual({
    record: {
      server: { presence: "ON_SITE" },
      recipient: { relation: "ADDRESSEE" },
      witness: { displayName: "李主任" },
      date: { year: 2026, month: 11, day: 30 },
      guideVersion: "2026.1",
      unmet: ["WITNESS_SIGNATURE"],
      unmetReason: "见证人不肯签",
    },
    files: [],
  });
  const signed = draft({ ...open, signatures: [{ sha: "s", role: "SIGNATURE_WITNESS", signer: "李主任" }] });
  expect(evaluate(guide, recordOf(signed)).light).toBe("GREEN");
  expect(wireOf(signed)?.files).toEqual([{ evidence: "evidence/s", role: "SIGNATURE_WITNESS", kind: "SIGNATURE" }]);
  expect(wireOf(signed)?.record).not.toHaveProperty("unmet");
  // The server does not witness.
  const same = draft({ ...signed, record: put(record, "server.displayName", "李主任 ") });
  expect(evaluate(guide, recordOf(same)).light).toBe("ASSISTANCE");
});

test("a photo of a paper proves nothing, a photo of the proof of service does", () => {
  const photos = (["paper", "door", "form"] as const).map((role) => ({ sha: role, role, size: 1, edited: false }));
  expect(recordOf(draft({ photos })).files?.map(({ role }) => role)).toEqual(["PLACE", "RETURN_FORM"]);
});

test("a question that this page does not know stays open", () => {
  const newer = guideOf({
    branches: [
      {
        id: "X",
        outcome: "ATTEMPT_OUTCOME_OTHER",
        light: "GUIDE_LIGHT_GREEN",
        items: [item("SCAN", { input: "GUIDE_INPUT_SCAN", field: "note" })],
      },
    ],
  } as never) as Guide;
  expect(evaluate(newer, { outcome: "OTHER", note: "x" })).toMatchObject({
    light: "ASSISTANCE",
    missing: [{ id: "SCAN" }],
  });
  expect(guideOf(null)).toBeUndefined();
});

test("the sentences of the record say what was answered and make nothing up", () => {
  const record = {
    recipient: { displayName: "张三", relation: "ADDRESSEE" },
    refusal: "NONE_GIVEN",
    place: "RESIDENCE",
    left: true,
    noted: true,
    server: { displayName: "王法官", presence: "ON_SITE" },
    witness: { displayName: "李主任", represents: "RESIDENCE_COMMITTEE" },
  };
  const signatures = [{ sha: "s", role: "SIGNATURE_WITNESS", signer: "李主任" }];
  expect(guideNoteOf(draft({ record, signatures }), "照片：门口 1 张。")).toBe(
    "在住处（住所），张三（本人）拒收。理由：没有说理由。文书已留在该处。法院送达人王法官在现场。" +
      "见证人：李主任（住所地的村（居）民委员会）。送达回证已记明情况。见证人签名：李主任，当场手写。照片：门口 1 张。未取得定位。",
  );
  expect(guideNoteOf(draft({}), "")).toBe("对方拒收。未取得定位。");
});

test("what was answered for another outcome stays on the phone", () => {
  const [first] = guide.branches;
  const nobody = { ...(first as (typeof guide.branches)[number]), id: "NOT_FOUND", outcome: "NOT_FOUND", items: [] };
  const left = draft({
    guide: { ...guide, branches: [...guide.branches, nobody] },
    outcome: "ATTEMPT_OUTCOME_NOT_FOUND",
    record: { asked: "邻居", witness: { displayName: "李主任" } },
    signatures: [{ sha: "s", role: "SIGNATURE_WITNESS", signer: "李主任" }],
  });
  expect(guideNoteOf(left, "")).toBe("未见到人。打听：邻居。未取得定位。");
  expect(wireOf(left)?.record).not.toHaveProperty("witness");
  expect(wireOf(left)?.files).toEqual([]);
});
