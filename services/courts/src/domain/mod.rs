//! The network and its decisions: pure, without a clock, a wire or a database.
#![cfg_attr(not(test), deny(clippy::disallowed_methods))]

mod absence;
pub mod case_number_code;
pub mod court;
pub mod court_code;
pub mod deputy;
pub mod digit_code;
pub mod enrolment;
pub mod equipment;
pub mod hand;
pub mod import;
pub mod import_people;
pub mod import_shapes;
pub mod label;
mod names;
pub mod network;
mod normalise;
pub mod origin;
pub mod peoples_court;
pub mod person;
pub mod person_id;
pub mod phone;
pub mod position;
pub mod reception;
pub mod region;
pub mod resolve;
pub mod scan;
pub mod second_factor;
pub mod service_account;
pub mod shape;
pub mod sign_in;
pub mod term;
pub mod terminal;
pub mod upload_session;

use kit::domain::refusal::{Kind, Refusal, Violation};

/// Why a row that is well-formed cannot stand beside what is there. On its own it refuses a call under its reason; in an import
/// it names one field among many.
pub type Objection = Violation;

/// Refuses with the first objection, and names the fields of all.
pub fn refuse(objections: Vec<Objection>) -> Result<(), Refusal> {
    let mut objections = objections.into_iter();
    let Some(first) = objections.next() else { return Ok(()) };
    let refusal = Refusal::because(Kind::Precondition, first);
    Err(objections.fold(refusal, |refusal, objection| refusal.at(objection.field)))
}
