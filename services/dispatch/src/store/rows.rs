//! Rows and what they stand for.

use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::Encryption,
};
use law::{
    identifiers::{CaseNumber, RegionCode},
    service::Procedure,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{
    Addressee, Attempt, Contact, Document, Kind, LateReport, Report, Review, State, Step, Task, Times,
    place::Wanted,
};

/// A task.
#[expect(unreachable_pub, reason = "the derive makes its parts public")]
pub(super) mod task {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "tasks")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub kind: String,
        pub state: String,
        pub case_number: String,
        pub region_code: String,
        pub court: String,
        pub worker: String,
        pub creator: String,
        pub finish_by: i64,
        pub open_until: Option<i64>,
        pub late_from: Option<i64>,
        pub version: i64,
        pub create_time: i64,
        pub update_time: i64,
        pub sealed: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A worker who had a task.
#[expect(unreachable_pub, reason = "the derive makes its parts public")]
pub(super) mod task_worker {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "task_workers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub task: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub worker: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An attempt.
#[expect(unreachable_pub, reason = "the derive makes its parts public")]
pub(super) mod attempt {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "attempts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub task: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub sealed: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What is encrypted in a task's row. Rows of every earlier version have to be read: a field that is added has a default.
#[derive(Serialize, Deserialize)]
struct Sealed {
    addressee: Addressee,
    wanted: Wanted,
    documents: Vec<Document>,
    instructions: String,
    contact: Contact,
    urgent: bool,
    times: Times,
    worker_name: String,
    attempted: bool,
    visits: u32,
    steps: Vec<Step>,
    report: Option<Report>,
    review: Option<Review>,
    routing_problem: String,
    #[serde(default)]
    late_reports: Vec<LateReport>,
    #[serde(default)]
    procedure: Option<Procedure>,
}

pub(super) fn from_task(task: &Task, encryption: &Encryption) -> Result<task::Model, Refusal> {
    let sealed = Sealed {
        addressee: task.addressee.clone(),
        wanted: task.wanted.clone(),
        documents: task.documents.clone(),
        instructions: task.instructions.clone(),
        contact: task.contact.clone(),
        urgent: task.urgent,
        times: task.times,
        worker_name: task.worker_name.clone(),
        attempted: task.attempted,
        visits: task.visits,
        steps: task.steps.clone(),
        report: task.report.clone(),
        review: task.review.clone(),
        routing_problem: task.routing_problem.clone(),
        late_reports: task.late_reports.clone(),
        procedure: task.procedure,
    };
    Ok(task::Model {
        id: task.id.to_string(),
        kind: kind_name(task.kind).to_owned(),
        state: task.state.name().to_owned(),
        case_number: task.case_number.as_ref().map(ToString::to_string).unwrap_or_default(),
        region_code: task.region_code.as_str().to_owned(),
        court: task.state.court().unwrap_or_default().to_owned(),
        worker: task.state.worker().unwrap_or_default().to_owned(),
        creator: task.creator.clone(),
        finish_by: task.times.finish_by.micros(),
        open_until: task.state.awaits_report().then(|| task.times.finish_by.micros()),
        late_from: task.late_from().map(Timestamp::micros),
        version: task.version,
        create_time: task.created.micros(),
        update_time: task.updated.micros(),
        sealed: close(&sealed, encryption)?,
    })
}

pub(super) fn to_task(row: &task::Model, encryption: &Encryption) -> Result<Task, Refusal> {
    let sealed: Sealed = open(&row.sealed, encryption)?;
    let broken = |what: &str| Refusal::internal(&format!("task {} has a broken {what}", row.id));
    let present = |text: &str| Some(text).filter(|text| !text.is_empty()).map(str::to_owned);
    Ok(Task {
        id: Uuid::parse_str(&row.id).map_err(|_| broken("id"))?,
        kind: kind_of(&row.kind).ok_or_else(|| broken("kind"))?,
        case_number: match present(&row.case_number) {
            Some(text) => Some(CaseNumber::parse(&text).map_err(|_| broken("case number"))?),
            None => None,
        },
        addressee: sealed.addressee,
        wanted: sealed.wanted,
        region_code: RegionCode::parse(&row.region_code).map_err(|_| broken("region code"))?,
        documents: sealed.documents,
        procedure: sealed.procedure,
        instructions: sealed.instructions,
        contact: sealed.contact,
        urgent: sealed.urgent,
        times: sealed.times,
        creator: row.creator.clone(),
        state: State::restore(&row.state, present(&row.court), present(&row.worker))
            .ok_or_else(|| broken("state"))?,
        worker_name: sealed.worker_name,
        attempted: sealed.attempted,
        visits: sealed.visits,
        steps: sealed.steps,
        report: sealed.report,
        review: sealed.review,
        routing_problem: sealed.routing_problem,
        late_reports: sealed.late_reports,
        version: row.version,
        created: Timestamp::from_micros(row.create_time),
        updated: Timestamp::from_micros(row.update_time),
    })
}

pub(super) fn from_attempt(
    task: Uuid,
    attempt: &Attempt,
    encryption: &Encryption,
) -> Result<attempt::Model, Refusal> {
    Ok(attempt::Model {
        task: task.to_string(),
        id: attempt.id.to_string(),
        sealed: close(attempt, encryption)?,
    })
}

pub(super) fn to_attempt(row: &attempt::Model, encryption: &Encryption) -> Result<Attempt, Refusal> {
    open(&row.sealed, encryption)
}

fn close(value: &impl Serialize, encryption: &Encryption) -> Result<Vec<u8>, Refusal> {
    encryption.encrypt(&serde_json::to_string(value).map_err(|fault| Refusal::internal(&fault))?)
}

fn open<T: serde::de::DeserializeOwned>(sealed: &[u8], encryption: &Encryption) -> Result<T, Refusal> {
    serde_json::from_str(&encryption.decrypt(sealed)?).map_err(|fault| Refusal::internal(&fault))
}

const KINDS: [(Kind, &str); 7] = [
    (Kind::ServiceOfProcess, "SERVICE_OF_PROCESS"),
    (Kind::LocatePerson, "LOCATE_PERSON"),
    (Kind::VerifyLead, "VERIFY_LEAD"),
    (Kind::UrgePerformance, "URGE_PERFORMANCE"),
    (Kind::Witness, "WITNESS"),
    (Kind::PostNotice, "POST_NOTICE"),
    (Kind::OnSiteAssistance, "ON_SITE_ASSISTANCE"),
];

fn kind_name(kind: Kind) -> &'static str {
    KINDS.iter().find(|(known, _)| *known == kind).map_or("", |(_, name)| name)
}

/// The kind of a name as it is stored and filtered.
/// The names of all kinds.
pub(super) fn kind_names() -> Vec<&'static str> {
    KINDS.iter().map(|(_, name)| *name).collect()
}

pub(super) fn kind_of(name: &str) -> Option<Kind> {
    KINDS.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind)
}
