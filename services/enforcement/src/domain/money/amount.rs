//! Amounts as people enter them.

use kit::domain::{
    Timestamp, reason,
    refusal::{Text, Violations},
};
use law::identifiers::{Fen, MOST_FEN};

/// An amount above zero and not beyond belief.
pub fn positive(violations: &mut Violations, field: &str, fen: i64) -> Option<Fen> {
    if fen <= 0 {
        let text = Text::new("金额须大于 0（单位：分）。", "An amount is above 0, in fen.");
        violations.add(field, reason::AMOUNT_NOT_POSITIVE, text);
        return None;
    }
    bounded(violations, field, fen)
}

/// An amount that may be zero and is not beyond belief.
pub fn bounded(violations: &mut Violations, field: &str, fen: i64) -> Option<Fen> {
    let amount =
        violations.parse(field, reason::AMOUNT_NEGATIVE, Fen::new(fen).map_err(|fault| fault.text()))?;
    if fen > MOST_FEN {
        let text =
            Text::new("金额超过一百亿元，请核对。", "An amount is at most ten billion yuan; check it.");
        violations.add(field, reason::AMOUNT_TOO_LARGE, text);
        return None;
    }
    Some(amount)
}

/// The sum of stored amounts. Stops at the largest value of the type, so that an amount from before there was a bound breaks no total.
#[must_use]
pub fn sum(amounts: impl IntoIterator<Item = Fen>) -> Fen {
    let sum = amounts.into_iter().fold(0_i64, |sum, amount| sum.saturating_add(amount.get()));
    Fen::new(sum).unwrap_or_default()
}

/// A moment that has come.
pub fn past(
    violations: &mut Violations,
    field: &str,
    timestamp: Option<Timestamp>,
    at: Timestamp,
) -> Option<Timestamp> {
    let Some(timestamp) = timestamp else {
        violations.add(field, reason::REQUIRED, Text::new("必填项，不能为空。", "Required; it is empty."));
        return None;
    };
    if timestamp > at {
        let text = Text::new("时间在将来，请核对。", "It lies in the future; check it.");
        violations.add(field, reason::TIME_IN_FUTURE, text);
        return None;
    }
    Some(timestamp)
}
