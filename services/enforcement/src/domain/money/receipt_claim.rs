//! Whose money is: it is claimed to a case or given to a batch, and a wrong claim is undone.

use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal, Violations},
};
use law::identifiers::Fen;
use uuid::Uuid;

use super::{
    ledger::{Account, Cause, Posting},
    receipt::{Claim, Holder, Receipt},
};
use crate::domain::{Actor, DomainEvent};

impl Receipt {
    /// Claims it to a case. Refused where somebody was faster.
    pub fn claim(
        &mut self,
        case: Uuid,
        actor: &Actor,
        at: Timestamp,
    ) -> Result<(Posting, DomainEvent), Refusal> {
        self.give(Holder::Case(case), [(Account::Case(case), self.amount)], actor, at)
    }

    /// Gives it to a holder, with what lies where of it.
    pub(crate) fn give(
        &mut self,
        holder: Holder,
        places: impl IntoIterator<Item = (Account, Fen)>,
        actor: &Actor,
        at: Timestamp,
    ) -> Result<(Posting, DomainEvent), Refusal> {
        if let Some(claim) = &self.claim {
            return Err(self.claimed_by(claim, "", ""));
        }
        self.in_the_books()?;
        self.untouched()?;
        let cause = if matches!(holder, Holder::Batch(_)) { Cause::Allocated } else { Cause::Claimed };
        let posting = Posting::new(cause, Account::Unclaimed, places)?;
        self.holder = holder;
        self.claim = Some(Claim { person: actor.person.clone(), at });
        self.touch(at);
        Ok((posting, self.event("RECEIPT_CLAIMED", "案款认领到案".to_owned(), self.amount)))
    }

    /// That it is claimed already: by whom and for which case, each empty where it is not known or not for the reader.
    #[must_use]
    pub fn claimed_by(&self, claim: &Claim, claimant: &str, case_number: &str) -> Refusal {
        let (by_zh, by_en) = match claimant {
            "" => (String::new(), String::new()),
            name => (format!("由{name}"), format!(" by {name}")),
        };
        let (case_zh, case_en) = match (self.holder, case_number) {
            (Holder::Batch(_), _) => ("批量案件".to_owned(), "a batch of cases".to_owned()),
            (Holder::Case(_) | Holder::Nobody, "") => ("案".to_owned(), "a case".to_owned()),
            (Holder::Case(_) | Holder::Nobody, number) => (format!("{number}案"), format!("case {number}")),
        };
        Refusal::new(
            Kind::Conflict,
            reason::RECEIPT_CLAIMED,
            format!("这笔款已{by_zh}认领到{case_zh}。如认领有误，请报局长撤销认领。"),
            format!(
                "This money is claimed{by_en} for {case_en} already. Where the claim is wrong, the chief takes it back."
            ),
        )
        .with("claimant", claim.person.clone())
        .with("case", self.case())
    }

    /// Takes a wrong claim back.
    pub fn unclaim(&mut self, reason: &str, at: Timestamp) -> Result<(Posting, DomainEvent), Refusal> {
        let mut wrong = Violations::new();
        wrong.text("reason", reason, 1000);
        wrong.check()?;
        let Holder::Case(case) = self.holder else {
            return Err(Refusal::new(
                Kind::Precondition,
                reason::RECEIPT_NOT_WITH_CASE,
                "这笔款没有认领到单个案件，无需撤销。",
                "This money is not claimed to a case.",
            ));
        };
        self.untouched()?;
        let posting =
            Posting::new(Cause::Unclaimed, Account::Case(case), [(Account::Unclaimed, self.amount)])?;
        // Emitted while it still knows its case.
        let event = self.event("RECEIPT_UNCLAIMED", "撤销案款认领".to_owned(), self.amount);
        self.holder = Holder::Nobody;
        self.claim = None;
        self.touch(at);
        Ok((posting, event))
    }
}
