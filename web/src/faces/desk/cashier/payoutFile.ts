/** What several screens say of a file for the bank. */
import type { Schemas } from "../../../contract/types.ts";
import type { DeskWords } from "../../../words/desk/index.ts";

export type PayoutFile = Schemas["sharedcourt.enforcement.v1.PayoutFile"];
export type PayoutFileRow = Schemas["sharedcourt.enforcement.v1.PayoutFileRow"];

/** Where they stand at the desk. */
export const FILES = "/payout-files";

/** How far the bank has answered. */
export function progressOf(file: PayoutFile, words: DeskWords["payoutFile"]): string {
  const { rowCount = 0, paidCount = 0, failedCount = 0, leftCount = 0 } = file;
  const waiting = file.state === "PAYOUT_FILE_STATE_OPEN" ? rowCount - paidCount - failedCount - leftCount : 0;
  return words.progressOf(paidCount, failedCount, waiting);
}
