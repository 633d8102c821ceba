//! What every service stands on. It owns the things that must be the same everywhere: how a refusal looks, who a caller is,
//! how rows and events reach the database together, how a call is repeated safely, how a list is paged. It knows nothing of
//! courts or tasks.
//!
//! Start reading with [`refusal`] (what a "no" is), then [`access`] (who asks), [`store`], [`once`] and [`log`] (what is kept),
//! and last [`server`] (how a service is put together).
//!
//! [`moment`], [`device_clock`], [`position`], [`refusal`], [`identity`] and the types of [`access`] are pure: a `domain/` may use them. Everything else is for `api/` and
//! `store/`.

pub mod access;
pub mod audit;
pub mod bounds;
pub mod call;
pub mod clock;
pub mod deadline;
pub mod device_clock;
pub mod etag;
pub mod filter;
pub mod follow;
pub mod gather;
pub mod health;
pub mod identity;
mod key_mark;
pub mod keys;
pub mod log;
pub mod moment;
pub mod mutual;
pub mod once;
pub mod page;
pub mod position;
pub mod reencrypt;
pub mod refusal;
mod replicas;
pub mod rows;
pub mod seal;
pub mod separation;
pub mod server;
pub mod store;
pub mod telemetry;
pub mod text;
pub mod timed_body;
pub mod token;
#[cfg(any(test, feature = "trial"))]
pub mod trial;
pub mod turns;
pub mod upkeep;
pub mod verify;
mod wake;
