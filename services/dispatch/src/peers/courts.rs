//! The courts service as dispatch needs it: which court answers for a place, and who works for it.

use std::collections::{HashMap, HashSet};

use futures::future::try_join_all;
use kit::{
    access::{AssertionSigner, Caller, Role},
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal, Text},
    },
    rpc::{
        ClientChannel, Peer,
        client::{again, is_unavailable},
    },
};
use law::identifiers::RegionCode;
use proto::courts::v1::{
    self as courts, court_service_client::CourtServiceClient, person_service_client::PersonServiceClient,
    resolve_court_request::Place as RequestedPlace,
};
use tonic::{Code, Status};

use crate::domain::{
    Office, Term, Worker,
    place::{Answers, Candidate, Choice, Chosen, Resolution, Wanted},
};

/// A line to the courts service.
#[derive(Clone)]
pub(crate) struct Register {
    peer: Peer,
    signer: AssertionSigner,
}

impl Register {
    pub(crate) fn new(peer: Peer, signer: AssertionSigner) -> Self {
        Self { peer, signer }
    }

    /// What is known of wanted places, in their order. One call for all, and one for each court that was chosen.
    pub(crate) async fn places(&self, caller: &Caller, places: &[&Wanted]) -> Result<Vec<Answers>, Refusal> {
        let mut requests = Vec::new();
        for wanted in places {
            if !wanted.address.is_empty() {
                requests.push(asking(RequestedPlace::Address(wanted.address.clone())));
            }
            if let Some(code) = &wanted.region_code {
                requests.push(asking(RequestedPlace::RegionCode(code.as_str().to_owned())));
            }
        }
        let client = CourtServiceClient::new(self.channel(caller)?);
        let asked = courts::BatchResolveCourtsRequest { requests };
        let answers = again(|| {
            let (mut client, asked) = (client.clone(), asked.clone());
            async move { client.batch_resolve_courts(asked).await }
        })
        .await
        .map_err(|status| unavailable(&status))?;
        let mut resolved = answers.into_inner().responses.into_iter().map(resolution);
        let names: HashSet<&str> = places.iter().filter_map(|wanted| wanted.court.as_deref()).collect();
        let courts = try_join_all(names.iter().map(|name| self.court(caller, name))).await?;
        let courts: HashMap<&str, Option<Chosen>> = names.into_iter().zip(courts).collect();
        let short = || Refusal::internal(&"the courts service answered fewer places than were asked");
        places
            .iter()
            .map(|wanted| {
                let mut next = |asked: bool| -> Result<Option<Resolution>, Refusal> {
                    if asked { resolved.next().ok_or_else(short)?.map(Some) } else { Ok(None) }
                };
                let address = next(!wanted.address.is_empty())?;
                let code = next(wanted.region_code.is_some())?;
                let chosen = wanted.court.as_deref().map_or(Choice::None, |name| {
                    courts.get(name).cloned().flatten().map_or(Choice::Unknown, Choice::Court)
                });
                Ok(Answers { address, code, chosen })
            })
            .collect()
    }

    /// A court by name; `None` where the register has none.
    pub(crate) async fn court(&self, caller: &Caller, name: &str) -> Result<Option<Chosen>, Refusal> {
        let client = CourtServiceClient::new(self.channel(caller)?);
        let asked = courts::GetCourtRequest { name: name.to_owned() };
        match again(|| {
            let (mut client, asked) = (client.clone(), asked.clone());
            async move { client.get_court(asked).await }
        })
        .await
        {
            Ok(court) => {
                let court = court.into_inner();
                let region_code =
                    RegionCode::parse(&court.region_code).map_err(|fault| Refusal::internal(&fault))?;
                let open = court.state() == courts::CourtState::Active;
                Ok(Some(Chosen { court: court.name, region_code, open }))
            }
            Err(status) if matches!(status.code(), Code::NotFound | Code::InvalidArgument) => Ok(None),
            Err(status) => Err(unavailable(&status)),
        }
    }

