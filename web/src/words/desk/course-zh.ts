/** What is said of the course of a case, in Chinese. */
const act = (title: string, hint = "") => ({
  title,
  hint,
  do: (number: string) => `${title}：${number}`,
  done: (number: string) => `已办理${title}：${number}`,
});

export const course = {
  acts: {
    suspend: act("中止、暂缓"),
    resume: act("恢复执行", "中止、暂缓的情形已经消失的，恢复执行。"),
    extend: act("申请延长执行期限", "由院领导批准；第一次最多三个月。"),
    ask: act("报请终结本次执行程序", "没有申请执行人签名的，由院领导批准。写明财产查控、约谈和合议庭审查的情况。"),
    settle: act("登记执行和解"),
    settlement: act("登记和解履行结果", "没有履行的，恢复执行原生效法律文书。"),
  },
  ground: "中止、暂缓的事由",
  grounds: {
    SUSPENSION_GROUND_UNSPECIFIED: "未定",
    SUSPENSION_GROUND_AUDIT_APPRAISAL: "审计、鉴定、评估、清算期间",
    SUSPENSION_GROUND_SUSPENSION: "裁定中止执行",
    SUSPENSION_GROUND_SETTLEMENT_OR_SECURITY: "达成和解或者提供担保而暂缓",
    SUSPENSION_GROUND_SUPERIOR_NOTICE: "上级法院通知暂缓",
    SUSPENSION_GROUND_AUCTION: "拍卖、变卖期间",
    SUSPENSION_GROUND_JURISDICTION_DISPUTE: "管辖权异议或者管辖争议",
  },
  months: "延长几个月",
  monthsHint: "第二次起，须报高级人民法院备案。",
  highCourt: "已报高级人民法院备案",
  byAgent: "由代理人签订",
  special: "代理人有特别授权",
  outcome: "履行结果",
  paid: "已经履行的金额（元）",
  repudiation: "拒绝履行的情形",
  repudiationHint: "履行期限没有到的，写明被执行人怎样表示不再履行。",
  instalmentDay: (number: number) => `第 ${number} 期的日期`,
  instalmentYuan: (number: number) => `第 ${number} 期的金额（元）`,
  instalmentAdd: "增加一期",
  yuan: "金额（元）",
  sum: (amount: string) => `合计 ${amount}`,
};
