/** What the bank did, as a cashier writes or pastes it, and what is sent of it. */
import type { Schemas } from "../../../contract/types.ts";

export type Payout = Schemas["sharedcourt.enforcement.v1.Payout"];
type Payment = Schemas["sharedcourt.enforcement.v1.BatchPayment"];

/** A payment that waits, with the row of its member. */
export interface Waiting {
  payout: string;
  member: number;
  payee: string;
  bank: string;
  account: string;
  amountFen: string;
}

export interface Said {
  reference: string;
  failure: string;
}

/** By the name of the payout. */
export type SaidOf = Readonly<Record<string, Said>>;

export const waitingOf = (payouts: readonly Payout[], members: readonly { case?: string }[]): Waiting[] =>
  payouts
    .flatMap((payout) => {
      const at = members.findIndex(({ case: of }) => Boolean(of) && of === payout.case);
      if (at < 0 || payout.state !== "PAYOUT_STATE_PAYABLE") return [];
      return [
        {
          payout: payout.name ?? "",
          member: at + 1,
          payee: payout.payee?.displayName ?? "",
          bank: payout.payee?.bank ?? "",
          account: payout.payee?.account ?? "",
          amountFen: payout.amountFen ?? "",
        },
      ];
    })
    .sort((one, other) => one.member - other.member);

/**
 * What the bank's table says of those who wait, by their row or by a name that only one of them bears, and the rows of the table that are
 * about nobody. A first row that names its columns is about nobody too, and is no fault.
 */
export function saidIn(
  table: readonly (readonly string[])[],
  waiting: readonly Waiting[],
): { said: SaidOf; unknown: number[] } {
  const said: Record<string, Said> = {};
  const unknown: number[] = [];
  for (const [at, [who = "", reference = "", failure = ""]] of table.entries()) {
    const named = waiting.filter(({ payee }) => payee === who);
    const numbered = /^\d+$/.test(who) ? waiting.filter(({ member }) => member === Number(who)) : [];
    const found = [...numbered, ...(named.length === 1 ? named : [])].find(({ payout }) => !said[payout]);
    if (found && (reference || failure)) said[found.payout] = { reference, failure };
    else if (!found && !(at === 0 && !/\d/.test(`${who}${reference}`))) unknown.push(at + 1);
  }
  return { said, unknown };
}

const isFilled = (said: Said | undefined): said is Said =>
  Boolean(said && (said.reference.trim() || said.failure.trim()));

/** What is sent: one result for each member, for the court takes one at a time. */
export function paymentsOf(waiting: readonly Waiting[], said: SaidOf, payTime: string | undefined): Payment[] {
  const members = new Set<number>();
  return waiting.flatMap(({ payout, member }) => {
    const what = said[payout];
    if (!isFilled(what) || members.has(member)) return [];
    members.add(member);
    const reference = what.reference.trim();
    const failure = what.failure.trim();
    return [
      {
        member,
        payout,
        ...(reference ? { bankReference: reference } : {}),
        ...(failure ? { failure } : {}),
        ...(payTime && !failure ? { payTime } : {}),
      },
    ];
  });
}
