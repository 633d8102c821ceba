//! Labels that were asked for a short while ago.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::ResourceLabel;

/// How long a label counts after it was read.
pub const CACHED: Duration = Duration::from_mins(1);
/// How many names are cached at the most.
const MOST: usize = 50_000;

/// What was read of a name and when; no label where nothing is known of it.
type Read = (Option<Arc<ResourceLabel>>, Instant);

/// Labels by resource name.
#[derive(Default)]
pub(super) struct Cache(Mutex<HashMap<String, Read>>);

impl Cache {
    /// The labels that count still, and the names that have to be asked for.
    pub(super) fn find(&self, names: BTreeSet<String>) -> (HashMap<String, Arc<ResourceLabel>>, Vec<String>) {
        let (mut found, mut missing) = (HashMap::new(), Vec::new());
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for name in names {
            match known.get(&name).filter(|(_, at)| at.elapsed() < CACHED) {
                Some((Some(label), _)) => drop(found.insert(name, Arc::clone(label))),
                Some((None, _)) => {}
                None => missing.push(name),
            }
        }
        (found, missing)
    }

    /// Keeps what was read of names.
    pub(super) fn keep(&self, names: Vec<String>, labels: &HashMap<String, Arc<ResourceLabel>>) {
        let now = Instant::now();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() + names.len() > MOST {
            known.retain(|_, (_, at)| at.elapsed() < CACHED);
        }
        if known.len() + names.len() > MOST {
            known.clear();
        }
        known.extend(names.into_iter().map(|name| {
            let label = labels.get(&name).cloned();
            (name, (label, now))
        }));
    }
}
