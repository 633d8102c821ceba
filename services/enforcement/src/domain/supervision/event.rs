//! What the log and the story of a case say of what happened to an item.

use super::{Happening, Item};
use crate::domain;

impl Item {
    /// What the log and the story of the case say: its number and no word that somebody wrote.
    #[must_use]
    pub fn event(&self, happening: Happening) -> domain::Happening {
        let (kind, done) = words(happening);
        domain::Happening {
            kind,
            case: self.case.clone(),
            subject: self.name(),
            region_code: self.region_code.as_str().to_owned(),
            summary: format!("督办{}{done}", self.number),
            amount_fen: 0,
        }
    }
}

const fn words(happening: Happening) -> (&'static str, &'static str) {
    match happening {
        Happening::Issued => ("SUPERVISION_ISSUED", "已签发"),
        Happening::Signed => ("SUPERVISION_SIGNED", "已签收"),
        Happening::Begun => ("SUPERVISION_BEGUN", "开始办理"),
        Happening::Replied => ("SUPERVISION_REPLIED", "已反馈"),
        Happening::Accepted => ("SUPERVISION_ACCEPTED", "已销号"),
        Happening::Returned => ("SUPERVISION_RETURNED", "已退回"),
        Happening::Cancelled => ("SUPERVISION_CANCELLED", "已撤销"),
        Happening::Escalated => ("SUPERVISION_ESCALATED", "逾期，已上报"),
    }
}
