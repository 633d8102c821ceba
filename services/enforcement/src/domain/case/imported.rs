//! A case from old records, which may have ended long ago.

use jiff::{ToSpan as _, civil::Date};
use kit::{
    moment::Moment,
    refusal::{Refusal, Text, Violations},
};
use law::identifiers::RegionCode;

use super::{Case, Draft, Ending};

/// A row of old records.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// The case.
    pub draft: Draft,
    /// How it ended, where it has.
    pub ending: Option<Ending>,
    /// When; an error where it is no day.
    pub closed: Option<Result<Date, Text>>,
    /// Days that do not count towards the limit.
    pub excluded_days: i32,
}

impl Imported {
    /// The case as the records have it, or everything that is wrong with the row. What the law asked for when it ended is not asked
    /// again: the records say what was decided.
    pub fn check(self, own: &RegionCode, by: &str, at: Moment) -> Result<Case, Refusal> {
        let mut v = Violations::new();
        let closed = self.closed.and_then(|told| v.parse("closing_date", "DATE_MALFORMED", told));
        let mut case = match self.draft.check(own, by, at) {
            Ok(case) => Some(case),
            Err(refusal) => {
                v.absorb(refusal, "case")?;
                None
            }
        };
        let mut wrong = |field: &str, zh: &str, en: &str| v.add(field, "INVALID", Text::new(zh, en));
        match (self.ending, closed) {
            (Some(_), None) => wrong("closing_date", "已结案的须写明日期。", "What has ended has a day."),
            (None, Some(_)) => wrong("ending", "写明结案日期的须写明结案方式。", "Say how it ended."),
            _ => {}
        }
        if let (Some(case), Some(closed)) = (&case, closed)
            && (closed < case.filed || closed > at.legal_day())
        {
            wrong(
                "closing_date",
                "须在立案之后、今天之前。",
                "It lies after the filing and not after today.",
            );
        }
        if !(0..=3650).contains(&self.excluded_days) {
            wrong("excluded_days", "须为 0 至 3650 天。", "It is 0 to 3650 days.");
        }
        v.check()?;
        if let (Some(case), Some(ending), Some(on)) = (&mut case, self.ending, closed) {
            let end = case.limit(on).end.saturating_add(i64::from(self.excluded_days).days());
            case.end(ending, on, "", on <= end);
            if let Some(closing) = &mut case.closing {
                closing.net_days = (closing.days - self.excluded_days).max(0);
            }
        }
        case.ok_or_else(|| Refusal::internal(&"a row without a fault gave no case"))
    }
}
