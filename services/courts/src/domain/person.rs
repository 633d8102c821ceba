//! Somebody who works in or with the network, and what may happen to their terms of office.

use std::fmt;

use kit::{
    access::{Caller, Role},
    moment::Moment,
    refusal::{Kind, Refusal, Text, Violations},
};

use super::{
    Objection,
    network::Network,
    refuse,
    term::{Held, Post, Term, TermDraft, overlap},
};

/// The id of a person: lower case letters, digits and hyphens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(String);

impl PersonId {
    /// Reads an id.
    pub fn parse(text: &str) -> Result<Self, Text> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let right = (1..=64).contains(&text.len()) && text.bytes().all(plain) && !text.starts_with('-');
        right.then(|| Self(text.to_owned())).ok_or_else(|| {
            Text::new(
                "人员编号须为 1 至 64 个小写英文字母、数字或连字符，且不以连字符开头。",
                "A person's id has 1 to 64 lower case letters, digits or hyphens and does not begin with a hyphen.",
            )
        })
    }

    /// From a resource name, `people/{id}`; anything else is a person who is not known.
    pub fn from_name(name: &str) -> Result<Self, Refusal> {
        name.strip_prefix("people/").and_then(|id| Self::parse(id).ok()).ok_or_else(unknown)
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Resource name, `people/{id}`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("people/{}", self.0)
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Somebody who works in or with the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// Their name.
    pub display_name: String,
    /// Their telephone number; may be empty.
    pub phone: String,
    /// When they were deactivated.
    pub deactivated: Option<Moment>,
    /// Grows with every change of the person or their terms.
    pub version: i64,
    /// When they were entered.
    pub created: Moment,
    /// Their terms, the earliest first.
    pub terms: Vec<Term>,
}

/// A person as somebody wrote them, unchecked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PersonDraft {
    /// The id.
    pub id: String,
    /// The name.
    pub display_name: String,
    /// The telephone number.
    pub phone: String,
    /// Terms of office.
    pub terms: Vec<TermDraft>,
}

impl Person {
    /// Reads a draft without its terms, or names every field at fault below `at`.
    pub fn read(draft: &PersonDraft, at: &str, now: Moment, violations: &mut Violations) -> Option<Self> {
        let id = violations.parse(&format!("{at}.name"), "PERSON_ID_MALFORMED", PersonId::parse(&draft.id));
        let display_name = violations.text(&format!("{at}.display_name"), &draft.display_name, 40);
        let phone = violations.parse(&format!("{at}.phone"), "PHONE_MALFORMED", phone(&draft.phone));
        Some(Self {
            id: id?,
            display_name: display_name?,
            phone: phone?,
            deactivated: None,
            version: 1,
            created: now,
            terms: Vec::new(),
        })
    }

    /// Resource name, `people/{id}`.
    #[must_use]
    pub fn name(&self) -> String {
        self.id.name()
    }

    /// Gives the person an office. `held` are the terms of the same office where only one can hold it.
    pub fn appoint(&mut self, term: Term, held: &[Held], network: &Network) -> Result<(), Refusal> {
        if self.deactivated.is_some() {
            return Err(deactivated());
        }
        refuse(term.objections("term", network).into_iter().collect())?;
        refuse(self.clash("term.start_time", &term, held).into_iter().collect())?;
        self.version += 1;
        self.add(term);
        Ok(())
    }

    /// The term that already stands where this one would.
    pub(crate) fn clash(&self, at: &str, term: &Term, held: &[Held]) -> Option<Objection> {
        if let Some(own) = self.terms.iter().find(|own| own.is_same_office(term) && own.overlaps(term)) {
            return Some(overlap(at, term, own, &self.display_name));
        }
        let office = term.sole_office()?;
        let other =
            held.iter().find(|held| held.term.sole_office() == Some(office) && held.term.overlaps(term))?;
        Some(overlap(at, term, &other.term, &other.display_name))
    }

    pub(crate) fn add(&mut self, term: Term) {
        self.terms.push(term);
        self.terms.sort_by(|a, b| (a.from, &a.id).cmp(&(b.from, &b.id)));
    }

    /// Ends a term that runs or will run, now or at a later instant before its end.
    pub fn end_term(&mut self, id: &str, end: Option<Moment>, now: Moment) -> Result<(), Refusal> {
        let term = self.terms.iter_mut().find(|term| term.id == id).ok_or_else(term_unknown)?;
        if term.until.is_some_and(|until| until <= now) {
            return Err(Refusal::new(
                Kind::Precondition,
                "TERM_ENDED",
                "该任期已经结束，无需再次结束。",
                "The term has ended already.",
            ));
        }
        let end = end.unwrap_or(now);
        if end < now || term.until.is_some_and(|until| until < end) {
            let mut violations = Violations::new();
            let text = Text::new(
                "任期的结束时间不能早于现在，也不能晚于原定结束时间。",
                "A term ends now or later, and not after the end that it has.",
            );
            violations.add("end_time", "END_OUT_OF_RANGE", text);
            return Err(violations.into_refusal());
        }
        term.until = Some(end.max(term.from));
        self.version += 1;
        Ok(())
    }

