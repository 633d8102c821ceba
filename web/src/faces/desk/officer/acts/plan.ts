/** A plan of distribution as it is written on the form, and what it sends; and who has to do what with the money of a receipt. */
import type { Schemas } from "../../../../contract/types.ts";
import { fenFrom } from "../../parts/values.ts";

export type Distribution = Schemas["sharedcourt.enforcement.v1.Distribution"];
export type Receipt = Schemas["sharedcourt.enforcement.v1.Receipt"];
type Payout = Schemas["sharedcourt.enforcement.v1.Payout"];
export type Entitlement = NonNullable<Schemas["sharedcourt.enforcement.v1.EntitlementKind"]>;

/** Each payee an amount, a sum split over what they are owed, or back to the payer. */
export type Way = "amounts" | "split" | "return";

export interface Item {
  payee: string;
  isOther: boolean;
  account: string;
  bank: string;
  /** Yuan: what they get, or what they are owed where the sum is split. */
  yuan: string;
  entitlement: Entitlement;
  namedBy: string;
  files: File[];
}

export interface Draft {
  way: Way;
  items: Item[];
  /** Yuan that are split. */
  split: string;
  note: string;
}

export const EMPTY: Item = {
  payee: "",
  isOther: false,
  account: "",
  bank: "",
  yuan: "",
  entitlement: "ENTITLEMENT_KIND_PARTY",
  namedBy: "",
  files: [],
};

/** Whole fen as yuan for a field. */
export const yuanOf = (fen: string | null | undefined): string => {
  const all = BigInt(fen || 0);
  return `${all / 100n}.${String(all % 100n).padStart(2, "0")}`;
};

/** What is in no plan yet as one payment to the applicant, where there is one alone. */
export const draftOf = (receipt: Receipt, applicants: readonly string[]): Draft => ({
  way: applicants.length > 1 ? "split" : "amounts",
  items: (applicants.length > 0 ? applicants : [""]).map((payee) => ({
    ...EMPTY,
    payee,
    yuan: applicants.length === 1 ? yuanOf(receipt.restFen) : "",
  })),
  split: yuanOf(receipt.restFen),
  note: "",
});

/** What lacks of it so that the court could not even look at it. */
export const lacks = ({ items, way, note }: Draft): boolean =>
  items.some(({ payee, account }) => !payee.trim() || !account.trim()) || (way === "return" && !note.trim());

/** The plan of the form; `evidence` are the papers of each item, by its place. */
export function planOf(draft: Draft, receipt: Receipt, evidence: readonly string[][]): Distribution {
  const text = (value: string) => value.trim();
  const { way } = draft;
  return {
    receipt: receipt.name ?? "",
    purpose: way === "return" ? "DISTRIBUTION_PURPOSE_RETURN" : "DISTRIBUTION_PURPOSE_PAYMENT",
    items: draft.items.map((item, at) => {
      const fen = fenFrom(item.yuan);
      const isParty = item.entitlement === "ENTITLEMENT_KIND_PARTY" || way === "return";
      return {
        payee: {
          displayName: text(item.payee),
          account: text(item.account),
          ...(text(item.bank) ? { bank: text(item.bank) } : {}),
        },
        ...(fen ? (way === "split" ? { claimFen: fen } : { amountFen: fen }) : {}),
        ...(isParty
          ? {}
          : {
              entitlement: {
                kind: item.entitlement,
                evidence: evidence[at] ?? [],
                ...(item.entitlement === "ENTITLEMENT_KIND_NAMED_BY_PARTY" ? { namedBy: text(item.namedBy) } : {}),
              },
            }),
      };
    }),
    ...(way === "split" ? { splitFen: fenFrom(draft.split) ?? "0" } : {}),
    ...(text(draft.note) ? { note: text(draft.note) } : {}),
  };
}

export interface Wait {
  what: "claim" | "plan" | "decision" | "deferral" | "payment" | "retry" | "account";
  who: "officer" | "chief" | "cashier";
  fen: bigint;
}

/** What of the money waits for whom, in the order in which it goes on. */
export function waitsOf(receipt: Receipt, plans: readonly Distribution[], payouts: readonly Payout[]): Wait[] {
  const sum = (all: readonly (string | null | undefined)[]) => all.reduce((so, fen) => so + BigInt(fen || 0), 0n);
  const paying = (state: Payout["state"]) =>
    sum(payouts.filter((each) => each.state === state).map(({ amountFen }) => amountFen));
  const claimed = receipt.state !== "RECEIPT_STATE_UNIDENTIFIED";
  const rest = BigInt(receipt.restFen || 0);
  const waiting = (receipt.deferrals ?? []).some(({ state }) => state === "DEFERRAL_STATE_PROPOSED");
  const all: Wait[] = [
    { what: "claim", who: "officer", fen: claimed ? 0n : BigInt(receipt.amountFen) },
    { what: "plan", who: "officer", fen: claimed ? rest : 0n },
    {
      what: "decision",
      who: "chief",
      fen: sum(plans.filter(({ state }) => state === "DISTRIBUTION_STATE_PROPOSED").map(({ totalFen }) => totalFen)),
    },
    { what: "deferral", who: "chief", fen: waiting ? BigInt(receipt.amountFen) : 0n },
    { what: "account", who: "chief", fen: paying("PAYOUT_STATE_AWAITING_APPROVAL") },
    { what: "payment", who: "cashier", fen: paying("PAYOUT_STATE_PAYABLE") },
    { what: "retry", who: "officer", fen: paying("PAYOUT_STATE_FAILED") },
  ];
  return all.filter(({ fen }) => fen > 0n);
}
