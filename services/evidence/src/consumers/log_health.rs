//! Whether the logs that say what cites files are read. While one is not, a file may be cited and nobody here knows; so nothing is
//! deleted.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use kit::domain::{Timestamp, refusal::Refusal};
use tonic::Status;

/// For how long a log has to be read without a fault: what was waiting in it has come by then.
const WHILE: Duration = Duration::from_secs(15);

/// What happened so many seconds ago and comes now was waiting.
const LONG_AGO: i64 = 60;

/// Since when one log is read; never, where the last attempt failed.
#[derive(Clone, Debug, Default)]
pub(crate) struct LogHealth(Arc<Mutex<Option<Instant>>>);

impl LogHealth {
    /// What came of opening the log.
    pub(crate) fn open<T>(&self, opened: Result<T, Status>) -> Result<T, Status> {
        if opened.is_ok() {
            self.opened();
        } else {
            self.failed();
        }
        opened
    }

    /// What came of handling an event.
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

    /// Something came that happened then. Where that is long ago, more is waiting.
    pub(crate) fn came(&self, happened: Option<Timestamp>, now: Timestamp) {
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

    fn is_read(&self) -> bool {
        let since = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        since.is_some_and(|since| since.elapsed() >= WHILE)
    }
}

/// The health of all logs that are read.
#[derive(Clone, Debug, Default)]
pub(crate) struct LogsHealth(pub(crate) Vec<LogHealth>);

impl LogsHealth {
    /// Whether every one is read.
    pub(crate) fn all(&self) -> bool {
        self.0.iter().all(LogHealth::is_read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_read_when_it_was_for_a_while_and_nothing_old_comes() {
        let (log, now) = (LogHealth::default(), Timestamp::now());
        let long_since = || Some(Instant::now().checked_sub(WHILE).unwrap());
        let logs = LogsHealth(vec![log.clone()]);
        assert!(!logs.all(), "never opened");
        log.opened();
        assert!(!logs.all(), "opened just now");
        log.set(|since| *since = long_since());
        log.opened();
        log.came(Some(now), now);
        assert!(logs.all(), "opened again, and what happens comes at once");
        log.came(Some(now.plus_hours(-1)), now);
        assert!(!logs.all(), "something old came");
        log.set(|since| *since = long_since());
        log.failed();
        assert!(!logs.all(), "it can't be read");
        assert!(LogsHealth::default().all(), "no log is followed");
    }
}
