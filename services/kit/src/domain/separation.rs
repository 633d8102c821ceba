//! Separation of duties: which two steps of one matter are taken by two people. One table for all services; pure.

use crate::domain::{
    Reason, reason,
    refusal::{Kind, Refusal},
};

/// A step of a matter that has a counterpart which another person takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Files a task.
    FileTask,
    /// Visits for a task, or reports on the visit.
    ReportTask,
    /// Approves or returns the report of a task.
    ReviewTask,
    /// Proposes a plan for case funds.
    ProposePlan,
    /// Approves or rejects a plan, and with it each payee's account.
    ApprovePlan,
    /// Enters payees' accounts in a batch, or changes one after a payment failed.
    ChangeAccount,
    /// Approves a changed account.
    ApproveAccount,
    /// Enters that the bank has paid.
    ConfirmPayout,
    /// Makes the order to the bank to pay.
    MakePayoutFile,
    /// Withdraws that file.
    WithdrawPayoutFile,
    /// Enters money that arrived.
    EnterReceipt,
    /// Takes a receipt that was entered wrong out of the books.
    ReverseReceipt,
    /// Takes a payment that was entered wrong out of the books.
    ReversePayout,
    /// Proposes the close of a month of case funds.
    ProposeMoneyClose,
    /// Confirms it.
    ConfirmMoneyClose,
    /// Asks for a payment to be deferred.
    ProposeDeferral,
    /// Decides on a deferral.
    DecideDeferral,
    /// Proposes a sanction or another coercive measure.
    ProposeMeasure,
    /// Decides on a measure.
    DecideMeasure,
    /// Asks for more time or proposes to close a case.
    ProposeOnCase,
    /// Decides on an extension or a closing.
    DecideOnCase,
    /// Drafts a request to a unit, a seizure or a police watch.
    DraftRequest,
    /// Sends it out in the name of the court.
    IssueRequest,
    /// Answers for an item of the supervision list.
    AnswerSupervision,
    /// Closes the item.
    CloseSupervision,
    /// Puts evidence on hold.
    HoldEvidence,
    /// Lifts the hold.
    LiftHold,
    /// Hands in what is in force on a stated day (an opening import).
    PrepareOpening,
    /// Confirms the opening after reading its totals and exceptions.
    ConfirmOpening,
}

/// Two steps that one person never takes in the same matter.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// What came first.
    pub first: Step,
    /// What another person does.
    pub second: Step,
    /// Machine-readable reason of the refusal.
    pub reason: Reason,
    /// The refusal in Chinese and English: who can act instead.
    pub text: (&'static str, &'static str),
}

const DEPUTY: (&str, &str) = (
    "提出人不能审批自己的申请，请由另一位有审批权的领导审批；本院只有一位的，请管理员登记一位副职后由其审批。",
    "The proposer does not decide on it. Another person with the office decides; a court with only one has the administrator enter a deputy.",
);

