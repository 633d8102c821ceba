import { expect, test } from "vitest";
import { openInquiries, openOf, proofsOf, type Records } from "./closing.ts";

const found = { name: "cases/1", caseNumber: "1", claimFen: "1000", parties: [] } as unknown as Parameters<
  typeof proofsOf
>[0];
const nothing: Records = { acts: [], deadlines: [], sanctions: [], requests: [], leads: [], tasks: [], watches: [] };
const records = (more: object): Records => ({ ...nothing, ...more }) as unknown as Records;
const day = { year: 2026, month: 11, day: 2 };

test("a condition is proved by its own record alone", () => {
  const acts = [
    { name: "serviceActs/a", mode: "SERVICE_MODE_DIRECT", document: { title: "执行通知书" }, deemedDate: day },
    { name: "serviceActs/b", mode: "SERVICE_MODE_DIRECT", document: { title: "报告财产令" }, deemedDate: day },
  ];
  const proofs = proofsOf(
    found,
    records({
      acts,
      deadlines: [{ kind: "NOTICE_OF_ENFORCEMENT", metBy: "serviceActs/a", metDate: day }],
      sanctions: [
        {
          name: "sanctions/s",
          kind: "SANCTION_KIND_CONSUMPTION_RESTRICTION",
          state: "SANCTION_STATE_IN_FORCE",
          sanctioned: { displayName: "李四" },
        },
        {
          name: "sanctions/t",
          kind: "SANCTION_KIND_DISHONEST_LIST",
          state: "SANCTION_STATE_PROPOSED",
          sanctioned: { displayName: "李四" },
        },
      ],
      tasks: [
        { name: "tasks/t", kind: "TASK_KIND_LOCATE_PERSON", state: "TASK_STATE_DONE" },
        { name: "tasks/u", kind: "TASK_KIND_LOCATE_PERSON", state: "TASK_STATE_REVOKED" },
      ],
    }),
  );
  expect(proofs.noticeSent).toEqual([
    { kind: "act", text: "执行通知书", day: "2026-11-02", path: "/cases/1/service/a" },
  ]);
  expect(proofs.reportOrderSent.map(({ path }) => path)).toEqual(["/cases/1/service/b"]);
  expect(proofs.consumptionRestricted.map(({ path }) => path)).toEqual(["/cases/1/sanctions/s"]);
  expect(proofs.listedWhereDue).toEqual([]);
  expect(proofs.searchDone.map(({ path }) => path)).toEqual(["/tasks/t"]);
});

test("an inquiry that is open keeps the others from proving that all are over", () => {
  const answered = { name: "requests/1", matter: "matters/tax-query", state: "REQUEST_STATE_CONFIRMED" };
  expect(proofsOf(found, records({ requests: [answered] })).inquiryExhausted).toHaveLength(1);
  const open = records({ requests: [answered], leads: [{ state: "LEAD_STATE_OPEN" }] });
  expect(openInquiries(open)).toBe(1);
  expect(proofsOf(found, open).inquiryExhausted).toEqual([]);
});

test("what is open of a claim is counted to the fen", () => {
  expect(openOf(found, 400n, ["599"])).toBe(1n);
  expect(openOf(found, 400n, ["700"])).toBe(0n);
  const broken = {
    ...found,
    settlements: [{ state: "SETTLEMENT_STATE_BROKEN", paidFen: "100" }],
    origin: { paidFen: "50" },
  };
  expect(openOf(broken as typeof found, 0n, [undefined])).toBe(850n);
});
