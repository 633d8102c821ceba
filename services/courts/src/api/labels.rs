//! LabelService: what the register calls those whom answers name, for other services and for its own.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use kit::{
    access::Caller,
    domain::{Timestamp, refusal::Refusal},
    rpc::resource_labels::{LabelSource, Labels, ResourceLabel},
};
use proto::courts::v1::{self as wire, label_service_server::LabelService};
use tonic::{Request, Response, Status};

use super::Api;
use crate::{
    domain::{
        court::CourtCode, label::Label, peoples_court::PeoplesCourtId, person::PersonId,
        service_account::AccountId, terminal::TerminalName,
    },
    store::{Register, people, service_accounts},
};

#[tonic::async_trait]
impl LabelService for Api {
    async fn get_labels(
        &self,
        request: Request<wire::GetLabelsRequest>,
    ) -> Result<Response<wire::GetLabelsResponse>, Status> {
        let caller = Caller::of(&request)?;
        let found = labels(&self.register, request.into_inner().names, caller.at).await?;
        let labels = found.into_iter().map(|(name, label)| wire::RegisterLabel {
            name,
            text_en: if label.text.en == label.text.zh { String::new() } else { label.text.en },
            text: label.text.zh,
            title: label.title.zh,
            title_en: label.title.en,
        });
        Ok(Response::new(wire::GetLabelsResponse { labels: labels.collect() }))
    }
}

/// The labels of names; those that the register does not know are left out. People and programs by one query each.
async fn labels(
    register: &Register,
    names: Vec<String>,
    at: Timestamp,
) -> Result<HashMap<String, Label>, Refusal> {
    let network = register.network();
    let read = register.store().read();
    let (mut found, mut people_ids, mut accounts) = (HashMap::new(), Vec::new(), Vec::new());
    for name in names {
        let label = match name.split_once('/') {
            Some(("people", _)) => {
                people_ids.extend(PersonId::from_name(&name));
                None
            }
            Some(("serviceAccounts", _)) => {
                accounts.extend(AccountId::from_name(&name));
                None
            }
            Some(("courts", _)) => {
                let court = CourtCode::from_name(&name).ok();
                court.and_then(|code| network.court(&code)).map(|court| Label::of_court(court, &network))
            }
            Some(("peoplesCourts", _)) => {
                let court = PeoplesCourtId::from_name(&name).ok();
                court.and_then(|id| network.peoples_court(&id)).map(Label::of_peoples_court)
            }
            Some(("regions", code)) => network.region(code).map(|region| Label::of_region(region, &network)),
            Some(("terminals", _)) => {
                let terminal = TerminalName::parse(&name).ok();
                terminal.and_then(|terminal| Label::of_terminal(&terminal, &network))
            }
            _ => None,
        };
        found.extend(label.map(|label| (name, label)));
    }
    if !people_ids.is_empty() {
        let people = people::callers(read, register.encryption(), &people_ids).await?;
        found.extend(people.values().map(|person| (person.name(), Label::of_person(person, &network, at))));
    }
    if !accounts.is_empty() {
        let accounts = service_accounts::find(read, &accounts).await?;
        found.extend(accounts.iter().map(|account| (account.id.name(), Label::of_account(account))));
    }
    Ok(found)
}

/// The register itself, for its own answers.
pub(crate) struct OwnLabels(pub(crate) Arc<Register>);

#[async_trait]
impl LabelSource for OwnLabels {
    fn covers(&self, collection: &str) -> bool {
        kit::rpc::resource_labels::REGISTER.contains(&collection)
    }

    async fn labels(&self, names: Vec<String>) -> Option<Labels> {
        match labels(&self.0, names, Timestamp::now()).await {
            Ok(found) => Some(found.into_iter().map(|(name, label)| (name, shared(label))).collect()),
            Err(fault) => {
                tracing::warn!(%fault, "labels not read; the answer goes out without them");
                None
            }
        }
    }
}

fn shared(label: Label) -> Arc<ResourceLabel> {
    Arc::new(ResourceLabel { text: label.text, title: label.title })
}
