//! When something is so late that an item is issued without anybody asking.

use kit::domain::Timestamp;
use law::identifiers::RegionCode;
use serde::{Deserialize, Serialize};

/// What leads to an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Rule {
    /// Somebody saw the need.
    ByHand,
    /// The time limit of a case is near or past (节点超期).
    CaseDeadline,
    /// Case funds lie longer than they may (案款超期).
    MoneyAging,
    /// A seizure lapses soon (查封到期).
    SeizureLapse,
    /// A cooperating unit is late (协助事项超期).
    RequestOverdue,
    /// A task in a village is late (任务超期).
    TaskOverdue,
}

const DAY: i64 = 24 * 3600;

/// After an item was closed, its subject is left alone for so long before the same rule speaks again.
const QUIET_SECONDS: i64 = 15 * DAY;

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 6] = [
        Self::ByHand,
        Self::CaseDeadline,
        Self::MoneyAging,
        Self::SeizureLapse,
        Self::RequestOverdue,
        Self::TaskOverdue,
    ];

    /// The name by which it is stored and filtered.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ByHand => "BY_HAND",
            Self::CaseDeadline => "CASE_DEADLINE",
            Self::MoneyAging => "MONEY_AGING",
            Self::SeizureLapse => "SEIZURE_LAPSE",
            Self::RequestOverdue => "REQUEST_OVERDUE",
            Self::TaskOverdue => "TASK_OVERDUE",
        }
    }

    /// The rule of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.name() == name)
    }

    /// The part of a facet by which it is counted.
    #[must_use]
    pub const fn facet(self) -> &'static str {
        match self {
            Self::ByHand => "by-hand",
            Self::CaseDeadline => "case-deadline",
            Self::MoneyAging => "money-aging",
            Self::SeizureLapse => "seizure-lapse",
            Self::RequestOverdue => "request-overdue",
            Self::TaskOverdue => "task-overdue",
        }
    }

    /// How long before its limit a subject has to be watched. Thirty days for a seizure (domain.md 4.5); fifteen for a case, so
    /// that an extension can still be asked for, which has to be done five days before the end; the others are only spoken of when
    /// they are late.
    #[must_use]
    pub const fn lead_seconds(self) -> i64 {
        match self {
            Self::CaseDeadline => 15 * DAY,
            Self::SeizureLapse => 30 * DAY,
            Self::ByHand | Self::MoneyAging | Self::RequestOverdue | Self::TaskOverdue => 0,
        }
    }

    /// How long an owner has after the item was issued.
    #[must_use]
    pub const fn time_to_reply(self) -> i64 {
        match self {
            Self::ByHand | Self::CaseDeadline | Self::SeizureLapse => 7 * DAY,
            Self::MoneyAging | Self::RequestOverdue | Self::TaskOverdue => 3 * DAY,
        }
    }

    /// Why an item of the rule closes by itself, for its owner and the command centre to read.
    #[must_use]
    pub const fn fell_away(self) -> &'static str {
        match self {
            Self::ByHand => "",
            Self::CaseDeadline => "督办事由已消除，自动销号：案件已结案，或者执行期限已延长、停止计算。",
            Self::MoneyAging => "督办事由已消除，自动销号：案款已发放、退回，或者已批准延期发放。",
            Self::SeizureLapse => "督办事由已消除，自动销号：查封、扣押、冻结已续行、解除、失效或者处分。",
            Self::RequestOverdue => "督办事由已消除，自动销号：协助事项已反馈、撤回或者重新提交。",
            Self::TaskOverdue => "督办事由已消除，自动销号：任务已完成、撤回或者重新确定期限。",
        }
    }

    /// What is to be done, for the owner to read.
    #[must_use]
    pub const fn matter(self) -> &'static str {
        match self {
            Self::ByHand => "",
            Self::CaseDeadline => "案件执行期限临近或已超期，请说明进展，尽快办结或依法报请延长。",
            Self::MoneyAging => "案款已超过发放期限，请尽快发放，或依法报批延期并说明理由。",
            Self::SeizureLapse => "查封、扣押、冻结期限即将届满，请及时办理续行手续或说明不再续行的理由。",
            Self::RequestOverdue => "协作单位逾期未反馈协助事项，请催办并反馈结果。",
            Self::TaskOverdue => "共享法庭任务已逾期，请核实原因并督促完成。",
        }
    }
}

/// Something with a limit that a rule looks after: a case, money, a seizure, a request, a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// A resource name, for example `cases/{id}`.
    pub name: String,
    /// Which rule looks after it.
    pub rule: Rule,
    /// The case in question, `cases/{id}`; may be empty.
    pub case: String,
    /// Who has to see to it, `people/{id}`.
    pub owner: String,
    /// Where.
    pub region_code: RegionCode,
    /// Until when what it needs has to be done.
    pub limit: Timestamp,
}

impl Subject {
    /// From when on an item is issued about it. `None` where nobody would own the item.
    #[must_use]
    pub fn due_at(&self) -> Option<Timestamp> {
        (self.rule != Rule::ByHand && !self.owner.is_empty())
            .then(|| self.limit.plus_seconds(-self.rule.lead_seconds()))
    }

    /// Whether an item is to be issued about it now.
    #[must_use]
    pub fn needs_supervision(&self, at: Timestamp) -> bool {
        self.due_at().is_some_and(|due_at| due_at < at)
    }

    /// When a rule may speak again about a subject whose item was closed at a moment.
    #[must_use]
    pub fn due_again_at(&self, closed: Timestamp) -> Option<Timestamp> {
        self.due_at().map(|due_at| due_at.max(closed.plus_seconds(QUIET_SECONDS)))
    }
}
