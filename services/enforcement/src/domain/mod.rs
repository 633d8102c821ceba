//! What can happen, and what is refused. Free of databases, clocks and the wire.
#![cfg_attr(not(test), deny(clippy::disallowed_methods))]

pub mod approval;
pub mod batch;
pub mod case;
pub mod case_note;
pub mod indicator;
mod indicator_row;
pub mod money;
pub mod opening;
pub mod sanction;
pub mod service_act;
pub mod service_people;
pub mod supervision;

pub use indicator_row::IndicatorRow;
pub use kit::domain::Actor;

/// Something that happened, for the log and the story of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainEvent {
    /// What, for example `CASE_FILED`.
    pub kind: &'static str,
    /// The case, `cases/{id}`; empty where it is about none yet.
    pub case: String,
    /// To what, a resource name.
    pub subject: String,
    /// Where.
    pub region_code: String,
    /// In words, in Chinese: no name of a party, no account, no identity number.
    pub summary: String,
    /// The money that moved, in fen.
    pub amount_fen: i64,
}
