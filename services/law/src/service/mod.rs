//! Service of process (送达): whether an act is valid, from which day, and what is missing where it is not.
//!
//! Start with [`Act`], the facts, and [`check`], the answer. Each mode has a file of its own, which reads
//! like its article. What holds for every mode stands in `common`. Anyone who is not of the court may assist
//! and may witness; nothing here ever makes them the server. A fact that is not stated is not shown
//! ([`crate::unmet::Lack::NotShown`]), and never taken for granted.

mod common;
mod direct;
mod electronic;
pub(crate) mod facts;
mod forwarded;
mod leave;
mod mailed;
mod public_notice;
#[cfg(test)]
mod tests;

pub use facts::{
    Act, Addressee, AddresseeKind, AddresseeStatus, Attempt, Consent, DocumentKind, ForwardingBody, Mode,
    Modes, Place, Procedure, Relation, Represents, Server, ServerPresence, Witness,
};

use jiff::civil::Date;

use crate::rules::Dated;
use crate::unmet::{Ruling, Unmet};
use crate::why::{Step, Why};

/// The answer about an act of service: the day on which it counts, or what is not met.
pub type Verdict = Ruling<Date>;

/// Whether an act of service is valid, and from which day.
#[must_use]
pub fn check(act: &Act) -> Verdict {
    let mut found = Findings { act, unmet: Vec::new(), why: Vec::with_capacity(4) };
    common::server(&mut found);
    common::presence(&mut found);
    common::forwarding(&mut found);
    let deemed = match act.mode {
        Mode::Direct | Mode::DirectElsewhere => direct::check(&mut found),
        Mode::Left => leave::check(&mut found),
        Mode::Electronic => electronic::check(&mut found),
        Mode::Entrusted => mailed::entrusted(&mut found),
        Mode::Postal => mailed::postal(&mut found),
        Mode::Forwarded => forwarded::check(&mut found),
        Mode::PublicNotice => public_notice::check(&mut found),
    };
    let Findings { mut unmet, why, .. } = found;
    let Some(date) = deemed else {
        let of_the_mode = [mailed::DATES, electronic::DATES, public_notice::DATES];
        if !unmet.iter().any(|unmet| of_the_mode.iter().any(|dates| dates.contains(unmet))) {
            unmet.push(&common::NO_DATE);
        }
        return Ruling::Unmet(unmet);
    };
    Ruling::of(unmet, date, why)
}

/// What has been found about an act so far.
struct Findings<'a> {
    act: &'a Act,
    unmet: Vec<&'static Unmet>,
    why: Vec<Why>,
}

impl Findings<'_> {
    /// Notes `fault` unless the condition holds.
    fn require(&mut self, holds: bool, fault: &'static Unmet) {
        if !holds && !self.unmet.contains(&fault) {
            self.unmet.push(fault);
        }
    }

    /// Notes `fault` where the fact is against it, and `silent` where it is not stated.
    fn require_shown(&mut self, fact: Option<bool>, fault: &'static Unmet, silent: &'static Unmet) {
        self.require(fact != Some(false), fault);
        self.require(fact.is_some(), silent);
    }

    /// Rests the answer on a rule.
    fn rests_on(&mut self, rule: &'static Dated, step: Step) {
        let day = self.act.served_date.unwrap_or(Date::MAX);
        self.why.push(Why::new(rule.on(day), day, step));
    }

    /// Rests the day that counts on a rule.
    fn deemed(&mut self, rule: &'static Dated, date: Option<Date>) -> Option<Date> {
        if let Some(date) = date {
            self.why.push(Why::new(rule.on(date), date, Step::Deemed { date }));
        }
        date
    }
}
