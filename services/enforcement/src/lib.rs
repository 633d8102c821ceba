//! Enforcement: a case from its filing to its closing, and the money, measures and duties on the way.
//!
//! Start with `domain` (what can happen to a case, to money, to a sanction, to a duty), then `api` (how it is asked for) and
//! `store` (how it is kept).

pub mod domain;
mod store;

/// The name of the service: of its database and of its process.
pub const NAME: &str = "enforcement";
