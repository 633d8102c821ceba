//! The named clocks of enforcement, each with its rule, what it is, and the act that fulfils it.

use serde::{Deserialize, Serialize};

use crate::rules::{Dated, closing, enforcement, sanctions, seizure};
use crate::text::Text;
use crate::unmet::Unmet;

/// What a clock is to the court and the parties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Nature {
    /// Something has to be done by the day; it is met by an act, and overdue without it.
    Duty,
    /// Somebody may do something until the day, or from it on; nobody owes it.
    Right,
    /// Something may be done on the day at the earliest. A holiday does not move it.
    EarliestDay,
    /// A state lasts until the day.
    Term,
}

/// The kind of act that fulfils a duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Fulfilment {
    /// The case was filed, or the application refused (立案或者不予受理).
    ApplicationDecided,
    /// A handler was named (确定承办人).
    HandlerNamed,
    /// The notice of enforcement was sent (发出执行通知).
    NoticeSent,
    /// The property report order was sent (发出报告财产令).
    ReportOrderSent,
    /// The debtor reported a change of property (补充报告).
    ChangeReported,
    /// The clue was checked (线索核实).
    ClueChecked,
    /// The request for an audit or a reward notice was decided on.
    RequestDecided,
    /// The case was closed (结案).
    CaseClosed,
    /// The objection was decided on (异议裁定).
    ObjectionDecided,
    /// The reconsideration was decided on (复议裁定、决定).
    ReconsiderationDecided,
    /// Entrusted enforcement was started (开始执行).
    EnforcementStarted,
    /// The entrusting court was notified how it stands (函告).
    EntrustingCourtInformed,
    /// The third party paid or objected.
    ThirdPartyAnswered,
    /// The money was paid out (案款发放).
    MoneyPaidOut,
    /// The money was claimed to its case (认领).
    MoneyClaimed,
    /// The bank was answered in writing.
    BankAnswered,
    /// The next auction was held (再次拍卖).
    AuctionHeld,
    /// The excess was lifted (解除超标的额冻结).
    ExcessLifted,
    /// The entry was deleted (删除失信信息).
    EntryDeleted,
    /// The network was queried (网络查控).
    NetworkQueried,
}

impl Fulfilment {
    /// What was done, for a reader.
    #[must_use]
    pub fn label(self) -> Text {
        let (zh, en) = match self {
            Self::ApplicationDecided => ("已经立案或者裁定不予受理", "filed, or refused"),
            Self::HandlerNamed => ("已经确定承办人", "a handler is named"),
            Self::NoticeSent => ("已经发出执行通知", "the notice of enforcement is sent"),
            Self::ReportOrderSent => ("已经发出报告财产令", "the property report order is sent"),
            Self::ChangeReported => ("已经补充报告", "the change is reported"),
            Self::ClueChecked => ("线索已经核实", "the clue is checked"),
            Self::RequestDecided => ("已经决定是否准许", "the request is decided on"),
            Self::CaseClosed => ("已经结案", "the case is closed"),
            Self::ObjectionDecided => ("异议已经裁定", "the objection is decided on"),
            Self::ReconsiderationDecided => ("复议已经作出裁定、决定", "the reconsideration is decided on"),
            Self::EnforcementStarted => ("已经开始执行", "enforcement has started"),
            Self::EntrustingCourtInformed => ("已经函告委托法院", "the entrusting court is informed"),
            Self::ThirdPartyAnswered => ("第三人已经履行或者提出异议", "the third party paid or objected"),
            Self::MoneyPaidOut => ("案款已经发放", "the money is paid out"),
            Self::MoneyClaimed => ("款项已经认领", "the money is claimed to its case"),
            Self::BankAnswered => ("已经书面回复", "the bank is answered"),
            Self::AuctionHeld => ("已经再次拍卖", "the next auction is held"),
            Self::ExcessLifted => ("超标的额部分已经解除冻结", "the excess is lifted"),
            Self::EntryDeleted => ("失信信息已经删除", "the entry is deleted"),
            Self::NetworkQueried => ("已经通过网络查控系统查询", "the network is queried"),
        };
        Text::new(zh, en)
    }
}

