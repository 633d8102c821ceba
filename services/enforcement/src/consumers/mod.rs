//! What enforcement does when another service's log says something: it becomes part of the stories of cases, counts among the
//! indicators, and what is late goes on the supervision list.

mod disposals;
mod investigation;
mod tasks;

pub(crate) use investigation::Investigation;
pub(crate) use tasks::Tasks;