/// Every pair.
pub const PAIRS: &[Pair] = &[
    Pair {
        first: Step::FileTask,
        second: Step::ReportTask,
        reason: reason::WORKER_IS_FILER,
        text: (
            "任务由此人本人发起，不能再由其上门办理，请庭务主任指派另一位网格员。",
            "The filer of a task does not make the visit; the director assigns another grid worker.",
        ),
    },
    Pair {
        first: Step::ReportTask,
        second: Step::ReviewTask,
        reason: reason::REVIEWER_IS_REPORTER,
        text: (
            "走访、报告此任务的人不能审核自己的报告，请由另一位执行干警或局长审核。",
            "A person who visited or reported does not review the report; another officer or the chief does.",
        ),
    },
    Pair {
        first: Step::EnterReceipt,
        second: Step::ReverseReceipt,
        reason: reason::REVERSER_IS_ENTERER,
        text: (
            "登记到账款的人不能冲正自己的登记，请由另一位局长或者院领导冲正。",
            "Who entered a receipt does not take it out of the books; another chief or president does.",
        ),
    },
    Pair {
        first: Step::ConfirmPayout,
        second: Step::ReversePayout,
        reason: reason::REVERSER_IS_CONFIRMER,
        text: (
            "登记付款的人不能冲正自己的登记，请由另一位局长或者院领导冲正。",
            "Who entered a payment does not take it out of the books; another chief or president does.",
        ),
    },
    Pair {
        first: Step::ProposePlan,
        second: Step::ApprovePlan,
        reason: reason::APPROVER_IS_PROPOSER,
        text: DEPUTY,
    },
    Pair {
        first: Step::ChangeAccount,
        second: Step::ApprovePlan,
        reason: reason::APPROVER_IS_PROPOSER,
        text: (
            "录入收款账户的人不能审批分配方案，请由另一位有审批权的领导审批。",
            "The person who entered the payees' accounts does not approve the plan; another person with the office does.",
        ),
    },
    Pair {
        first: Step::ProposePlan,
        second: Step::ConfirmPayout,
        reason: reason::PAYER_IS_PROPOSER,
        text: (
            "提出分配方案的人不能登记付款，请由另一位案款管理人员登记。",
            "The proposer of the plan does not enter its payments; another cashier does.",
        ),
    },
    Pair {
        first: Step::ApprovePlan,
        second: Step::ConfirmPayout,
        reason: reason::PAYER_IS_APPROVER,
        text: (
            "审批分配方案的人不能登记付款，请由另一位案款管理人员登记。",
            "The approver of the plan does not enter its payments; another cashier does.",
        ),
    },
    Pair {
        first: Step::ChangeAccount,
        second: Step::ApproveAccount,
        reason: reason::APPROVER_IS_PROPOSER,
        text: DEPUTY,
    },
    Pair {
        first: Step::ChangeAccount,
        second: Step::ConfirmPayout,
        reason: reason::ACCOUNT_ENTERED_BY_YOU,
        text: (
            "录入或者变更收款账户的人不能登记付款，请由另一位案款管理人员登记。",
            "The person who entered or changed the account does not enter the payment; another cashier does.",
        ),
    },
    Pair {
        first: Step::ApproveAccount,
        second: Step::ConfirmPayout,
        reason: reason::PAYER_IS_APPROVER,
        text: (
            "审批收款账户的人不能登记付款，请由案款管理人员登记。",
            "The approver of the account does not enter the payment; another cashier does.",
        ),
    },
    Pair {
        first: Step::ProposePlan,
        second: Step::MakePayoutFile,
        reason: reason::PAYER_IS_PROPOSER,
        text: (
            "提出分配方案的人不能将其发放列入发放文件，请由另一位案款管理人员制作。",
            "The proposer of the plan does not put its payments into a file; another cashier does.",
        ),
    },
    Pair {
        first: Step::ApprovePlan,
        second: Step::MakePayoutFile,
        reason: reason::PAYER_IS_APPROVER,
        text: (
            "审批分配方案的人不能将其发放列入发放文件，请由另一位案款管理人员制作。",
            "The approver of the plan does not put its payments into a file; another cashier does.",
        ),
    },
    Pair {
        first: Step::ChangeAccount,
        second: Step::MakePayoutFile,
        reason: reason::ACCOUNT_ENTERED_BY_YOU,
        text: (
            "录入或者变更收款账户的人不能将其发放列入发放文件，请由另一位案款管理人员制作。",
            "The person who entered or changed the account does not put the payment into a file; another cashier does.",
        ),
    },
    Pair {
        first: Step::ApproveAccount,
        second: Step::MakePayoutFile,
        reason: reason::PAYER_IS_APPROVER,
        text: (
            "审批收款账户的人不能将其发放列入发放文件，请由案款管理人员制作。",
            "The approver of the account does not put the payment into a file; another cashier does.",
        ),
    },
    Pair {
        first: Step::MakePayoutFile,
        second: Step::WithdrawPayoutFile,
        reason: reason::WITHDRAWER_IS_MAKER,
        text: (
            "这个发放文件由您制作，请由另一位案款管理人员、局长或院领导核实银行尚未付款后撤回。",
            "You made this payout file. Another cashier, the chief or a president withdraws it, once the bank has said that it paid nothing.",
        ),
    },
    Pair {
        first: Step::ProposeMoneyClose,
        second: Step::ConfirmMoneyClose,
        reason: reason::APPROVER_IS_PROPOSER,
        text: DEPUTY,
    },
    Pair {
        first: Step::ProposeDeferral,
        second: Step::DecideDeferral,
        reason: reason::APPROVER_IS_PROPOSER,
        text: DEPUTY,
    },
    Pair {
        first: Step::ProposeMeasure,
        second: Step::DecideMeasure,
        reason: reason::APPROVER_IS_PROPOSER,
        text: DEPUTY,
    },
    Pair {
        first: Step::ProposeOnCase,
        second: Step::DecideOnCase,
        reason: reason::APPROVER_IS_PROPOSER,
        text: DEPUTY,
    },
    Pair {
        first: Step::DraftRequest,
        second: Step::IssueRequest,
        reason: reason::APPROVER_IS_PROPOSER,
        text: (
            "这项措施由您起草，须由另一位同事审核发出；本院没有其他审核人的，请管理员登记一位副职。",
            "You drew this up; another person of the court issues it. Where there is nobody else, the administrator enters a deputy.",
        ),
    },
    Pair {
        first: Step::AnswerSupervision,
        second: Step::CloseSupervision,
        reason: reason::OWNER_MAY_NOT_CLOSE,
        text: (
            "责任人不能对自己的督办事项销号，请由签发人销号。",
            "The owner of an item does not close it; its issuer does.",
        ),
    },
    Pair {
        first: Step::HoldEvidence,
        second: Step::LiftHold,
        reason: reason::HOLD_IS_YOURS,
        text: (
            "延期保存由您设定，须由指挥中心的另一位同事解除。",
            "You set this hold; another person of the command centre lifts it.",
        ),
    },
    Pair {
        first: Step::PrepareOpening,
        second: Step::ConfirmOpening,
        reason: reason::CONFIRMER_IS_PREPARER,
        text: (
            "期初数据由您提交，须由本院另一位人员核对合计与例外后确认。",
            "You handed this opening in; another person of the court confirms it after reading its totals and exceptions.",
        ),
    },
];

