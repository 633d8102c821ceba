//! Desks: what an officer, a shared court's director and a grid worker have before them. Each takes one action from the command
//! line, or stays open, shows what comes in and takes an action a line.

mod device;
mod journal;
mod listing;
mod officer;
mod open;
mod paper;
mod session;
mod show;
mod sync;
mod terminal;
mod worker;

pub(crate) use officer::Officer;
pub(crate) use terminal::Terminal;
pub(crate) use worker::Worker;

use clap::ValueEnum;

/// How answers are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    /// For people.
    Table,
    /// For programs: the contract's messages as JSON, one a line.
    Json,
}
