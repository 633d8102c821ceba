//! What every service stands on. It owns the things that must be the same everywhere: how a refusal looks, who a caller is,
//! how rows and events reach the database together, how a call is repeated safely, how a list is paged. It knows nothing of
//! the services' own matters but two: to which people's court a region belongs ([`domain::peoples_court`]), and how a visit and its guide
//! translate between contract and law ([`domain::visit`]).
//!
//! Start reading with [`domain::refusal`] (how a service says no), then [`access`] (who calls), [`storage`], [`unit_of_work`] (how a
//! mutation commits) and [`events`], and last [`rpc::server`] (how a service is put together).
//!
//! [`domain`] and the types of [`access`] are pure: a `domain/` of a service may use them. Everything else is for `api/` and `store/`.

pub mod access;
pub mod domain;
pub mod events;
pub mod rpc;
pub mod storage;
pub mod telemetry;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod unit_of_work;