/// Refuses a step to the person who took its counterpart in the same matter. `taken` are the steps so far with who took them, as
/// `people/{id}`; an empty name stands for the installation itself and clashes with nobody.
pub fn check<'a>(
    step: Step,
    person: &str,
    taken: impl IntoIterator<Item = (Step, &'a str)>,
) -> Result<(), Refusal> {
    match clash(step, person, taken) {
        Some(pair) => Err(Refusal::new(Kind::Denied, pair.reason, pair.text.0, pair.text.1)),
        None => Ok(()),
    }
}

/// The refusal to a deputy of who took the counterpart: neither of the two takes this step.
pub(super) fn deputy(step: Step, absent: &str, taken: &[(Step, &str)]) -> Refusal {
    let reason =
        clash(step, absent, taken.iter().copied()).map_or(reason::APPROVER_IS_PROPOSER, |pair| pair.reason);
    Refusal::new(
        Kind::Denied,
        reason,
        "您正在代行职务的同事已办理这一事项的前一环节，您代行期间也不能办理这一环节，请由另一位有相应职务的同事办理。",
        "The colleague for whom you deputise took the earlier step of this matter, so you do not take this one either; another person with the office does.",
    )
    .with("person", absent)
}

fn clash<'a>(
    step: Step,
    person: &str,
    taken: impl IntoIterator<Item = (Step, &'a str)>,
) -> Option<&'static Pair> {
    let mut taken = taken.into_iter().filter(|(_, who)| !person.is_empty() && *who == person);
    taken.find_map(|(earlier, _)| PAIRS.iter().find(|pair| pair.first == earlier && pair.second == step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_refuses_one_person_and_admits_two() {
        for pair in PAIRS {
            let refused = check(pair.second, "people/a", [(pair.first, "people/a")]).unwrap_err();
            assert_eq!(refused.reason(), pair.reason.name(), "{pair:?}");
            assert!(check(pair.second, "people/b", [(pair.first, "people/a")]).is_ok(), "{pair:?}");
            assert!(check(pair.second, "", [(pair.first, "")]).is_ok(), "the installation itself: {pair:?}");
        }
    }

    #[test]
    fn a_pair_stands_once() {
        for (at, pair) in PAIRS.iter().enumerate() {
            let same = |other: &Pair| other.first == pair.first && other.second == pair.second;
            assert_eq!(PAIRS.iter().position(same), Some(at), "{pair:?}");
            assert_ne!(pair.first, pair.second);
        }
    }
}
