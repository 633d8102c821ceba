/** What is said where one act is done for many tasks, in Chinese. It loads when the first task is chosen. */
export const manyZh = {
  title: (count: number) => `已选 ${count} 件任务`,
  act: "办理事项",
  acts: { RevokeTask: "撤回任务", TransferTask: "转给其他共享法庭" },
  clear: "取消选择",
  reason: { RevokeTask: "撤回的理由", TransferTask: "转办的理由" },
  reasonHint: "对所选的各件任务相同，接收任务的人会看到。",
  court: "接收的共享法庭",
  courtSearch: "查找共享法庭",
  courtSearchHint: "输入村、社区或者法庭名称中的几个字",
  courtMore: (count: number) => `还有 ${count} 个，请再输入几个字。`,
  courtNone: "没有名称相符的共享法庭。",
  do: {
    RevokeTask: (count: number) => `撤回 ${count} 件任务`,
    TransferTask: (count: number, where: string) => (where ? `转办 ${count} 件任务到${where}` : `转办 ${count} 件任务`),
  },
  cannot: (count: number) => `所选的任务中有 ${count} 件现在不能办理这一事项，将保持不变。`,
  none: "所选的任务现在都不能办理这一事项。",
  going: (done: number, all: number) => `正在办理：第 ${done} 件，共 ${all} 件`,
  results: "逐件结果",
  task: "任务",
  result: "结果",
  done: { RevokeTask: "已撤回", TransferTask: "已转办" },
  waits: "没有办理，可以再办",
  passed: "现在不能办理，保持不变",
  unreachable: "没有收到答复，请再办一次，不会重复办理",
  summary: (done: number, open: number) => (open > 0 ? `已办 ${done} 件，未办成 ${open} 件` : `已办 ${done} 件`),
  again: (count: number) => `只重做未办成的 ${count} 件`,
  close: "收起结果",
};

export type ManyWords = typeof manyZh;
