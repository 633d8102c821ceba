//! What the resources are called that an answer names.
//!
//! A handler answers with resource names. On its way out an answer that has a map `labels` gets into it what those names are called: the
//! fields that hold names are known by their `google.api.resource_reference` in the contract ([`fields`]), the names are collected from
//! the message as it travels, and their labels are asked for once ([`sources`]). No handler fills them, and nobody can ask for the label of
//! a name that is not in an answer. Where the register can't be asked, the answer goes out without labels.
//!
//! Events of watches have no labels: their bytes are the same for all watchers, who read different languages.

mod cache;
mod fields;
mod layer;
mod sources;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    sync::Arc,
};

pub use cache::CACHED;
pub use fields::{LabelFields, MOST_NAMES, collection_of, collections, referenced};
pub(crate) use layer::LabelledAnswers;
pub use layer::{HEADER, NONE};
pub use sources::{LabelSource, Labels, REGISTER, RegisterLabels, UnitLabels};

use crate::{access::AssertionSigner, domain::refusal::Text, rpc::Peer};
use cache::Cache;

/// Whether the resources of a collection have labels, where the register knows them.
#[must_use]
pub fn has_labels(collection: &str) -> bool {
    REGISTER.contains(&collection) || UnitLabels.covers(collection)
}

/// What a resource is called, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceLabel {
    /// The display name.
    pub text: Text,
    /// The office in words, or the place; may be empty.
    pub title: Text,
}

/// The labels of one service's answers: where they are asked for, and those that were asked for in the last minute. Cheap to clone.
#[derive(Clone)]
pub struct ResourceLabels(Arc<Inner>);

struct Inner {
    sources: Vec<Box<dyn LabelSource>>,
    cache: Cache,
}

impl fmt::Debug for ResourceLabels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResourceLabels").finish_non_exhaustive()
    }
}

impl ResourceLabels {
    /// Labels from these sources; each name is asked of the first that knows its collection.
    #[must_use]
    pub fn new(sources: Vec<Box<dyn LabelSource>>) -> Self {
        Self(Arc::new(Inner { sources, cache: Cache::default() }))
    }

    /// Labels of what the courts service keeps in its register and of the units, for a service that calls it.
    #[must_use]
    pub fn of_register(courts: Peer, signer: AssertionSigner) -> Self {
        Self::new(vec![Box::new(RegisterLabels::new(courts, signer)), Box::new(UnitLabels)])
    }

    /// The labels of names, as far as they can be had: each source is asked once for what is not cached.
    pub async fn of(&self, names: BTreeSet<String>) -> HashMap<String, Arc<ResourceLabel>> {
        let Inner { sources, cache } = &*self.0;
        let (mut found, missing) = cache.find(names);
        let mut asked: Vec<Vec<String>> = sources.iter().map(|_| Vec::new()).collect();
        for name in missing {
            let collection = collection_of(&name).unwrap_or_default();
            if let Some(at) = sources.iter().position(|source| source.covers(collection)) {
                asked[at].push(name);
            }
        }
        for (source, names) in sources.iter().zip(asked).filter(|(_, names)| !names.is_empty()) {
            // What can't be asked now is asked with the next answer.
            if let Some(labels) = source.labels(names.clone()).await {
                found.extend(labels.iter().map(|(name, label)| (name.clone(), Arc::clone(label))));
                cache.keep(names, &labels);
            }
        }
        found
    }
}
