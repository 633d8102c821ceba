//! Closing a case (结案): the conditions of termination of the current procedure, and the other endings.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::period::Measure;
use crate::rules::closing;
use crate::unmet::{Ruling, Unmet};
use crate::why::{Step, Why};
use crate::wire;

/// How a case ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Ending {
    /// Full enforcement (执行完毕), also by a settlement that was performed.
    Completed,
    /// Termination of the current enforcement procedure (终结本次执行程序). It can be resumed at any time.
    CurrentProcedure,
    /// Termination of enforcement (终结执行).
    Terminated,
    /// Refusal of enforcement (不予执行).
    Refused,
    /// Dismissal of the application (驳回申请).
    Dismissed,
    /// Striking out (销案).
    StruckOut,
    /// Suspension (中止): not an ending.
    Suspended,
}

/// What stands behind an ending. What nobody stated is not there.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "these are the ticks on the closing form, each a fact of its own"
)]
pub struct Facts {
    /// How it is to end.
    pub ending: Ending,
    /// The day of filing.
    #[serde(default, deserialize_with = "wire::date")]
    pub filed: Option<Date>,
    /// The day of closing.
    #[serde(deserialize_with = "wire::required")]
    pub on: Date,
    /// Whether the debt is performed in full.
    #[serde(default)]
    pub performed: bool,
    /// Whether a settlement was performed in full.
    #[serde(default)]
    pub settlement_performed: bool,
    /// Whether the notice of enforcement was sent.
    #[serde(default)]
    pub notice_sent: bool,
    /// Whether the property report order was sent.
    #[serde(default)]
    pub report_order_sent: bool,
    /// Whether the consumption restriction was issued.
    #[serde(default)]
    pub consumption_restricted: bool,
    /// Whether the debtor was listed where listing was due.
    #[serde(default)]
    pub listed_where_due: bool,
    /// Whether every inquiry was exhausted and no property found that can be enforced.
    #[serde(default)]
    pub inquiry_exhausted: bool,
    /// Whether a missing debtor was searched for, and obstruction punished, where there was any.
    #[serde(default)]
    pub search_done: bool,
    /// Whether the applicant signed.
    #[serde(default)]
    pub applicant_signed: bool,
    /// Whether a panel reviewed it.
    #[serde(default)]
    pub panel_reviewed: bool,
    /// Whether the president approved.
    #[serde(default)]
    pub president_approved: bool,
    /// Whether a ground of the law for this ending is stated.
    #[serde(default)]
    pub ground_stated: bool,
}

macro_rules! fault {
    ($name:ident, $rule:expr, $zh:literal, $en:literal, $cure_zh:literal, $cure_en:literal) => {
        static $name: Unmet = Unmet::new(&$rule, ($zh, $en), ($cure_zh, $cure_en));
    };
}

/// The first day on which the current procedure may end: more than three months after filing. A holiday does not move it.
#[must_use]
pub fn earliest_current_procedure(filed: Date) -> Date {
    let months = closing::CURRENT_CONDITIONS.on(filed).measure.unwrap_or(Measure::Months(3));
    months.after(filed).saturating_add(1.day())
}

