import { expect, test } from "vitest";
import { actOf, type Draft, draftOf, fieldsOf, MODES } from "./serviceAct.ts";

const me = { name: "people/officer", displayName: "王法官" } as Parameters<typeof draftOf>[0];
const filled: Draft = {
  ...draftOf(me, "执行通知书"),
  addressee: "李四",
  address: "前田村12号",
  region: "330783201203",
  place: "SERVICE_PLACE_RESIDENCE",
  refused: true,
  recipient: "李四",
  relation: "RECIPIENT_RELATION_ADDRESSEE",
  witness: "张三",
  witnessOf: "WITNESS_OF_RESIDENCE_COMMITTEE",
  witnessThere: true,
  witnessSigned: true,
  noted: true,
  consent: "CONSENT_BASIS_EXPRESS",
  servedDay: "2026-11-20",
  postalDay: "2026-11-21",
  slip: true,
  missing: true,
  published: ["2026-10-01", ""],
};

test("each mode asks for fields of its own, and none asks twice", () => {
  for (const mode of MODES) {
    const fields = fieldsOf({ ...filled, mode });
    expect(fields.length, mode).toBeGreaterThan(3);
    expect(new Set(fields).size, mode).toBe(fields.length);
  }
  expect(fieldsOf({ ...filled, mode: "SERVICE_MODE_POSTAL" })).not.toContain("servedDay");
  expect(fieldsOf({ ...filled, mode: "SERVICE_MODE_LEFT", filmed: true })).not.toContain("witness");
});

test("what was filled in for another mode stays out of the act", () => {
  const left = actOf({ ...filled, mode: "SERVICE_MODE_LEFT" }, me);
  expect(left).toMatchObject({
    refused: true,
    place: "SERVICE_PLACE_RESIDENCE",
    addressee: { regionCode: "330783201203" },
    witness: { displayName: "张三", regionCode: "330783201203", signed: true },
    server: { displayName: "王法官", person: "people/officer", courtStaff: true },
    servedDate: { year: 2026, month: 11, day: 20 },
  });
  expect(left).not.toHaveProperty("consentBasis");
  expect(left).not.toHaveProperty("postalReceiptDate");
  expect(left).not.toHaveProperty("signed");
  const posted = actOf({ ...filled, mode: "SERVICE_MODE_POSTAL" }, me);
  expect(posted).toMatchObject({ postalReceiptDate: { day: 21 }, receiptAttached: true });
  expect(posted).not.toHaveProperty("witness");
  expect(posted).not.toHaveProperty("servedDate");
  expect(actOf({ ...filled, mode: "SERVICE_MODE_PUBLIC_NOTICE" }, me).publicationDates).toHaveLength(1);
});

test("somebody else who serves is not the person at the desk", () => {
  expect(actOf({ ...filled, server: "赵书记员" }, me).server).not.toHaveProperty("person");
});