    /// Ends every right to sign in, and every term that runs or will run.
    pub fn deactivate(&mut self, now: Moment) -> Result<(), Refusal> {
        if self.deactivated.is_some() {
            return Err(deactivated());
        }
        for term in &mut self.terms {
            if term.until.is_none_or(|until| until > now) {
                term.until = Some(now.max(term.from));
            }
        }
        self.deactivated = Some(now);
        self.version += 1;
        Ok(())
    }

    /// What a caller sees of the person: the terms inside the caller's scope, and the telephone number whole or masked. `None`
    /// where the person lies outside.
    #[must_use]
    pub fn seen_by(mut self, caller: &Caller, network: &Network) -> Option<Self> {
        if caller.is_ourselves() || self.name() == caller.person {
            return Some(self);
        }
        let scope = caller.scope();
        // A clerk's unit works for the whole court, so the court's own offices see its clerks.
        let of_the_court = !scope.regions.is_empty();
        let had_none = self.terms.is_empty();
        self.terms.retain(|term| {
            let court = term.court().map(super::court::CourtCode::name);
            scope.admits(term.place(network), court.as_deref(), None)
                || (of_the_court && matches!(term.post, Post::Unit(_)))
        });
        // Somebody without any term is nobody's yet but the administrator's.
        if self.terms.is_empty() && !(had_none && caller.acts_as(Role::Admin)) {
            return None;
        }
        let may_call = [Role::Director, Role::Officer, Role::BureauChief, Role::Command, Role::Admin];
        if !may_call.into_iter().any(|role| caller.acts_as(role)) {
            self.phone = masked(&self.phone);
        }
        Some(self)
    }
}

/// Whether a term is a caller's to give and to take: it counts inside their scope. A clerk's unit works for the whole court, so clerks
/// are a matter of the county and above.
#[must_use]
pub fn is_in_hand(term: &Term, caller: &Caller, network: &Network) -> bool {
    let scope = caller.scope();
    let court = term.court().map(super::court::CourtCode::name);
    let county = || scope.regions.iter().any(|region| region.as_str().len() <= 6);
    caller.is_ourselves()
        || scope.admits(term.place(network), court.as_deref(), None)
        || (matches!(term.post, Post::Unit(_)) && county())
}

impl Person {
    /// Refuses where a caller may not decide about the person as a whole: unknown to them, or with an office that is not over and not
    /// in their hand.
    pub fn in_hand_of(&self, caller: &Caller, network: &Network) -> Result<(), Refusal> {
        self.clone().seen_by(caller, network).ok_or_else(unknown)?;
        let mut lasting = self.terms.iter().filter(|term| term.until.is_none_or(|until| until > caller.at));
        if lasting.all(|term| is_in_hand(term, caller, network)) { Ok(()) } else { Err(beyond()) }
    }
}

/// The refusal for an office that is not the caller's to give, to take or to act on.
#[must_use]
pub fn beyond() -> Refusal {
    Refusal::new(
        Kind::Denied,
        "BEYOND_SCOPE",
        "该职务超出您的管理范围，须由上一级管理员办理。",
        "The office lies beyond your scope; it is for an administrator of the wider region.",
    )
}

/// A telephone number with its middle hidden: 138****0001.
#[must_use]
pub fn masked(phone: &str) -> String {
    let symbols: Vec<char> = phone.chars().collect();
    let shown = |index: usize| index < 3 || index + 4 >= symbols.len();
    let hide = symbols.len() < 8;
    let mask =
        symbols.iter().enumerate().map(|(index, symbol)| if hide || !shown(index) { '*' } else { *symbol });
    mask.collect()
}

/// A telephone number: 5 to 20 digits with an optional + and separators. Empty stays empty.
fn phone(text: &str) -> Result<String, Text> {
    let text = text.trim();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let rest = text.strip_prefix('+').unwrap_or(text);
    let plain = rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')'));
    if text.is_empty() || (plain && (5..=20).contains(&digits) && text.len() <= 32) {
        return Ok(text.to_owned());
    }
    Err(Text::new(
        "电话号码须为 5 至 20 位数字，可带 + 和分隔符。",
        "A telephone number has 5 to 20 digits, with an optional + and separators.",
    ))
}

/// The refusal for a person who is not there for the caller.
#[must_use]
pub fn unknown() -> Refusal {
    Refusal::new(
        Kind::NotFound,
        "PERSON_UNKNOWN",
        "没有这个人员，或此人不在您的管理范围内。",
        "There is no such person, or not inside your scope.",
    )
}

/// The refusal for a term that is not there.
#[must_use]
pub fn term_unknown() -> Refusal {
    Refusal::new(Kind::NotFound, "TERM_UNKNOWN", "没有这个任期，请核对。", "There is no such term.")
}

/// The refusal for a person who may no longer sign in.
#[must_use]
pub fn deactivated() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        "PERSON_DEACTIVATED",
        "此人员已停用，不能登录，也不能再任职。",
        "The person was deactivated: no signing in and no office any more.",
    )
}

/// The refusal for an id that is taken.
#[must_use]
pub fn exists(id: &PersonId) -> Refusal {
    Refusal::new(
        Kind::Exists,
        "PERSON_EXISTS",
        format!("编号 {id} 已有人使用，请换一个编号。"),
        format!("The id {id} is taken; choose another."),
    )
    .at("person_id")
}

#[cfg(test)]
#[path = "person_tests.rs"]
mod tests;
