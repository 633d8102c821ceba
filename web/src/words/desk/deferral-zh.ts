/** What is said of a payout that is deferred, in Chinese. */
export const deferral = {
  title: "暂缓发放案款",
  reason: "暂缓事由",
  until: "暂缓至",
  due: "发放期限",
  reasons: {
    DEFERRAL_REASON_UNSPECIFIED: "未写明",
    DEFERRAL_REASON_DISTRIBUTION_PENDING: "参与分配尚未确定",
    DEFERRAL_REASON_OBJECTION: "案外人异议或者异议之诉",
    DEFERRAL_REASON_OTHER_CASE: "另案冻结或者协助执行",
    DEFERRAL_REASON_PAYEE_UNREACHABLE: "收款人联系不上，准备提存",
    DEFERRAL_REASON_AGREEMENT: "当事人协商一致",
    DEFERRAL_REASON_OTHER: "其他原因",
  },
};
