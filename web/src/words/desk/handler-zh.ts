/** A case that goes to another handler, in Chinese. */
export const handler = {
  title: "变更承办人",
  now: "现承办人",
  next: "新承办人",
  load: (name: string, open: number, late: number) =>
    late > 0 ? `${name}（在办 ${open} 件，超期 ${late} 件）` : `${name}（在办 ${open} 件）`,
  reason: "变更理由",
  reasonHint: "例如：原承办人调离、回避、长期请假。理由记入时间轴。",
  do: (number: string) => `变更承办人：${number}`,
  done: (number: string) => `已变更承办人：${number}`,
};