/// Makes the enum, its rules, and the list of all.
macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident => $rule:expr, $nature:ident $(by $act:ident)?, $zh:literal, $en:literal;)+) => {
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

            /// What the clock is to the court and the parties.
            #[must_use]
            pub const fn nature(self) -> Nature {
                match self { $(Self::$name => Nature::$nature),+ }
            }

            /// The kind of act that fulfils it; none where it is no duty.
            #[must_use]
            pub const fn fulfilled_by(self) -> Option<Fulfilment> {
                match self { $(Self::$name => kinds!(@act $($act)?)),+ }
            }

            /// The day on which it begins, as a sentence names it.
            #[must_use]
            pub fn start(self) -> Text {
                match self { $(Self::$name => Text::new($zh, $en)),+ }
            }

            /// The refusal of days that are not counted, for a clock whose rule knows none.
            pub(super) fn knows_no_exclusion(self) -> &'static Unmet {
                match self {
                    $(Self::$name => {
                        static UNMET: Unmet = Unmet::new(
                            &$rule,
                            ("该期限没有可以扣除期间的规定", "no provision leaves days out of this clock"),
                            ("不予扣除，删去扣除的期间", "count all days; leave the excluded days out of the question"),
                        );
                        &UNMET
                    })+
                }
            }
        }
    };
    (@act $act:ident) => { Some(Fulfilment::$act) };
    (@act) => { None };
}