fault!(
    NOT_PERFORMED,
    closing::COMPLETED,
    "义务尚未全部履行，和解协议也未履行完毕",
    "neither the debt nor a settlement is performed in full",
    "履行完毕后再以执行完毕结案",
    "close as completed only after full performance"
);
fault!(
    NO_NOTICE,
    closing::CURRENT_CONDITIONS,
    "没有发出执行通知",
    "the notice of enforcement was not sent",
    "发出执行通知",
    "send the notice"
);
fault!(
    NO_REPORT_ORDER,
    closing::CURRENT_CONDITIONS,
    "没有责令被执行人报告财产",
    "the debtor was not ordered to report property",
    "发出报告财产令",
    "send the report order"
);
fault!(
    NO_RESTRICTION,
    closing::CURRENT_CONDITIONS,
    "没有限制消费",
    "no consumption restriction was issued",
    "发出限制消费令",
    "issue the restriction"
);
fault!(
    NOT_LISTED,
    closing::CURRENT_CONDITIONS,
    "符合条件的没有纳入失信名单",
    "the debtor was not listed where that was due",
    "依法纳入，或者写明不符合纳入条件",
    "list the debtor, or state why it is not due"
);
fault!(
    NOT_EXHAUSTED,
    closing::CURRENT,
    "没有经过财产调查、未穷尽调查措施",
    "the inquiry into property is not exhausted",
    "完成网络查控、线索核实等调查",
    "complete the network query, the clues and the other inquiries"
);
fault!(
    TOO_EARLY,
    closing::CURRENT_CONDITIONS,
    "自立案之日起尚未超过三个月",
    "not more than 3 months have passed since filing",
    "自立案之日起超过三个月后再办理",
    "wait until more than 3 months have passed since filing"
);
fault!(
    NO_FILING_DATE,
    closing::CURRENT_CONDITIONS,
    "没有立案日期",
    "the day of filing is not stated",
    "写明立案日期",
    "state it"
);
fault!(
    NO_SEARCH,
    closing::CURRENT_CONDITIONS,
    "没有查找下落不明的被执行人，或者没有处罚妨害行为",
    "a missing debtor was not searched for, or obstruction not punished",
    "查找并记录，依法处罚妨害行为",
    "search and record it, and punish obstruction"
);
fault!(
    NO_ASSENT,
    closing::CURRENT,
    "既没有申请执行人签字确认，也没有合议庭审查核实并经院长批准",
    "neither did the applicant sign, nor did a panel review and the president approve",
    "由申请执行人签字，或者经合议庭审查并报院长批准",
    "have the applicant sign, or a panel review and the president approve"
);
fault!(
    NO_TERMINATION_GROUND,
    closing::TERMINATED,
    "没有写明终结执行的法定情形",
    "no ground for termination is stated",
    "写明情形并附材料",
    "state the ground and attach the papers"
);
fault!(
    NO_REFUSAL_GROUND,
    closing::REFUSED_AWARD,
    "没有写明不予执行的法定情形",
    "no ground for refusal is stated",
    "写明情形并附材料",
    "state the ground and attach the papers"
);
fault!(
    NO_DISMISSAL_GROUND,
    closing::DISMISSED,
    "没有写明不符合受理条件的事由",
    "no missing condition is stated",
    "写明事由",
    "state it"
);
fault!(
    NO_STRIKING_GROUND,
    closing::STRUCK_OUT,
    "没有受托法院的立案通知书，也没有其他销案事由",
    "there is neither the other court's notice of filing nor another ground",
    "附立案通知书或者写明事由",
    "attach the notice, or state the ground"
);
fault!(
    NOT_AN_ENDING,
    closing::SUSPENDED,
    "中止执行不是结案方式",
    "suspension is not an ending",
    "记录为中止，情形消失后恢复执行",
    "record a suspension, and resume when its cause ends"
);

/// Whether a case may end so.
#[must_use]
pub fn check(facts: &Facts) -> Ruling<Ending> {
    let f = facts;
    let one = |holds: bool, fault: &'static Unmet| if holds { Vec::new() } else { vec![fault] };
    let (rule, unmet) = match f.ending {
        Ending::Completed if f.settlement_performed => (&closing::SETTLED, Vec::new()),
        Ending::Completed => (&closing::COMPLETED, one(f.performed, &NOT_PERFORMED)),
        Ending::CurrentProcedure => (&closing::CURRENT, current_procedure(f)),
        Ending::Terminated => (&closing::TERMINATED, one(f.ground_stated, &NO_TERMINATION_GROUND)),
        Ending::Refused => (&closing::REFUSED_AWARD, one(f.ground_stated, &NO_REFUSAL_GROUND)),
        Ending::Dismissed => (&closing::DISMISSED, one(f.ground_stated, &NO_DISMISSAL_GROUND)),
        Ending::StruckOut => (&closing::STRUCK_OUT, one(f.ground_stated, &NO_STRIKING_GROUND)),
        Ending::Suspended => (&closing::SUSPENDED, vec![&NOT_AN_ENDING]),
    };
    let mut why = vec![
        Why::new(closing::ENDINGS.on(f.on), f.on, Step::Applies),
        Why::new(rule.on(f.on), f.on, Step::Applies),
    ];
    if f.ending == Ending::Completed {
        why.push(Why::new(closing::COMPLETED_RECORD.on(f.on), f.on, Step::Applies));
    }
    if f.ending == Ending::CurrentProcedure {
        for rule in [&closing::CURRENT_CONDITIONS, &closing::LATER_QUERY, &closing::RESUME] {
            why.push(Why::new(rule.on(f.on), f.on, Step::Applies));
        }
    }
    Ruling::of(unmet, f.ending, why)
}

