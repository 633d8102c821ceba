//! What cases are called that an answer names: their numbers.

use std::sync::Arc;

use async_trait::async_trait;
use kit::{
    domain::refusal::Text,
    rpc::resource_labels::{LabelSource, Labels, ResourceLabel},
    storage::Store,
};

use crate::store;

/// The cases of this service.
pub(crate) struct CaseLabels(pub(crate) Store);

#[async_trait]
impl LabelSource for CaseLabels {
    fn covers(&self, collection: &str) -> bool {
        collection == "cases"
    }

    async fn labels(&self, names: Vec<String>) -> Option<Labels> {
        let ids: Vec<&str> = names.iter().filter_map(|name| name.strip_prefix("cases/")).collect();
        match store::cases::numbers(self.0.read(), &ids).await {
            Ok(numbers) => Some(numbers.into_iter().map(|(name, number)| (name, label(&number))).collect()),
            Err(fault) => {
                tracing::warn!(%fault, "case numbers not read; the answer goes out without them");
                None
            }
        }
    }
}

fn label(number: &str) -> Arc<ResourceLabel> {
    Arc::new(ResourceLabel { text: Text::new(number, number), title: Text::new("", "") })
}
