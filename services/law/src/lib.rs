//! The law as a library: which act of service is valid, when a period ends, when a seizure lapses.
//!
//! It owns the rules, as rows with an article and a time in which they are in force ([`rules`]), and pure
//! functions over them. It has no clock, no files, no network: the caller passes the day. Every answer
//! carries its [`why::Why`]; what rests on a text that is superseded or missing says that it needs confirmation.
//!
//! It never decides for a court what the law leaves to the court, and it never makes a grid worker a server.
//!
//! Start with [`service::check`], [`period::reckon`], [`deadline::due`] and [`seizure::chain`];
//! [`ask`] is the same by JSON, for the command line and for `serviceActs:check`.
#![cfg_attr(not(test), deny(clippy::disallowed_methods))]

pub mod articles;
pub mod ask;
pub mod auction;
pub mod closing;
pub mod deadline;
pub mod equity;
pub mod guide;
pub mod identifiers;
pub mod names;
pub mod period;
pub mod rules;
pub mod sanctions;
pub mod seizure;
pub mod sentence;
pub mod service;
pub mod settlement;
mod text;
pub mod unmet;
pub mod why;
pub mod wire;
pub mod zh;

pub use text::Text;
