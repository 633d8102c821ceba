//! A case from a list: new today, or over long ago. What is entered and by whom is decided here, as by hand.

use jiff::{ToSpan as _, civil::Date};
use kit::domain::{
    Timestamp, reason,
    refusal::{Refusal, Text, Violations},
};
use law::identifiers::{Fen, RegionCode};
use uuid::Uuid;

use super::{Case, Draft, Ending, Handlers, Origin, Party, State, Ticks};
use crate::domain::{Actor, DomainEvent};

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
        id: Uuid,
        kind: ImportKind,
        by: Importer<'_>,
        handlers: &Handlers,
        at: Timestamp,
    ) -> Result<Case, Refusal> {
        let mut v = Violations::new();
        by.may(kind, self.is_over(), &mut v);
        self.read(id, by, handlers, at, v)
    }

    /// What a row says of a case that is known already: nothing new, or that it has ended, which is decided on as by hand. Where the row
    /// contradicts what is known, or the case can't be closed by the importer, everything that is wrong with it.
    pub fn update(self, known: KnownCase, by: Importer<'_>, at: Timestamp) -> Result<Update, Refusal> {
        let KnownCase { mut case, paid } = known;
        // Who handles a case and where it belongs may have changed here since; a list that is older does not change it back.
        let draft = Draft { handler: String::new(), region_code: String::new(), ..self.draft };
        let (stated, ending) = (draft.clone(), self.ending);
        let row = Self { draft, ..self };
        let filing = Importer { files: true, ..by };
        let read = row.read(case.id, filing, &Handlers::default(), at, Violations::new())?;
        let mut v = Violations::new();
        case.compare(&read, &stated, &mut v);
        let closed = read.closing.as_ref();
        match (&case.closing, closed) {
            (Some(known), row) if row.is_none_or(|row| known.ending != row.ending || known.on != row.on) => {
                let (name, on) = (super::closing::name(known.ending), known.on);
                let text = Text::new(
                    format!("系统内该案已于 {on} 以{name}方式结案，与本行不一致，请核对。"),
                    "The case was closed here on another day or in another way; check the row.",
                );
                v.add("ending", reason::CONTRADICTS_CASE, text);
            }
            (None, Some(_)) if !by.files => {
                let text = Text::new(
                    "系统内该案仍在执行，不能以历史数据改为已结案；请由承办人在案件中办理结案。",
                    "The case is open here and is closed by those who handle it, not by a list of history.",
                );
                v.add("ending", reason::CASE_STILL_OPEN, text);
            }
            _ => {}
        }
        v.check()?;
        let (Some(closed), State::Open | State::Suspended) = (closed, case.state) else {
            return Ok(Update::Same);
        };
        let ending = ending.unwrap_or(closed.ending);
        let ticks = Ticks { performed: ending == Ending::Completed, ..Ticks::default() };
        let actor = Actor::person(by.person);
        let event = case.close(ending, closed.on, &ticks, &actor, at)?;
        case.satisfy(ending, paid, Vec::new())?;
        Ok(Update::Closed(Box::new(case), event))
    }

    /// The case as the row has it, with everything that is wrong with the row.
    fn read(
        self,
        id: Uuid,
        by: Importer<'_>,
        handlers: &Handlers,
        at: Timestamp,
        mut v: Violations,
    ) -> Result<Case, Refusal> {
        let over = self.is_over();
        let closed = self.closed.and_then(|stated| v.parse("closing_date", reason::DATE_MALFORMED, stated));
        // An officer who files a case handles it where nobody is named; one who only enters records does not.
        let handler = if by.files { by.person } else { "" };
        let checked = if over {
            self.draft.check(id, by.own, handler, &handlers.ever(), at)
        } else {
            self.draft.check(id, by.own, handler, handlers, at)
        };
        let mut case = match checked {
            Ok(case) => Some(case),
            Err(refusal) => {
                v.absorb(refusal, "case")?;
                None
            }
        };
        let mut wrong = |field: &str, zh: &str, en: &str| v.add(field, reason::INVALID, Text::new(zh, en));
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
            v.add("case.handler", reason::REQUIRED, text);
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

/// A case that is known already, and what was paid out of its money.
#[derive(Clone, Debug)]
pub struct KnownCase {
    /// The case.
    pub case: Case,
    /// What was paid out of its money here.
    pub paid: Fen,
}

/// What a row does to a case that is known already.
#[derive(Clone, Debug)]
pub enum Update {
    /// It says what is known.
    Same,
    /// The case is closed now.
    Closed(Box<Case>, DomainEvent),
}

impl Case {
    /// Notes in what a row contradicts the case: what the row leaves out contradicts nothing.
    fn compare(&self, row: &Self, stated: &Draft, v: &mut Violations) {
        let mut differs = |field: &str, here: String| {
            let text = Text::new(
                format!("与系统内登记的不一致（系统内为{here}）；以本行为准的，请先在案件中更正。"),
                format!(
                    "It differs from what is entered here ({here}). Where the row is right, correct the case first."
                ),
            );
            v.add(format!("case.{field}"), reason::CONTRADICTS_CASE, text);
        };
        if row.filed != self.filed {
            differs("filing_date", self.filed.to_string());
        }
        if !row.cause.is_empty() && row.cause != self.cause {
            differs("cause", format!("“{}”", self.cause));
        }
        if stated.claim_fen != 0 && row.claim != self.claim {
            differs("claim_fen", format!(" {} 元", self.claim));
        }
        let missing = |one: &[Party], other: &[Party]| {
            one.iter().any(|party| !other.iter().any(|known| party.is_same(known)))
        };
        if missing(&row.parties, &self.parties) || missing(&self.parties, &row.parties) {
            differs("parties", format!(" {} 名当事人，姓名或证件号码与本行不同", self.parties.len()));
        }
    }
}

impl Party {
    /// Whether two entries are of one party: on one side, by the same number, or by name where one of them has none.
    fn is_same(&self, other: &Self) -> bool {
        let named = || law::names::same(&self.display_name, &other.display_name);
        let identified = match (self.identity.key(), other.identity.key()) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        self.side == other.side && identified && named()
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
                reason::CLOSED_IS_HISTORY,
                Text::new(
                    "已结案件作为历史数据导入，由指挥中心办理；您承办的案件请先立案，再在系统内办理结案。",
                    "A closed case is history, which the command centre imports. Close a case of your own in the system.",
                ),
            ),
            (ImportKind::Usual | ImportKind::Daily, false) => (
                reason::NEW_CASE_OFFICE,
                Text::new(
                    "新收案件由执行干警或执行局长登记；系统启用前已立案、仍在执行的案件作为期初数据导入。",
                    "New cases are entered by officers and chiefs; what was open before the start comes as an opening.",
                ),
            ),
            (ImportKind::History, false) => (
                reason::HISTORY_NOT_OVER,
                Text::new(
                    "历史数据只收已结案件；仍在执行的案件请作为期初数据导入，由本院另一位人员确认。",
                    "History is what is over. An open case comes as an opening, which a second person confirms.",
                ),
            ),
            (ImportKind::Opening, true) => (
                reason::OPENING_IS_OPEN,
                Text::new(
                    "期初数据只收仍在执行的案件；已结案件由指挥中心作为历史数据导入。",
                    "An opening holds open cases; closed ones are history, which the command centre imports.",
                ),
            ),
            (ImportKind::Opening, false) => (
                reason::OPENING_OFFICE,
                Text::new(
                    "期初案件由执行干警、执行局长或指挥中心提交。",
                    "Open cases are handed in by officers, chiefs and the command centre.",
                ),
            ),
        };
        v.add("ending", reason, text);
    }
}
