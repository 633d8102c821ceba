//! The notice to assist in enforcement (协助执行通知书, 民事诉讼法 第二百五十三条).

use jiff::civil::Date;
use law::identifiers::CaseNumber;
use serde::Serialize;

use crate::{Court, paper};

/// A notice to a unit, with the slip that it sends back (回执).
#[derive(Clone, Debug, Serialize)]
pub struct AssistanceNotice {
    /// The resource name of the request.
    pub name: String,
    /// The court.
    pub court: Court,
    /// The number of the case.
    pub case_number: CaseNumber,
    /// To whom.
    pub unit: String,
    /// The parties, as 申请执行人某某与被执行人某某.
    pub parties: String,
    /// What the case is about.
    pub cause: String,
    /// The ruling that it carries out (裁定书), with its number.
    pub ruling: String,
    /// What is to be done, item by item (协助执行事项).
    pub items: Vec<String>,
    /// The provisions that it rests on.
    pub basis: Vec<String>,
    /// By which day.
    #[serde(serialize_with = "paper::some_day")]
    pub until: Option<Date>,
    /// Whom to ask, with their telephone.
    pub contact: String,
    /// The day.
    #[serde(serialize_with = "paper::formal_day")]
    pub issued: Date,
}

impl paper::Paper for AssistanceNotice {
    const TEMPLATE: &'static str = "assistance_notice.typ";

    fn title(&self) -> String {
        format!("协助执行通知书 {}", self.case_number)
    }

    fn day(&self) -> Date {
        self.issued
    }

    fn name(&self) -> &str {
        &self.name
    }
}
