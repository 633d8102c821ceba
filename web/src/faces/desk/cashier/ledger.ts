/** One receipt's ledger as a flow: what moved from where to where, and what lies where now. Fen as whole numbers of any size. */
import type { Schemas } from "../../../contract/types.ts";

export type Entry = Schemas["sharedcourt.enforcement.v1.LedgerEntry"];

const PLACES = ["bank", "unclaimed", "case", "batch", "payable", "paid", "returned"] as const;
export type Place = (typeof PLACES)[number] | "other";

/** The place of an account: what stands before its colon. */
export function placeOf(account: string | null | undefined): Place {
  const name = (account ?? "").split(":")[0];
  return PLACES.find((each) => each === name) ?? "other";
}

export interface Move {
  posting: string;
  kind: string;
  time: string;
  from: Place[];
  to: Place[];
  fen: bigint;
}

/** The postings in their order, each as one move. */
export function movesOf(entries: readonly Entry[]): Move[] {
  const moves = new Map<string, Move>();
  for (const { posting = "", kind = "", time = "", account, amountFen } of entries) {
    const move = moves.get(posting) ?? { posting, kind, time, from: [], to: [], fen: 0n };
    const fen = BigInt(amountFen ?? 0);
    const side = fen < 0n ? move.from : move.to;
    const place = placeOf(account);
    if (!side.includes(place)) side.push(place);
    if (fen > 0n) move.fen += fen;
    moves.set(posting, move);
  }
  return [...moves.values()];
}

/** What lies in each place now, in the order in which money passes them. What came from the bank is no place of the court's. */
export function balancesOf(entries: readonly Entry[]): [Place, bigint][] {
  const sums = new Map<Place, bigint>();
  for (const { account, amountFen } of entries) {
    const place = placeOf(account);
    sums.set(place, (sums.get(place) ?? 0n) + BigInt(amountFen ?? 0));
  }
  return [...PLACES, "other" as const].flatMap((place): [Place, bigint][] => {
    const sum = sums.get(place) ?? 0n;
    return place === "bank" || sum === 0n ? [] : [[place, sum]];
  });
}

/** How a case stands when a receipt is claimed to it. */
export function afterClaim(claimFen: bigint, beforeFen: bigint, thisFen: bigint): { missing: bigint; surplus: bigint } {
  const rest = claimFen - beforeFen - thisFen;
  return rest >= 0n ? { missing: rest, surplus: 0n } : { missing: 0n, surplus: -rest };
}

/** In which of the steps of 5, 10, 15 and 30 days it is. */
export function stepOf(days: number): "five" | "ten" | "fifteen" | "thirty" | "beyond" {
  if (days <= 5) return "five";
  if (days <= 10) return "ten";
  if (days <= 15) return "fifteen";
  return days <= 30 ? "thirty" : "beyond";
}
