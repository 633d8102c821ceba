//! The named clocks of enforcement, each with its rule.

use serde::{Deserialize, Serialize};

use crate::rules::{Dated, closing, enforcement, sanctions, seizure};

/// Makes the enum, its rules, and the list of all.
macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident => $rule:expr,)+) => {
        /// A clock. Its length and article stand in its rule.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum Kind { $($(#[$doc])* $name),+ }

        impl Kind {
            /// Every clock.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The rule through time.
            #[must_use]
            pub fn rule(self) -> &'static Dated {
                match self { $(Self::$name => &$rule),+ }
            }
        }
    };
}

kinds! {
    /// File or refuse an application (立案).
    Filing => enforcement::FILING,
    /// Name the handler (确定承办人).
    Handler => enforcement::HANDLER,
    /// Send the notice of enforcement (执行通知).
    NoticeOfEnforcement => enforcement::NOTICE,
    /// Send the notice after a measure taken at once.
    NoticeAfterMeasure => enforcement::NOTICE_AFTER_MEASURE,
    /// Send the property report order (报告财产令), together with the notice.
    ReportOrder => enforcement::REPORT_ORDER,
    /// Debtor reports a change (补充报告).
    ReportChange => enforcement::REPORT_CHANGE,
    /// Check a clue (线索核实).
    ClueCheck => enforcement::CLUE,
    /// Check an urgent clue.
    ClueCheckUrgent => enforcement::CLUE_URGENT,
    /// Decide on an audit (审计).
    AuditDecision => enforcement::AUDIT,
    /// Decide on a reward notice (悬赏公告).
    RewardDecision => enforcement::REWARD,
    /// Finish the case (执行期限).
    EnforcementLimit => enforcement::LIMIT,
    /// Finish a non-litigation case (非诉执行).
    NonLitigationLimit => enforcement::LIMIT_NON_LITIGATION,
    /// Review an objection to conduct (执行行为异议).
    ConductObjectionReview => enforcement::CONDUCT_REVIEW,
    /// Ask for reconsideration (复议).
    ReconsiderationRequest => enforcement::RECONSIDERATION_REQUEST,
    /// Decide the reconsideration.
    ReconsiderationReview => enforcement::RECONSIDERATION_REVIEW,
    /// Review an outsider's objection (案外人异议).
    OutsiderObjectionReview => enforcement::OUTSIDER_REVIEW,
    /// Bring the outsider's suit (执行异议之诉).
    OutsiderSuit => enforcement::OUTSIDER_SUIT,
    /// No disposal after an outsider's objection was rejected.
    NoDisposal => enforcement::NO_DISPOSAL,
    /// Object to jurisdiction (管辖权异议).
    JurisdictionObjection => enforcement::JURISDICTION,
    /// Go to the higher court (提级执行).
    HigherCourt => enforcement::HIGHER_COURT,
    /// Apply for enforcement (申请执行期间).
    TimeBar => enforcement::TIME_BAR,
    /// Start entrusted enforcement (委托执行).
    EntrustedStart => enforcement::ENTRUSTED_START,
    /// Report on entrusted enforcement.
    EntrustedReport => enforcement::ENTRUSTED_REPORT,
    /// File an entrusted case.
    EntrustedFiling => enforcement::ENTRUSTED_FILING,
    /// Object to a plan of distribution (分配方案异议).
    DistributionObjection => enforcement::DISTRIBUTION_OBJECTION,
    /// Answer that objection.
    DistributionReply => enforcement::DISTRIBUTION_REPLY,
    /// Sue over the plan.
    DistributionSuit => enforcement::DISTRIBUTION_SUIT,
    /// A debtor's debtor pays or objects (到期债权).
    ThirdPartyDebt => enforcement::THIRD_PARTY_DEBT,
    /// Pay out case funds (案款发放).
    Payout => enforcement::PAYOUT,
    /// Claim unknown money to a case.
    ClaimMoney => enforcement::CLAIM_MONEY,
    /// Answer a bank's objection.
    BankObjection => enforcement::BANK_OBJECTION,
    /// Announce an auction of movables; reckoned forward from the notice.
    AuctionMovable => enforcement::AUCTION_MOVABLE,
    /// Announce an auction of real estate or rights.
    AuctionRealEstate => enforcement::AUCTION_REAL_ESTATE,
    /// Auction again after no bid.
    Reauction => enforcement::REAUCTION,
    /// Ask for reconsideration of a fine or detention.
    SanctionReconsideration => enforcement::SANCTION_RECONSIDERATION,
    /// Decide on it.
    SanctionReconsiderationDecision => enforcement::SANCTION_DECISION,
    /// Ask for more time after a hindrance (顺延).
    Relief => enforcement::RELIEF,
    /// Lift the clear excess of an equity freeze.
    EquityExcessLift => seizure::EQUITY_EXCESS,
    /// The debtor sells frozen equity.
    EquitySelfSale => seizure::EQUITY_SELF_SALE,
    /// Delete an entry of the list of dishonest debtors.
    DishonestDelete => sanctions::DISHONEST_DELETE,
    /// Earliest termination of the current procedure (终本).
    CurrentProcedureEarliest => closing::CURRENT_CONDITIONS,
    /// Next network query after it.
    LaterQuery => closing::LATER_QUERY,
    /// End of those queries.
    LaterQueryEnd => closing::LATER_QUERY_END,
}
