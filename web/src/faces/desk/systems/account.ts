/** The account of another system, as somebody fills it in: by what it is for, and besides that by the names that its makers give. */
import type { Role } from "../../../contract/types.ts";

export const PURPOSES = ["tasks", "newTasks", "cases", "receipts", "payouts", "requests", "indicators"] as const;
export type Purpose = (typeof PURPOSES)[number];

const DISPATCH = "sharedcourt.dispatch.v1";
const ENFORCEMENT = "sharedcourt.enforcement.v1";
const INVESTIGATION = "sharedcourt.investigation.v1";

/** What a purpose needs to call. */
const METHODS: Record<Purpose, string[]> = {
  tasks: ["ListTasks", "GetTask", "CountTasks", "WatchTasks"].map((name) => `${DISPATCH}.TaskService.${name}`),
  newTasks: ["CreateTask", "BatchCreateTasks"].map((name) => `${DISPATCH}.TaskService.${name}`),
  cases: ["ListCases", "GetCase", "ListCaseTimeline", "ListCaseDeadlines"].map(
    (name) => `${ENFORCEMENT}.CaseService.${name}`,
  ),
  receipts: ["CreateReceipt", "ListReceipts", "GetReceipt"].map((name) => `${ENFORCEMENT}.MoneyService.${name}`),
  payouts: ["ListPayouts", "GetPayout", "ConfirmPayout", "FailPayout"].map(
    (name) => `${ENFORCEMENT}.MoneyService.${name}`,
  ),
  requests: ["ListAssistRequests", "GetAssistRequest", "ReceiveAssistRequest", "FeedbackAssistRequest"].map(
    (name) => `${INVESTIGATION}.AssistRequestService.${name}`,
  ),
  indicators: ["ListIndicators", "GetIndicator"].map((name) => `${ENFORCEMENT}.IndicatorService.${name}`),
};

/** The office on which a purpose can stand; others open none of its calls. */
const OFFICES: Record<Purpose, Role[]> = {
  tasks: ["ROLE_COMMAND", "ROLE_OFFICER", "ROLE_BUREAU_CHIEF", "ROLE_PRESIDENT", "ROLE_AUDITOR", "ROLE_DIRECTOR"],
  newTasks: ["ROLE_OFFICER", "ROLE_BUREAU_CHIEF"],
  cases: ["ROLE_COMMAND", "ROLE_OFFICER", "ROLE_BUREAU_CHIEF", "ROLE_PRESIDENT", "ROLE_CASHIER", "ROLE_AUDITOR"],
  receipts: ["ROLE_CASHIER"],
  payouts: ["ROLE_CASHIER"],
  requests: ["ROLE_UNIT_CLERK"],
  indicators: ["ROLE_COMMAND", "ROLE_OFFICER", "ROLE_BUREAU_CHIEF", "ROLE_PRESIDENT", "ROLE_CASHIER", "ROLE_AUDITOR"],
};

export const purposesOf = (role: Role | ""): Purpose[] =>
  role ? PURPOSES.filter((purpose) => OFFICES[purpose].includes(role)) : [];

/** What stands on lines or between separators, each once. */
export const parts = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\s,;\uff0c\uff1b\u3001]+/)
      .map((part) => part.trim())
      .filter(Boolean),
  ),
];

/** All that the account may call; purposes that its office does not open stay out. */
export function methodsOf(role: Role | "", purposes: ReadonlySet<Purpose>, more: string): string[] {
  const chosen = purposesOf(role).filter((purpose) => purposes.has(purpose));
  return [...new Set([...chosen.flatMap((purpose) => METHODS[purpose]), ...parts(more)])];
}
