//! Why an answer is what it is: the rule, its article and time, and the step that it stands for.
//!
//! A [`Why`] is a pointer and a few numbers. Its sentences are written only when it is printed, so that
//! lists can ask thousands of times.

use jiff::civil::Date;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::period::Measure;
use crate::rules::Rule;
use crate::text::Text;

/// One link in the chain of reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Why {
    /// The provision.
    pub rule: &'static Rule,
    /// The day for which it was asked.
    pub on: Date,
    /// What was done under it.
    pub step: Step,
}

/// What was done under a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The rule applies; nothing was computed.
    Applies,
    /// The start day is not counted.
    FromNextDay {
        /// The day on which the period begins.
        start: Date,
    },
    /// A length was counted.
    Counted {
        /// From here.
        start: Date,
        /// So much.
        length: Measure,
        /// To there.
        end: Date,
    },
    /// Excluded days pushed the end.
    Excluded {
        /// So many.
        days: i32,
        /// To there.
        end: Date,
    },
    /// The end was moved off a holiday.
    OffHoliday {
        /// From here.
        from: Date,
        /// To there.
        end: Date,
    },
    /// The State Council's list of a year is not among the data; only weekends were moved over.
    HolidaysUnknown {
        /// The year.
        year: i16,
    },
    /// This is the day that counts.
    Deemed {
        /// The day.
        date: Date,
    },
    /// A seizure has its last day; holidays do not move it.
    LastDayInForce {
        /// The day.
        date: Date,
    },
    /// A remark that does not change the answer.
    Remark {
        /// In Chinese.
        zh: &'static str,
        /// In English.
        en: &'static str,
    },
}

impl Step {
    /// The step as a sentence.
    #[must_use]
    pub fn text(&self) -> Option<Text> {
        Some(match self {
            Self::Applies => return None,
            Self::FromNextDay { start } => Text::new(
                format!("{start}当日不计入，自次日起算"),
                format!("{start} is not counted; it runs from the next day"),
            ),
            Self::Counted { start, length, end } => Text::new(
                format!("自{start}起{}，至{end}", length.zh()),
                format!("{} from {start} end on {end}", length.en()),
            ),
            Self::Excluded { days, end } => Text::new(
                format!("不计入{days}日，顺延至{end}"),
                format!("{days} days are not counted: {end}"),
            ),
            Self::OffHoliday { from, end } => Text::new(
                format!("{from}为法定休假日，顺延至{end}"),
                format!("{from} is a day of rest: {end}"),
            ),
            Self::HolidaysUnknown { year } => Text::new(
                format!("{year}年的放假安排未收录，仅按双休日顺延"),
                format!("the holidays of {year} are not among the data; only weekends were moved over"),
            ),
            Self::Deemed { date } => Text::new(format!("视为{date}送达"), format!("served on {date}")),
            Self::LastDayInForce { date } => Text::new(
                format!("效力至{date}届满，遇休假日不顺延"),
                format!("in force until the end of {date}; holidays do not move it"),
            ),
            Self::Remark { zh, en } => Text::new(*zh, *en),
        })
    }
}

impl Why {
    /// A reason.
    #[must_use]
    pub const fn new(rule: &'static Rule, on: Date, step: Step) -> Self {
        Self { rule, on, step }
    }

    /// Whether this link must be confirmed: its text is superseded or missing, the day lies outside its
    /// time, or the holidays of the year are not known.
    #[must_use]
    pub fn needs_confirmation(&self) -> bool {
        self.rule.needs_confirmation
            || !self.rule.in_force(self.on)
            || matches!(self.step, Step::HolidaysUnknown { .. })
    }
}

impl Serialize for Why {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Why", 8)?;
        out.serialize_field("rule", self.rule.id)?;
        out.serialize_field("article", self.rule.article)?;
        out.serialize_field("text", self.rule.zh)?;
        out.serialize_field("textEn", self.rule.en)?;
        out.serialize_field("from", &self.rule.from)?;
        out.serialize_field("to", &self.rule.to)?;
        out.serialize_field("needsConfirmation", &self.needs_confirmation())?;
        out.serialize_field("step", &self.step.text())?;
        out.end()
    }
}
