/** What a case has, in Chinese. */
export const property = {
  seizures: "查封、扣押、冻结",
  assets: "财产",
  leads: "线索",
  what: "财产",
  class: "类别",
  value: "价值",
  lastDay: "到期日",
  waiting: (place: number) => `轮候第 ${place} 位`,
  owners: "权利人",
  noSeizures: "本案还没有查封、扣押、冻结。",
  noAssets: "本案还没有登记财产。",
};

export const money = {
  receipts: "到账",
  payouts: "发放",
  payee: "收款人",
  account: "账户",
  paidAt: "发放时间",
  noReceipts: "本案还没有案款到账。",
  noPayouts: "本案还没有发放。",
};

export const sanction = {
  kind: "措施",
  against: "被制裁人",
  measure: "数额",
  ground: "理由",
  lastDay: "期限",
  lift: "应当解除",
  days: (count: number) => `${count} 日`,
  empty: "没有符合条件的措施。",
  emptyCase: "本案还没有采取措施。",
  views: {
    all: "全部",
    serve: "已批准，待送达",
    lift: "应当解除",
  },
};

export const watch = {
  title: "公安协控",
  person: "被查找人",
  ground: "事由",
  why: "情况",
  until: "截止日",
  empty: "本案没有请公安协助查找的人员。",
};

export const ending = {
  suspensions: "扣除期间",
  noSuspensions: "没有扣除的期间。",
  from: "开始",
  to: "结束",
  reason: "理由",
  extensions: "延长",
  noExtensions: "没有延长过执行期限。",
  months: "延长",
  settlements: "执行和解",
  noSettlements: "没有和解协议。",
  signed: "签订日期",
  terms: "协议内容",
  instalments: "分期",
  closing: "结案",
  how: "结案方式",
  closed: "结案日期",
  paid: "已发放",
  open: "尚未结案。",
  approved: "院领导已同意终结本次执行程序，其余条件待查明。",
  asked: (reason: string) => `已报请院领导批准终结本次执行程序，等待审批。理由：${reason}`,
  refused: (reason: string) => `院领导不同意终结本次执行程序：${reason}`,
};
