/** What a cashier reads about the files for the bank, in English. */
import type { payoutFileZh } from "./payout-file-zh.ts";

export const payoutFileEn: typeof payoutFileZh = {
  title: "Payout files",
  one: "Payout file",
  views: { open: "Open", settled: "Settled", withdrawn: "Withdrawn" },
  empty: {
    open: "No payout file is open. Choose payments under Payouts to make one.",
    settled: "No file is settled. Files with all results of the bank will stand here.",
    withdrawn: "No file was withdrawn.",
  },
  states: {
    PAYOUT_FILE_STATE_UNSPECIFIED: "Undecided",
    PAYOUT_FILE_STATE_OPEN: "Open",
    PAYOUT_FILE_STATE_SETTLED: "Settled",
    PAYOUT_FILE_STATE_WITHDRAWN: "Withdrawn",
  },
  rowStates: {
    PAYOUT_FILE_ROW_STATE_UNSPECIFIED: "Undecided",
    PAYOUT_FILE_ROW_STATE_WAITING: "Waiting for the bank",
    PAYOUT_FILE_ROW_STATE_PAID: "Paid",
    PAYOUT_FILE_ROW_STATE_FAILED: "Not paid by the bank",
    PAYOUT_FILE_ROW_STATE_LEFT: "Taken out",
  },
  number: "File number",
  row: "Row",
  count: "Payments",
  countOf: (count) => `${count}`,
  total: "Total",
  progress: "Results of the bank",
  progressOf: (paid, failed, waiting) =>
    [`${paid} paid`, failed > 0 && `${failed} not paid`, waiting > 0 && `${waiting} to enter`]
      .filter(Boolean)
      .join(", "),
  paid: "Paid by the bank",
  maker: "Made by",
  made: "Made",
  downloaded: "First download",
  notDownloaded: "Not downloaded yet",
  withdrawn: "Withdrawn",
  digest: "Digest of the file (SHA-256)",
  rows: "Payments of the file",
  state: "Result",
  detail: "Bank reference or reason",

  add: "In the file",
  addOf: (payee, amount) => `Put into the file: ${payee} ${amount}`,
  addAll: "Choose all of this page",
  addNone: "Choose none",
  inFile: (number) => `in file ${number}`,
  make: (count, amount) => `Make a payout file: ${count} for ${amount}`,
  choose: "Tick the payments that the bank makes together, then make the payout file.",
  madeOf: (number) => `Payout file ${number} made`,
  wholeOf: (number) => `This payment stands in payout file ${number}. The bank's result is entered there.`,
  toFile: "Open the payout file",

  download: "Download the payout file",
  downloadReason: "Reason for the download (it is recorded)",
  downloadHint:
    "The file holds whole accounts, and each download records its reason. Once it is downloaded the bank may be paying, and no payment can be taken out.",
  got: (number) => `Payout file ${number} downloaded`,
  stale:
    "A payment has left this file, and the bank must not pay by it. Have another person withdraw it, then make a new one of the others.",

  enter: "Enter the bank's results",
  pasted: "The bank's results",
  pasteHint:
    "Copy the rows of the bank's answer and paste them here, one payment a line. The columns are: file number, row, account, amount in yuan, result (paid or not paid, or as the bank writes it), bank reference or reason, payment time (may be left out).",
  check: "Check the results",
  enterOf: (count) => (count === 1 ? "Enter 1 result" : `Enter ${count} results`),
  entered: (count) => (count === 1 ? "1 result entered" : `${count} results entered`),
  nothing: "No result can be entered. Correct what the table says and check again.",
  line: "Pasted line",
  lineOf: (line) => `Line ${line}`,
  answer: "Check",
  outcomes: {
    PAYOUT_RESULT_OUTCOME_UNSPECIFIED: "",
    PAYOUT_RESULT_OUTCOME_ENTERED: "Agrees",
    PAYOUT_RESULT_OUTCOME_SKIPPED: "Entered before",
    PAYOUT_RESULT_OUTCOME_REFUSED: "Can't be entered",
  },
  faults: {
    columns: "Too few columns; paste those that are listed above.",
    row: "The row is a whole number.",
    amount: "The amount is in yuan with at most two decimals.",
    outcome: "The result is paid or not paid, or as the bank writes it.",
    detail: "The bank reference or the reason is missing.",
    time: "The payment time can't be read; write 2026-11-30 14:05.",
  },
  retry: "Change the account or pay again",

  withdraw: "Withdraw the payout file",
  withdrawHint:
    "Ask the bank first whether it has paid. Another person than the maker withdraws; the payments are then to be paid again.",
  withdrawReason: "Reason for the withdrawal",
  withdrawOf: (number) => `Withdraw ${number}`,
  withdrew: (number) => `Payout file ${number} withdrawn`,
};
