//! What the log and the story of a case say of what happened to an item.

use super::{EventKind, Item};
use crate::domain;

impl Item {
    /// What the log and the story of the case say: its number and no word that somebody wrote.
    #[must_use]
    pub fn event(&self, kind: EventKind) -> domain::DomainEvent {
        let (name, done) = words(kind);
        domain::DomainEvent {
            kind: name,
            case: self.case.clone(),
            subject: self.name(),
            region_code: self.region_code.as_str().to_owned(),
            summary: format!("督办{}{done}", self.number),
            amount_fen: 0,
        }
    }
}

const fn words(kind: EventKind) -> (&'static str, &'static str) {
    match kind {
        EventKind::Issued => ("SUPERVISION_ISSUED", "已签发"),
        EventKind::Signed => ("SUPERVISION_SIGNED", "已签收"),
        EventKind::Begun => ("SUPERVISION_BEGUN", "开始办理"),
        EventKind::Replied => ("SUPERVISION_REPLIED", "已反馈"),
        EventKind::Accepted => ("SUPERVISION_ACCEPTED", "已销号"),
        EventKind::Returned => ("SUPERVISION_RETURNED", "已退回"),
        EventKind::Cancelled => ("SUPERVISION_CANCELLED", "已撤销"),
        EventKind::Escalated => ("SUPERVISION_ESCALATED", "逾期，已上报"),
    }
}
