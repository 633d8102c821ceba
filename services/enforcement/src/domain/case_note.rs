//! What somebody writes down for themselves about a case, and when they want to be reminded of it.

use jiff::civil::Date;
use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal, Text, Violations},
};
use law::identifiers::RegionCode;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Actor, case::Case};

/// The longest text of a note in characters.
const LONGEST: usize = 1000;

/// A note about a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseNote {
    /// Its id.
    pub id: Uuid,
    /// The case.
    pub case: Uuid,
    /// Where the case belongs.
    pub region_code: RegionCode,
    /// Who wrote it.
    pub author: String,
    /// What it says.
    pub text: String,
    /// The day of which its author is reminded; none where of none.
    pub remind_on: Option<Date>,
    /// Others who may read the case read it too.
    pub shared: bool,
    /// Nothing more is to be done about it.
    pub done: bool,
    /// Counts changes.
    pub version: i64,
    /// When it was written.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
}

/// A note as it is written.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// What it says.
    pub text: String,
    /// The day, or why it is none.
    pub remind_on: Option<Result<Date, Text>>,
    /// Others read it.
    pub shared: bool,
    /// Nothing more is to be done about it.
    pub done: bool,
}

impl Draft {
    /// A note about a case.
    pub fn check(self, id: Uuid, case: &Case, actor: &Actor, at: Timestamp) -> Result<CaseNote, Refusal> {
        let (text, remind_on) = self.read(None, at)?;
        Ok(CaseNote {
            id,
            case: case.id,
            region_code: case.region_code.clone(),
            author: actor.person.clone(),
            text,
            remind_on,
            shared: self.shared,
            done: self.done,
            version: 1,
            created: at,
            updated: at,
        })
    }

    /// Text and day where they are in order. A day that was set before may have come.
    fn read(&self, before: Option<Date>, at: Timestamp) -> Result<(String, Option<Date>), Refusal> {
        let mut wrong = Violations::new();
        let text = wrong.text("text", &self.text, LONGEST);
        let day = self.remind_on.clone();
        let day = day.and_then(|day| wrong.parse("remind_date", reason::DATE_MALFORMED, day));
        if day.is_some_and(|day| Some(day) != before && day < at.legal_day()) {
            let text = Text::new("提醒日期不能早于今天。", "A reminder is for today or later.");
            wrong.add("remind_date", reason::REMINDER_IN_PAST, text);
        }
        match text {
            Some(text) if wrong.is_empty() => Ok((text, day)),
            _ => Err(wrong.into_refusal()),
        }
    }
}

impl CaseNote {
    /// Its resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("caseNotes/{}", self.id)
    }

    /// Whether somebody who may read its case may read it.
    #[must_use]
    pub fn is_for(&self, person: &str) -> bool {
        self.shared || self.author == person
    }

    /// Writes it anew, by its author.
    pub fn update(&mut self, draft: &Draft, actor: &Actor, at: Timestamp) -> Result<(), Refusal> {
        if self.author != actor.person {
            return Err(if self.shared { not_yours() } else { unknown() });
        }
        let (text, remind_on) = draft.read(self.remind_on, at)?;
        (self.text, self.remind_on, self.shared, self.done) = (text, remind_on, draft.shared, draft.done);
        self.version += 1;
        self.updated = at;
        Ok(())
    }
}

/// The refusal for a note that is not there for the caller.
#[must_use]
pub fn unknown() -> Refusal {
    Refusal::new(
        Kind::NotFound,
        reason::CASE_NOTE_UNKNOWN,
        "没有这条备注，或者只有记录人自己可见。",
        "There is no such note, or its author alone may read it.",
    )
}

fn not_yours() -> Refusal {
    Refusal::new(
        Kind::Denied,
        reason::CASE_NOTE_NOT_YOURS,
        "备注只能由记录人修改，您可以另写一条。",
        "A note is changed by its author alone; write one of your own.",
    )
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const NOW: &str = "2026-03-20T02:00:00Z";

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    fn actor(person: &str) -> Actor {
        Actor::person(person)
    }

    fn note() -> CaseNote {
        CaseNote {
            id: Uuid::nil(),
            case: Uuid::nil(),
            region_code: RegionCode::parse("330783").unwrap(),
            author: "people/me".into(),
            text: "催被执行人回电".into(),
            remind_on: Some(date(2026, 3, 10)),
            shared: false,
            done: false,
            version: 1,
            created: at("2026-03-01T02:00:00Z"),
            updated: at("2026-03-01T02:00:00Z"),
        }
    }

    fn draft(remind_on: Date) -> Draft {
        Draft { text: "催被执行人回电".into(), remind_on: Some(Ok(remind_on)), ..Draft::default() }
    }

    #[test]
    fn a_day_that_came_is_kept_and_a_new_one_lies_ahead() {
        let mut note = note();
        note.update(&Draft { done: true, ..draft(date(2026, 3, 10)) }, &actor("people/me"), at(NOW)).unwrap();
        assert!(note.done && note.version == 2);
        note.update(&draft(date(2026, 3, 20)), &actor("people/me"), at(NOW)).unwrap();
        let late = note.update(&draft(date(2026, 3, 19)), &actor("people/me"), at(NOW)).unwrap_err();
        assert_eq!(late.fields()[0].reason, "REMINDER_IN_PAST");
        let empty = note.update(&Draft::default(), &actor("people/me"), at(NOW)).unwrap_err();
        assert_eq!(empty.fields()[0].field, "text");
    }

    #[test]
    fn others_read_what_is_shared_and_change_nothing() {
        let mut note = note();
        assert!(note.is_for("people/me") && !note.is_for("people/other"));
        let other = actor("people/other");
        assert_eq!(
            note.update(&draft(date(2026, 3, 21)), &other, at(NOW)).unwrap_err().reason(),
            "CASE_NOTE_UNKNOWN"
        );
        note.shared = true;
        assert!(note.is_for("people/other"));
        assert_eq!(
            note.update(&draft(date(2026, 3, 21)), &other, at(NOW)).unwrap_err().reason(),
            "CASE_NOTE_NOT_YOURS"
        );
    }
}
