//! Deadlines of enforcement: a named clock, the day on which it starts, what is not counted, what was added.

mod exclusion;
mod kind;
#[cfg(test)]
mod tests;

pub use exclusion::{Exclusion, Ground};
pub use kind::Kind;

use jiff::civil::Date;
use serde::Deserialize;

use crate::period::{Intervals, Measure, Period, reckon};
use crate::rules::enforcement;
use crate::unmet::{Ruling, Unmet};
use crate::why::{Step, Why};

/// An extension (延长) of the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Extension {
    /// By so many months.
    pub months: u16,
    /// Whether the president approved.
    #[serde(default)]
    pub president_approved: bool,
    /// Whether it is on record with the high court, which every extension after the first needs.
    #[serde(default)]
    pub high_court_record: bool,
}

static NOT_EXCLUDED: Unmet = Unmet::new(
    &enforcement::EXCLUDE_AUDIT,
    (
        "所列事由不属于该期限可以不计入的情形",
        "this ground is not among those that are not counted for this clock",
    ),
    ("改列条文规定的事由，或者不予扣除", "state a ground of the provision, or count the days"),
);
static NOT_EXCLUDED_HIGHER: Unmet = Unmet::new(
    &enforcement::HIGHER_COURT_EXCLUDED,
    (
        "所列事由不属于向上一级法院申请执行的六个月可以不计算的情形",
        "this ground is not among those left out of the six months before the higher court",
    ),
    ("改列条文规定的事由，或者不予扣除", "state a ground of the provision, or count these days"),
);
static NOT_EXTENDED: Unmet = Unmet::new(
    &enforcement::EXTENSION,
    ("该期限没有可以延长的规定", "no provision extends this clock"),
    ("删去延长", "leave the extension out"),
);
static NO_PRESIDENT: Unmet = Unmet::new(
    &enforcement::EXTENSION,
    ("延长没有经本院院长批准", "the president did not approve the extension"),
    ("在期限届满前报院长批准", "have the president approve before the end"),
);
static TOO_MUCH: Unmet = Unmet::new(
    &enforcement::EXTENSION,
    ("经院长批准的延长超过三个月", "the president extends by at most 3 months"),
    (
        "延长三个月以内；还需延长的，层报高级人民法院备案",
        "extend by at most 3 months; put any further extension on record with the high court",
    ),
);
static NO_RECORD: Unmet = Unmet::new(
    &enforcement::EXTENSION,
    ("再次延长没有层报高级人民法院备案", "a further extension is not on record with the high court"),
    ("层报高级人民法院备案", "put it on record with the high court"),
);

/// The last day of a clock.
#[must_use]
pub fn due(kind: Kind, from: Date, exclusions: &[Exclusion], extensions: &[Extension]) -> Ruling<Period> {
    let rule = kind.rule().on(from);
    let mut unmet = Vec::new();
    let mut why = vec![Why::new(rule, from, Step::Applies)];
    let limit = matches!(kind, Kind::EnforcementLimit | Kind::NonLitigationLimit);
    if limit {
        why.push(Why::new(enforcement::LIMIT_START.on(from), from, Step::FromNextDay { start: from }));
    }
    for exclusion in exclusions {
        let days = exclusion.days;
        let rule = match exclusion.ground.map(|ground| ground.rule(kind)) {
            Some(Some(rule)) => rule,
            Some(None) => {
                unmet.push(if kind == Kind::HigherCourt { &NOT_EXCLUDED_HIGHER } else { &NOT_EXCLUDED });
                continue;
            }
            None => {
                why.push(Why::new(rule, days.from, UNSTATED));
                continue;
            }
        };
        why.push(Why::new(rule.on(days.from), days.from, Step::Applies));
    }
    extensions_hold(limit, from, extensions, &mut unmet, &mut why);
    let more = extensions.iter().map(|extension| extension.months).fold(0, u16::saturating_add);
    let length = rule.measure.unwrap_or(Measure::Days(0)).and_months(more);
    let excluded = Intervals::of(exclusions.iter().map(|exclusion| exclusion.days));
    let mut period = reckon(from, length, &excluded);
    why.append(&mut period.why);
    period.why.clone_from(&why);
    Ruling::of(unmet, period, why)
}

const UNSTATED: Step = Step::Remark {
    zh: "扣除的事由未写明，是否属于可以不计入的情形须另行核实",
    en: "the ground is not stated; whether these days may be left out is still to be checked",
};

fn extensions_hold(
    limit: bool,
    from: Date,
    extensions: &[Extension],
    unmet: &mut Vec<&'static Unmet>,
    why: &mut Vec<Why>,
) {
    for (at, extension) in extensions.iter().enumerate() {
        let faults = [
            (!limit, &NOT_EXTENDED),
            (!extension.president_approved, &NO_PRESIDENT),
            (at == 0 && extension.months > 3, &TOO_MUCH),
            (at > 0 && !extension.high_court_record, &NO_RECORD),
        ];
        unmet.extend(faults.into_iter().filter(|(fault, _)| *fault).map(|(_, fault)| fault));
        why.push(Why::new(enforcement::EXTENSION.on(from), from, Step::Applies));
    }
}
