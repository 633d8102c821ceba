/** What the desk says, in English. */

import { attach } from "./attach-en.ts";
import * as caseWords from "./case-en.ts";
import { cashierEn } from "./cashier-en.ts";
import { closing } from "./closing-en.ts";
import { commandEn } from "./command-en.ts";
import { course } from "./course-en.ts";
import { coming, deadlineKinds } from "./deadlines-en.ts";
import { deferral } from "./deferral-en.ts";
import { dossier } from "./dossier-en.ts";
import { exceptionsEn } from "./exceptions-en.ts";
import { find } from "./find-en.ts";
import { handler } from "./handler-en.ts";
import { indicatorsEn } from "./indicators-en.ts";
import { moneyMonthEn } from "./money-month-en.ts";
import { notes } from "./notes-en.ts";
import * as officerWords from "./officer-en.ts";
import { payoutFileEn } from "./payout-file-en.ts";
import { phone } from "./phone-en.ts";
import { plan } from "./plan-en.ts";
import * as propertyWords from "./property-en.ts";
import { requestActs } from "./request-acts-en.ts";
import * as requestWords from "./request-en.ts";
import { sanctionActs } from "./sanction-acts-en.ts";
import * as serveWords from "./serve-en.ts";
import * as statesWords from "./states-en.ts";
import { watchActs } from "./watch-en.ts";
import type { deskZh } from "./zh.ts";

export const deskEn: typeof deskZh = {
  cashier: cashierEn,
  closing,
  coming,
  command: commandEn,
  attach,
  course,
  deadlineKinds,
  deferral,
  dossier,
  exceptions: exceptionsEn,
  find,
  handler,
  indicators: indicatorsEn,
  moneyMonth: moneyMonthEn,
  notes,
  payoutFile: payoutFileEn,
  phone,
  plan,
  requestActs,
  sanctionActs,
  watchActs,
  ...officerWords,
  ...caseWords,
  ...propertyWords,
  ...requestWords,
  ...serveWords,
  ...statesWords,
  navigation: "Modules",
  search: "Find cases, people and money received",
  searchHint: "Case number, e.g. 17",
  searchAll: "Name, telephone or case number",
  all: "All",
  mine: "Mine",
  myself: "Me",
  submitting: "Submitting…",
  time: "Time",
  what: "What",
  amount: "Amount",
  person: "By",
  pageBefore: "Previous page",
  pageNext: "Next page",
  pageNumber: (number) => `Page ${number}`,
  exporting: {
    title: "Export",
    hint: "All rows under these conditions that you may see, with numbers of papers and accounts masked as on the page. The export is recorded.",
    shown: "The rows as they stand on this page, with numbers of papers and accounts masked.",
    inYuan: (heading) => `${heading} (yuan)`,
    whole: "The whole list, beyond what the page is narrowed to. ",
    reason: "Why you export it (recorded)",
    workbook: "Excel workbook",
    csv: "CSV text",
    busy: "The file is being made…",
    done: (rows: number) => `${rows} rows were exported.`,
    cut: (rows: number) =>
      `The list is longer than one export: the first ${rows} rows were exported. Narrow it and export in parts.`,
  },
  idleTitle: "Are you still there?",
  idleSoon: (seconds) => `In ${seconds} s the page is covered and you are signed out. What you entered is kept.`,
  idleStay: "Go on working",

  modules: {
    workbench: "Workbench",
    wall: "Wall",
    cases: "Cases",
    deadlines: "Deadlines",
    tasks: "Tasks",
    supervisions: "Supervision",
    leads: "Leads",
    requests: "Requests",
    receipts: "Money",
    sanctions: "Sanctions",
    batches: "Batches",
    disposals: "Disposal",
    todo: "To do",
    approvals: "Approvals",
    myCourts: "My courts",
    people: "People",
    network: "Network",
    register: "Import",
    court: "Our court",
    systems: "Systems",
    audit: "Audit",
    lookups: "Who looked",
  },
  keys: {
    title: "Keys",
    search: "Find",
    module: (name) => `Open “${name}”`,
    rows: "Next row, previous row",
    pages: "Previous page, next page",
    open: "Open the row",
    close: "Back to the list, close a window",
    submit: "Submit what is being filled in",
    approve: "Approve",
    refuse: "Return, refuse",
    help: "Show this list",
  },

  case: {
    one: "Case",
    number: "Case number",
    find: "Find the case",
    cause: "Cause",
    applicants: "Applicants",
    debtors: "Debtors",
    claim: "Claim",
    filed: "Filed",
    handler: "Handler",
    state: "State",
    greenChannel: "Priority",
    received: "Received",
    paid: "Paid out",
    tabs: {
      timeline: "Timeline",
      deadlines: "Deadlines",
      service: "Service",
      tasks: "Tasks",
      property: "Property",
      requests: "Requests",
      money: "Money",
      sanctions: "Sanctions",
      ending: "Closing",
      notes: "Notes",
    },
    timelineEmpty: "What happens from the filing on will stand here.",
    limitLeft: (day, days) => `Time limit ${day}, ${days} days left`,
    limitToday: "The time limit ends today",
    limitPassed: (day, days) => `The time limit ended on ${day}, ${days} days ago`,
    why: "Why this day",
    met: (day) => `Done on ${day}`,
    metOn: "Done",
    late: (days) => `${days} days late`,
    left: (days) => `${days} days left`,
    today: "Due today",
    passed: "Past",
    natures: {
      DEADLINE_NATURE_UNSPECIFIED: "",
      DEADLINE_NATURE_DUTY: "Duty",
      DEADLINE_NATURE_RIGHT: "Right of a party",
      DEADLINE_NATURE_EARLIEST_DAY: "Earliest day",
      DEADLINE_NATURE_TERM: "End of a term",
    },
    deadline: "Deadline",
    day: "Day",
    standing: "Standing",
    kind: "Kind",
    deadlinesEmpty: "A closed case has no deadlines.",
    confirm: "to be confirmed",
    empty: "No case fits. Cases that are filed or imported will stand here.",
    searching: (number) => `Looking for case ${number}`,
    notFound: (number) =>
      `Among the cases that you may read there is no ${number}. Check the number, or write it another way.`,
  },
  caseStates: {
    CASE_STATE_UNSPECIFIED: "Undetermined",
    CASE_STATE_OPEN: "Open",
    CASE_STATE_SUSPENDED: "Suspended",
    CASE_STATE_CLOSED: "Closed",
  },
};
