/** What the banks of the country write in their answers, whatever the language of the page. */
export const bankAnswer = {
  heads: ["发放文件编号", "文件编号", "file number"],
  paid: ["成功", "付款成功", "已付款", "paid", "success"],
  failed: ["失败", "付款失败", "未付成", "not paid", "failed", "failure"],
};
