//! Shares of what there is for all: how much of it each holder has, so that one who takes much leaves room for the others.

use std::{
    collections::HashMap,
    fmt,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use crate::domain::{
    reason,
    refusal::{Kind, Refusal},
};

/// What each holder has taken. Clones share it.
pub struct Shares<K>(Arc<Mutex<HashMap<K, usize>>>);

impl<K> Clone for Shares<K> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<K> Default for Shares<K> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K: fmt::Debug> fmt::Debug for Shares<K> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Shares").field(&self.0).finish()
    }
}

impl<K: Clone + Eq + Hash> Shares<K> {
    /// Takes an amount for a holder; `None` where they would have more than `most` with it.
    #[must_use]
    pub fn take(&self, holder: K, amount: usize, most: usize) -> Option<Share<K>> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let sum = held.get(&holder).copied().unwrap_or(0).saturating_add(amount);
        if sum > most {
            return None;
        }
        held.insert(holder.clone(), sum);
        drop(held);
        Some(Share { shares: self.clone(), holder, amount })
    }

    /// How many holders have something. A holder who has nothing is not remembered.
    #[must_use]
    pub fn holders(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

/// An amount of one holder; free again when it is dropped.
#[derive(Debug)]
pub struct Share<K: Clone + Eq + Hash> {
    shares: Shares<K>,
    holder: K,
    amount: usize,
}

impl<K: Clone + Eq + Hash> Drop for Share<K> {
    fn drop(&mut self) {
        let mut held = self.shares.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sum) = held.get_mut(&self.holder) {
            *sum = sum.saturating_sub(self.amount);
            if *sum == 0 {
                held.remove(&self.holder);
            }
        }
    }
}

/// SHARE_USED_UP: somebody has as much under way as one person may, with what they can do.
#[must_use]
pub fn used_up(zh: &'static str, en: &'static str) -> Refusal {
    Refusal::new(Kind::Exhausted, reason::SHARE_USED_UP, zh, en).retry_after(Duration::from_secs(5))
}

/// The refusal of a call to somebody who has as many under way as one person may.
#[must_use]
pub fn too_many_calls() -> Refusal {
    used_up(
        "您同时进行的操作过多，请待前面的操作完成后再试。",
        "Too many of your calls are under way. Try again when some are done.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holder_has_no_more_than_a_share_and_gets_it_back() {
        let shares = Shares::default();
        let first = shares.take("a", 3, 5).unwrap();
        assert!(shares.take("a", 3, 5).is_none());
        let second = shares.take("a", 2, 5).unwrap();
        assert!(shares.take("b", 5, 5).is_some(), "others have their own");
        drop(first);
        assert!(shares.take("a", 3, 5).is_some());
        assert!(shares.take("c", 1, 0).is_none());
        drop(second);
        assert_eq!(shares.holders(), 0, "who has nothing is not remembered");
    }
}
