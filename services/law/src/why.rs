//! Why an answer is what it is: the rule, its article and time, and the step that it stands for.
//!
//! A [`Why`] is a pointer and a few numbers. Its sentences are written only when it is printed, so that
//! lists can ask thousands of times.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::identifiers::Fen;
use crate::period::{interval::Interval, measure::Measure};
use crate::rules::Rule;
use crate::service::facts::Modes;
use crate::text::Text;
use crate::zh;

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
    /// The president extended the limit.
    Extended {
        /// By so many months.
        months: u16,
    },
    /// A stretch of days is not counted.
    NotCounted {
        /// The stretch.
        days: Interval,
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
    /// The State Council's list of a year is not among the data; weekends and the festivals of the law were moved over, make-up days
    /// were not known.
    HolidaysUnknown {
        /// The year.
        year: i16,
    },
    /// The first day on which something may be done. A holiday does not move it.
    Earliest {
        /// The day.
        date: Date,
    },
    /// This is the day that counts.
    Deemed {
        /// The day.
        date: Date,
    },
    /// The day on which a public notice was given, which is that of its last publication.
    NoticeGiven {
        /// The day.
        date: Date,
    },
    /// Modes of service that were not tried before a public notice.
    Untried {
        /// The modes.
        modes: Modes,
    },
    /// A seizure has its last day; holidays do not move it.
    LastDayInForce {
        /// The day.
        date: Date,
    },
    /// What is held lies so far above claim and costs.
    Above {
        /// The excess.
        excess: Fen,
        /// Claim and costs.
        owed: Fen,
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
            Self::FromNextDay { start } => {
                let first = start.saturating_add(1.day());
                Text::new(
                    format!("{}不计入，自{}起算", zh::day(*start), zh::day(first)),
                    format!("{start} is not counted; it runs from {first}"),
                )
            }
            Self::Counted { start, length, end } => Text::new(
                format!("自{}起{}，至{}", zh::day(*start), length.zh(), zh::day(*end)),
                format!("{} from {start} end on {end}", length.en()),
            ),
            Self::Extended { months } => Text::new(
                format!("经院长批准延长{}个月", zh::numeral(*months)),
                format!("extended by {months} months with the president's approval"),
            ),
            Self::NotCounted { days } => Text::new(
                format!("扣除{}共{}日", zh::interval(*days), days.days()),
                format!("{} to {} is not counted: {} days", days.from, days.to, days.days()),
            ),
            Self::Excluded { days, end } => Text::new(
                format!("不计入共{days}日，顺延至{}", zh::day(*end)),
                format!("{days} days are not counted: {end}"),
            ),
            Self::OffHoliday { from, end } => Text::new(
                format!("{}为{}，以{}为届满日", zh::day(*from), zh::rest(*from), zh::weekday(*end)),
                format!("{from} is a day of rest: {end}"),
            ),
            Self::HolidaysUnknown { year } => Text::new(
                format!("{year}年的放假安排未收录：双休日和法定节日已顺延，补假和调休上班日尚不知道，待确认"),
                format!(
                    "the arrangement of holidays of {year} is not among the data: weekends and the festivals of the law were moved over, \
                     make-up days are not known; to be confirmed"
                ),
            ),
            Self::Earliest { date } => Text::new(
                format!("最早为{}；最早日期不因休假日顺延", zh::weekday(*date)),
                format!("{date} at the earliest; a holiday does not move an earliest day"),
            ),
            Self::Deemed { date } => {
                Text::new(format!("视为{}送达", zh::day(*date)), format!("served on {date}"))
            }
            Self::NoticeGiven { date } => Text::new(
                format!("最后一次刊登（张贴）日为{0}，以该日为发出公告之日", zh::day(*date)),
                format!("the last publication was on {date}, which is the day on which the notice was given"),
            ),
            Self::Untried { modes } => Text::new(
                format!(
                    "没有{}送达的记录；公告送达以其他方式无法送达为前提，请在案卷中说明未采用的原因",
                    modes.zh()
                ),
                format!(
                    "no attempt by {} is recorded; a notice presupposes that the other modes failed, so say on file why not",
                    modes.en()
                ),
            ),
            Self::LastDayInForce { date } => Text::new(
                format!("效力至{}届满；条文没有因休假日顺延的规定，不作顺延", zh::day(*date)),
                format!(
                    "in force until the end of {date}; no text moves it for a holiday, so it is not moved"
                ),
            ),
            Self::Above { excess, owed } => Text::new(
                format!(
                    "超出债权额及执行费用{}元（{}）。是否属于“明显超标的额”由执行法院认定",
                    zh::yuan(*excess),
                    zh::share(*excess, *owed)
                ),
                format!(
                    "{excess} yuan ({}) above claim and costs. Whether that is clearly above is for the court to say",
                    zh::share(*excess, *owed)
                ),
            ),
            Self::Remark { zh, en } => Text::new(*zh, *en),
        })
    }

    /// Whether this step warns of something that the decider has to look at.
    #[must_use]
    pub const fn is_warning(&self) -> bool {
        matches!(self, Self::Untried { .. } | Self::HolidaysUnknown { .. })
    }
}

impl Why {
    /// A reason.
    #[must_use]
    pub const fn new(rule: &'static Rule, on: Date, step: Step) -> Self {
        Self { rule, on, step }
    }

    /// Whether this link must be confirmed: its text is superseded or missing, the day is outside its
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
        let text = self.rule.text();
        let mut out = serializer.serialize_struct("Why", 10)?;
        out.serialize_field("rule", self.rule.id)?;
        out.serialize_field("article", self.rule.article)?;
        out.serialize_field("source", &self.rule.source())?;
        out.serialize_field("text", &text.zh)?;
        out.serialize_field("textEn", &text.en)?;
        out.serialize_field("wording", &self.rule.wording)?;
        out.serialize_field("from", &self.rule.from)?;
        out.serialize_field("to", &self.rule.to)?;
        out.serialize_field("needsConfirmation", &self.needs_confirmation())?;
        out.serialize_field("step", &self.step.text())?;
        out.end()
    }
}
