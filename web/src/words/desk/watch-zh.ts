/** What is said on the pages of police watches, in Chinese. */
const step = (title: string) => ({
  title,
  do: (name: string) => `${title}：${name}`,
  done: (name: string) => `已办理${title}：${name}`,
});

export const watchActs = {
  new: "请公安协助查找",
  newOf: (name: string) => `提请公安协助查找：${name}`,
  drawnUp: (name: string) => `已提请公安协助查找：${name}`,
  of: (name: string) => `公安协控：${name}`,
  answersFor: "所代表的被执行单位",
  groundText: "事由说明",
  untilHint: "不填写的，为六个月；最长一年。",
  papers: (least: number) => `决定书和协助执行通知书（至少 ${least} 份）`,
  approver: "批准人",
  pushed: "交公安时间",
  hit: "发现",
  controlled: "控制时间",
  handedOver: "移交时间",
  withdrawn: "要求撤控时间",
  why: "撤控或者未批准的理由",
  confirmer: "撤控确认人",
  withdrawWhy: "撤控的理由",
  waits: {
    approval: "等执行局长或者院领导批准。提出人不能批准。",
    police: "等公安机关查找、控制。",
    withdrawal: "已要求撤控，等公安机关确认。确认以前，人仍在公安机关的查找名单上。",
  },
  steps: {
    push: step("交公安机关"),
    handOver: step("登记已移交法院"),
    withdraw: step("撤控"),
  },
};