fn current_procedure(f: &Facts) -> Vec<&'static Unmet> {
    [
        (!f.notice_sent, &NO_NOTICE),
        (!f.report_order_sent, &NO_REPORT_ORDER),
        (!f.consumption_restricted, &NO_RESTRICTION),
        (!f.listed_where_due, &NOT_LISTED),
        (!f.inquiry_exhausted, &NOT_EXHAUSTED),
        (f.filed.is_none(), &NO_FILING_DATE),
        (f.filed.is_some_and(|filed| f.on < earliest_current_procedure(filed)), &TOO_EARLY),
        (!f.search_done, &NO_SEARCH),
        (!(f.applicant_signed || f.panel_reviewed && f.president_approved), &NO_ASSENT),
    ]
    .into_iter()
    .filter(|(fault, _)| *fault)
    .map(|(_, fault)| fault)
    .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn facts(ending: Ending) -> Facts {
        Facts {
            ending,
            filed: Some(date(2023, 3, 1)),
            on: date(2023, 6, 2),
            performed: true,
            settlement_performed: false,
            notice_sent: true,
            report_order_sent: true,
            consumption_restricted: true,
            listed_where_due: true,
            inquiry_exhausted: true,
            search_done: true,
            applicant_signed: true,
            panel_reviewed: false,
            president_approved: false,
            ground_stated: true,
        }
    }

    #[test]
    fn the_current_procedure_ends_only_after_three_months() {
        assert!(check(&facts(Ending::CurrentProcedure)).is_met());
        let day = Facts { on: date(2023, 6, 1), ..facts(Ending::CurrentProcedure) };
        assert_eq!(check(&day).unmet(), [&TOO_EARLY]);
    }

    #[test]
    fn the_earliest_day_is_one_and_no_holiday_moves_it() {
        for (filed, earliest) in [
            (date(2026, 3, 2), date(2026, 6, 3)),
            (date(2026, 3, 6), date(2026, 6, 7)), // a Sunday
            (date(2026, 11, 30), date(2027, 3, 1)),
        ] {
            assert_eq!(earliest_current_procedure(filed), earliest);
            let kind = crate::deadline::Kind::CurrentProcedureEarliest;
            assert_eq!(crate::deadline::due(kind, filed, &[], &[]).value().unwrap().end, earliest);
        }
    }

    proptest! {
        #[test]
        fn the_clock_and_the_conditions_agree_on_the_earliest_day(n in 0i64..5000) {
            let filed = date(2017, 1, 1).saturating_add(n.days());
            let kind = crate::deadline::Kind::CurrentProcedureEarliest;
            let earliest = crate::deadline::due(kind, filed, &[], &[]).value().unwrap().end;
            let on = |on| check(&Facts { filed: Some(filed), on, ..facts(Ending::CurrentProcedure) });
            prop_assert!(on(earliest).is_met());
            let before = on(earliest.saturating_sub(1.day()));
            prop_assert_eq!(before.unmet(), [&TOO_EARLY]);
        }
    }

    #[test]
    fn without_the_applicant_it_takes_a_panel_and_the_president() {
        let mut f = Facts { applicant_signed: false, ..facts(Ending::CurrentProcedure) };
        assert_eq!(check(&f).unmet(), [&NO_ASSENT]);
        f.panel_reviewed = true;
        assert_eq!(check(&f).unmet(), [&NO_ASSENT]);
        f.president_approved = true;
        assert!(check(&f).is_met());
    }

    #[test]
    fn every_ending_needs_its_ground_and_suspension_is_none() {
        for ending in [Ending::Terminated, Ending::Refused, Ending::Dismissed, Ending::StruckOut] {
            assert!(check(&facts(ending)).is_met(), "{ending:?}");
            assert!(!check(&Facts { ground_stated: false, ..facts(ending) }).is_met(), "{ending:?}");
        }
        assert_eq!(check(&facts(Ending::Suspended)).unmet(), [&NOT_AN_ENDING]);
        assert!(!check(&Facts { performed: false, ..facts(Ending::Completed) }).is_met());
        let settled = Facts { performed: false, settlement_performed: true, ..facts(Ending::Completed) };
        assert!(check(&settled).is_met());
    }
}
