//! Whether the logs are heard that tell what cites files. While one is not, a file may be cited and nobody here knows; so nothing is
//! deleted.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use kit::{moment::Moment, refusal::Refusal};
use tonic::Status;

/// For how long a log has to be heard without a fault: what lay waiting in it has come by then.
const WHILE: Duration = Duration::from_secs(15);

/// What happened so many seconds ago and comes now has lain waiting.
const LONG_AGO: i64 = 60;

/// Since when one log is heard; never, where the last attempt failed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ears(Arc<Mutex<Option<Instant>>>);

impl Ears {
    /// What came of opening the log.
    pub(crate) fn open<T>(&self, opened: Result<T, Status>) -> Result<T, Status> {
        if opened.is_ok() {
            self.opened();
        } else {
            self.failed();
        }
        opened
    }

    /// What came of what it told.
    pub(crate) fn effect(&self, done: Result<(), Refusal>) -> Result<(), Refusal> {
        if done.is_err() {
            self.failed();
        }
        done
    }

    fn opened(&self) {
        self.set(|since| {
            since.get_or_insert_with(Instant::now);
        });
    }

    /// Something came that happened then. Where that is long ago, more lies waiting.
    pub(crate) fn came(&self, happened: Option<Moment>, now: Moment) {
        if happened.is_none_or(|at| at < now.plus_seconds(-LONG_AGO)) {
            self.set(|since| *since = Some(Instant::now()));
        }
    }

    fn failed(&self) {
        self.set(|since| *since = None);
    }

    fn set(&self, change: impl FnOnce(&mut Option<Instant>)) {
        let mut since = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        change(&mut since);
    }

    fn heard(&self) -> bool {
        let since = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        since.is_some_and(|since| since.elapsed() >= WHILE)
    }
}

/// All logs that are followed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hearing(pub(crate) Vec<Ears>);

impl Hearing {
    /// Whether every one is heard.
    pub(crate) fn all(&self) -> bool {
        self.0.iter().all(Ears::heard)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_heard_when_it_was_for_a_while_and_nothing_old_comes() {
        let (ears, now) = (Ears::default(), Moment::now());
        let long_since = || Some(Instant::now().checked_sub(WHILE).unwrap());
        let hearing = Hearing(vec![ears.clone()]);
        assert!(!hearing.all(), "never opened");
        ears.opened();
        assert!(!hearing.all(), "opened just now");
        ears.set(|since| *since = long_since());
        ears.opened();
        ears.came(Some(now), now);
        assert!(hearing.all(), "opened again, and what happens comes at once");
        ears.came(Some(now.plus_hours(-1)), now);
        assert!(!hearing.all(), "something old came");
        ears.set(|since| *since = long_since());
        ears.failed();
        assert!(!hearing.all(), "it can't be heard");
        assert!(Hearing::default().all(), "no log is followed");
    }
}
