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

/** A time as they write it: year, month and day, then hour, minute and second, with whatever stands between. */
export const bankTime =
  /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[ T]*(\d{1,2}):?(\d{2})(?::?(\d{2}))?(?:\.\d+)?(?:\+08:00)?)?$/;
/** What stands around the names of columns, before an amount, and for digits that are not shown. */
export const bankMarks = { head: /[\s*（）()]/g, currency: /^[¥￥]/, masked: /\*{2,}|＊{2,}/ };

/** The heads of the columns of their lists, and of the court's own list of receipts. */
export const bankList = {
  reference: ["流水号", "交易流水号", "银行流水号", "交易序号", "凭证号", "bank reference", "reference"],
  amount: [
    "收入金额",
    "收入",
    "贷方金额",
    "贷方发生额",
    "到账金额",
    "到账金额元",
    "金额",
    "amount",
    "amount received",
    "amount received yuan",
    "credit",
  ],
  arrived: ["交易时间", "到账时间", "入账时间", "交易日期", "入账日期", "time of arrival", "time", "date"],
  payer: ["对方户名", "付款人", "付款人名称", "付款户名", "对方名称", "payer", "payer name"],
  account: ["对方账号", "付款账号", "付款人账号", "对方帐号", "account", "payer account"],
  bank: ["对方开户行", "付款银行", "付款人开户行", "对方行名", "bank", "payer bank"],
  remark: ["摘要", "附言", "用途", "转账附言", "备注", "remark", "remark of the transfer"],
  spent: ["支出金额", "支出", "借方金额", "借方发生额", "debit"],
};
