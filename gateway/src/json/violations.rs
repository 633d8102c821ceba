//! Everything that is wrong with a request, collected before it is refused; up to a bound, because a body of some megabytes can
//! hold a million faults, and nobody reads more than the first of them.

use kit::domain::Reason;
use kit::domain::refusal::{Refusal, Text, Violations};

/// How many faults an answer names.
const MOST: usize = 100;
/// How much of a name that is not known an answer repeats.
const LONGEST_NAME: usize = 64;

/// What is wrong so far.
pub(crate) struct BoundedViolations {
    violations: Violations,
    left: usize,
}

impl BoundedViolations {
    pub(crate) fn new() -> Self {
        Self { violations: Violations::new(), left: MOST }
    }

    /// Names a field, unless enough are named.
    pub(crate) fn add(&mut self, field: impl Into<String>, reason: Reason, text: Text) {
        if let Some(left) = self.left.checked_sub(1) {
            self.left = left;
            self.violations.add(field, reason, text);
        }
    }

    /// Whether looking further is of no use.
    pub(crate) fn is_full(&self) -> bool {
        self.left == 0
    }

    /// All of them as one refusal, or none.
    pub(crate) fn check(self) -> Result<(), Refusal> {
        self.violations.check()
    }
}

/// A name that somebody sent, as an answer may repeat it.
pub(crate) fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect()
}
