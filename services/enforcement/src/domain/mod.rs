//! What can happen, and what is refused. Free of databases, clocks and the wire.

mod measured;

pub use measured::Measured;
