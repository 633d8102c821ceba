/** What is said of the course of a case, in English. */
import type * as zh from "./course-zh.ts";

const act = (title: string, done: string, hint = "") => ({
  title,
  hint,
  do: (number: string) => `${title}: ${number}`,
  done: (number: string) => `${done}: ${number}`,
});

export const course: typeof zh.course = {
  acts: {
    suspend: act("Suspend", "Suspended"),
    resume: act("Resume", "Resumed", "Where the cause of the suspension has ended, enforcement resumes."),
    extend: act(
      "Ask for more time",
      "Asked for more time",
      "The president decides; at most three months the first time.",
    ),
    ask: act(
      "Ask to end the current procedure",
      "The president was asked",
      "Without the applicant's signature the president approves. Say what the inquiries and the panel found.",
    ),
    settle: act("Enter a settlement", "Settlement entered"),
    settlement: act("Enter how it was performed", "Entered", "Where it is broken, enforcement continues."),
  },
  ground: "Ground",
  grounds: {
    SUSPENSION_GROUND_UNSPECIFIED: "Undetermined",
    SUSPENSION_GROUND_AUDIT_APPRAISAL: "Audit, appraisal, valuation or liquidation",
    SUSPENSION_GROUND_SUSPENSION: "Suspended by ruling",
    SUSPENSION_GROUND_SETTLEMENT_OR_SECURITY: "Stayed after a settlement or security",
    SUSPENSION_GROUND_SUPERIOR_NOTICE: "Stayed by notice of a higher court",
    SUSPENSION_GROUND_AUCTION: "During an auction or sale",
    SUSPENSION_GROUND_JURISDICTION_DISPUTE: "Dispute over jurisdiction",
  },
  months: "Months",
  monthsHint: "From the second time on it has to be on record with the high court.",
  highCourt: "On record with the high court",
  byAgent: "Signed by an agent",
  special: "The agent has special authority",
  outcome: "What came of it",
  paid: "Paid on it (yuan)",
  repudiation: "How it was repudiated",
  repudiationHint: "Before anything is due: how the debtor said that it won't be performed.",
  instalmentDay: (number) => `Day of instalment ${number}`,
  instalmentYuan: (number) => `Amount of instalment ${number} (yuan)`,
  instalmentAdd: "Add an instalment",
  yuan: "Amount (yuan)",
  sum: (amount) => `Total ${amount}`,
};
