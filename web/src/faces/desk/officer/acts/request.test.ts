import { expect, test } from "vitest";
import {
  EMPTY,
  EQUITY_FREEZE,
  lacks,
  type Matter,
  mustBeSentByOther,
  neededKinds,
  paperKindsOf,
  type Request,
  requestOf,
  withArrived,
} from "./request.ts";

const of = { case: "cases/1", caseNumber: "1" };
const sent = [
  { kind: "PAPER_KIND_RULING" as const, names: ["evidence/a"] },
  { kind: "PAPER_KIND_OTHER" as const, names: ["evidence/b", "evidence/c"] },
];

test("what a telephone sends is taken for what the matter still needs, each paper once", () => {
  const matter = { papers: ["PAPER_KIND_RULING", "PAPER_KIND_ASSISTANCE_NOTICE"] } as Matter;
  const ruling = new File(["x"], "ruling.pdf");
  expect(neededKinds(matter, EMPTY)).toEqual(matter.papers);
  expect(neededKinds(matter, { ...EMPTY, papers: { PAPER_KIND_RULING: [ruling] } })).toEqual([
    "PAPER_KIND_ASSISTANCE_NOTICE",
  ]);
  const first = withArrived([], ["evidence/a"], neededKinds(matter, EMPTY));
  expect(first).toEqual([{ name: "evidence/a", kind: "PAPER_KIND_RULING" }]);
  const needed = neededKinds(matter, { ...EMPTY, phone: first });
  const all = withArrived(first, ["evidence/a", "evidence/b", "evidence/c"], needed);
  expect(all.map(({ name, kind }) => [name, kind])).toEqual([
    ["evidence/a", "PAPER_KIND_RULING"],
    ["evidence/b", "PAPER_KIND_ASSISTANCE_NOTICE"],
    ["evidence/c", "PAPER_KIND_OTHER"],
  ]);
  expect(neededKinds(undefined, EMPTY)).toEqual([]);
});

test("a query names its subject, a freeze of equity its holder and company", () => {
  const draft = { ...EMPTY, matter: "matters/tax-query", subject: " 周志强 ", identityNumber: "1", companyUscc: "9" };
  expect(lacks(draft)).toBe(false);
  const query = requestOf(draft, of, sent);
  expect(query).toMatchObject({ ...of, subject: { displayName: "周志强", kind: "SUBJECT_KIND_PERSON" } });
  expect(query.papers).toEqual(["evidence/a", "evidence/b", "evidence/c"]);
  expect(query.paperDetails?.map(({ kind }) => kind)).toEqual([
    "PAPER_KIND_RULING",
    "PAPER_KIND_OTHER",
    "PAPER_KIND_OTHER",
  ]);
  expect(query).not.toHaveProperty("equityFreeze");
  const freeze = requestOf({ ...draft, matter: EQUITY_FREEZE, percent: "30", claim: "880000" }, of, []);
  expect(freeze).toMatchObject({
    equityFreeze: {
      holder: "周志强",
      companyUscc: "9",
      percent: "30",
      claimFen: "88000000",
      holderIdentityNumber: "1",
    },
  });
  expect(freeze).not.toHaveProperty("subject");
});

test("the papers that a matter needs stand on the form, each kind once", () => {
  expect(paperKindsOf({ papers: ["PAPER_KIND_RULING", "PAPER_KIND_RULING"] } as Matter)).toEqual([
    "PAPER_KIND_RULING",
    "PAPER_KIND_OTHER",
  ]);
});

test("what takes hold of something is sent by somebody else", () => {
  const request = { proposer: "people/a" } as Request;
  expect(mustBeSentByOther(request, { coercive: true } as Matter, "people/a")).toBe(true);
  expect(mustBeSentByOther(request, { coercive: true } as Matter, "people/b")).toBe(false);
  expect(mustBeSentByOther(request, { coercive: false } as Matter, "people/a")).toBe(false);
});
