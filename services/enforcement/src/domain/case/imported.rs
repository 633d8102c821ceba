//! A case from a list: new today, or over long ago. What is entered and by whom is decided here, as by hand.

use jiff::{ToSpan as _, civil::Date};
use kit::{
    moment::Moment,
    refusal::{Refusal, Text, Violations},
};
use law::identifiers::RegionCode;

use super::{Case, Draft, Ending, Handlers, Origin};

/// What the rows of an import are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImportKind {
    /// Closed cases are history, open ones are new.
    #[default]
    Usual,
    /// New cases.
    Daily,
    /// What is over.
    History,
    /// What is in force on a stated day; confirmed by a second person.
    Opening,
}

/// Who imports.
#[derive(Clone, Copy, Debug)]
pub struct Importer<'a> {
    /// `people/{id}`.
    pub person: &'a str,
    /// Where their office counts.
    pub own: &'a RegionCode,
    /// Officer or chief: files cases.
    pub files: bool,
    /// Chief.
    pub is_chief: bool,
    /// Of the command centre.
    pub is_command: bool,
}

/// A row of a list.
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
    /// Where it stands in the list.
    pub origin: Origin,
}

impl Imported {
    /// Whether the row speaks of a case that is over.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.ending.is_some() || self.closed.is_some()
    }

    /// The case as the list has it, or everything that is wrong with the row. What the law asked for when a case ended is not asked
    /// again: the records say what was decided. That is why only the command centre and, where nothing else is said, a chief enter one.
    pub fn check(
        self,
        kind: ImportKind,
        by: Importer<'_>,
        handlers: &Handlers,
        at: Moment,
    ) -> Result<Case, Refusal> {
        let mut v = Violations::new();
        let over = self.is_over();
        by.may(kind, over, &mut v);
        let closed = self.closed.and_then(|told| v.parse("closing_date", "DATE_MALFORMED", told));
        // Whoever files a case handles it where nobody is named; whoever only hands records in does not.
        let handler = if by.files { by.person } else { "" };
        let checked = if over {
            self.draft.check(by.own, handler, &handlers.ever(), at)
        } else {
            self.draft.check(by.own, handler, handlers, at)
        };
        let mut case = match checked {
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
        if case.as_ref().is_some_and(|case| !over && case.handler.is_empty()) {
            let text = Text::new("请填写承办人。", "Say who handles it.");
            v.add("case.handler", "REQUIRED", text);
        }
        v.check()?;
        if let (Some(case), Some(ending), Some(on)) = (&mut case, self.ending, closed) {
            let end = case.limit(on).end.saturating_add(i64::from(self.excluded_days).days());
            case.end(ending, on, "", on <= end);
            if let Some(closing) = &mut case.closing {
                closing.net_days = (closing.days - self.excluded_days).max(0);
            }
        }
        let mut case = case.ok_or_else(|| Refusal::internal(&"a row without a fault gave no case"))?;
        case.origin = Some(self.origin).filter(|origin| *origin != Origin::default());
        Ok(case)
    }
}

impl Importer<'_> {
    /// Notes where such a row is not theirs to enter, and whose it is.
    fn may(&self, kind: ImportKind, over: bool, v: &mut Violations) {
        let (reason, text) = match (kind, over) {
            (ImportKind::Usual, true) if self.is_command || self.is_chief => return,
            (ImportKind::History, true) if self.is_command => return,
            (ImportKind::Usual | ImportKind::Daily, false) if self.files => return,
            (ImportKind::Opening, false) if self.files || self.is_command => return,
            (ImportKind::Usual | ImportKind::Daily | ImportKind::History, true) => (
                "CLOSED_IS_HISTORY",
                Text::new(
                    "已结案件作为历史数据导入，由指挥中心办理；您承办的案件请先立案，再在系统内办理结案。",
                    "A closed case is history, which the command centre imports. Close a case of your own in the system.",
                ),
            ),
            (ImportKind::Usual | ImportKind::Daily, false) => (
                "NEW_CASE_OFFICE",
                Text::new(
                    "新收案件由执行干警或执行局长登记；系统启用前已立案、仍在执行的案件作为期初数据导入。",
                    "New cases are entered by officers and chiefs; what was open before the start comes as an opening.",
                ),
            ),
            (ImportKind::History, false) => (
                "HISTORY_NOT_OVER",
                Text::new(
                    "历史数据只收已结案件；仍在执行的案件请作为期初数据导入，由本院另一位人员确认。",
                    "History is what is over. An open case comes as an opening, which a second person confirms.",
                ),
            ),
            (ImportKind::Opening, true) => (
                "OPENING_IS_OPEN",
                Text::new(
                    "期初数据只收仍在执行的案件；已结案件由指挥中心作为历史数据导入。",
                    "An opening holds open cases; closed ones are history, which the command centre imports.",
                ),
            ),
            (ImportKind::Opening, false) => (
                "OPENING_OFFICE",
                Text::new(
                    "期初案件由执行干警、执行局长或指挥中心提交。",
                    "Open cases are handed in by officers, chiefs and the command centre.",
                ),
            ),
        };
        v.add("ending", reason, text);
    }
}
