//! The log of investigation: a request cites its papers, and a unit's answer what it sends; seizures, watches and disposals cite theirs
//! for their case.

use kit::{
    access::{AssertionSigner, Scope},
    domain::{Timestamp, refusal::Refusal},
    events::{Consumer, EventStream, LogEvent as _, ServiceLog},
    rpc::Peer,
    unit_of_work::UnitOfWork,
};
use law::identifiers::RegionCode;
use proto::investigation::v1::{
    AssistRequest, Citation, InvestigationEvent, RequestState, investigation_event::Resource,
};
use sea_orm::DatabaseTransaction;
use tonic::Status;

use super::LogHealth;
use crate::{
    domain::digest::Digest,
    store::citations::{self, Citing, Claimant},
};

/// Follows the log of investigation.
pub(crate) struct Requests {
    log: ServiceLog,
    health: LogHealth,
}

impl Requests {
    pub(crate) fn new(investigation: Peer, signer: AssertionSigner, health: LogHealth) -> Self {
        Self { log: ServiceLog::new(investigation, signer), health }
    }

    async fn effect(
        tx: &DatabaseTransaction,
        event: InvestigationEvent,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        if let Some(Resource::Request(request)) = &event.resource {
            return of_request(tx, &event, request, now).await;
        }
        // Who decides on a watch sees its papers as its proposer does. Seizures and disposals open a file to nobody: the court sees it by
        // what its villages and units cite.
        let waits = matches!(event.resource, Some(Resource::Watch(_)));
        let whole = if event.case.is_empty() { &event.subject } else { &event.case };
        let region_code = if waits { event.region_code.as_str() } else { "" };
        let citing = Citing { subject: &event.subject, whole, region_code, ..Citing::default() };
        claim(tx, &event, &citing, now).await
    }
}

impl Consumer for Requests {
    type Event = InvestigationEvent;

    async fn open(&self, cursor: String) -> Result<EventStream<InvestigationEvent>, Status> {
        self.health.open(self.log.open(cursor).await)
    }

    async fn apply(&self, work: &mut UnitOfWork, event: InvestigationEvent) -> Result<(), Refusal> {
        let tx = work.tx();
        let now = Timestamp::now();
        self.health.came(event.event_time.as_ref().and_then(Timestamp::from_timestamp), now);
        self.health.effect(Self::effect(tx, event, now).await)
    }

    /// What was missed stands in the requests; the log continues from the oldest that is kept.
    async fn resume(&self, work: &mut UnitOfWork) -> Result<String, Refusal> {
        citations::unknown(work.tx(), InvestigationEvent::LOG, Timestamp::now()).await?;
        Ok(String::new())
    }
}

async fn of_request(
    tx: &DatabaseTransaction,
    event: &InvestigationEvent,
    request: &AssistRequest,
    now: Timestamp,
) -> Result<(), Refusal> {
    // A draft is the court's alone.
    let unit = if request.state() == RequestState::Draft { "" } else { request.unit.as_str() };
    let citing = Citing {
        subject: &request.name,
        whole: &request.name,
        region_code: &event.region_code,
        holder: unit,
        person: &request.proposer,
    };
    claim(tx, event, &citing, now).await?;
    let happened = event.event_time.as_ref().and_then(Timestamp::from_timestamp).unwrap_or(now);
    citations::over(tx, &request.name, is_over(request.state()).then_some(happened)).await
}

/// Notes what a thing cites, each file by the right of the person who cited it: people of the court see what its region sent and cites, a clerk
/// what the unit has.
async fn claim(
    tx: &DatabaseTransaction,
    event: &InvestigationEvent,
    citing: &Citing<'_>,
    now: Timestamp,
) -> Result<(), Refusal> {
    let citations =
        if event.citations.is_empty() { citations_of_older_events(event) } else { event.citations.clone() };
    for cited in &citations {
        let Some(file) = Digest::of_name(&cited.evidence) else { continue };
        let scope = if cited.unit.is_empty() {
            let regions = RegionCode::parse(&event.region_code).into_iter().collect();
            Scope { regions, ..Scope::default() }
        } else {
            Scope { units: vec![cited.unit.clone()], ..Scope::default() }
        };
        let claimant = Claimant { person: &cited.cited_by, scope };
        citations::claim(tx, file, citing, &claimant, now).await?;
    }
    Ok(())
}

