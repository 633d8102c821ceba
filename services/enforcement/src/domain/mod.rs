//! What can happen, and what is refused. Free of databases, clocks and the wire.

pub mod indicator;
mod measured;
pub mod supervision;

pub use measured::Measured;
