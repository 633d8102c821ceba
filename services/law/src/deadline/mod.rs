//! Deadlines of enforcement: a named clock, the day on which it starts, what is not counted, what was added.

mod exclusion;
mod kind;
#[cfg(test)]
mod tests;

pub use exclusion::{Exclusion, Ground};
pub use kind::{Fulfilment, Kind, Nature};

use jiff::civil::Date;
use serde::Deserialize;

use crate::closing::earliest_current_procedure;
use crate::period::{Interval, Intervals, Measure, Period, reckon_excluding};
use crate::rules::{Rule, enforcement, periods};
use crate::unmet::{Ruling, Unmet};
use crate::why::{Step, Why};
use crate::wire;

/// An extension (延长) of the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Extension {
    /// By so many months.
    pub months: u16,
    /// Whether the president approved.
    #[serde(default)]
    pub president_approved: bool,
    /// The day on which the president approved.
    #[serde(default, deserialize_with = "wire::date")]
    pub approved_on: Option<Date>,
    /// Whether it is on record with the high court, which every extension after the first needs.
    #[serde(default)]
    pub high_court_record: bool,
}

static NOT_EXCLUDED: Unmet = Unmet::new(
    &enforcement::EXCLUDED,
    (
        "所列事由不属于执行期限可以不计入的六种情形（第九条第七项至第十二项）",
        "this ground is not among the six that are not counted towards the limit (article 9, items 7 to 12)",
    ),
    ("改列条文规定的事由，或者不予扣除", "state a ground of the provision, or count the days"),
);
static NOT_EXCLUDED_NOTICE: Unmet = Unmet::new(
    &enforcement::EXCLUDE_CIVIL,
    (
        "公告期间只在民事、行政案件中不计入；执行案件可以不计入的是第七项至第十二项的六种情形",
        "public notice is left out in civil and administrative cases; in enforcement it is the six grounds of items 7 to 12",
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

static NO_APPROVAL_DAY: Unmet = Unmet::not_shown(
    &enforcement::EXTENSION_IN_TIME,
    "extensions.approvedOn",
    ("没有写明院长批准的日期", "the day of the president's approval is not stated"),
    (
        "写明批准日期；批准须在期限届满前作出",
        "state it; the approval has to be given before the limit runs out",
    ),
);
static APPROVED_LATE: Unmet = Unmet::new(
    &enforcement::EXTENSION_IN_TIME,
    ("院长批准时期限已经届满", "the limit had run out when the president approved"),
    ("期限届满后不能再延长，按超期处理", "a limit that has run out is not extended; the case is late"),
);

/// The last day of a clock, or the earliest day where it is one.
#[must_use]
pub fn due(kind: Kind, from: Date, exclusions: &[Exclusion], extensions: &[Extension]) -> Ruling<Period> {
    let rule = kind.rule().on(from);
    let mut unmet = Vec::new();
    let excluding = excluded_by(kind, exclusions, &mut unmet);
    let excluded = Intervals::of(exclusions.iter().map(|exclusion| exclusion.days));
    let length = rule.measure.unwrap_or(Measure::Days(0));
    let limit = matches!(kind, Kind::EnforcementLimit | Kind::NonLitigationLimit);
    let mut why = vec![Why::new(rule, from, Step::Applies)];
    if kind.nature() == Nature::EarliestDay {
        if !extensions.is_empty() {
            unmet.push(&NOT_EXTENDED);
        }
        let date = match kind {
            Kind::CurrentProcedureEarliest => earliest_current_procedure(from),
            _ => length.after(from),
        };
        why.push(Why::new(rule, from, Step::Earliest { date }));
        return Ruling::of(unmet, Period { start: from, end: date, why: why.clone() }, why);
    }
    let months = extended(limit, (from, length), &excluded, extensions, &mut unmet);
    let last_rule = excluding.last().map(|(_, rule)| *rule);
    let period = reckon_excluding(from, length.and_months(months), &excluded, last_rule);
    for step in &period.why {
        if matches!(step.step, Step::Counted { .. }) {
            why.extend(extensions.iter().map(|extension| {
                let months = extension.months;
                Why::new(enforcement::EXTENSION.on(from), from, Step::Extended { months })
            }));
        }
        match step.step {
            // The limit has a rule of its own for its first day.
            Step::FromNextDay { .. } if limit => {
                why.push(Why::new(enforcement::LIMIT_START.on(from), from, step.step));
            }
            Step::Counted { .. } => {
                why.push(*step);
                why.extend(excluding.iter().map(|(days, rule)| not_counted(*days, rule, from, period.end)));
            }
            _ => why.push(*step),
        }
    }
    if exclusions.iter().any(|exclusion| exclusion.ground.is_none()) {
        why.push(Why::new(periods::AS_STATED.on(from), from, UNSTATED));
    }
    let period = Period { start: from, end: period.end, why: why.clone() };
    Ruling::of(unmet, period, why)
}

const UNSTATED: Step = Step::Remark {
    zh: "扣除的事由未写明，是否属于可以不计入的情形须另行核实",
    en: "the ground is not stated; whether these days may be left out is still to be checked",
};
const OUTSIDE: Step = Step::Remark {
    zh: "该期间不在期限进行之中，不影响届满日",
    en: "these days lie outside the running period and do not move its end",
};

/// Each stretch with the rule by which it is not counted; what no rule allows is noted.
fn excluded_by(
    kind: Kind,
    exclusions: &[Exclusion],
    unmet: &mut Vec<&'static Unmet>,
) -> Vec<(Interval, &'static Rule)> {
    if !kind.knows_exclusions() {
        if !exclusions.is_empty() {
            unmet.push(kind.knows_no_exclusion());
        }
        return Vec::new();
    }
    let mut all = Vec::with_capacity(exclusions.len());
    for Exclusion { days, ground } in exclusions {
        match ground.map(|ground| (ground, ground.rule(kind))) {
            None => all.push((*days, periods::AS_STATED.on(days.from))),
            Some((_, Some(rule))) => all.push((*days, rule.on(days.from))),
            Some((ground, None)) => unmet.push(match (kind, ground) {
                (Kind::HigherCourt, _) => &NOT_EXCLUDED_HIGHER,
                (_, Ground::PublicNotice) => &NOT_EXCLUDED_NOTICE,
                _ => &NOT_EXCLUDED,
            }),
        }
    }
    all
}

fn not_counted(days: Interval, rule: &'static Rule, start: Date, end: Date) -> Why {
    let inside = days.to > start && days.from <= end;
    Why::new(rule, days.from, if inside { Step::NotCounted { days } } else { OUTSIDE })
}

/// By how many months the limit is longer. Each extension has to be approved while the limit, as it stood then, still ran.
fn extended(
    limit: bool,
    (from, length): (Date, Measure),
    excluded: &Intervals,
    extensions: &[Extension],
    unmet: &mut Vec<&'static Unmet>,
) -> u16 {
    let mut months: u16 = 0;
    for (at, extension) in extensions.iter().enumerate() {
        let end = crate::period::last_day(from, length.and_months(months), excluded);
        let approved = extension.president_approved;
        let faults = [
            (!limit, &NOT_EXTENDED),
            (limit && !approved, &NO_PRESIDENT),
            (limit && approved && extension.approved_on.is_none(), &NO_APPROVAL_DAY),
            (limit && approved && extension.approved_on.is_some_and(|day| day > end), &APPROVED_LATE),
            (limit && at == 0 && extension.months > 3, &TOO_MUCH),
            (limit && at > 0 && !extension.high_court_record, &NO_RECORD),
        ];
        unmet.extend(faults.into_iter().filter(|(fault, _)| *fault).map(|(_, fault)| fault));
        months = months.saturating_add(extension.months);
    }
    months
}
