//! What other logs report of a case that is not entered yet: they know it by its number, and the order in which things come does not
//! matter. It is kept under the identity of the number and becomes part of the case's story when the case comes.

use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::{Encryption, SqlParams, sql},
};
use std::collections::HashMap;

use law::identifiers::CaseNumber;
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, Value};

use super::{
    cases, close, controls, open,
    timeline::{self, Entry},
};
use crate::domain::case::Case;

/// One row for each event, under the identity of a case's number. `kind` is ENTRY for what belongs to the story, CONTROL for a person who
/// was brought under control, NAMED for something that knows the case by its number alone and has to hear that it came.
pub(crate) const TABLES: &[&str] = &["CREATE TABLE unlinked_events (
        identity TEXT NOT NULL, source TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, at BIGINT NOT NULL,
        sealed {bytes}, PRIMARY KEY (identity, source, id, kind))"];

/// How many cases are asked for by one statement.
const AT_ONCE: usize = 500;

/// Whether a case is in another region than something that knows it by its number alone: neither contains the other.
pub(crate) async fn is_elsewhere(
    tx: &DatabaseTransaction,
    case: &str,
    region: &str,
) -> Result<bool, Refusal> {
    Ok(cases::region_of(tx, case).await?.is_some_and(|of_case| apart(of_case.as_str(), region)))
}

fn apart(one: &str, other: &str) -> bool {
    !one.starts_with(other) && !other.starts_with(one)
}

/// Keeps an entry of a story for the case of a number.
pub(crate) async fn keep_entry(
    tx: &DatabaseTransaction,
    number: &CaseNumber,
    entry: &Entry,
    encryption: &Encryption,
) -> Result<(), Refusal> {
    let at = entry.at.map_or(0, Timestamp::micros);
    let sealed = Some(close(entry, encryption)?);
    insert(tx, number, [entry.source.clone(), entry.id.clone(), "ENTRY".to_owned()], at, sealed).await
}

/// Keeps that something of investigation names the case of a number.
pub(crate) async fn keep_name(
    tx: &DatabaseTransaction,
    number: &CaseNumber,
    subject: &str,
) -> Result<(), Refusal> {
    let key = ["investigation".to_owned(), subject.to_owned(), "NAMED".to_owned()];
    insert(tx, number, key, 0, None).await
}

/// Keeps that somebody was brought under control, by a watch, for the case of a number.
pub(crate) async fn keep_control(
    tx: &DatabaseTransaction,
    number: &CaseNumber,
    watch: &str,
    at: Timestamp,
) -> Result<(), Refusal> {
    let key = ["investigation".to_owned(), watch.to_owned(), "CONTROL".to_owned()];
    insert(tx, number, key, at.micros(), None).await
}

async fn insert(
    tx: &DatabaseTransaction,
    number: &CaseNumber,
    [source, id, kind]: [String; 3],
    at: i64,
    sealed: Option<Vec<u8>>,
) -> Result<(), Refusal> {
    let text =
        "INSERT INTO unlinked_events (identity, source, id, kind, at, sealed) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT DO NOTHING";
    let identity = number.identity().to_string();
    let values: Vec<Value> =
        vec![identity.into(), source.into(), id.into(), kind.into(), at.into(), sealed.into()];
    tx.execute_raw(sql(tx, text, values)).await?;
    Ok(())
}

/// Links what is kept to cases that have come; says to which of them something was linked, by name. One query for five hundred cases.
pub(crate) async fn link(
    tx: &DatabaseTransaction,
    cases: &[&Case],
    encryption: &Encryption,
) -> Result<Vec<String>, Refusal> {
    let mut linked = Vec::new();
    for cases in cases.chunks(AT_ONCE) {
        let names: HashMap<String, (String, &str)> = cases
            .iter()
            .map(|case| (case.number.identity().to_string(), (case.name(), case.region_code.as_str())))
            .collect();
        let mut params = SqlParams::default();
        let places: Vec<_> = names.keys().map(|identity| params.bind(identity.as_str())).collect();
        let condition = format!("identity IN ({})", places.join(", "));
        let text = format!(
            "SELECT identity, source, id, kind, at, sealed FROM unlinked_events WHERE {condition} ORDER BY identity, at, id"
        );
        let mut entries = Vec::new();
        for row in tx.query_all_raw(sql(tx, &text, params.0.clone())).await? {
            let identity: String = row.try_get("", "identity")?;
            let Some((name, region)) = names.get(&identity) else { continue };
            let at = Timestamp::from_micros(row.try_get("", "at")?);
            if row.try_get::<String>("", "kind")? == "CONTROL" {
                controls::note(tx, name, at).await?;
            } else if let Some(sealed) = row.try_get::<Option<Vec<u8>>>("", "sealed")? {
                let mut entry: Entry = open(&sealed, encryption)?;
                if apart(region, &entry.region) {
                    continue;
                }
                entry.at = Some(at);
                entry.id = row.try_get("", "id")?;
                entry.source = row.try_get("", "source")?;
                entries.push((name.clone(), entry));
            }
            if linked.last() != Some(name) {
                linked.push(name.clone());
            }
        }
        timeline::remember(tx, &entries, encryption).await?;
        if !linked.is_empty() {
            let delete = format!("DELETE FROM unlinked_events WHERE {condition}");
            tx.execute_raw(sql(tx, &delete, params.0)).await?;
        }
    }
    Ok(linked)
}
