//! Somebody who works in or with the network, and what may happen to their terms of office.

use kit::{
    access::{Caller, HAND_IN_DAYS, Role},
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal, Text, Violations},
    },
};

use law::identifiers::{RegionCode, RegionLevel};

pub use super::person_id::{PersonId, unknown};
use super::{
    Objection,
    hand::Hand,
    network::Network,
    phone::phone,
    refuse,
    term::{Held, Post, Term, TermDraft, overlap},
};

/// The offices that an auditor audits and therefore does not hold.
pub(crate) const AUDITED: [Role; 6] =
    [Role::Admin, Role::Cashier, Role::Officer, Role::BureauChief, Role::President, Role::Command];

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
    pub deactivated: Option<Timestamp>,
    /// Grows with every change of the person or their terms.
    pub version: i64,
    /// When they were entered.
    pub created: Timestamp,
    /// Their terms, the earliest first.
    pub terms: Vec<Term>,
    /// Who entered them, `people/{id}`; empty where it was the installation, or before that was kept.
    pub entered_by: String,
    /// The smallest region around the offices on which they were entered; `None` where that is not known.
    pub entered_in: Option<RegionCode>,
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

/// Whether a caller reads the telephone numbers of people whole: who calls them in their office.
#[must_use]
pub fn may_read_phones(caller: &Caller) -> bool {
    let may_call = [Role::Director, Role::Officer, Role::BureauChief, Role::Command, Role::Admin];
    caller.is_ourselves() || may_call.into_iter().any(|role| caller.acts_as(role))
}

/// The refusal for who looks for people by a number that they are not shown.
#[must_use]
pub fn phones_not_shown() -> Refusal {
    Refusal::new(
        Kind::Denied,
        reason::PHONE_NOT_SHOWN,
        "您的职务只能看到隐去部分数字的电话号码，不能按电话号码查找人员。",
        "Your office sees telephone numbers in part alone, so people can't be looked for by them.",
    )
    .at("filter")
}

impl Person {
    /// Reads a draft without its terms, or names every field at fault below `at`.
    pub fn read(draft: &PersonDraft, at: &str, now: Timestamp, violations: &mut Violations) -> Option<Self> {
        let id =
            violations.parse(&format!("{at}.name"), reason::PERSON_ID_MALFORMED, PersonId::parse(&draft.id));
        let display_name = violations.text(&format!("{at}.display_name"), &draft.display_name, 40);
        let phone = violations.parse(&format!("{at}.phone"), reason::PHONE_MALFORMED, phone(&draft.phone));
        Some(Self {
            id: id?,
            display_name: display_name?,
            phone: phone?,
            deactivated: None,
            version: 1,
            created: now,
            terms: Vec::new(),
            entered_by: String::new(),
            entered_in: None,
        })
    }

    /// Resource name, `people/{id}`.
    #[must_use]
    pub fn name(&self) -> String {
        self.id.name()
    }

    /// Gives the person an office. `held` are the terms of the same office where only one can hold it, `absent` is who holds it where the
    /// person becomes their deputy. Whether it is the caller's to
    /// give is asked before anything else: what stands against it may be outside their scope.
    pub fn appoint(
        &mut self,
        term: Term,
        (held, absent): (&[Held], Option<&Self>),
        caller: &Caller,
        network: &Network,
    ) -> Result<(), Refusal> {
        self.offices_in_hand_of([&term], caller, network)
            .map_err(|refusal| if refusal.is(reason::BEYOND_SCOPE) { refusal.at("term") } else { refusal })?;
        if self.deactivated.is_some() {
            return Err(deactivated());
        }
        if caller.person == self.id.name() {
            return Err(own_term().at("parent"));
        }
        if let Some(absent) = absent {
            absent.has_deputy(&term, &self.id)?;
        }
        refuse(term.objections("term", network).into_iter().collect())?;
        refuse(self.clash("term.start_time", &term, held).into_iter().collect())?;
        self.stays_independent(&term, network)?;
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
        let other = held.iter().find(|held| {
            let is_there = held.term.sole_office() == Some(office) && held.term.overlaps(term);
            is_there && !term.deputises_in(&held.term, &held.person)
        })?;
        Some(overlap(at, term, &other.term, &other.display_name))
    }

