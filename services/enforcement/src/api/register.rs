//! The register as enforcement needs it: who can handle cases, and to which people's court something belongs.

use std::{
    collections::{BTreeSet, HashMap},
    time::Duration,
};

use kit::{
    access::{AssertionSigner, Role},
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal},
        visit::task::EligibleWitness,
    },
    rpc::{
        ClientChannel, Peer, PeoplesCourtReader,
        client::{again, is_unavailable},
        committee_witnesses,
    },
};
use law::identifiers::RegionCode;
use proto::courts::v1::{self as courts, person_service_client::PersonServiceClient};
use tonic::Status;

use crate::domain::{
    case::{Handlers, Office},
    service_people::{Named, Standing},
};

/// How many people are asked about by one call.
const AT_ONCE: usize = 1000;

/// A line to the register.
#[derive(Clone)]
pub(crate) struct Register {
    peer: Peer,
    signer: AssertionSigner,
    /// The people's courts.
    pub(crate) peoples_courts: PeoplesCourtReader,
}

impl Register {
    pub(crate) fn new(peer: Peer, signer: AssertionSigner) -> Self {
        let peoples_courts = PeoplesCourtReader::new(peer.clone(), signer.clone());
        Self { peer, signer, peoples_courts }
    }

    /// The offices of those who are named as handlers, none asked about where nobody is named. It is asked before a transaction begins.
    pub(crate) async fn handlers<'a>(
        &self,
        named: impl IntoIterator<Item = &'a str>,
        at: Timestamp,
    ) -> Result<Handlers, Refusal> {
        let (mut offices, mut called) = (HashMap::new(), HashMap::new());
        for person in self.people(named, at).await? {
            offices.insert(person.name.clone(), offices_of(&person));
            called.insert(person.name, person.display_name);
        }
        Ok(Handlers::at(offices, at).called(called))
    }

    /// Whether somebody is in the register and holds an office at an instant. It is asked before a transaction begins.
    pub(crate) async fn is_in_office(&self, name: &str, at: Timestamp) -> Result<bool, Refusal> {
        let found = self.people([name], at).await?;
        Ok(found.iter().any(|person| !person.deactivated && person.terms.iter().any(|term| runs(term, at))))
    }

    /// What somebody is called; empty where the register does not know them, or can't be asked.
    pub(crate) async fn display_name(&self, name: &str, at: Timestamp) -> String {
        let found = self.people([name], at).await.unwrap_or_default();
        found.into_iter().next().map(|person| person.display_name).unwrap_or_default()
    }

    /// How somebody signs a paper for an act of theirs in one of these offices: by their name, and that of the absent person whose office
    /// they held as a deputy when they acted. Empty where the register does not know them, or can't be asked.
    pub(crate) async fn signature(
        &self,
        name: &str,
        roles: &[Role],
        acted: Timestamp,
        at: Timestamp,
    ) -> String {
        let found = self.people([name], at).await.unwrap_or_default();
        let Some(person) = found.into_iter().next() else { return String::new() };
        let held = |term: &&courts::Term| {
            Role::from_contract(term.role()).is_some_and(|role| roles.contains(&role)) && runs(term, acted)
        };
        // Who held the office themselves signs for nobody else.
        let is_own = |term: &&courts::Term| term.deputises_for.is_empty();
        let mut terms: Vec<_> = person.terms.iter().filter(held).collect();
        terms.sort_by_key(is_own);
        match terms.last().filter(|term| !is_own(term)) {
            Some(term) => {
                let absent = self.display_name(&term.deputises_for, at).await;
                format!("{}（代{absent}）", person.display_name)
            }
            None => person.display_name,
        }
    }

    /// What the register knows of the people whom an act names, none asked about where nobody is named.
    pub(crate) async fn standings(
        &self,
        named: &Named<'_>,
        at: Timestamp,
    ) -> Result<HashMap<String, Standing>, Refusal> {
        let people = self.people(named.people(), at).await?;
        Ok(people.into_iter().map(|person| (person.name.clone(), standing_of(&person))).collect())
    }

    /// Who is on the staff of the committee of a village, among the workers of a court: `(court, village)`. It is asked for a drafted act.
    pub(crate) async fn witnesses(
        &self,
        place: (&str, &str),
        at: Timestamp,
    ) -> Result<Vec<EligibleWitness>, Refusal> {
        let found = committee_witnesses(&self.peer, &self.signer, place, at).await;
        found.map_err(|status| unavailable(&status))
    }

    /// People by name, one call for a thousand of them; unknown names are left out.
    async fn people<'a>(
        &self,
        named: impl IntoIterator<Item = &'a str>,
        at: Timestamp,
    ) -> Result<Vec<courts::Person>, Refusal> {
        let named: BTreeSet<&str> = named.into_iter().filter(|name| name.starts_with("people/")).collect();
        let named: Vec<String> = named.into_iter().map(str::to_owned).collect();
        let mut people = Vec::with_capacity(named.len());
        for names in named.chunks(AT_ONCE) {
            let client = PersonServiceClient::new(ClientChannel::of_ourselves(&self.peer, &self.signer, at)?);
            let asked = courts::BatchGetPeopleRequest { names: names.to_vec() };
            let answer = again(|| {
                let (mut client, asked) = (client.clone(), asked.clone());
                async move { client.batch_get_people(asked).await }
            });
            people.extend(answer.await.map_err(|status| unavailable(&status))?.into_inner().people);
        }
        Ok(people)
    }
}

