//! What every mutation here does: claims its key, locks the thing, compares the version, lets the domain decide, and commits thing, events
//! and response together.

use kit::{
    access::{Caller, Scope},
    domain::refusal::Refusal,
    fresh,
    unit_of_work::{IdempotencyKey, Mutation, Resource, UnitOfWork, etag},
};

use super::{Answer, Api};
use crate::{
    domain::event_kind::EventKind,
    log_events::{Shown, emit, id_of, unknown},
    store::stored_record,
};

/// A resource whose row is locked.
struct Locked<T>(T);

impl<T: Shown> Resource for Locked<T> {
    type Decision = EventKind;
    type Message = T::Wire;
    type Service = Api;

    async fn lock(api: &Api, work: &UnitOfWork, scope: &Scope, name: &str) -> Result<Self, Refusal> {
        let found = stored_record::lock::<T>(work.tx(), api.encryption(), scope, id_of::<T>(name)?).await?;
        found.map(Self).ok_or_else(unknown::<T>)
    }

    fn version(&self) -> i64 {
        self.0.version()
    }

    async fn save(&self, api: &Api, work: &mut UnitOfWork, kind: EventKind) -> Result<(), Refusal> {
        stored_record::save(work.tx(), &self.0, api.encryption()).await?;
        emit(work, &[(&self.0, kind)]).await
    }

    fn to_message(&self, caller: &Caller) -> T::Wire {
        self.0.show(caller.at)
    }
}

impl Api {
    /// Carries out an act on one thing.
    pub(crate) async fn act<T: Shown>(
        &self,
        mutation: Mutation<'_>,
        decide: impl FnOnce(&mut T) -> Result<EventKind, Refusal> + Send,
    ) -> Answer<T::Wire> {
        Ok(self.units.update::<Locked<T>>(self, mutation, |locked| decide(&mut locked.0)).await?)
    }

    /// Reads and locks the thing of an act.
    pub(crate) async fn lock<T: Shown>(
        &self,
        work: &UnitOfWork,
        mutation: &Mutation<'_>,
    ) -> Result<T, Refusal> {
        let Locked(thing) = Locked::<T>::lock(self, work, &mutation.caller.scope(), mutation.name).await?;
        etag::check(mutation.etag, thing.version())?;
        Ok(thing)
    }

    /// Adds something new. Why it can't be is said only after the key was claimed: what was added before is answered again.
    pub(crate) async fn create<T: Shown>(
        &self,
        caller: &Caller,
        key: &IdempotencyKey,
        made: Result<(T, EventKind), Refusal>,
    ) -> Answer<T::Wire> {
        let mut work = fresh!(self.units.begin(key));
        let (thing, kind) = made?;
        stored_record::add(work.tx(), std::slice::from_ref(&thing), self.encryption()).await?;
        emit(&mut work, &[(&thing, kind)]).await?;
        Ok(work.commit(thing.show(caller.at)).await?)
    }

    /// Gives one thing.
    pub(crate) async fn find<T: Shown>(&self, caller: &Caller, name: &str) -> Result<T, Refusal> {
        let id = id_of::<T>(name)?;
        let found =
            stored_record::get::<T>(self.store.read(), self.encryption(), &caller.scope(), id).await?;
        found.ok_or_else(unknown::<T>)
    }
}
