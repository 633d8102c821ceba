//! The supervision order (督办单) of the command centre.

use jiff::civil::Date;
use serde::Serialize;

use crate::{Court, paper};

/// An order to somebody who is late, with what came of it so far.
#[derive(Clone, Debug, Serialize)]
pub struct SupervisionOrder {
    /// The resource name of the item.
    pub name: String,
    /// The court.
    pub court: Court,
    /// Its number of the year, as 〔2026〕督第12号.
    pub number: String,
    /// What it is about.
    pub subject: String,
    /// Why: the rule, or what the issuer wrote.
    pub cause: String,
    /// Who has to act.
    pub owner: String,
    /// What is asked for.
    pub demand: String,
    /// By which day.
    #[serde(serialize_with = "paper::some_day")]
    pub due: Option<Date>,
    /// Who issued it.
    pub issuer: String,
    /// Where it stands.
    pub state: String,
    /// What happened since, the earliest first: when, who, what.
    pub story: Vec<[String; 3]>,
    /// The day.
    #[serde(serialize_with = "paper::formal_day")]
    pub issued: Date,
}

impl paper::Paper for SupervisionOrder {
    const TEMPLATE: &'static str = "supervision_order.typ";

    fn title(&self) -> String {
        format!("督办单 {}", self.number)
    }

    fn day(&self) -> Date {
        self.issued
    }

    fn name(&self) -> &str {
        &self.name
    }
}