/// Whether a term runs at a moment.
fn runs(term: &courts::Term, at: Timestamp) -> bool {
    let timestamp = |time: &prost_types::Timestamp| Timestamp::from_timestamp(time);
    term.start_time.as_ref().and_then(timestamp).is_none_or(|from| from <= at)
        && term.end_time.as_ref().and_then(timestamp).is_none_or(|until| at < until)
}

/// The offices by which somebody serves for the court or stands for a committee.
fn standing_of(person: &courts::Person) -> Standing {
    let mut standing = Standing::default();
    for term in &person.terms {
        let timestamp = |time: &prost_types::Timestamp| Timestamp::from_timestamp(time);
        let role = Role::from_contract(term.role());
        let of_court = matches!(
            role,
            Some(Role::Officer | Role::BureauChief | Role::President | Role::ContactJudge | Role::Command)
        );
        let place = [&term.grid, &term.region_code, &term.court].into_iter().find(|place| !place.is_empty());
        let place = place.map(|place| place.strip_prefix("courts/").unwrap_or(place));
        let Some(region_code) = place.and_then(|place| RegionCode::parse(place).ok()) else { continue };
        let office = Office {
            region_code,
            from: term.start_time.as_ref().and_then(timestamp).unwrap_or(Timestamp::from_micros(0)),
            until: term.end_time.as_ref().and_then(timestamp),
        };
        if of_court {
            standing.court.push(office);
        } else if term.committee_staff {
            standing.committee.push(office);
        }
    }
    standing
}

/// The terms of somebody that let them handle cases.
fn offices_of(person: &courts::Person) -> Vec<Office> {
    let timestamp = |time: &prost_types::Timestamp| Timestamp::from_timestamp(time);
    let office = |term: &courts::Term| {
        let role = Role::from_contract(term.role())?;
        matches!(role, Role::Officer | Role::BureauChief | Role::President).then_some(())?;
        Some(Office {
            region_code: RegionCode::parse(&term.region_code).ok()?,
            from: term.start_time.as_ref().and_then(timestamp).unwrap_or(Timestamp::from_micros(i64::MIN)),
            until: term.end_time.as_ref().and_then(timestamp),
        })
    };
    let offices = person.terms.iter().filter_map(office);
    // Anyone who was deactivated holds no office now, and held those of before.
    offices.map(|office| if person.deactivated { ended(office) } else { office }).collect()
}

fn ended(office: Office) -> Office {
    let long_ago = Timestamp::from_micros(0);
    Office { until: Some(office.until.map_or(long_ago, |until| until.min(long_ago))), ..office }
}

fn unavailable(status: &Status) -> Refusal {
    if is_unavailable(status) {
        tracing::warn!(%status, "the register can't be asked");
        return Refusal::new(
            Kind::Unavailable,
            reason::COURTS_UNAVAILABLE,
            "人员名录暂时无法查询，无法核对人员，请稍后重试。",
            "The register can't be asked who somebody is. Try again.",
        )
        .retry_after(Duration::from_secs(2));
    }
    Refusal::internal(status)
}
