//! Events: the log that every mutation writes, subscriptions to it and the consumers of other services' logs.

pub mod consumer;
pub(crate) mod epoch;
mod event;
mod hub;
mod log;
pub(crate) mod notify;
pub mod retention;
mod service_log;
mod source;
pub(crate) mod subscribe;

pub use consumer::Consumer;
pub use epoch::{Standing, standing};
pub use event::{Event, Position, RecordedEvent, Share};
use log::{BATCH, cursor_expired, too_slow};
pub use log::{KEPT_DAYS, Log, TABLES};
pub use service_log::{EventStream, LogEvent, ServiceEvent, ServiceLog};
pub use subscribe::{SharedBody, watch_lasts};
