/** The courts of a contact judge. */
export const judge = {
  caption: "我联系的共享法庭",
  views: { all: "全部", late: "有超期任务", idle: "空转" },
  total: (courts: number, open: number, late: number, idle: number) =>
    `联系法庭 ${courts} 个，在办任务 ${open} 件，其中超期 ${late} 件；空转法庭 ${idle} 个（没有在办任务，终端三十日内没有上线）`,
  empty: "您目前没有联系的法庭。任命以后会显示在这里。",
  emptyViews: { late: "没有超期任务。", idle: "没有空转的法庭。" },
  open: "在办",
  late: "超期",
  idle: "空转",
  neverHeard: "从未上线",
  taskViews: { open: "在办", overdue: "超期", all: "全部" },
  tasksEmpty: "没有符合条件的任务。法院派发到您联系的法庭的任务会显示在这里。",
};
