//! What investigation does when another service's log says something: what knew a case by its number is linked to it, nobody is looked
//! for in a case that is over, and a duty whose task was done is done.

mod cases;
mod tasks;

pub(crate) use cases::Cases;
pub(crate) use tasks::Tasks;
