//! Freezes of equity (股权冻结): what may be frozen, from when it works, and which court comes first.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::rules::seizure;
use crate::seizure::{AssetClass, longest};
use crate::unmet::{Ruling, Unmet};
use crate::why::{Step, Why};

/// Where the debtor's equity is on record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Evidence {
    /// Articles or register of shareholders (章程、股东名册).
    CompanyPapers,
    /// Registration record (登记、备案信息).
    Registration,
    /// The public system (国家企业信用信息公示系统).
    PublicSystem,
    /// Anything else.
    Other,
}

/// A request to freeze.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Freeze {
    /// Whether the shares are traded on an exchange or another national market.
    pub listed: bool,
    /// Where the holding is on record.
    pub evidence: Option<Evidence>,
    /// Held, in millionths of the whole, as 300000 for 30 %.
    pub held_ppm: Option<u32>,
    /// To be frozen, in millionths.
    pub frozen_ppm: Option<u32>,
    /// Months; none is the longest.
    pub term_months: Option<u16>,
    /// Whether the ruling was served on the registration authority; not stated is not shown.
    pub ruling: Option<bool>,
    /// Whether the notice of assistance was; not stated is not shown.
    pub notice: Option<bool>,
    /// When it was published in the public system.
    pub published: Option<DateTime>,
}

/// A freeze that works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Effect {
    /// The moment of publication.
    pub effective: DateTime,
    /// The last day in force.
    pub last_day: Date,
}

static LISTED: Unmet = Unmet::new(
    &seizure::EQUITY_SCOPE,
    ("上市或者在全国性证券交易场所交易的股份不适用该规定", "listed shares are outside these provisions"),
    ("通过证券登记结算机构冻结", "freeze them with the securities depository"),
);
static NO_EVIDENCE: Unmet = Unmet::new(
    &seizure::EQUITY_EVIDENCE,
    (
        "没有章程、股东名册、登记备案或者公示信息载明股权属于被执行人",
        "no company paper, registration or public record shows the holding",
    ),
    ("取得其中之一", "obtain one of them"),
);
static MORE_THAN_HELD: Unmet = Unmet::new(
    &seizure::EQUITY_EVIDENCE,
    ("冻结的比例超过被执行人持有的比例", "more is frozen than the debtor holds"),
    ("在持有的范围内冻结", "freeze no more than is held"),
);
static TOO_LONG: Unmet = Unmet::new(
    &seizure::RIGHT,
    ("冻结期限超过三年", "the term is longer than three years"),
    ("在三年以内确定期限", "set a term within three years"),
);
static NO_PAPERS: Unmet = Unmet::new(
    &seizure::EQUITY_EFFECT,
    ("没有同时送达裁定书和协助执行通知书", "the ruling and the notice of assistance were not both served"),
    ("补齐裁定书和协助执行通知书", "attach both"),
);
static RULING_NOT_SHOWN: Unmet = Unmet::not_shown(
    &seizure::EQUITY_EFFECT,
    "ruling",
    (
        "没有写明是否向公司登记机关送达裁定书",
        "whether the ruling was served on the registration authority is not stated",
    ),
    ("写明裁定书已经送达", "state that the ruling was served"),
);
static NOTICE_NOT_SHOWN: Unmet = Unmet::not_shown(
    &seizure::EQUITY_EFFECT,
    "notice",
    (
        "没有写明是否向公司登记机关送达协助执行通知书",
        "whether the notice of assistance was served on the registration authority is not stated",
    ),
    ("写明协助执行通知书已经送达", "state that the notice was served"),
);
static NOT_PUBLISHED: Unmet = Unmet::new(
    &seizure::EQUITY_EFFECT,
    ("尚未在公示系统公示，冻结还没有生效", "it is not yet published, so the freeze does not work yet"),
    ("由公司登记机关公示", "have the registration authority publish it"),
);

