/** What the search says, in Chinese. */
export const find = {
  title: "查找结果",
  groups: { cases: "案件", people: "人员", receipts: "来款" },
  name: "姓名",
  office: "职务",
  phone: "电话",
  asking: (text: string) => `正在查找“${text}”…`,
  of: (text: string) => `查找“${text}”`,
  found: (text: string, counts: string) => `查找“${text}”：${counts}`,
  count: (group: string, rows: number, isMore: boolean) => `${group} ${rows} 条${isMore ? "以上" : ""}`,
  whole: (group: string) => `查看全部${group}`,
  nothing: (text: string, groups: string) => `您可以查看的${groups}中没有“${text}”。`,
  how: "姓名、名称和电话按完整内容查找，空格、全角半角和间隔号的写法不影响结果；案号可以只写开头，例如：（2026）浙0783执1，或者执1*。",
  nothingAsked:
    "请在页面上方的查找框中填写姓名、名称、电话或者案号。为保护个人信息，查找内容不留在网址中，刷新页面后需要重新填写。",
  inCases: "当事人、电话或者案号开头",
};
