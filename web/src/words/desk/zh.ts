/** What the desk says, in Chinese. `en.ts` says the same. */

import { attach } from "./attach-zh.ts";
import * as caseWords from "./case-zh.ts";
import { cashierZh } from "./cashier-zh.ts";
import { closing } from "./closing-zh.ts";
import { commandZh } from "./command-zh.ts";
import { course } from "./course-zh.ts";
import { coming, deadlineKinds } from "./deadlines-zh.ts";
import { deferral } from "./deferral-zh.ts";
import { dossier } from "./dossier-zh.ts";
import { exceptionsZh } from "./exceptions-zh.ts";
import { find } from "./find-zh.ts";
import { handler } from "./handler-zh.ts";
import { indicatorsZh } from "./indicators-zh.ts";
import { moneyMonthZh } from "./money-month-zh.ts";
import { notes } from "./notes-zh.ts";
import * as officerWords from "./officer-zh.ts";
import { payoutFileZh } from "./payout-file-zh.ts";
import { phone } from "./phone-zh.ts";
import { plan } from "./plan-zh.ts";
import * as propertyWords from "./property-zh.ts";
import { requestActs } from "./request-acts-zh.ts";
import * as requestWords from "./request-zh.ts";
import { sanctionActs } from "./sanction-acts-zh.ts";
import * as serveWords from "./serve-zh.ts";
import * as statesWords from "./states-zh.ts";
import { watchActs } from "./watch-zh.ts";

export const deskZh = {
  cashier: cashierZh,
  closing,
  coming,
  command: commandZh,
  attach,
  course,
  deadlineKinds,
  deferral,
  dossier,
  exceptions: exceptionsZh,
  find,
  handler,
  indicators: indicatorsZh,
  moneyMonth: moneyMonthZh,
  notes,
  payoutFile: payoutFileZh,
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
  navigation: "功能",
  search: "查找案件、人员、来款",
  searchHint: "案号，例如：执17",
  searchAll: "姓名、名称、电话或者案号",
  all: "全部",
  mine: "我承办的",
  myself: "我",
  submitting: "正在提交…",
  time: "时间",
  what: "事项",
  amount: "金额",
  person: "经办人",
  pageBefore: "上一页",
  pageNext: "下一页",
  pageNumber: (number: number) => `第 ${number} 页`,
  exporting: {
    title: "导出",
    hint: "导出符合当前条件、您可以查看的全部行，证件号码、账号等按页面显示的方式遮盖，导出记入审计。",
    shown: "导出的是本页显示的这些行，证件号码、账号等按页面显示的方式遮盖。",
    inYuan: (heading: string) => `${heading}（元）`,
    whole: "导出的是整个列表，不限于页面上筛选出的行。",
    reason: "导出事由（记入审计）",
    workbook: "Excel 表格",
    csv: "CSV 文本",
    busy: "正在导出，请稍候…",
    done: (rows: number) => `已导出 ${rows} 行。`,
    cut: (rows: number) => `列表超出一次导出的上限，只导出了前 ${rows} 行。请缩小查询范围后分次导出。`,
  },
  idleTitle: "您离开了吗？",
  idleSoon: (seconds: number) => `${seconds} 秒后将遮住页面并退出登录，已填写的内容保留。`,
  idleStay: "继续工作",

  modules: {
    workbench: "工作台",
    wall: "大屏",
    cases: "案件",
    deadlines: "到期节点",
    tasks: "任务",
    supervisions: "督办",
    leads: "线索",
    requests: "协助事项",
    receipts: "案款",
    sanctions: "措施",
    batches: "批量案件",
    disposals: "资产处置",
    todo: "本单位待办",
    approvals: "审批",
    myCourts: "我的法庭",
    people: "人员任期",
    network: "法庭与区划",
    register: "登记册导入",
    court: "本院信息",
    systems: "单位接口",
    audit: "审计",
    lookups: "查阅记录",
  },
  keys: {
    title: "快捷键",
    search: "查找",
    module: (name: string) => `打开“${name}”`,
    rows: "下一行、上一行",
    pages: "上一页、下一页",
    open: "打开选中的一行",
    close: "返回列表、关闭窗口",
    submit: "提交正在填写的内容",
    approve: "通过、批准",
    refuse: "退回、不批准",
    help: "显示本页",
  },

  case: {
    one: "案件",
    number: "案号",
    find: "查找案件",
    cause: "案由",
    applicants: "申请执行人",
    debtors: "被执行人",
    claim: "标的额",
    filed: "立案日期",
    handler: "承办人",
    state: "状态",
    greenChannel: "绿色通道",
    received: "已到账",
    paid: "已发放",
    tabs: {
      timeline: "时间轴",
      deadlines: "期限",
      service: "文书送达",
      tasks: "任务",
      property: "财产与线索",
      requests: "协助事项",
      money: "案款",
      sanctions: "措施",
      ending: "结案",
      notes: "备注与提醒",
    },
    timelineEmpty: "立案以后发生的事都会显示在这里。",
    limitLeft: (day: string, days: number) => `执行期限至${day}，还有 ${days} 天`,
    limitToday: "执行期限今天届满",
    limitPassed: (day: string, days: number) => `执行期限${day}届满，已超过 ${days} 天`,
    why: "为什么是这一天",
    met: (day: string) => `${day}已完成`,
    metOn: "已完成",
    late: (days: number) => `已逾期 ${days} 天`,
    left: (days: number) => `还有 ${days} 天`,
    today: "今天到期",
    passed: "已过",
    natures: {
      DEADLINE_NATURE_UNSPECIFIED: "",
      DEADLINE_NATURE_DUTY: "应当办理",
      DEADLINE_NATURE_RIGHT: "当事人权利",
      DEADLINE_NATURE_EARLIEST_DAY: "最早日期",
      DEADLINE_NATURE_TERM: "期间届满",
    },
    deadline: "期限",
    day: "日期",
    standing: "进展",
    kind: "性质",
    deadlinesEmpty: "结案后不再计算期限。",
    confirm: "待确认",
    empty: "没有符合条件的案件。立案或者导入的案件会显示在这里。",
    searching: (number: string) => `查找案件：${number}`,
    notFound: (number: string) => `您可以查看的案件中没有 ${number}。请核对案号，或者换一种写法。`,
  },
  caseStates: {
    CASE_STATE_UNSPECIFIED: "未定",
    CASE_STATE_OPEN: "在办",
    CASE_STATE_SUSPENDED: "中止",
    CASE_STATE_CLOSED: "已结案",
  },
};
