//! A clock of its own for the story of a demonstration, whose acts happened on the days before it is opened.
//!
//! The process's clock is moved for as long as a [`StoryClock`] is held. There is one in the life of a process; the program takes it where
//! it starts a demonstration with a story, before it listens, and no setting reaches it otherwise. Dropping it brings the machine's time
//! back for good. While it is held, nothing expires and nothing is deleted: what does so asks first whether the clock is to be believed.

use std::sync::atomic::{AtomicBool, Ordering};

use super::timestamp::{MOVED, Timestamp};

/// Whether a story's clock is held.
static HELD: AtomicBool = AtomicBool::new(false);
/// Whether one was taken in the life of this process.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The right to move the process's clock, until it is dropped.
#[derive(Debug)]
pub struct StoryClock(());

impl StoryClock {
    /// Takes the clock and sets it to a time in the past; `None` where it was taken before in this process.
    #[must_use]
    pub fn take(at: Timestamp) -> Option<Self> {
        if TAKEN.swap(true, Ordering::SeqCst) {
            return None;
        }
        HELD.store(true, Ordering::SeqCst);
        MOVED.store(behind(at), Ordering::SeqCst);
        Some(Self(()))
    }

    /// Sets it to a later time, no later than the machine's; an earlier one changes nothing.
    #[cfg_attr(
        not(test),
        expect(clippy::disallowed_methods, reason = "the clock that is moved is compared with itself")
    )]
    pub fn advance(&self, at: Timestamp) {
        if at > Timestamp::now() {
            MOVED.store(behind(at), Ordering::SeqCst);
        }
    }
}

impl Drop for StoryClock {
    fn drop(&mut self) {
        MOVED.store(0, Ordering::SeqCst);
        HELD.store(false, Ordering::SeqCst);
    }
}

/// How far a time lies from the machine's time; never ahead of it.
fn behind(at: Timestamp) -> i64 {
    at.micros().saturating_sub(Timestamp::of_the_machine().micros()).min(0)
}

/// Whether the process's clock is a story's now.
#[must_use]
pub fn is_held() -> bool {
    HELD.load(Ordering::SeqCst)
}