    pub(crate) fn add(&mut self, term: Term) {
        self.terms.push(term);
        self.terms.sort_by(|a, b| (a.from, &a.id).cmp(&(b.from, &b.id)));
    }

    /// Ends a term that runs or will run, now or at a later instant before its end.
    pub fn end_term(
        &mut self,
        id: &str,
        end: Option<Timestamp>,
        caller: &Caller,
        network: &Network,
    ) -> Result<(), Refusal> {
        let now = caller.at;
        self.offices_in_hand_of(self.terms.iter().filter(|term| term.id == id), caller, network)?;
        let term = self.terms.iter_mut().find(|term| term.id == id).ok_or_else(term_unknown)?;
        if term.until.is_some_and(|until| until <= now) {
            return Err(Refusal::new(
                Kind::Precondition,
                reason::TERM_ENDED,
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
            violations.add("end_time", reason::END_OUT_OF_RANGE, text);
            return Err(violations.into_refusal());
        }
        term.until = Some(end.max(term.from));
        self.version += 1;
        Ok(())
    }

    /// Ends every right to sign in, and every term that runs or will run.
    pub fn deactivate(&mut self, caller: &Caller, network: &Network) -> Result<(), Refusal> {
        self.in_hand_of(caller, network)?;
        let now = caller.at;
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

    /// Whether their device may still hand in what they did before they were deactivated.
    #[must_use]
    pub fn may_hand_in(&self, at: Timestamp) -> bool {
        self.deactivated.is_some_and(|since| at < since.plus_hours(HAND_IN_DAYS * 24))
    }

    /// What a caller sees of the person: the terms inside the caller's scope, and the telephone number whole or masked. `None`
    /// where the person is outside.
    #[must_use]
    pub fn seen_by(mut self, caller: &Caller, network: &Network) -> Option<Self> {
        if caller.is_ourselves() || self.name() == caller.person {
            return Some(self);
        }
        let scope = caller.scope();
        // A clerk's unit works for the whole court, so offices of the county and above see its clerks.
        let governs_county = scope.regions.iter().any(|region| region.level() <= RegionLevel::County);
        let had_none = self.terms.is_empty();
        self.terms.retain(|term| {
            let court = term.court().map(super::court::CourtCode::name);
            scope.admits(term.place(network), court.as_deref(), None)
                || (governs_county && matches!(term.post, Post::Unit(_)))
        });
        // Somebody without any term is nobody's yet but the administrators' where they were entered.
        if self.terms.is_empty() && !(had_none && self.entered_under(&Hand::of(caller))) {
            return None;
        }
        if !may_read_phones(caller) {
            self.phone = masked(&self.phone);
        }
        Some(self)
    }
}

impl Person {
    /// The terms that are not over at a moment: those that run, and those that will.
    pub fn lasting(&self, at: Timestamp) -> impl Iterator<Item = &Term> {
        self.terms.iter().filter(move |term| term.until.is_none_or(|until| until > at))
    }

    /// Refuses where a caller may not give, change or take these offices of the person: the person is unknown to them, or one of the
    /// offices is outside their regions. The one place where that is asked.
    pub fn offices_in_hand_of<'a>(
        &self,
        offices: impl IntoIterator<Item = &'a Term>,
        caller: &Caller,
        network: &Network,
    ) -> Result<(), Refusal> {
        self.clone().seen_by(caller, network).ok_or_else(unknown)?;
        let hand = Hand::of(caller);
        if offices.into_iter().all(|term| term.is_given_by(&hand, network)) { Ok(()) } else { Err(beyond()) }
    }

    /// Refuses where a caller may not decide about the person as a whole: unknown to them, or with an office that is not over and not
    /// in their hand. Who has none that is not over is in the hand of those who could have given all that they had, and who had none
    /// at all in the hand of administrators of the region from which they were entered, and of those around it.
    pub fn in_hand_of(&self, caller: &Caller, network: &Network) -> Result<(), Refusal> {
        let lasting: Vec<&Term> = self.lasting(caller.at).collect();
        let asked = if lasting.is_empty() { self.terms.iter().collect() } else { lasting };
        self.offices_in_hand_of(asked, caller, network)
    }

    /// Whether somebody without any term is a caller's.
    fn entered_under(&self, hand: &Hand) -> bool {
        self.entered_in.as_ref().map_or_else(|| hand.reaches_a_county(), |region| hand.holds(region.as_str()))
    }

    /// Says who enters the person.
    pub fn note_entry(&mut self, caller: &Caller) {
        self.entered_by.clone_from(&caller.person);
        self.entered_in = Hand::of(caller).around();
    }

    /// Refuses an office of an auditor beside one that they would audit, in the same region and at the same time.
    pub(crate) fn stays_independent(&self, term: &Term, network: &Network) -> Result<(), Refusal> {
        let place = |term: &Term| term.place(network).unwrap_or_default().to_owned();
        let audits = |one: &Term, other: &Term| one.role == Role::Auditor && AUDITED.contains(&other.role);
        let meets = |one: &str, other: &str| one.starts_with(other) || other.starts_with(one);
        let clash = self.terms.iter().any(|own| {
            (audits(own, term) || audits(term, own)) && own.overlaps(term) && meets(&place(own), &place(term))
        });
        if clash { Err(not_independent()) } else { Ok(()) }
    }
}

/// The refusal for an auditor who would audit themselves. It does not say which office stands against it.
fn not_independent() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::AUDITOR_NOT_INDEPENDENT,
        "督察不能由在同一区域任管理、办案、审批、案款或者指挥职务的人兼任。请另选人员，或者先结束其中一项任期。",
        "An auditor holds no office that administers, handles, approves, pays or commands in the same region. Choose somebody else, or end one of the terms first.",
    )
    .at("term")
}

