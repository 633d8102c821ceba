//! What is not counted towards a clock, on which ground, and whether the ground is the law's.

use serde::{Deserialize, Serialize};

use super::Kind;
use crate::period::Interval;
use crate::rules::{Dated, enforcement};

/// Why days are not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Ground {
    /// Audit, appraisal or liquidation by specialists (审计、评估、资产清理).
    AuditAppraisal,
    /// Suspension to resumption (中止).
    Suspension,
    /// Deferral after a settlement or security (和解、担保后暂缓).
    SettlementOrSecurity,
    /// Deferral by notice of a higher court (上级通知暂缓).
    SuperiorNotice,
    /// Auction or sale (拍卖、变卖).
    Auction,
    /// Public notice (公告).
    PublicNotice,
    /// Objection to jurisdiction, or a dispute over it between courts (管辖异议、管辖争议).
    JurisdictionDispute,
    /// Coordination between courts (执行争议协调).
    Coordination,
}

impl Ground {
    /// The rule that lets this ground count for a clock, if one does.
    #[must_use]
    pub fn rule(self, kind: Kind) -> Option<&'static Dated> {
        match kind {
            Kind::EnforcementLimit | Kind::NonLitigationLimit => match self {
                Self::AuditAppraisal => Some(&enforcement::EXCLUDE_AUDIT),
                Self::Suspension => Some(&enforcement::EXCLUDE_SUSPENSION),
                Self::SettlementOrSecurity => Some(&enforcement::EXCLUDE_SETTLEMENT),
                Self::SuperiorNotice => Some(&enforcement::EXCLUDE_SUPERIOR),
                Self::Auction => Some(&enforcement::EXCLUDE_AUCTION),
                Self::JurisdictionDispute => Some(&enforcement::EXCLUDE_JURISDICTION),
                Self::PublicNotice | Self::Coordination => None,
            },
            Kind::HigherCourt => (self != Self::Auction).then_some(&enforcement::HIGHER_COURT_EXCLUDED),
            _ => None,
        }
    }
}

impl Kind {
    /// Whether a provision leaves days out of this clock at all.
    #[must_use]
    pub const fn knows_exclusions(self) -> bool {
        matches!(self, Self::EnforcementLimit | Self::NonLitigationLimit | Self::HigherCourt)
    }
}

/// Days that are not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// The days.
    pub days: Interval,
    /// The ground; silence is taken as checked by the court, and said so.
    pub ground: Option<Ground>,
}