    /// A grid worker or director by name, who may be given a task.
    pub(crate) async fn worker(&self, name: &str, at: Timestamp) -> Result<Worker, Refusal> {
        if !name.starts_with("people/") {
            return Err(Worker::unknown());
        }
        let mut people = self.workers(&[name.to_owned()], at).await?.into_iter();
        people.find(|person| person.name == name && !person.deactivated).ok_or_else(Worker::unknown)
    }

    /// People by name with their terms as grid workers and directors; whom the register does not know is left out. At most a thousand names.
    pub(crate) async fn workers(&self, names: &[String], at: Timestamp) -> Result<Vec<Worker>, Refusal> {
        let client = PersonServiceClient::new(ClientChannel::of_ourselves(&self.peer, &self.signer, at)?);
        let asked = courts::BatchGetPeopleRequest { names: names.to_vec() };
        let people = again(|| {
            let (mut client, asked) = (client.clone(), asked.clone());
            async move { client.batch_get_people(asked).await }
        })
        .await
        .map_err(|status| unavailable(&status))?;
        Ok(people.into_inner().people.into_iter().map(worker).collect())
    }

    fn channel(&self, caller: &Caller) -> Result<ClientChannel, Refusal> {
        if caller.is_ourselves() {
            ClientChannel::of_ourselves(&self.peer, &self.signer, caller.at)
        } else {
            ClientChannel::on_behalf_of(&self.peer, caller)
        }
    }
}

fn worker(person: courts::Person) -> Worker {
    let office = |term: &courts::Term| match Role::from_contract(term.role())? {
        Role::GridWorker => Some(Office::GridWorker),
        Role::Director => Some(Office::Director),
        _ => None,
    };
    let timestamp = |time: &prost_types::Timestamp| Timestamp::from_timestamp(time);
    let terms = person.terms.iter().filter_map(|term| {
        Some(Term {
            office: office(term)?,
            court: term.court.clone(),
            from: term.start_time.as_ref().and_then(timestamp).unwrap_or(Timestamp::from_micros(i64::MIN)),
            until: term.end_time.as_ref().and_then(timestamp),
        })
    });
    Worker {
        terms: terms.collect(),
        name: person.name,
        display_name: person.display_name,
        phone: person.phone,
        deactivated: person.deactivated,
    }
}

fn asking(place: RequestedPlace) -> courts::ResolveCourtRequest {
    courts::ResolveCourtRequest { place: Some(place) }
}

fn resolution(answer: courts::ResolveCourtResponse) -> Result<Resolution, Refusal> {
    let code = |region: Option<&courts::Region>| {
        let region = region.filter(|region| !region.code.is_empty());
        region
            .map(|region| RegionCode::parse(&region.code))
            .transpose()
            .map_err(|fault| Refusal::internal(&fault))
    };
    let region_code = code(answer.region.as_ref())?;
    let court = Some(answer.court).filter(|court| !court.is_empty());
    let candidates = answer.candidates.into_iter().map(|candidate| {
        Ok(Candidate {
            region_code: code(candidate.region.as_ref())?,
            display_name: candidate.region.map(|region| region.display_name).unwrap_or_default(),
            court: candidate.court,
        })
    });
    let explanation = answer.explanation.unwrap_or_default();
    Ok(Resolution {
        candidates: candidates.collect::<Result<_, Refusal>>()?,
        found: court.zip(region_code),
        explanation: Text::new(explanation.zh, explanation.en),
    })
}

/// The courts service did not answer. A caller that can do without it looks for [`Kind::Unavailable`].
fn unavailable(status: &Status) -> Refusal {
    if is_unavailable(status) {
        tracing::warn!(%status, "courts service unavailable");
        return Refusal::new(
            Kind::Unavailable,
            reason::COURTS_UNAVAILABLE,
            "共享法庭名录暂时无法查询，请稍后重试。",
            "The register of courts can't be asked now. Try again.",
        )
        .retry_after(std::time::Duration::from_secs(2));
    }
    Refusal::internal(status)
}
