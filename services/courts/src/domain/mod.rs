//! The network and its decisions: pure, without a clock, a wire or a database.

pub mod court;
pub mod court_code;
pub mod equipment;
pub mod hand;
pub mod import;
pub mod import_people;
pub mod network;
pub mod person;
pub mod position;
pub mod region;
pub mod resolve;
pub mod second_factor;
pub mod service_account;
pub mod sign_in;
pub mod term;
pub mod terminal;

use kit::refusal::{Kind, Refusal, Violation, Violations};

/// Why a row that is well-formed cannot stand beside what is there. On its own it refuses a call under its reason; in an import
/// it names one field among many.
pub type Objection = Violation;

/// Refuses with the first objection, and names the fields of all.
pub fn refuse(objections: Vec<Objection>) -> Result<(), Refusal> {
    let Some(first) = objections.first() else { return Ok(()) };
    let kind = if first.reason.ends_with("_EXISTS") { Kind::Exists } else { Kind::Precondition };
    let refusal = Refusal::new(kind, first.reason, first.text.zh.clone(), first.text.en.clone());
    Err(objections.into_iter().fold(refusal, |refusal, objection| refusal.at(objection.field)))
}

/// Puts objections among the other fields at fault.
pub(crate) fn note(violations: &mut Violations, objections: Vec<Objection>) {
    for Objection { field, reason, text } in objections {
        violations.add(field, reason, text);
    }
}
