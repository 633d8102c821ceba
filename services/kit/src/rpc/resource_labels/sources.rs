//! Where labels come from.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use arc_swap::ArcSwapOption;
use async_trait::async_trait;
use proto::courts::v1::{self as courts, label_service_client::LabelServiceClient};
use tonic::Code;

use super::ResourceLabel;
use crate::{
    access::AssertionSigner,
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal, Text},
        units,
    },
    rpc::{BatchLoader, ClientChannel, Peer, client::is_unavailable},
};

/// How long an answer waits for its labels.
const PATIENCE: Duration = Duration::from_secs(1);
/// For how long nobody asks again after the register could not be asked.
const PAUSE: Duration = Duration::from_secs(2);
/// How many names one call asks for.
const AT_ONCE: usize = 10_000;
/// The collections that the register of the courts service keeps.
pub const REGISTER: [&str; 6] =
    ["people", "serviceAccounts", "courts", "peoplesCourts", "regions", "terminals"];

/// Labels by resource name.
pub type Labels = HashMap<String, Arc<ResourceLabel>>;

/// What knows the labels of some collections.
#[async_trait]
pub trait LabelSource: Send + Sync + 'static {
    /// Whether it knows the resources of a collection, for example `people`.
    fn covers(&self, collection: &str) -> bool;

    /// The labels of names of its collections, without those of which nothing is known; `None` where it can't be asked now.
    async fn labels(&self, names: Vec<String>) -> Option<Labels>;
}

/// The register of people, courts and regions, beyond a call.
pub struct RegisterLabels {
    /// Asks by one call for all answers that are on their way at once.
    loader: BatchLoader<Vec<String>, Arc<Labels>>,
    failed: ArcSwapOption<Instant>,
}

impl RegisterLabels {
    /// Asks the courts service in the name of this process.
    #[must_use]
    pub fn new(peer: Peer, signer: AssertionSigner) -> Self {
        let loader = BatchLoader::over(move |asked: Vec<Vec<String>>| {
            let (peer, signer) = (peer.clone(), signer.clone());
            async move {
                let mut names: Vec<String> = asked.iter().flatten().cloned().collect();
                names.sort_unstable();
                names.dedup();
                let labels = Arc::new(read(&peer, &signer, &names).await?);
                Ok(asked.into_iter().map(|names| (names, Arc::clone(&labels))).collect())
            }
        });
        Self { loader, failed: ArcSwapOption::empty() }
    }
}

#[async_trait]
impl LabelSource for RegisterLabels {
    fn covers(&self, collection: &str) -> bool {
        REGISTER.contains(&collection)
    }

    async fn labels(&self, names: Vec<String>) -> Option<Labels> {
        if self.failed.load().as_ref().is_some_and(|at| at.elapsed() < PAUSE) {
            return None;
        }
        let answer = tokio::time::timeout(PATIENCE, self.loader.ask(names.clone())).await;
        let Ok(Ok(Some(all))) = answer else {
            tracing::warn!("labels could not be read; answers go out without them");
            self.failed.store(Some(Arc::new(Instant::now())));
            return None;
        };
        self.failed.store(None);
        let own = names.into_iter().filter_map(|name| {
            let label = Arc::clone(all.get(&name)?);
            Some((name, label))
        });
        Some(own.collect())
    }
}

/// The cooperating units, which stand in a table.
#[derive(Clone, Copy, Debug)]
pub struct UnitLabels;

#[async_trait]
impl LabelSource for UnitLabels {
    fn covers(&self, collection: &str) -> bool {
        collection == "units"
    }

    async fn labels(&self, names: Vec<String>) -> Option<Labels> {
        let label = |name: String| {
            let text = units::display_name(&name)?;
            let label = ResourceLabel { text: Text::new(text, text), title: Text::new("", "") };
            Some((name, Arc::new(label)))
        };
        Some(names.into_iter().filter_map(label).collect())
    }
}

async fn read(peer: &Peer, signer: &AssertionSigner, names: &[String]) -> Result<Labels, Refusal> {
    let mut labels = Labels::new();
    for names in names.chunks(AT_ONCE) {
        let channel = ClientChannel::of_ourselves(peer, signer, Timestamp::now())?;
        let asked = courts::GetLabelsRequest { names: names.to_vec() };
        let answer = LabelServiceClient::new(channel)
            .max_decoding_message_size(usize::MAX)
            .get_labels(asked)
            .await
            .map_err(|status| {
                // During an update a courts service of the version before may not have the method yet.
                if is_unavailable(&status) || status.code() == Code::Unimplemented {
                    unavailable()
                } else {
                    Refusal::internal(&status)
                }
            })?;
        labels.extend(answer.into_inner().labels.into_iter().map(from_message));
    }
    Ok(labels)
}

fn from_message(label: courts::RegisterLabel) -> (String, Arc<ResourceLabel>) {
    let text_en = if label.text_en.is_empty() { label.text.clone() } else { label.text_en };
    let label_of =
        ResourceLabel { text: Text::new(label.text, text_en), title: Text::new(label.title, label.title_en) };
    (label.name, Arc::new(label_of))
}

fn unavailable() -> Refusal {
    Refusal::new(
        Kind::Unavailable,
        reason::COURTS_UNAVAILABLE,
        "名录暂时无法查询，请稍后重试。",
        "The register can't be asked now. Try again.",
    )
}