/// Whether a freeze works, from when and until when.
#[must_use]
pub fn check(freeze: &Freeze) -> Ruling<Effect> {
    let mut unmet: Vec<&'static Unmet> = Vec::new();
    let faults = [
        (freeze.listed, &LISTED),
        (matches!(freeze.evidence, None | Some(Evidence::Other)), &NO_EVIDENCE),
        (freeze.frozen_ppm.zip(freeze.held_ppm).is_some_and(|(frozen, held)| frozen > held), &MORE_THAN_HELD),
        (freeze.term_months.is_some_and(|months| months == 0 || months > 36), &TOO_LONG),
        (freeze.ruling == Some(false) || freeze.notice == Some(false), &NO_PAPERS),
        (freeze.ruling.is_none(), &RULING_NOT_SHOWN),
        (freeze.notice.is_none(), &NOTICE_NOT_SHOWN),
    ];
    unmet.extend(faults.into_iter().filter(|(fault, _)| *fault).map(|(_, fault)| fault));
    let Some(effective) = freeze.published else {
        unmet.push(&NOT_PUBLISHED);
        return Ruling::Unmet(unmet);
    };
    let day = effective.date();
    let rule = longest(AssetClass::Equity, day);
    let last_day = match freeze.term_months {
        Some(months) => crate::period::Measure::Months(months).after(day),
        None => crate::seizure::last_day(AssetClass::Equity, day),
    };
    let why = vec![
        Why::new(seizure::EQUITY_EFFECT.on(day), day, Step::Applies),
        Why::new(rule, day, Step::LastDayInForce { date: last_day }),
        Why::new(seizure::EQUITY_DUTIES.on(day), day, Step::Applies),
    ];
    Ruling::of(unmet, Effect { effective, last_day }, why)
}

/// The order of freezes of the same equity: the first published is the first, no matter which was asked for first.
/// Freezes that are not published have no place yet.
#[must_use]
pub fn priority<T>(freezes: &[T], published: impl Fn(&T) -> Option<(DateTime, u64)>) -> Vec<usize> {
    let mut order: Vec<(DateTime, u64, usize)> = freezes
        .iter()
        .enumerate()
        .filter_map(|(at, freeze)| published(freeze).map(|(time, sequence)| (time, sequence, at)))
        .collect();
    order.sort_unstable();
    order.into_iter().map(|(_, _, at)| at).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime};

    use super::*;

    fn freeze() -> Freeze {
        Freeze {
            evidence: Some(Evidence::PublicSystem),
            held_ppm: Some(300_000),
            frozen_ppm: Some(300_000),
            ruling: Some(true),
            notice: Some(true),
            published: Some(datetime(2023, 5, 4, 9, 30, 0, 0)),
            ..Freeze::default()
        }
    }

    #[test]
    fn a_freeze_works_from_its_publication_for_three_years_at_most() {
        assert_eq!(check(&freeze()).value().unwrap().last_day, date(2026, 5, 4));
        assert!(check(&Freeze { term_months: Some(36), ..freeze() }).is_met());
        assert_eq!(check(&Freeze { term_months: Some(37), ..freeze() }).unmet(), [&TOO_LONG]);
        assert_eq!(check(&Freeze { published: None, ..freeze() }).unmet(), [&NOT_PUBLISHED]);
        assert_eq!(check(&Freeze { ruling: None, ..freeze() }).unmet(), [&RULING_NOT_SHOWN]);
        assert_eq!(check(&Freeze { notice: None, ..freeze() }).unmet(), [&NOTICE_NOT_SHOWN]);
        assert_eq!(check(&Freeze { notice: Some(false), ..freeze() }).unmet(), [&NO_PAPERS]);
    }

    #[test]
    fn no_more_is_frozen_than_is_held_and_nothing_that_is_listed() {
        assert_eq!(check(&Freeze { frozen_ppm: Some(300_001), ..freeze() }).unmet(), [&MORE_THAN_HELD]);
        assert_eq!(check(&Freeze { listed: true, ..freeze() }).unmet(), [&LISTED]);
        assert_eq!(check(&Freeze { evidence: Some(Evidence::Other), ..freeze() }).unmet(), [&NO_EVIDENCE]);
    }

    #[test]
    fn the_first_published_is_the_first() {
        let at = |minute, sequence| Some((datetime(2023, 5, 4, 9, minute, 0, 0), sequence));
        let list = [at(31, 1), at(30, 2), None, at(30, 1)];
        assert_eq!(priority(&list, |freeze| *freeze), [3, 1, 0]);
    }
}