/// The citations of an event that was written before events named them.
fn citations_of_older_events(event: &InvestigationEvent) -> Vec<Citation> {
    let citation = |evidence: &String, cited_by: &str, unit: &str| Citation {
        evidence: evidence.clone(),
        cited_by: cited_by.to_owned(),
        unit: unit.to_owned(),
    };
    let Some(Resource::Request(request)) = &event.resource else {
        return event.resource.iter().flat_map(papers).map(|name| citation(name, "", "")).collect();
    };
    let court = request.papers.iter().map(|name| citation(name, &request.proposer, ""));
    let unit = request.feedbacks.iter().flat_map(|feedback| {
        feedback.evidence.iter().map(|name| citation(name, &feedback.clerk, &request.unit))
    });
    court.chain(unit).collect()
}

/// What a thing beside requests cites.
fn papers(resource: &Resource) -> Vec<&String> {
    match resource {
        Resource::Seizure(seizure) => seizure.record.iter().flat_map(|record| &record.evidence).collect(),
        Resource::Watch(watch) => watch.papers.iter().collect(),
        Resource::Disposal(disposal) => {
            let opinions = disposal.opinions.iter().flat_map(|opinion| &opinion.papers);
            let parcels = disposal.parcels.iter().flat_map(|parcel| &parcel.delivery_papers);
            opinions.chain(parcels).collect()
        }
        Resource::Request(_)
        | Resource::Duty(_)
        | Resource::Debtor(_)
        | Resource::Lead(_)
        | Resource::Asset(_) => Vec::new(),
    }
}

/// Whether a request has come to its end. One that was refused may still be drawn up anew; then it goes on.
fn is_over(state: RequestState) -> bool {
    match state {
        RequestState::Refused | RequestState::Withdrawn | RequestState::Confirmed => true,
        RequestState::Unspecified
        | RequestState::Draft
        | RequestState::Submitted
        | RequestState::Received
        | RequestState::Processing
        | RequestState::Done
        | RequestState::Partial
        | RequestState::ReturnedForFix => false,
    }
}

#[cfg(test)]
mod tests {
    use kit::testing::on_every_database;
    use proto::investigation::v1::Feedback;
    use uuid::Uuid;

    use super::*;
    use crate::{
        domain::{
            retention::Cited,
            upload::{Declared, Sender, Upload},
        },
        store::{Migrator, files, uploads},
    };

    const UNIT: &str = "units/bank";
    const COURT: &str = "courts/330783201203";

    fn name(letter: char) -> String {
        format!("evidence/{}", letter.to_string().repeat(64))
    }

    fn digest(letter: char) -> Digest {
        Digest::of_name(&name(letter)).unwrap()
    }

    /// Somebody has declared a file and sent it.
    async fn sent(tx: &DatabaseTransaction, letter: char, sender: Sender) {
        let at = Timestamp::from_micros(1);
        let declared =
            Declared { sha256: &letter.to_string().repeat(64), size: 10, media_type: "application/pdf" };
        let upload = Upload::declare(&declared, sender.clone(), Uuid::now_v7(), at).unwrap();
        uploads::declare(tx, &upload).await.unwrap();
        let subject = format!("uploads/{}", upload.id);
        let citing =
            Citing { subject: &subject, holder: sender.unit(), person: &sender.person, ..Citing::default() };
        citations::note(tx, upload.digest, &citing, at).await.unwrap();
        uploads::stored(tx, upload.id, at).await.unwrap();
    }

    fn person(id: &str, region_code: &str, holder: &str) -> Sender {
        Sender { person: format!("people/{id}"), region_code: region_code.into(), holder: holder.into() }
    }

    fn event(papers: &[char], answers: &[(&str, char)]) -> InvestigationEvent {
        let feedbacks = answers.iter().map(|(clerk, letter)| Feedback {
            clerk: format!("people/{clerk}"),
            evidence: vec![name(*letter)],
            ..Feedback::default()
        });
        let request = AssistRequest {
            name: "requests/1".into(),
            unit: UNIT.into(),
            proposer: "people/officer".into(),
            state: RequestState::Done.into(),
            papers: papers.iter().map(|letter| name(*letter)).collect(),
            feedbacks: feedbacks.collect(),
            ..AssistRequest::default()
        };
        InvestigationEvent {
            region_code: "330783".into(),
            resource: Some(Resource::Request(request)),
            ..InvestigationEvent::default()
        }
    }

