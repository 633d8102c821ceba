//! The notice of enforcement (执行通知书, 民事诉讼法 第二百五十一条).

use jiff::civil::Date;
use law::identifiers::{CaseNumber, Fen};
use serde::Serialize;

use crate::{Court, paper};

/// A notice to a debtor.
#[derive(Clone, Debug, Serialize)]
pub struct EnforcementNotice {
    /// The resource name of the case.
    pub name: String,
    /// The court.
    pub court: Court,
    /// The number of the case.
    pub case_number: CaseNumber,
    /// To whom (被执行人).
    pub debtors: Vec<String>,
    /// Who asked (申请执行人).
    pub applicants: Vec<String>,
    /// What the case is about.
    pub cause: String,
    /// What is to be paid; nothing where another act is owed.
    #[serde(serialize_with = "paper::money")]
    pub claim: Fen,
    /// The provisions that it rests on.
    pub basis: Vec<String>,
    /// Whom to ask.
    pub contact: String,
    /// The day.
    #[serde(serialize_with = "paper::formal_day")]
    pub issued: Date,
}

impl paper::Paper for EnforcementNotice {
    const TEMPLATE: &'static str = "enforcement_notice.typ";

    fn title(&self) -> String {
        format!("执行通知书 {}", self.case_number)
    }

    fn day(&self) -> Date {
        self.issued
    }

    fn name(&self) -> &str {
        &self.name
    }
}
