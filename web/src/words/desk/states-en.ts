/** What values of the contract are called at the desk, in English. */
import type * as zh from "./states-zh.ts";

export const requestStates: typeof zh.requestStates = {
  REQUEST_STATE_UNSPECIFIED: "Undetermined",
  REQUEST_STATE_DRAFT: "Draft",
  REQUEST_STATE_SUBMITTED: "Sent",
  REQUEST_STATE_RECEIVED: "Received",
  REQUEST_STATE_PROCESSING: "Under way",
  REQUEST_STATE_DONE: "Done",
  REQUEST_STATE_PARTIAL: "Done in part",
  REQUEST_STATE_REFUSED: "Refused",
  REQUEST_STATE_RETURNED_FOR_FIX: "To be fixed",
  REQUEST_STATE_WITHDRAWN: "Withdrawn",
  REQUEST_STATE_CONFIRMED: "Noted",
};

export const refusalGrounds: typeof zh.refusalGrounds = {
  REFUSAL_GROUND_UNSPECIFIED: "Undetermined",
  REFUSAL_GROUND_BEYOND_AUTHORITY: "Beyond the unit's authority",
  REFUSAL_GROUND_PAPERS_DEFECTIVE: "The papers are defective",
  REFUSAL_GROUND_NO_SUCH_PROPERTY: "There is no such property",
  REFUSAL_GROUND_LISTED_COMPANY: "The company is listed",
  REFUSAL_GROUND_NOT_THE_HOLDER: "The person does not hold it",
};

export const feedbackOutcomes: typeof zh.feedbackOutcomes = {
  FEEDBACK_OUTCOME_UNSPECIFIED: "Undetermined",
  FEEDBACK_OUTCOME_PROCESSING: "Being worked on",
  FEEDBACK_OUTCOME_DONE: "Done",
  FEEDBACK_OUTCOME_PARTIAL: "Done in part",
};

export const paperKinds: typeof zh.paperKinds = {
  PAPER_KIND_UNSPECIFIED: "Paper",
  PAPER_KIND_RULING: "Ruling",
  PAPER_KIND_ASSISTANCE_NOTICE: "Notice of assistance",
  PAPER_KIND_QUERY_NOTICE: "Query notice",
  PAPER_KIND_DECISION: "Decision",
  PAPER_KIND_CREDENTIALS: "Credentials",
  PAPER_KIND_OTHER: "Other",
};

export const supervisionStates: typeof zh.supervisionStates = {
  SUPERVISION_STATE_UNSPECIFIED: "Undetermined",
  SUPERVISION_STATE_ISSUED: "Issued",
  SUPERVISION_STATE_SIGNED: "Signed",
  SUPERVISION_STATE_IN_PROGRESS: "Under way",
  SUPERVISION_STATE_REPLIED: "Replied",
  SUPERVISION_STATE_ACCEPTED: "Closed",
  SUPERVISION_STATE_RETURNED: "Returned",
  SUPERVISION_STATE_CANCELLED: "Cancelled",
};

export const supervisionSteps: typeof zh.supervisionSteps = {
  SUPERVISION_STEP_KIND_UNSPECIFIED: "Changed",
  SUPERVISION_STEP_KIND_ISSUED: "Issued",
  SUPERVISION_STEP_KIND_SIGNED: "Signed",
  SUPERVISION_STEP_KIND_BEGUN: "Begun",
  SUPERVISION_STEP_KIND_REPLIED: "Replied",
  SUPERVISION_STEP_KIND_ACCEPTED: "Closed",
  SUPERVISION_STEP_KIND_RETURNED: "Returned",
  SUPERVISION_STEP_KIND_CANCELLED: "Cancelled",
  SUPERVISION_STEP_KIND_ESCALATED: "Reported as late",
};

export const supervisionRules: typeof zh.supervisionRules = {
  SUPERVISION_RULE_UNSPECIFIED: "Undetermined",
  SUPERVISION_RULE_BY_HAND: "By hand",
  SUPERVISION_RULE_CASE_DEADLINE: "Deadline of a case",
  SUPERVISION_RULE_MONEY_AGING: "Money too long",
  SUPERVISION_RULE_SEIZURE_LAPSE: "Seizure lapses",
  SUPERVISION_RULE_REQUEST_OVERDUE: "Unit is late",
  SUPERVISION_RULE_TASK_OVERDUE: "Task is late",
};

export const receiptStates: typeof zh.receiptStates = {
  RECEIPT_STATE_UNSPECIFIED: "Undetermined",
  RECEIPT_STATE_UNIDENTIFIED: "Unclaimed",
  RECEIPT_STATE_CLAIMED: "Claimed",
  RECEIPT_STATE_DISTRIBUTED: "Planned",
  RECEIPT_STATE_PAID: "Paid out",
  RECEIPT_STATE_RETURNED: "Returned",
  RECEIPT_STATE_REVERSED: "Reversed",
};

export const payoutStates: typeof zh.payoutStates = {
  PAYOUT_STATE_UNSPECIFIED: "Undetermined",
  PAYOUT_STATE_PAYABLE: "To be paid",
  PAYOUT_STATE_FAILED: "Sent back by the bank",
  PAYOUT_STATE_PAID: "Paid",
  PAYOUT_STATE_AWAITING_APPROVAL: "Account to approve",
  PAYOUT_STATE_REVERSED: "Reversed",
};

