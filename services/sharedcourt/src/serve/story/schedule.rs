//! Whose turn it is. Each thread of the story says when its next act happened; the earliest continues alone, and the clock goes with it.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use kit::domain::{StoryClock, Timestamp};
use tokio::sync::oneshot;

/// The order of the acts of all threads: by time, and of two at one time by thread.
pub(super) struct Schedule {
    clock: StoryClock,
    state: Mutex<State>,
}

struct State {
    /// How many threads have not said yet when they continue.
    running: usize,
    /// Who waits for which time.
    waiting: BTreeMap<(Timestamp, usize), oneshot::Sender<()>>,
}

impl Schedule {
    /// The order of so many threads, each of which begins by waiting.
    pub(super) fn of(threads: usize, clock: StoryClock) -> Self {
        Self { clock, state: Mutex::new(State { running: threads, waiting: BTreeMap::new() }) }
    }

    /// Waits until every other thread has come as far as this time. Then the clock shows it, and this thread alone acts until it waits again.
    pub(super) async fn wait(&self, thread: usize, at: Timestamp) {
        let (turn, begins) = oneshot::channel();
        {
            let mut state = self.state();
            state.waiting.insert((at, thread), turn);
            self.pass_on(&mut state);
        }
        // The sender lives in the order itself, which outlives every thread.
        let _ = begins.await;
    }

    /// A thread is over.
    pub(super) fn end(&self) {
        self.pass_on(&mut self.state());
    }

    fn pass_on(&self, state: &mut State) {
        state.running = state.running.saturating_sub(1);
        if state.running == 0
            && let Some(((at, _), turn)) = state.waiting.pop_first()
        {
            self.clock.advance(at);
            state.running = 1;
            let _ = turn.send(());
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
