/** The offices that work at the desk, and the modules of each. A module is one line in the navigation and the screens below its path. */
import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import type { Role } from "../../contract/types.ts";
import type { DeskWords } from "../../words/desk/index.ts";

/** A screen; `rest` is what follows its module in the path. */
export interface ScreenProps {
  rest: string[];
}

export interface Module {
  /** The first part of its paths; empty for what an office sees first. */
  path: string;
  /** The letter that opens it after `g`. */
  letter: string;
  title: (d: DeskWords) => string;
  screen: LazyExoticComponent<ComponentType<ScreenProps>>;
}

const officer: Module[] = [
  {
    path: "workbench",
    letter: "w",
    title: (d) => d.modules.workbench,
    screen: lazy(() => import("./officer/Workbench.tsx")),
  },
  {
    path: "cases",
    letter: "c",
    title: (d) => d.modules.cases,
    screen: lazy(() => import("./officer/Cases.tsx")),
  },
  {
    path: "deadlines",
    letter: "y",
    title: (d) => d.modules.deadlines,
    screen: lazy(() => import("./officer/Deadlines.tsx")),
  },
  { path: "tasks", letter: "t", title: (d) => d.modules.tasks, screen: lazy(() => import("./officer/Tasks.tsx")) },
  {
    path: "supervisions",
    letter: "s",
    title: (d) => d.modules.supervisions,
    screen: lazy(() => import("./officer/Supervisions.tsx")),
  },
  { path: "leads", letter: "l", title: (d) => d.modules.leads, screen: lazy(() => import("./officer/Leads.tsx")) },
  {
    path: "requests",
    letter: "r",
    title: (d) => d.modules.requests,
    screen: lazy(() => import("./officer/Requests.tsx")),
  },
  {
    path: "receipts",
    letter: "m",
    title: (d) => d.modules.receipts,
    screen: lazy(() => import("./officer/Receipts.tsx")),
  },
  {
    path: "sanctions",
    letter: "x",
    title: (d) => d.modules.sanctions,
    screen: lazy(() => import("./officer/Sanctions.tsx")),
  },
];

/** Many cases against one debtor: for those who file, approve, pay and watch over them. */
const batches: Module = {
  path: "batches",
  letter: "b",
  title: (d) => d.modules.batches,
  screen: lazy(() => import("./batch/Batches.tsx")),
};

/** Land and buildings that are disposed of together: for the court, and for the units that are asked for their opinion. */
const disposals: Module = {
  path: "disposals",
  letter: "d",
  title: (d) => d.modules.disposals,
  screen: lazy(() => import("./disposal/Disposals.tsx")),
};

const clerk: Module[] = [
  { path: "todo", letter: "t", title: (d) => d.modules.todo, screen: lazy(() => import("./clerk/Todo.tsx")) },
  disposals,
];

const cashier: Module[] = [
  {
    path: "receipts",
    letter: "m",
    title: (d) => d.cashier.receipts,
    screen: lazy(() => import("./cashier/Receipts.tsx")),
  },
  {
    path: "payouts",
    letter: "p",
    title: (d) => d.cashier.payouts,
    screen: lazy(() => import("./cashier/Payouts.tsx")),
  },
  {
    path: "payout-files",
    letter: "f",
    title: (d) => d.payoutFile.title,
    screen: lazy(() => import("./cashier/PayoutFiles.tsx")),
  },
  {
    path: "money-months",
    letter: "e",
    title: (d) => d.moneyMonth.title,
    screen: lazy(() => import("./cashier/Months.tsx")),
  },
];

/** The items that somebody has issued or can issue, beside those that they have to do. */
const supervision: Module = {
  path: "supervision",
  letter: "i",
  title: (d) => d.command.title,
  screen: lazy(() => import("./command/Supervisions.tsx")),
};

/** What the work comes to, for those who answer for it. */
const indicators: Module = {
  path: "indicators",
  letter: "n",
  title: (d) => d.indicators.title,
  screen: lazy(() => import("./indicators/Indicators.tsx")),
};