export const sanctionKinds: typeof zh.sanctionKinds = {
  SANCTION_KIND_UNSPECIFIED: "Sanction",
  SANCTION_KIND_FINE: "Fine",
  SANCTION_KIND_DETENTION: "Detention",
  SANCTION_KIND_COMPELLED_APPEARANCE: "Compelled appearance",
  SANCTION_KIND_SEARCH: "Search",
  SANCTION_KIND_DISHONEST_LIST: "List of dishonest debtors",
  SANCTION_KIND_CONSUMPTION_RESTRICTION: "Consumption restriction",
  SANCTION_KIND_EXIT_RESTRICTION: "Exit restriction",
  SANCTION_KIND_CRIMINAL_REFERRAL: "Criminal referral",
};

export const sanctionStates: typeof zh.sanctionStates = {
  SANCTION_STATE_UNSPECIFIED: "Undetermined",
  SANCTION_STATE_PROPOSED: "Proposed",
  SANCTION_STATE_APPROVED: "Approved",
  SANCTION_STATE_REJECTED: "Rejected",
  SANCTION_STATE_SERVED: "Served",
  SANCTION_STATE_IN_FORCE: "In force",
  SANCTION_STATE_LIFTED: "Lifted",
  SANCTION_STATE_EXPIRED: "Expired",
  SANCTION_STATE_EXECUTED: "Carried out",
};

export const seizureStates: typeof zh.seizureStates = {
  SEIZURE_STATE_UNSPECIFIED: "Undetermined",
  SEIZURE_STATE_RECORDED: "Ordered",
  SEIZURE_STATE_IN_FORCE: "In force",
  SEIZURE_STATE_WAITING: "Waiting",
  SEIZURE_STATE_RELEASED: "Released",
  SEIZURE_STATE_LAPSED: "Lapsed",
  SEIZURE_STATE_DISPOSED: "Disposed of",
};

export const assetClasses: typeof zh.assetClasses = {
  ASSET_CLASS_UNSPECIFIED: "Undetermined",
  ASSET_CLASS_DEPOSIT: "Deposit",
  ASSET_CLASS_MOVABLE: "Movable",
  ASSET_CLASS_REAL_ESTATE: "Real estate",
  ASSET_CLASS_EQUITY: "Equity",
  ASSET_CLASS_OTHER_RIGHT: "Other right",
};

export const watchStates: typeof zh.watchStates = {
  WATCH_STATE_UNSPECIFIED: "Undetermined",
  WATCH_STATE_DRAFT: "To approve",
  WATCH_STATE_APPROVED: "Approved",
  WATCH_STATE_PUSHED: "With the police",
  WATCH_STATE_HIT: "Seen",
  WATCH_STATE_CONTROLLED: "Under control",
  WATCH_STATE_HANDED_OVER: "Handed over",
  WATCH_STATE_WITHDRAWING: "Being withdrawn",
  WATCH_STATE_WITHDRAWN: "Withdrawn",
  WATCH_STATE_REJECTED: "Rejected",
};

export const watchGrounds: typeof zh.watchGrounds = {
  WATCH_GROUND_UNSPECIFIED: "Undetermined",
  WATCH_GROUND_COMPELLED_APPEARANCE: "Compelled appearance",
  WATCH_GROUND_DETENTION: "Detention",
  WATCH_GROUND_ASSISTED_SEARCH: "Assisted search",
};

export const serviceModes: typeof zh.serviceModes = {
  SERVICE_MODE_UNSPECIFIED: "Undetermined",
  SERVICE_MODE_DIRECT: "Personal",
  SERVICE_MODE_DIRECT_ELSEWHERE: "Personal, elsewhere",
  SERVICE_MODE_LEFT: "Left",
  SERVICE_MODE_ELECTRONIC: "Electronic",
  SERVICE_MODE_ENTRUSTED: "Entrusted",
  SERVICE_MODE_POSTAL: "Postal",
  SERVICE_MODE_FORWARDED: "Forwarded",
  SERVICE_MODE_PUBLIC_NOTICE: "Public notice",
};

export const extensionStates: typeof zh.extensionStates = {
  EXTENSION_STATE_UNSPECIFIED: "Undetermined",
  EXTENSION_STATE_PROPOSED: "Proposed",
  EXTENSION_STATE_APPROVED: "Approved",
  EXTENSION_STATE_REFUSED: "Refused",
};

export const settlementStates: typeof zh.settlementStates = {
  SETTLEMENT_STATE_UNSPECIFIED: "Undetermined",
  SETTLEMENT_STATE_STANDS: "Stands",
  SETTLEMENT_STATE_PERFORMED: "Performed",
  SETTLEMENT_STATE_BROKEN: "Broken",
};

export const endings: typeof zh.endings = {
  ENDING_UNSPECIFIED: "Undetermined",
  ENDING_COMPLETED: "Fully performed",
  ENDING_CURRENT_PROCEDURE: "End of the current procedure",
  ENDING_TERMINATED: "Terminated",
  ENDING_REFUSED: "Refused",
  ENDING_DISMISSED: "Dismissed",
  ENDING_STRUCK_OUT: "Struck out",
};
