//! What evidence is: its digest, its type, how it arrives, and what the log says of it. Pure: no clock, no database, no wire.
#![cfg_attr(not(test), deny(clippy::disallowed_methods))]

pub mod digest;
pub mod leaf;
pub mod media;
pub mod packet;
pub mod picture;
pub mod proof;
pub mod quota;
pub mod retention;
pub mod upload;
pub mod upload_session;
