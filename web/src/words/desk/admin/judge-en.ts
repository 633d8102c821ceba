/** The courts of a contact judge. */
import type * as zh from "./judge-zh.ts";

export const judge: typeof zh.judge = {
  caption: "Shared courts that I judge for",
  views: { all: "All", late: "With late tasks", idle: "Idle" },
  total: (courts, open, late, idle) =>
    `${courts} courts, ${open} open tasks, ${late} of them late; ${idle} idle courts (no open task, and no terminal heard for 30 days)`,
  empty: "No court is yours at present. Courts to which you are appointed will stand here.",
  emptyViews: { late: "No task is late.", idle: "No court is idle." },
  open: "Open",
  late: "Late",
  idle: "Idle",
  neverHeard: "never",
  taskViews: { open: "Open", overdue: "Late", all: "All" },
  tasksEmpty: "No task fits. Tasks that the court sends to your courts will stand here.",
};
