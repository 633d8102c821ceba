//! The running service on every database: what a caller gets, and what stays when many call at once.

#![expect(clippy::unwrap_used, reason = "a test ends where its world cannot be built")]

mod devices;
mod enrolment;
mod first_rows;
mod imports;
mod network;
mod people;
mod peoples_courts;
mod person_sessions;
mod scan;
mod scope;
mod second_factor;
mod service_accounts;
mod shapes;
mod sign_in;
mod terminals;
mod terms;
mod upload_sessions;
mod world;
