//! The story of a case: what happened here, and what the logs of other services report.

use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::{
        Encryption,
        record::{self, Page},
        sql,
    },
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{close, open};
use crate::domain::DomainEvent;

/// An entry from another service is known by its place in that service's log: received twice, it is there once.
pub(crate) const TABLES: &[&str] = &[
    "CREATE TABLE case_timeline (
        case_name TEXT NOT NULL, at BIGINT NOT NULL, id TEXT NOT NULL, source TEXT NOT NULL, sealed {bytes} NOT NULL,
        PRIMARY KEY (case_name, at, id))",
];

/// This service, as the source of an entry.
pub(crate) const HERE: &str = "enforcement";
/// The service of tasks, as the source of an entry.
pub(crate) const TASKS: &str = "dispatch";
/// How far a story is read back in one go.
const LONGEST_STORY: u64 = 5000;
/// How many entries are written by one statement.
const AT_ONCE: usize = 100;

/// Something in the story of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    #[serde(skip)]
    pub(crate) at: Option<Timestamp>,
    /// Known by it inside its source.
    #[serde(skip)]
    pub(crate) id: String,
    #[serde(skip)]
    pub(crate) source: String,
    pub(crate) kind: String,
    pub(crate) subject: String,
    pub(crate) summary: String,
    pub(crate) person: String,
    pub(crate) amount_fen: i64,
    /// Why, where somebody had to say so.
    #[serde(default)]
    pub(crate) reason: String,
    /// Where the thing is that knows the case by its number alone; empty where it names the case.
    #[serde(default)]
    pub(crate) region: String,
}

/// Adds what happened here, who did it and why.
pub(crate) async fn add(
    tx: &DatabaseTransaction,
    events: &[DomainEvent],
    (person, reason): (&str, &str),
    at: Timestamp,
    encryption: &Encryption,
) -> Result<(), Refusal> {
    let entries = events.iter().filter(|event| !event.case.is_empty()).map(|event| {
        let entry = Entry {
            at: Some(at),
            id: Uuid::now_v7().to_string(),
            source: HERE.to_owned(),
            kind: event.kind.to_owned(),
            subject: event.subject.clone(),
            summary: event.summary.clone(),
            person: person.to_owned(),
            amount_fen: event.amount_fen,
            reason: reason.to_owned(),
            region: String::new(),
        };
        (event.case.clone(), entry)
    });
    remember(tx, &entries.collect::<Vec<_>>(), encryption).await
}

/// The id of the entry for another service's event. It is the same when the event is read again, whatever its cursor then is.
pub(crate) fn event_id(subject: &str, kind: &str, at: Option<&prost_types::Timestamp>) -> String {
    let at = at.and_then(Timestamp::from_timestamp).map_or(0, Timestamp::micros);
    format!("{subject} {kind} {at}")
}

/// Adds entries to the stories of cases, by name. What is there already stays.
pub(crate) async fn remember(
    tx: &DatabaseTransaction,
    entries: &[(String, Entry)],
    encryption: &Encryption,
) -> Result<(), Refusal> {
    for entries in entries.chunks(AT_ONCE) {
        let mut values: Vec<Value> = Vec::with_capacity(5 * entries.len());
        let mut places = Vec::with_capacity(entries.len());
        for (case, entry) in entries {
            let first = values.len();
            let place: Vec<_> = (1..=5).map(|column| format!("${}", first + column)).collect();
            places.push(format!("({})", place.join(", ")));
            values.extend([
                case.clone().into(),
                entry.at.map_or(0, Timestamp::micros).into(),
                entry.id.clone().into(),
                entry.source.clone().into(),
                close(entry, encryption)?.into(),
            ]);
        }
        let insert = format!(
            "INSERT INTO case_timeline (case_name, at, id, source, sealed) VALUES {} ON CONFLICT DO NOTHING",
            places.join(", ")
        );
        tx.execute_raw(sql(tx, &insert, values)).await?;
    }
    Ok(())
}

/// The money that came in on a case in which a task of a shared court was done; none where none was. Reads the case's story, which
/// is as long as what happened to it.
pub(crate) async fn through_court(
    connection: &impl ConnectionTrait,
    case: &str,
    encryption: &Encryption,
) -> Result<Option<i64>, Refusal> {
    let story = list(connection, case, None, LONGEST_STORY, encryption).await?.rows;
    let paid = |entry: &Entry| match entry.kind.as_str() {
        "PAYOUT_CONFIRMED" => entry.amount_fen,
        "PAYOUT_REVERSED" => -entry.amount_fen,
        _ => 0,
    };
    let helped = story.iter().any(|entry| entry.source == TASKS && entry.kind == "TASK_APPROVED");
    Ok(helped
        .then(|| story.iter().filter(|entry| entry.source == HERE).map(paid).fold(0, i64::saturating_add)))
}

/// The list of a case's story.
pub(crate) const OF_CASE: &str = "sharedcourt.enforcement.v1.CaseService.ListCaseTimeline";

/// The story of a case that was read in its scope, the newest first, after a place.
pub(crate) async fn list(
    connection: &impl ConnectionTrait,
    case: &str,
    after: Option<(i64, String)>,
    limit: u64,
    encryption: &Encryption,
) -> Result<Page<Entry>, Refusal> {
    let (at, id) = after.unwrap_or((i64::MAX, String::new()));
    let text = format!(
        "SELECT at, id, source, sealed FROM case_timeline WHERE case_name = $1 AND (at, id) < ($2, $3)
         ORDER BY at DESC, id DESC LIMIT {}",
        limit + 1
    );
    let values = vec![case.into(), at.into(), id.into()];
    let rows = connection.query_all_raw(sql(connection, &text, values)).await?;
    let place =
        |row: &QueryResult| Ok(vec![row.try_get::<i64>("", "at")?.to_string(), row.try_get("", "id")?]);
    record::page("case_timeline", rows, limit, place, |row| {
        let mut entry: Entry = open(&row.try_get::<Vec<u8>>("", "sealed")?, encryption)?;
        entry.at = Some(Timestamp::from_micros(row.try_get("", "at")?));
        entry.id = row.try_get("", "id")?;
        entry.source = row.try_get("", "source")?;
        Ok(entry)
    })
}
