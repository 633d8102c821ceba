/** What the banks of the country write in their answers, whatever the language of the page. */
export const bankAnswer = {
  heads: ["发放文件编号", "文件编号", "file number"],
  paid: ["成功", "付款成功", "已付款", "paid", "success"],
  failed: ["失败", "付款失败", "未付成", "not paid", "failed", "failure"],
};

/** The same of their statements. In the books of a bank what comes to an account is its credit. */
export const bankStatement = {
  heads: ["银行流水号", "流水号", "交易流水号", "bank reference"],
  came: ["收入", "收", "贷", "贷方", "转入", "credit", "in"],
  went: ["支出", "支", "付", "借", "借方", "转出", "debit", "out"],
};
