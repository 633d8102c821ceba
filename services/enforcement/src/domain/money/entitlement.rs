//! Why somebody may be paid out of a case's money: a party, whom a party names, who takes part in the distribution, and costs.

use kit::domain::refusal::Violations;
use serde::{Deserialize, Serialize};

use crate::domain::case::papers;

/// Why somebody is paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Ground {
    /// A party of the case.
    #[default]
    Party,
    /// Named by an applicant in writing.
    NamedByParty,
    /// A creditor who takes part in the distribution (参与分配).
    ParticipatingCreditor,
    /// Costs of enforcement.
    Costs,
}

/// Why somebody is paid, with the papers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entitlement {
    /// Why.
    pub ground: Ground,
    /// The applicant who named the payee.
    pub named_by: String,
    /// The papers, `evidence/{sha256}`.
    pub evidence: Vec<String>,
}

impl Entitlement {
    /// Notes what is missing of it, below `field`.
    pub(super) fn check(&self, field: &str, v: &mut Violations) {
        if self.ground == Ground::NamedByParty {
            v.text(&format!("{field}.named_by"), &self.named_by, 100);
        }
        if self.ground != Ground::Party {
            papers(&self.evidence, &format!("{field}.evidence"), v);
        }
    }

    /// Whether what is paid on it counts towards the claim of the case.
    #[must_use]
    pub const fn pays_claim(&self) -> bool {
        matches!(self.ground, Ground::Party | Ground::NamedByParty)
    }
}
