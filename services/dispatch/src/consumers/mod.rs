//! What dispatch does when another service's log says something.

mod duties;

pub(crate) use duties::Duties;