kinds! {
    /// File or refuse an application (立案).
    Filing => enforcement::FILING, Duty by ApplicationDecided, "收到申请之日", "the day of the application";
    /// Name the handler (确定承办人).
    Handler => enforcement::HANDLER, Duty by HandlerNamed, "立案日", "the day of filing";
    /// Send the notice of enforcement (执行通知).
    NoticeOfEnforcement => enforcement::NOTICE, Duty by NoticeSent, "收到申请执行书或者移交执行书之日", "the day on which the application was received";
    /// Send the notice after a measure taken at once.
    NoticeAfterMeasure => enforcement::NOTICE_AFTER_MEASURE, Duty by NoticeSent, "采取强制执行措施之日", "the day of the measure";
    /// Send the property report order (报告财产令), together with the notice.
    ReportOrder => enforcement::REPORT_ORDER, Duty by ReportOrderSent, "收到申请执行书或者移交执行书之日", "the day on which the application was received";
    /// Debtor reports a change (补充报告).
    ReportChange => enforcement::REPORT_CHANGE, Duty by ChangeReported, "财产变动之日", "the day of the change";
    /// Check a clue (线索核实).
    ClueCheck => enforcement::CLUE, Duty by ClueChecked, "收到线索之日", "the day of the clue";
    /// Check an urgent clue.
    ClueCheckUrgent => enforcement::CLUE_URGENT, Duty by ClueChecked, "收到线索之日", "the day of the clue";
    /// Decide on an audit (审计).
    AuditDecision => enforcement::AUDIT, Duty by RequestDecided, "收到书面申请之日", "the day of the request";
    /// Decide on a reward notice (悬赏公告).
    RewardDecision => enforcement::REWARD, Duty by RequestDecided, "收到书面申请之日", "the day of the request";
    /// Finish the case (执行期限).
    EnforcementLimit => enforcement::LIMIT, Duty by CaseClosed, "立案日", "the day of filing";
    /// Finish a non-litigation case (非诉执行).
    NonLitigationLimit => enforcement::LIMIT_NON_LITIGATION, Duty by CaseClosed, "立案日", "the day of filing";
    /// Review an objection to conduct (执行行为异议).
    ConductObjectionReview => enforcement::CONDUCT_REVIEW, Duty by ObjectionDecided, "收到书面异议之日", "the day of the objection";
    /// Ask for reconsideration (复议).
    ReconsiderationRequest => enforcement::RECONSIDERATION_REQUEST, Right, "裁定送达之日", "the day on which the ruling was served";
    /// Decide the reconsideration.
    ReconsiderationReview => enforcement::RECONSIDERATION_REVIEW, Duty by ReconsiderationDecided, "收到复议申请之日", "the day of the request";
    /// Review an outsider's objection (案外人异议).
    OutsiderObjectionReview => enforcement::OUTSIDER_REVIEW, Duty by ObjectionDecided, "收到书面异议之日", "the day of the objection";
    /// Bring the outsider's suit (执行异议之诉).
    OutsiderSuit => enforcement::OUTSIDER_SUIT, Right, "裁定送达之日", "the day on which the ruling was served";
    /// No disposal after an outsider's objection was rejected.
    NoDisposal => enforcement::NO_DISPOSAL, Term, "裁定送达案外人之日", "the day on which the outsider was served";
    /// Object to jurisdiction (管辖权异议).
    JurisdictionObjection => enforcement::JURISDICTION, Right, "收到执行通知书之日", "the day of the notice of enforcement";
    /// Go to the higher court (提级执行).
    HigherCourt => enforcement::HIGHER_COURT, Right, "收到申请执行书之日", "the day on which the application was received";
    /// Apply for enforcement (申请执行期间).
    TimeBar => enforcement::TIME_BAR, Right, "履行期间的最后一日", "the last day of the time to perform";
    /// Start entrusted enforcement (委托执行).
    EntrustedStart => enforcement::ENTRUSTED_START, Duty by EnforcementStarted, "收到委托函件之日", "the day of the letter";
    /// Report on entrusted enforcement.
    EntrustedReport => enforcement::ENTRUSTED_REPORT, Duty by EntrustingCourtInformed, "收到委托函件之日", "the day of the letter";
    /// File an entrusted case.
    EntrustedFiling => enforcement::ENTRUSTED_FILING, Duty by ApplicationDecided, "收到委托执行函之日", "the day of the letter";
    /// Object to a plan of distribution (分配方案异议).
    DistributionObjection => enforcement::DISTRIBUTION_OBJECTION, Right, "收到分配方案之日", "the day of the plan";
    /// Answer that objection.
    DistributionReply => enforcement::DISTRIBUTION_REPLY, Right, "收到通知之日", "the day of the notice";
    /// Sue over the plan.
    DistributionSuit => enforcement::DISTRIBUTION_SUIT, Right, "收到通知之日", "the day of the notice";
    /// A debtor's debtor pays or objects (到期债权).
    ThirdPartyDebt => enforcement::THIRD_PARTY_DEBT, Duty by ThirdPartyAnswered, "收到履行通知之日", "the day of the notice";
    /// Pay out case funds (案款发放).
    Payout => enforcement::PAYOUT, Duty by MoneyPaidOut, "收到到账通知之日", "the day of the notice of receipt";
    /// Claim unknown money to a case.
    ClaimMoney => enforcement::CLAIM_MONEY, Duty by MoneyClaimed, "到账之日", "the day of receipt";
    /// Answer a bank's objection.
    BankObjection => enforcement::BANK_OBJECTION, Duty by BankAnswered, "收到书面异议之日", "the day of the objection";
    /// Hold an auction of movables, at the earliest, after its notice.
    AuctionMovable => enforcement::AUCTION_MOVABLE, EarliestDay, "公告之日", "the day of the notice";
    /// Hold an auction of real estate or rights, at the earliest, after its notice.
    AuctionRealEstate => enforcement::AUCTION_REAL_ESTATE, EarliestDay, "公告之日", "the day of the notice";
    /// Auction again after no bid.
    Reauction => enforcement::REAUCTION, Duty by AuctionHeld, "流拍之日", "the day of the auction without a bid";
    /// Ask for reconsideration of a fine or detention.
    SanctionReconsideration => enforcement::SANCTION_RECONSIDERATION, Right, "收到决定书之日", "the day on which the decision was served";
    /// Decide on it.
    SanctionReconsiderationDecision => enforcement::SANCTION_DECISION, Duty by ReconsiderationDecided, "收到复议申请之日", "the day of the request";
    /// Ask for more time after a hindrance (顺延).
    Relief => enforcement::RELIEF, Right, "障碍消除之日", "the day on which the hindrance ended";
    /// Lift the clear excess of an equity freeze.
    EquityExcessLift => seizure::EQUITY_EXCESS, Duty by ExcessLifted, "裁定生效之日", "the day on which the ruling took effect";
    /// The debtor sells frozen equity.
    EquitySelfSale => seizure::EQUITY_SELF_SALE, Term, "准许之日", "the day of the permission";
    /// Delete an entry of the list of dishonest debtors.
    DishonestDelete => sanctions::DISHONEST_DELETE, Duty by EntryDeleted, "情形发生之日", "the day of the event";
    /// Earliest termination of the current procedure (终本).
    CurrentProcedureEarliest => closing::CURRENT_CONDITIONS, EarliestDay, "立案日", "the day of filing";
    /// Next network query after it.
    LaterQuery => closing::LATER_QUERY, Duty by NetworkQueried, "上次查询之日", "the day of the last query";
    /// End of those queries.
    LaterQueryEnd => closing::LATER_QUERY_END, Term, "终结本次执行程序之日", "the day on which the current procedure ended";
}
