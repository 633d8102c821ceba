//! What waits for somebody's yes. It follows from the record that it is about, so that no act has to say that it begins or ends to wait.

use kit::domain::Timestamp;
use law::identifiers::{Fen, RegionCode};
use serde::{Deserialize, Serialize};

use super::{
    case::Case,
    money::{
        distribution::{self, Distribution},
        money_month::{self, MoneyMonth},
        payout::{self, Payout},
        receipt::Receipt,
    },
    sanction::{self, Sanction},
};

/// What a decision is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    /// A sanction.
    Sanction,
    /// A plan over money that arrived.
    Distribution,
    /// The new account of a payee.
    PayoutAccount,
    /// A deferral of a payout.
    Deferral,
    /// More time for a case.
    Extension,
    /// That the current procedure ends without the applicant's signature.
    Closing,
    /// The close of a month of case funds.
    MoneyClose,
}

/// A decision that somebody waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// About what.
    pub kind: Kind,
    /// What is decided on: `sanctions/{id}`, `distributions/{id}`, `payouts/{id}`, `receipts/{id}/deferrals/{n}`,
    /// `cases/{id}/extensions/{n}`, `cases/{id}/closingRequest` or `moneyMonths/{region}-{month}`.
    pub subject: String,
    /// The case, `cases/{id}`; empty where there is none.
    pub case: String,
    /// Where it belongs.
    pub region_code: RegionCode,
    /// Which sanction, for sanctions.
    pub sanction: Option<law::sanctions::Kind>,
    /// Whom it concerns: the sanctioned, the payee. Empty where it concerns nobody else than the case's parties.
    pub about: String,
    /// How much; none where it is not about an amount.
    pub amount: Option<Fen>,
    /// By how many months, for more time.
    pub months: Option<u16>,
    /// Why, in the proposer's words.
    pub reason: String,
    /// Who proposed it.
    pub proposer: String,
    /// Since when it waits.
    pub since: Timestamp,
    /// The law leaves it to the president.
    pub for_president: bool,
    /// The version of the record on which a decision rests.
    pub version: i64,
}

/// A record of which something may wait for a decision.
pub trait Awaits {
    /// What waits, in the order in which it was proposed.
    fn waiting(&self) -> Vec<Waiting>;
}

impl Awaits for Sanction {
    fn waiting(&self) -> Vec<Waiting> {
        if self.state != sanction::State::Proposed {
            return Vec::new();
        }
        vec![Waiting {
            kind: Kind::Sanction,
            subject: self.name(),
            case: self.case.clone(),
            region_code: self.region_code.clone(),
            sanction: Some(self.terms.kind),
            about: self.terms.display_name.clone(),
            amount: self.terms.amount,
            months: None,
            reason: self.terms.ground.clone(),
            proposer: self.proposer.clone(),
            since: self.created,
            for_president: sanction::needs_president(self.terms.kind),
            version: self.version,
        }]
    }
}

impl Awaits for Distribution {
    fn waiting(&self) -> Vec<Waiting> {
        if self.state() != distribution::State::Proposed {
            return Vec::new();
        }
        vec![Waiting {
            kind: Kind::Distribution,
            subject: self.name(),
            case: self.case.clone(),
            region_code: self.region_code.clone(),
            sanction: None,
            about: match self.items.as_slice() {
                [only] => only.payee.display_name.clone(),
                _ => String::new(),
            },
            amount: Some(self.total),
            months: None,
            reason: self.note.clone(),
            proposer: self.proposer.clone(),
            since: self.created,
            for_president: false,
            version: self.version,
        }]
    }
}

impl Awaits for Payout {
    fn waiting(&self) -> Vec<Waiting> {
        if self.state != payout::State::AwaitingApproval {
            return Vec::new();
        }
        let change = self.account_change.as_ref();
        vec![Waiting {
            kind: Kind::PayoutAccount,
            subject: self.name(),
            case: self.case.map(|id| format!("cases/{id}")).unwrap_or_default(),
            region_code: self.region_code.clone(),
            sanction: None,
            about: self.payee.display_name.clone(),
            amount: Some(self.amount),
            months: None,
            reason: String::new(),
            proposer: self.account_by.clone(),
            since: change.map_or(self.updated, |change| change.at),
            for_president: false,
            version: self.version,
        }]
    }
}

impl Awaits for Receipt {
    fn waiting(&self) -> Vec<Waiting> {
        let undecided = self.deferrals.iter().filter(|deferral| deferral.decision.is_none());
        let waiting = undecided.map(|deferral| Waiting {
            kind: Kind::Deferral,
            subject: format!("{}/deferrals/{}", self.name(), deferral.number),
            case: self.case(),
            region_code: self.region_code.clone(),
            sanction: None,
            about: String::new(),
            amount: Some(self.undistributed()),
            months: None,
            reason: deferral.note.clone(),
            proposer: deferral.proposer.clone(),
            since: deferral.proposed,
            for_president: false,
            version: self.version,
        });
        waiting.collect()
    }
}

impl Awaits for MoneyMonth {
    fn waiting(&self) -> Vec<Waiting> {
        let Some(close) = self.close.as_ref().filter(|_| self.state() == money_month::State::Proposed) else {
            return Vec::new();
        };
        vec![Waiting {
            kind: Kind::MoneyClose,
            subject: self.name(),
            case: String::new(),
            region_code: self.region_code.clone(),
            sanction: None,
            about: String::new(),
            amount: Fen::new(close.figures.closing()).ok(),
            months: None,
            reason: self.month.chinese(),
            proposer: close.proposer.clone(),
            since: close.proposed,
            for_president: false,
            version: self.version,
        }]
    }
}

impl Awaits for Case {
    fn waiting(&self) -> Vec<Waiting> {
        if self.closing.is_some() {
            return Vec::new();
        }
        let of_case = |kind, subject: String, proposer: &str, since| Waiting {
            kind,
            subject: format!("{}/{subject}", self.name()),
            case: self.name(),
            region_code: self.region_code.clone(),
            sanction: None,
            about: String::new(),
            amount: None,
            months: None,
            reason: String::new(),
            proposer: proposer.to_owned(),
            since,
            for_president: true,
            version: self.version,
        };
        let numbered = self.extensions.iter().zip(1..);
        let extensions =
            numbered.filter(|(extension, _)| extension.decided.is_none()).map(|(one, number)| {
                // Those from before the time was kept wait since the case last changed, which is no earlier.
                let since = one.proposed.unwrap_or(self.updated);
                Waiting {
                    months: Some(one.months),
                    reason: one.reason.clone(),
                    ..of_case(Kind::Extension, format!("extensions/{number}"), &one.proposer, since)
                }
            });
        let asked = self.closing_request.iter().filter(|request| request.decision.is_none());
        let closings = asked.map(|request| Waiting {
            reason: request.reason.clone(),
            ..of_case(Kind::Closing, "closingRequest".to_owned(), &request.proposer, request.at)
        });
        extensions.chain(closings).collect()
    }
}
