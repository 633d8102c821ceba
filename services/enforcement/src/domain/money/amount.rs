//! Amounts as people enter them.

use kit::{
    moment::Moment,
    refusal::{Text, Violations},
};
use law::identifiers::Fen;

/// The most that one transfer, plan or claim can be: ten billion yuan. What is larger is a slip of the hand.
pub const MOST: i64 = 1_000_000_000_000;

/// An amount above nought and not beyond belief.
pub fn positive(violations: &mut Violations, field: &str, fen: i64) -> Option<Fen> {
    if fen <= 0 {
        let text = Text::new("金额须大于 0（单位：分）。", "An amount is above 0, in fen.");
        violations.add(field, "AMOUNT_NOT_POSITIVE", text);
        return None;
    }
    if fen > MOST {
        let text =
            Text::new("金额超过一百亿元，请核对。", "An amount is at most ten billion yuan; check it.");
        violations.add(field, "AMOUNT_TOO_LARGE", text);
        return None;
    }
    Fen::new(fen).ok()
}

/// A moment that has come.
pub fn past(violations: &mut Violations, field: &str, moment: Option<Moment>, at: Moment) -> Option<Moment> {
    let Some(moment) = moment else {
        violations.add(field, "REQUIRED", Text::new("必填项，不能为空。", "Required; it is empty."));
        return None;
    };
    if moment > at {
        let text = Text::new("时间在将来，请核对。", "It lies in the future; check it.");
        violations.add(field, "TIME_IN_FUTURE", text);
        return None;
    }
    Some(moment)
}
