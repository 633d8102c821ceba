/** What is said on the pages of police watches, in English. */
import type * as zh from "./watch-zh.ts";

const step = (title: string, done: string) => ({
  title,
  do: (name: string) => `${title}: ${name}`,
  done: (name: string) => `${done}: ${name}`,
});

export const watchActs: typeof zh.watchActs = {
  new: "Ask the police to find somebody",
  newOf: (name) => `Ask the police to find ${name}`,
  drawnUp: (name) => `Drawn up: police watch for ${name}`,
  of: (name) => `Police watch: ${name}`,
  answersFor: "Organisation answered for",
  groundText: "The ground in words",
  untilHint: "Six months where left out; a year at most.",
  papers: (least) => `Decision and notice of assistance (at least ${least})`,
  approver: "Approved by",
  pushed: "With the police since",
  hit: "Seen",
  controlled: "Under control",
  handedOver: "Handed over",
  withdrawn: "Withdrawal asked for",
  why: "Why withdrawn or rejected",
  confirmer: "Withdrawal confirmed by",
  withdrawWhy: "Reason of the withdrawal",
  waits: {
    approval: "Waits for the chief or the president; who drew it up does not approve.",
    police: "Waits for the police to find the person.",
    withdrawal: "Withdrawal was asked for; until the police confirm it the person stays on their list.",
  },
  steps: {
    push: step("Hand it to the police", "With the police"),
    handOver: step("Enter the hand-over to the court", "Handed over"),
    withdraw: step("Withdraw the watch", "Withdrawal asked for"),
  },
};
