//! What an item of the supervision list may be about, and who may own it: what is visible to the issuer.

use kit::{
    access::Caller,
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
    rpc::{
        ClientChannel, Peer,
        client::{again, is_unavailable},
    },
};
use proto::investigation::v1::{
    GetAssistRequestRequest, GetPersonWatchRequest, GetSeizureRequest,
    assist_request_service_client::AssistRequestServiceClient,
    person_watch_service_client::PersonWatchServiceClient, seizure_service_client::SeizureServiceClient,
};
use tonic::{Code, Status};

use super::Api;
use crate::{domain::supervision, store::supervisions};

impl Api {
    /// Refuses a subject that is not there, or not for the caller, and an owner whom the register does not know in office.
    pub(crate) async fn check_supervised(
        &self,
        caller: &Caller,
        subject: &str,
        owner: &str,
    ) -> Result<(), Refusal> {
        if !self.is_visible(caller, subject).await? {
            return Err(supervision::subject_unknown());
        }
        if !self.register.is_in_office(owner, caller.at).await? {
            return Err(supervision::owner_unknown());
        }
        Ok(())
    }

    async fn is_visible(&self, caller: &Caller, subject: &str) -> Result<bool, Refusal> {
        let (collection, id) = subject.split_once('/').unwrap_or((subject, ""));
        if collection == "tasks" {
            return self.is_task(caller, subject).await;
        }
        if let Some(peer) = self.investigation.as_ref() {
            match collection {
                "requests" => return is_request(peer, caller, subject).await,
                "seizures" => return is_seizure(peer, caller, subject).await,
                "watches" => return is_watch(peer, caller, subject).await,
                _ => {}
            }
        }
        let region = supervisions::region_of_subject(self.units.store().read(), collection, id).await?;
        // Without a service of requests, seizures and watches the caller's word is taken for them.
        let elsewhere = matches!(collection, "requests" | "seizures" | "watches");
        Ok(region.map_or(elsewhere, |region| caller.scope().admits(Some(&region), None, None)))
    }
}

async fn is_request(peer: &Peer, caller: &Caller, name: &str) -> Result<bool, Refusal> {
    let client = AssistRequestServiceClient::new(ClientChannel::on_behalf_of(peer, caller)?);
    there(
        again(|| {
            let (mut client, asked) = (client.clone(), GetAssistRequestRequest { name: name.to_owned() });
            async move { client.get_assist_request(asked).await }
        })
        .await,
    )
}

async fn is_seizure(peer: &Peer, caller: &Caller, name: &str) -> Result<bool, Refusal> {
    let client = SeizureServiceClient::new(ClientChannel::on_behalf_of(peer, caller)?);
    there(
        again(|| {
            let (mut client, asked) = (client.clone(), GetSeizureRequest { name: name.to_owned() });
            async move { client.get_seizure(asked).await }
        })
        .await,
    )
}

async fn is_watch(peer: &Peer, caller: &Caller, name: &str) -> Result<bool, Refusal> {
    let client = PersonWatchServiceClient::new(ClientChannel::on_behalf_of(peer, caller)?);
    there(
        again(|| {
            let (mut client, asked) = (client.clone(), GetPersonWatchRequest { name: name.to_owned() });
            async move { client.get_person_watch(asked).await }
        })
        .await,
    )
}

fn there<T>(answer: Result<T, Status>) -> Result<bool, Refusal> {
    match answer {
        Ok(_) => Ok(true),
        Err(status)
            if matches!(status.code(), Code::NotFound | Code::InvalidArgument | Code::PermissionDenied) =>
        {
            Ok(false)
        }
        Err(status) if is_unavailable(&status) => {
            tracing::warn!(%status, "the subject of an item can't be asked for");
            Err(Refusal::new(
                Kind::Unavailable,
                reason::SUBJECT_AWAY,
                "暂时无法核对督办对象，请稍后重试。",
                "What the item is about can't be checked at the moment; try again shortly.",
            ))
        }
        Err(status) => Err(Refusal::internal(&status)),
    }
}
