//! How a receipt is deferred: proposed by one person, decided by another.

use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal},
};

use super::{
    deferral::{Deferral, DraftDeferral},
    receipt::Receipt,
};
use crate::domain::{Actor, DomainEvent};

/// The most deferrals of one receipt.
const DEFERRALS: usize = 50;

impl Receipt {
    /// Asks for a deferral.
    pub fn propose_deferral(
        &mut self,
        draft: DraftDeferral,
        actor: &Actor,
        at: Timestamp,
    ) -> Result<(Deferral, DomainEvent), Refusal> {
        let number = u32::try_from(self.deferrals.len()).unwrap_or(u32::MAX).saturating_add(1);
        let deferral = draft.check(number, actor, at)?;
        if self.is_settled() {
            return Err(Refusal::new(
                Kind::Precondition,
                reason::RECEIPT_SETTLED,
                "这笔款已全部发放或退回，无需暂缓。",
                "Nothing of this money is left to be deferred.",
            ));
        }
        if self.deferrals.iter().any(|open| open.decision.is_none()) || self.deferrals.len() >= DEFERRALS {
            return Err(Refusal::new(
                Kind::Precondition,
                reason::DEFERRAL_OPEN,
                "这笔款已有待审批的暂缓申请（或申请次数已达上限），请先审批。",
                "A deferral of this money waits for its decision, or there were too many; decide on it first.",
            ));
        }
        self.deferrals.push(deferral.clone());
        self.touch(at);
        Ok((deferral, self.event("DEFERRAL_PROPOSED", "申请暂缓发放案款".to_owned(), self.undistributed())))
    }

    /// Grants or refuses a deferral.
    pub fn decide_deferral(
        &mut self,
        number: u32,
        rejection: Option<String>,
        actor: &Actor,
        at: Timestamp,
    ) -> Result<(Deferral, DomainEvent), Refusal> {
        let found = self.deferrals.iter_mut().find(|deferral| deferral.number == number);
        let deferral = found.ok_or_else(deferral_unknown)?;
        let granted = rejection.is_none();
        deferral.decide(rejection, actor, at)?;
        let deferral = deferral.clone();
        self.touch(at);
        let (kind, summary) = if granted {
            ("DEFERRAL_APPROVED", format!("批准暂缓发放案款至{}", deferral.until))
        } else {
            ("DEFERRAL_REJECTED", "驳回暂缓发放案款申请".to_owned())
        };
        Ok((deferral, self.event(kind, summary, self.undistributed())))
    }
}

/// The refusal for a deferral that is not there.
#[must_use]
pub fn deferral_unknown() -> Refusal {
    Refusal::new(Kind::NotFound, reason::DEFERRAL_UNKNOWN, "没有这项暂缓申请。", "There is no such deferral.")
}