    /// Which of the unit and the court sees a file.
    async fn seen(tx: &DatabaseTransaction, letter: char) -> (bool, bool) {
        let unit = Scope { units: vec![UNIT.into()], ..Scope::default() };
        let court = Scope { regions: vec![RegionCode::parse("330783").unwrap()], ..Scope::default() };
        let sees = async |scope: &Scope| {
            !citations::seen(tx, digest(letter), (scope, "people/nobody")).await.unwrap().is_empty()
        };
        (sees(&unit).await, sees(&court).await)
    }

    #[tokio::test]
    async fn a_citation_opens_a_file_only_where_whoever_cites_it_could_read_it() {
        on_every_database::<Migrator, _>("evidence", |store| async move {
            let tx = store.begin().await.unwrap();
            let now = Timestamp::from_micros(2);
            // The court's own paper, a photograph of a village that a task brought, an answer of the unit, and what is elsewhere.
            sent(&tx, 'a', person("officer", "330783", "")).await;
            sent(&tx, 'b', person("worker", "", COURT)).await;
            let attempt = Citing {
                subject: "tasks/1/attempts/1",
                whole: "tasks/1",
                region_code: "330783201203",
                holder: COURT,
                person: "people/worker",
            };
            let worker = Claimant { person: "people/worker", ..Claimant::default() };
            citations::claim(&tx, digest('b'), &attempt, &worker, now).await.unwrap();
            sent(&tx, 'c', person("colleague", "", UNIT)).await;
            sent(&tx, 'd', person("stranger", "330784", "")).await;
            sent(&tx, 'e', person("officer2", "330783", "")).await;

            // A clerk names the files of the court, and an officer one of another court.
            Requests::effect(&tx, event(&['d'], &[("clerk", 'a'), ("clerk", 'b'), ("clerk", 'd')]), now)
                .await
                .unwrap();
            // What an officer sent and nothing of the court cites is theirs alone.
            for (letter, court) in [('a', false), ('b', true), ('d', false)] {
                assert_eq!(seen(&tx, letter).await, (false, court), "{letter}");
            }
            // Who may read what they cite opens it.
            Requests::effect(&tx, event(&['a', 'b'], &[("clerk", 'c')]), now).await.unwrap();
            for letter in ['a', 'b', 'c'] {
                assert_eq!(seen(&tx, letter).await, (true, true), "{letter}");
            }
            // Named before it came, a file is opened by the person who named it and sends it, and by nobody else.
            Requests::effect(&tx, event(&[], &[("clerk", 'f'), ("clerk", 'e')]), now).await.unwrap();
            sent(&tx, 'f', person("somebody", "330785", "")).await;
            assert_eq!(seen(&tx, 'f').await, (false, false));
            sent(&tx, 'f', person("clerk", "", UNIT)).await;
            assert_eq!(seen(&tx, 'f').await, (true, true));

            // Events name who cited: a paper that a colleague attached is opened by their right.
            sent(&tx, '0', person("officer3", "3307", "")).await;
            let named = |cited_by: &str| {
                let cited_by = format!("people/{cited_by}");
                let citation = Citation { evidence: name('0'), cited_by, ..Citation::default() };
                InvestigationEvent { citations: vec![citation], ..event(&['0'], &[]) }
            };
            Requests::effect(&tx, named("officer"), now).await.unwrap();
            assert_eq!(seen(&tx, '0').await, (false, false), "it lies above their region");
            Requests::effect(&tx, named("officer3"), now).await.unwrap();
            assert_eq!(seen(&tx, '0').await, (true, true));

            // A claim that is not in effect does not keep a file.
            let cited = async |letter| {
                let upload =
                    uploads::of_person(&tx, digest(letter), "people/officer2").await.unwrap().unwrap();
                let place = files::place(&tx, digest(letter)).await.unwrap();
                files::add(&tx, store.encryption(), (&upload, place), (None, false), now).await.unwrap();
                let file =
                    files::lock_for_update(&tx, store.encryption(), digest(letter)).await.unwrap().unwrap();
                files::standing(&tx, &file).await.unwrap().cited
            };
            assert_eq!(cited('e').await, Cited::Never);
            // Nor does one of a colleague, who can't read what another sent and nothing cites.
            Requests::effect(&tx, event(&['e'], &[]), now).await.unwrap();
            assert_eq!(cited('e').await, Cited::Never);
            let sender =
                Citation { cited_by: "people/officer2".into(), evidence: name('e'), ..Citation::default() };
            let by_sender = InvestigationEvent { citations: vec![sender], ..event(&['e'], &[]) };
            Requests::effect(&tx, by_sender, now).await.unwrap();
            assert_eq!(cited('e').await, Cited::Running);
        })
        .await;
    }
}