/** What is late, for those who see to it that it is done. */
const exceptions: Module = {
  path: "exceptions",
  letter: "o",
  title: (d) => d.exceptions.title,
  screen: lazy(() => import("./exceptions/Exceptions.tsx")),
};

const ofOfficer = (path: string): Module[] => officer.filter((each) => each.path === path);
const approver: Module[] = [
  {
    path: "approvals",
    letter: "a",
    title: (d) => d.modules.approvals,
    screen: lazy(() => import("./approvals/Approvals.tsx")),
  },
  ...ofOfficer("cases"),
  ...ofOfficer("deadlines"),
  batches,
  disposals,
  ...ofOfficer("supervisions"),
  supervision,
  exceptions,
  indicators,
  // A file for the bank is withdrawn by another person than its maker, and a month is closed by a second one.
  // The same holds of a claim that is undone and of an entry or a payment that leaves the books.
  ...cashier.filter(({ path }) => ["receipts", "payouts", "payout-files", "money-months"].includes(path)),
];

/** Who keeps the register, and who reads what was done by whom. */
const audit: Module = {
  path: "audit",
  letter: "a",
  title: (d) => d.modules.audit,
  screen: lazy(() => import("./audit/Audit.tsx")),
};
const admin: Module[] = [
  { path: "people", letter: "p", title: (d) => d.modules.people, screen: lazy(() => import("./admin/People.tsx")) },
  { path: "network", letter: "n", title: (d) => d.modules.network, screen: lazy(() => import("./admin/Network.tsx")) },
  {
    path: "register",
    letter: "i",
    title: (d) => d.modules.register,
    screen: lazy(() => import("./admin/register/Import.tsx")),
  },
  { path: "court", letter: "c", title: (d) => d.modules.court, screen: lazy(() => import("./admin/OwnCourt.tsx")) },
  {
    path: "systems",
    letter: "s",
    title: (d) => d.modules.systems,
    screen: lazy(() => import("./systems/Systems.tsx")),
  },
  audit,
];
const judge: Module[] = [
  { path: "courts", letter: "c", title: (d) => d.modules.myCourts, screen: lazy(() => import("./judge/Courts.tsx")) },
  { path: "tasks", letter: "t", title: (d) => d.modules.tasks, screen: lazy(() => import("./judge/Tasks.tsx")) },
];
const auditor: Module[] = [
  { path: "lookups", letter: "l", title: (d) => d.modules.lookups, screen: lazy(() => import("./audit/Lookups.tsx")) },
  audit,
  ...ofOfficer("cases"),
  batches,
  disposals,
  indicators,
];

const MODULES: Partial<Record<Role, Module[]>> = {
  ROLE_OFFICER: [...officer, batches, disposals],
  ROLE_UNIT_CLERK: clerk,
  ROLE_BUREAU_CHIEF: approver,
  ROLE_PRESIDENT: approver,
  ROLE_CASHIER: [...cashier, batches, ...ofOfficer("cases"), ...ofOfficer("supervisions")],
  ROLE_COMMAND: [supervision, exceptions, indicators, ...ofOfficer("cases"), batches, disposals],
  ROLE_ADMIN: admin,
  ROLE_AUDITOR: auditor,
  ROLE_CONTACT_JUDGE: judge,
};

/** What the search of the header found; it stands in no navigation. */
export const search: Module = {
  path: "search",
  letter: "/",
  title: (d) => d.find.title,
  screen: lazy(() => import("./search/Search.tsx")),
};

export const modulesOf = (role: Role): Module[] => MODULES[role] ?? [];
export const isDeskRole = (role: Role): boolean => role in MODULES;

/** The module of a path, and what follows it; the first module where the path names none. */
export function moduleAt(modules: Module[], path: string): { module: Module | undefined; rest: string[] } {
  const [, first = "", ...rest] = path.split("/");
  const module = modules.find((each) => each.path === first);
  return module ? { module, rest } : { module: undefined, rest: [] };
}
