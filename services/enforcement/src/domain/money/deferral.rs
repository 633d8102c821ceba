//! Deferrals of a payout (暂缓发放).

use jiff::{ToSpan as _, civil::Date};
use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal, Text, Violations},
    separation::Step,
};
use serde::{Deserialize, Serialize};

use crate::domain::Actor;

/// The longest that one deferral may last, in days.
const LONGEST: i32 = 366;

/// Grounds on which a payout may be deferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Ground {
    /// The plan is still to be decided.
    DistributionPending,
    /// An objection or suit concerns the money.
    Objection,
    /// Another case has a hand on it.
    OtherCase,
    /// The payee can't be reached.
    PayeeUnreachable,
    /// The parties agreed on it.
    Agreement,
    /// Another, stated in the note.
    Other,
}

/// A deferral.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deferral {
    /// Its number in the receipt, from 1.
    pub number: u32,
    /// Why.
    pub ground: Ground,
    /// Why, in words.
    pub note: String,
    /// The last day that it covers.
    pub until: Date,
    /// Who asked for it.
    pub proposer: String,
    /// When.
    pub proposed: Timestamp,
    /// What was decided.
    pub decision: Option<Decision>,
}

/// What was decided on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// By whom.
    pub person: String,
    /// When.
    pub at: Timestamp,
    /// Why it was rejected; none where it was granted.
    pub rejection: Option<String>,
}

/// A deferral as it is asked for.
#[derive(Clone, Debug, Default)]
pub struct DraftDeferral {
    /// The ground.
    pub ground: Option<Ground>,
    /// In words.
    pub note: String,
    /// The last day.
    pub until: Option<Date>,
}

impl DraftDeferral {
    /// A deferral where everything is in order.
    pub fn check(self, number: u32, actor: &Actor, at: Timestamp) -> Result<Deferral, Refusal> {
        let mut wrong = Violations::new();
        if self.ground.is_none() {
            let text = Text::new("请选择暂缓发放的事由。", "Say on which ground the payout is deferred.");
            wrong.add("reason", reason::REQUIRED, text);
        }
        let note = if self.ground == Some(Ground::Other) {
            wrong.text("note", &self.note, 1000)
        } else {
            wrong.optional_text("note", &self.note, 1000)
        };
        let today = at.legal_day();
        let latest = today.checked_add(LONGEST.days()).unwrap_or(Date::MAX);
        match self.until {
            None => {
                let text = Text::new("请填写暂缓到哪一天。", "Say until which day it is deferred.");
                wrong.add("until_date", reason::REQUIRED, text);
            }
            Some(until) if until <= today || until > latest => {
                let text = Text::new(
                    "截止日须在今天之后、一年之内；期满仍不能发放的再行报批。",
                    "The last day lies after today and within a year; ask again when it is over.",
                );
                wrong.add("until_date", reason::DEFERRAL_END_OUT_OF_RANGE, text);
            }
            Some(_) => {}
        }
        match (self.ground, note, self.until) {
            (Some(ground), Some(note), Some(until)) if wrong.is_empty() => Ok(Deferral {
                number,
                ground,
                note,
                until,
                proposer: actor.person.clone(),
                proposed: at,
                decision: None,
            }),
            _ => Err(wrong.into_refusal()),
        }
    }
}

impl Deferral {
    /// The days that it covers: from that of its approval. None while it is not granted.
    #[must_use]
    pub fn covers(&self) -> Option<(Date, Date)> {
        let decision = self.decision.as_ref().filter(|decision| decision.rejection.is_none())?;
        Some((decision.at.legal_day(), self.until))
    }

    /// Grants or refuses it, by somebody else than who asked.
    pub(super) fn decide(
        &mut self,
        rejection: Option<String>,
        actor: &Actor,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        if let Some(decision) = &self.decision {
            return Err(Refusal::new(
                Kind::Conflict,
                reason::DEFERRAL_DECIDED,
                "这项暂缓申请已有人作出决定。",
                "Somebody has decided on this deferral already.",
            )
            .with("person", decision.person.clone()));
        }
        actor.may_take(Step::DecideDeferral, [(Step::ProposeDeferral, self.proposer.as_str())])?;
        if rejection.is_none() && self.until < at.legal_day() {
            return Err(Refusal::new(
                Kind::Precondition,
                reason::DEFERRAL_PAST,
                "申请暂缓的截止日已过，请重新提出。",
                "The last day of this deferral is past; ask for a new one.",
            ));
        }
        self.decision = Some(Decision { person: actor.person.clone(), at, rejection });
        Ok(())
    }
}