/// The refusal for somebody who would give an office to themselves.
#[must_use]
pub fn own_term() -> Refusal {
    Refusal::new(
        Kind::Denied,
        reason::OWN_TERM,
        "不能给自己增加职务，请由另一位管理员办理。",
        "Nobody gives themselves an office; another administrator does.",
    )
}

/// The refusal for an office that is not the caller's to give, to take or to act on.
#[must_use]
pub fn beyond() -> Refusal {
    Refusal::new(
        Kind::Denied,
        reason::BEYOND_SCOPE,
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

/// Refuses the end of terms of an administrator by themselves where nobody else could administer their regions from then on. `others` are the
/// regions of everybody else who administers then.
pub fn stays_administered<'a>(
    ended: impl IntoIterator<Item = &'a Term>,
    others: &[RegionCode],
) -> Result<(), Refusal> {
    let left_alone = |term: &&Term| match &term.post {
        Post::Region(region) => {
            term.role == Role::Admin && !others.iter().any(|other| other.contains(region))
        }
        Post::Court(..) | Post::Unit(_) => false,
    };
    if !ended.into_iter().any(|term| left_alone(&term)) {
        return Ok(());
    }
    Err(Refusal::new(
        Kind::Precondition,
        reason::LAST_ADMINISTRATOR,
        "您是这一区域最后一名管理员，结束后将无人可以管理。请先任命另一名管理员，再结束自己的任期。",
        "You are the last administrator of this region, and nobody could administer it after you. Appoint another one first.",
    ))
}

/// The refusal for a term that is not there.
#[must_use]
pub fn term_unknown() -> Refusal {
    Refusal::new(Kind::NotFound, reason::TERM_UNKNOWN, "没有这个任期，请核对。", "There is no such term.")
}

/// The refusal for a person who may no longer sign in.
#[must_use]
pub fn deactivated() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::PERSON_DEACTIVATED,
        "此人员已停用，不能登录，也不能再任职。",
        "The person was deactivated: no signing in and no office any more.",
    )
}

/// The refusal for an id that is taken by somebody whom the caller can see.
#[must_use]
pub fn exists(id: &PersonId) -> Refusal {
    Refusal::new(
        Kind::Exists,
        reason::PERSON_EXISTS,
        format!("编号 {id} 已有人使用，请换一个编号。"),
        format!("The id {id} is taken; choose another."),
    )
    .at("person_id")
}

/// The refusal for an id that a caller can't give, whatever the reason is.
#[must_use]
pub fn unavailable() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::PERSON_ID_UNAVAILABLE,
        "不能使用这个编号。请换一个编号，或者不填编号，由系统编号。",
        "This id can't be used. Choose another, or leave it out and the server makes one.",
    )
}

#[cfg(test)]
#[path = "person_tests.rs"]
mod tests;
