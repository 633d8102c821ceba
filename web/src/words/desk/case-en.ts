/** What a case has, in English. */
import type * as zh from "./case-zh.ts";

export const property: typeof zh.property = {
  seizures: "Seizures",
  assets: "Property",
  leads: "Leads",
  what: "What",
  class: "Class",
  value: "Value",
  lastDay: "Last day",
  waiting: (place) => `Waiting, place ${place}`,
  owners: "Owners",
  noSeizures: "No seizure in this case.",
  noAssets: "No property is on record in this case.",
};

export const money: typeof zh.money = {
  receipts: "Receipts",
  payouts: "Payouts",
  payee: "Payee",
  account: "Account",
  paidAt: "Paid",
  noReceipts: "No money has arrived for this case.",
  noPayouts: "Nothing was paid out in this case.",
};

export const sanction: typeof zh.sanction = {
  kind: "Sanction",
  against: "Against",
  measure: "Measure",
  ground: "Ground",
  lastDay: "Last day",
  lift: "To be lifted",
  days: (count) => `${count} days`,
  empty: "No sanction fits.",
  emptyCase: "No sanction in this case.",
  views: {
    all: "All",
    serve: "Approved, to be served",
    lift: "To be lifted",
  },
};

export const watch: typeof zh.watch = {
  title: "Police watch",
  person: "Person",
  ground: "Ground",
  why: "Why",
  until: "Until",
  empty: "Nobody is looked for in this case.",
};

export const ending: typeof zh.ending = {
  suspensions: "Suspensions",
  noSuspensions: "Nothing has stopped the clock.",
  from: "From",
  to: "To",
  reason: "Reason",
  extensions: "Extensions",
  noExtensions: "The limit was never extended.",
  months: "By",
  settlements: "Settlements",
  noSettlements: "No settlement.",
  signed: "Signed",
  terms: "Terms",
  instalments: "Instalments",
  closing: "Closing",
  how: "Ending",
  closed: "Closed",
  paid: "Paid out",
  open: "Not closed yet.",
  approved: "The president agrees that the current procedure ends; its other conditions are open.",
  asked: (reason) => `The president was asked to approve the end of the current procedure: ${reason}`,
  refused: (reason) => `The president refused the end of the current procedure: ${reason}`,
};
