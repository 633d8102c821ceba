//! What the law library says, as the contract writes it.

use kit::domain::refusal::snake_case;
use law::{unmet::Unmet, why::Why};
use proto::enforcement::v1 as wire;

pub(crate) use crate::store::name;

/// A reason.
pub(crate) fn reason(why: &Why) -> wire::Reason {
    let (step, text) = (why.step.text(), why.rule.text());
    wire::Reason {
        rule: why.rule.id.to_owned(),
        article: why.rule.article.to_owned(),
        text: text.zh,
        text_en: text.en,
        step: step.as_ref().map(|step| step.zh.clone()).unwrap_or_default(),
        step_en: step.map(|step| step.en).unwrap_or_default(),
        needs_confirmation: why.needs_confirmation(),
        source: why.rule.source().unwrap_or_default().to_owned(),
        warning: why.step.is_warning(),
    }
}

/// A condition that is not met.
pub(crate) fn unmet(unmet: &Unmet) -> wire::UnmetCondition {
    let (rule, reason, cure) = (unmet.rule(), unmet.reason(), unmet.cure());
    wire::UnmetCondition {
        rule: rule.id.to_owned(),
        article: rule.article.to_owned(),
        reason: reason.zh,
        reason_en: reason.en,
        cure: cure.zh,
        cure_en: cure.en,
        code: unmet.lack().code().to_owned(),
        fact: snake_case(unmet.fact()),
        needs_confirmation: unmet.needs_confirmation(),
        text: rule.text().zh,
    }
}

/// The value of the library that a name of the contract stands for; none where nothing was stated.
pub(crate) fn of_name<T: serde::de::DeserializeOwned>(name: &str, prefix: &str) -> Option<T> {
    let bare = name.strip_prefix(prefix).filter(|bare| *bare != "UNSPECIFIED")?;
    serde_json::from_value(bare.into()).ok()
}
