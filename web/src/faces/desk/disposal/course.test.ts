import { expect, test } from "vitest";
import {
  actsOf,
  canWithdraw,
  type Disposal,
  failuresOf,
  isConsulting,
  lacks,
  NOTHING,
  type Parcel,
  rateText,
  sentBy,
  writtenFor,
} from "./course.ts";

const parcel = (state: string, more: object = {}): Parcel => ({ state: `PARCEL_STATE_${state}`, ...more }) as Parcel;
const project = (state: string, ...parcels: Parcel[]): Disposal =>
  ({ state: `DISPOSAL_STATE_${state}`, proposer: "people/one", parcels }) as Disposal;

test("what can follow for a parcel, and that its proposer enters neither sale nor transfer", () => {
  const acts = (state: string, me = "people/other") => actsOf(project("LISTED"), parcel(state), me);
  expect(acts("PENDING")).toEqual(["list"]);
  expect(acts("LISTED")).toEqual(["sell", "fail"]);
  expect(acts("LISTED", "people/one")).toEqual(["fail"]);
  expect(acts("UNSOLD")).toEqual(["list", "takeInKind"]);
  expect(acts("UNSOLD", "people/one")).toEqual(["list"]);
  expect(acts("SOLD")).toEqual(["pay", "fail"]);
  expect(acts("DEFAULTED")).toEqual(["list"]);
  expect(acts("PAID")).toEqual(["deliver"]);
  expect(acts("DELIVERED")).toEqual(["register"]);
  expect(acts("REGISTERED")).toEqual([]);
  for (const state of ["CONSULTING", "DONE", "WITHDRAWN"])
    expect(actsOf(project(state), parcel("PENDING"), "people/other")).toEqual([]);
});

test("a project is withdrawn while nothing is listed or sold, and consulted on until the first listing", () => {
  expect(canWithdraw(project("CONSULTING", parcel("PENDING")))).toBe(true);
  expect(canWithdraw(project("LISTED", parcel("UNSOLD"), parcel("DEFAULTED")))).toBe(true);
  expect(canWithdraw(project("LISTED", parcel("UNSOLD"), parcel("LISTED")))).toBe(false);
  expect(canWithdraw(project("WITHDRAWN", parcel("PENDING")))).toBe(false);
  expect(["CONSULTING", "READY", "LISTED"].map((state) => isConsulting(project(state)))).toEqual([true, true, false]);
});

test("the form opens with what is known: the sale's price, the only way to fail, a sell-off after two rounds without a bid", () => {
  expect(writtenFor("pay", parcel("SOLD", { sale: { priceFen: "12345600" } })).price).toBe("123456.00");
  expect(writtenFor("fail", parcel("SOLD")).failure).toBe("LISTING_FAILURE_DEFAULT");
  expect(writtenFor("fail", parcel("LISTED")).failure).toBe("");
  expect(failuresOf(parcel("LISTED"))).toHaveLength(2);
  const noBid = { outcome: "LISTING_OUTCOME_NO_BID" };
  expect(writtenFor("list", parcel("UNSOLD", { listings: [noBid] })).kind).toBe("LISTING_KIND_AUCTION");
  expect(writtenFor("list", parcel("UNSOLD", { listings: [noBid, noBid] })).kind).toBe("LISTING_KIND_SELL_OFF");
});

test("each act sends its own fields, and nothing that was left empty", () => {
  const listed = { ...NOTHING, notice: "2026-10-01", open: "2026-11-02", start: "700000", deposit: "70000" };
  expect(lacks("list", listed, 0)).toBe(false);
  expect(sentBy("list", listed, [])).toEqual({
    listing: {
      kind: "LISTING_KIND_AUCTION",
      noticeDate: { year: 2026, month: 10, day: 1 },
      openDate: { year: 2026, month: 11, day: 2 },
      startPriceFen: "70000000",
      depositFen: "7000000",
    },
  });
  const sold = { ...NOTHING, price: "800000", name: " 买家 " };
  expect(sentBy("sell", sold, [])).toEqual({
    priceFen: "80000000",
    buyer: { displayName: "买家", kind: "SUBJECT_KIND_ORGANISATION" },
  });
  expect(sentBy("takeInKind", { ...sold, number: "91" }, [])).toEqual({
    priceFen: "80000000",
    taker: { displayName: "买家", kind: "SUBJECT_KIND_ORGANISATION", identityNumber: "91" },
  });
  expect(sentBy("fail", { ...NOTHING, failure: "LISTING_FAILURE_NO_BID" }, [])).toEqual({
    failure: "LISTING_FAILURE_NO_BID",
  });
  expect(sentBy("pay", sold, [])).toEqual({ paidFen: "80000000" });
  expect(sentBy("deliver", NOTHING, ["evidence/1"])).toEqual({ papers: ["evidence/1"] });
  expect(sentBy("register", { ...NOTHING, certificate: " X1 " }, [])).toEqual({ certificateNumber: "X1" });
  for (const act of ["list", "sell", "fail", "pay", "deliver", "register", "takeInKind"] as const)
    expect([act, lacks(act, NOTHING, 0)]).toEqual([act, true]);
});

test("a rate is shown to a tenth of a hundredth, and nothing where nothing was listed", () => {
  expect(rateText("780219")).toBe("78.0%");
  expect(rateText("0")).toBe("0.0%");
  expect(rateText(undefined)).toBe("–");
});
