/** What is said of a payout that is deferred, in English. */
import type { deferral as zh } from "./deferral-zh.ts";

export const deferral: typeof zh = {
  title: "Deferral of a payout",
  reason: "Ground",
  until: "Deferred until",
  due: "To be paid out by",
  reasons: {
    DEFERRAL_REASON_UNSPECIFIED: "Not stated",
    DEFERRAL_REASON_DISTRIBUTION_PENDING: "The distribution is still to be decided",
    DEFERRAL_REASON_OBJECTION: "An objection or suit of an outsider",
    DEFERRAL_REASON_OTHER_CASE: "Frozen in another case",
    DEFERRAL_REASON_PAYEE_UNREACHABLE: "The payee can't be reached; a deposit is prepared",
    DEFERRAL_REASON_AGREEMENT: "The parties agreed",
    DEFERRAL_REASON_OTHER: "Another ground",
  },
};
