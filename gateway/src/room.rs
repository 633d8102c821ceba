//! How much may be under way at a time. What comes on top is refused at once and asked to come again, so that what runs is not
//! slowed down by what can't be done anyway. Streams last, so they have a room of their own and take none from calls.

use std::sync::Arc;

use kit::{refusal::Refusal, server::overloaded};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Room for calls and for streams.
pub(crate) struct Room {
    calls: Arc<Semaphore>,
    streams: Arc<Semaphore>,
}

/// A call's place; free again when it is dropped.
pub(crate) type Place = OwnedSemaphorePermit;

impl Room {
    pub(crate) fn new(calls: usize, streams: usize) -> Self {
        let room = |places: usize| Arc::new(Semaphore::new(places.min(Semaphore::MAX_PERMITS)));
        Self { calls: room(calls), streams: room(streams) }
    }

    /// Takes a place, or says that none is left.
    pub(crate) fn enter(&self, stream: bool) -> Result<Place, Refusal> {
        let room = if stream { &self.streams } else { &self.calls };
        Arc::clone(room).try_acquire_owned().map_err(|_| overloaded())
    }
}
