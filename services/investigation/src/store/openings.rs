//! Openings and their rows in the database.

use kit::{
    access::Scope,
    domain::{Timestamp, refusal::Refusal},
    storage::{Encryption, SqlParams, list::Leads, sql},
};
use std::collections::HashMap;

use law::identifiers::Fen;
use sea_orm::{ConnectionTrait, DatabaseTransaction, Value};
use uuid::Uuid;

use super::{
    list::{self, Field, Listed, Sort, field},
    seizures,
    stored_record::{self, StoredRecord, inside, lock_where, read},
    watches,
};
use crate::domain::{
    opening::{Counts, Entry, Opening, OpeningKind, OpeningRow, OpeningState, watch_key},
    seizure::Seizure,
};

/// The tables. `kind` is empty for what could not be read; `group_key` is of the property, or of the person in the case.
pub(super) const TABLES: &[&str] = &[
    "CREATE TABLE seizure_openings (
        id TEXT NOT NULL PRIMARY KEY, region_code TEXT NOT NULL, version BIGINT NOT NULL, create_time BIGINT NOT NULL,
        sealed {bytes} NOT NULL, state TEXT NOT NULL)",
    "CREATE INDEX seizure_openings_by_time ON seizure_openings (create_time, id)",
    "CREATE INDEX seizure_openings_in_state ON seizure_openings (state, create_time, id)",
    "CREATE TABLE opening_rows (
        id TEXT NOT NULL PRIMARY KEY, region_code TEXT NOT NULL, version BIGINT NOT NULL, create_time BIGINT NOT NULL,
        sealed {bytes} NOT NULL, opening TEXT NOT NULL, source {bytes} NOT NULL, source_file TEXT NOT NULL,
        source_line BIGINT NOT NULL, kind TEXT NOT NULL, accepted BIGINT NOT NULL, entered BIGINT NOT NULL, since BIGINT,
        group_key {bytes}, value BIGINT NOT NULL)",
    "CREATE UNIQUE INDEX opening_rows_of_source ON opening_rows (source)",
    "CREATE INDEX opening_rows_of_opening ON opening_rows (opening, source_file, source_line)",
    "CREATE INDEX opening_rows_of_group ON opening_rows (group_key) WHERE group_key IS NOT NULL",
    // What is still to be entered.
    "CREATE INDEX opening_rows_pending ON opening_rows (opening, since, id) WHERE accepted = 1 AND entered = 0",
];

impl StoredRecord for Opening {
    const TABLE: &'static str = "seizure_openings";
    const COLUMNS: &'static [&'static str] = &["state"];

    fn id(&self) -> Uuid {
        self.id
    }
    fn region(&self) -> &str {
        self.region_code.as_str()
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn created(&self) -> Timestamp {
        self.created
    }
    fn columns(&self, _: &Encryption) -> Vec<Value> {
        vec![self.state.name().into()]
    }
}

impl Listed for Opening {
    const LEADS: Leads = list::OF_OPENINGS;
    const FIELDS: &'static [Field] =
        &[field("state", Sort::Name("SEIZURE_OPENING_STATE_", OpeningState::NAMES))];
}

/// By what a row is known: its opening, file and line.
fn source(encryption: &Encryption, opening: Uuid, file: &str, line: i32) -> Vec<u8> {
    encryption.blind_index(format!("opening row\n{opening}\n{file}\n{line}"))
}

/// What a row has in common with those that it is judged with.
pub(crate) fn group(row: &OpeningRow, encryption: &Encryption) -> Option<Vec<u8>> {
    if !row.faults.is_empty() {
        return None;
    }
    Some(match row.entry.as_ref()? {
        Entry::Seizure(seizure) => seizures::property(seizure, encryption),
        Entry::Watch(watch) => encryption.blind_index(format!("watch\n{}", watch_key(watch))),
    })
}

impl StoredRecord for OpeningRow {
    const TABLE: &'static str = "opening_rows";
    const COLUMNS: &'static [&'static str] = &[
        "opening",
        "source",
        "source_file",
        "source_line",
        "kind",
        "accepted",
        "entered",
        "since",
        "group_key",
        "value",
    ];

    fn id(&self) -> Uuid {
        self.id
    }
    fn region(&self) -> &str {
        self.region_code.as_str()
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn created(&self) -> Timestamp {
        self.created
    }
    fn columns(&self, encryption: &Encryption) -> Vec<Value> {
        vec![
            self.opening.to_string().into(),
            source(encryption, self.opening, &self.file, self.line).into(),
            self.file.clone().into(),
            i64::from(self.line).into(),
            self.kind().map(OpeningKind::name).unwrap_or_default().into(),
            i64::from(self.is_accepted()).into(),
            i64::from(self.entered.is_some()).into(),
            self.since().map(Timestamp::micros).into(),
            group(self, encryption).into(),
            self.value().map_or(0, Fen::get).into(),
        ]
    }
}

/// What an opening holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) counts: Counts,
    pub(crate) entered: i64,
    /// Each kind with its accepted rows and their value.
    pub(crate) kinds: Vec<(OpeningKind, i64, i64)>,
}

/// Counts the rows of an opening.
pub(crate) async fn totals(connection: &impl ConnectionTrait, opening: Uuid) -> Result<Totals, Refusal> {
    let text = "SELECT kind, accepted, COUNT(*) AS n, CAST(SUM(entered) AS BIGINT) AS entered,
            CAST(SUM(value) AS BIGINT) AS value
        FROM opening_rows WHERE opening = $1 GROUP BY kind, accepted ORDER BY kind";
    let rows = connection.query_all_raw(sql(connection, text, vec![opening.to_string().into()])).await?;
    let mut totals = Totals::default();
    for row in rows {
        let number: i64 = row.try_get("", "n")?;
        totals.entered += row.try_get::<i64>("", "entered")?;
        if row.try_get::<i64>("", "accepted")? == 0 {
            totals.counts.exceptions += number;
            continue;
        }
        totals.counts.accepted += number;
        if let Some(kind) = OpeningKind::from_name(&row.try_get::<String>("", "kind")?) {
            totals.kinds.push((kind, number, row.try_get("", "value")?));
        }
    }
    Ok(totals)
}

/// The rows of an opening that come from these places, by file and line.
pub(crate) async fn of_sources(
    tx: &DatabaseTransaction,
    encryption: &Encryption,
    opening: Uuid,
    places: &[(String, i32)],
) -> Result<HashMap<(String, i32), OpeningRow>, Refusal> {
    let mut found = HashMap::new();
    for some in places.chunks(500) {
        let mut params = SqlParams::default();
        let sources = params.list(some.iter().map(|(file, line)| source(encryption, opening, file, *line)));
        let rows: Vec<OpeningRow> =
            lock_where(tx, encryption, (&format!("source IN {sources}"), params), some.len() as u64).await?;
        found.extend(rows.into_iter().map(|row| ((row.file.clone(), row.line), row)));
    }
    Ok(found)
}

/// The most rows of one property or person that are judged together.
const GROUP: u64 = 5000;

/// Rows of an opening that have these keys, and what is in force beside them: each key with its rows, its live seizures and whether the
/// person is looked for.
pub(crate) async fn of_groups(
    tx: &DatabaseTransaction,
    encryption: &Encryption,
    opening: Uuid,
    keys: &[Vec<u8>],
) -> Result<Vec<(Vec<OpeningRow>, Vec<Seizure>, bool)>, Refusal> {
    let mut groups: HashMap<Vec<u8>, (Vec<OpeningRow>, Vec<Seizure>, bool)> = HashMap::new();
    for some in keys.chunks(200) {
        let mut params = SqlParams::default();
        let (of, list) = (params.bind(opening.to_string()), params.list(some.iter().cloned()));
        let condition = format!("opening = {of} AND entered = 0 AND group_key IN {list}");
        let rows: Vec<OpeningRow> = lock_where(tx, encryption, (&condition, params), GROUP).await?;
        for row in rows {
            let Some(key) = group(&row, encryption) else { continue };
            groups.entry(key).or_default().0.push(row);
        }
        for seizure in seizures::live_of(tx, encryption, some).await? {
            groups.entry(seizures::property(&seizure, encryption)).or_default().1.push(seizure);
        }
    }
    let mut judged = Vec::with_capacity(groups.len());
    for (_, (rows, live, _)) in groups {
        let first = rows.iter().find_map(|row| match &row.entry {
            Some(Entry::Watch(watch)) => Some(watch),
            _ => None,
        });
        let watched = match first {
            Some(watch) => watches::is_watched(tx, encryption, watch).await?,
            None => false,
        };
        judged.push((rows, live, watched));
    }
    Ok(judged)
}

/// Where a page of rows begins and what it holds.
pub(crate) struct RowQuestion<'a> {
    pub(crate) scope: &'a Scope,
    pub(crate) opening: Uuid,
    pub(crate) exceptions_only: bool,
    pub(crate) after: Option<Vec<String>>,
    pub(crate) limit: u64,
}

/// The list of an opening's rows.
pub(crate) const ROWS: &str = "sharedcourt.investigation.v1.SeizureOpeningService.ListSeizureOpeningRows";

/// Rows by file and line.
pub(crate) async fn rows(
    connection: &impl ConnectionTrait,
    encryption: &Encryption,
    question: RowQuestion<'_>,
) -> Result<Vec<OpeningRow>, Refusal> {
    let mut params = SqlParams::default();
    let mut all = vec![
        format!("opening = {}", params.bind(question.opening.to_string())),
        inside::<OpeningRow>(question.scope, &mut params),
    ];
    if question.exceptions_only {
        all.push("accepted = 0".to_owned());
    }
    if let Some([file, line]) = question.after.as_deref() {
        let line: i64 = line.parse().map_err(|fault| Refusal::internal(&fault))?;
        let (file, line) = (params.bind(file.as_str()), params.bind(line));
        all.push(format!("(source_file, source_line) > ({file}, {line})"));
    }
    read(connection, encryption, (&all.join(" AND "), params), "source_file, source_line", question.limit)
        .await
}

/// Confirmed openings of which not every accepted row is entered.
pub(crate) async fn unfinished(connection: &impl ConnectionTrait) -> Result<Vec<Uuid>, Refusal> {
    let text = "SELECT id FROM seizure_openings WHERE state = 'CONFIRMED' AND EXISTS (
            SELECT 1 FROM opening_rows WHERE opening_rows.opening = seizure_openings.id AND accepted = 1 AND entered = 0)
        ORDER BY create_time, id LIMIT 100";
    let rows = connection.query_all_raw(sql(connection, text, vec![])).await?;
    let id = |row: sea_orm::QueryResult| {
        let id: String = row.try_get("", "id")?;
        Uuid::parse_str(&id).map_err(|fault| Refusal::internal(&fault))
    };
    rows.into_iter().map(id).collect()
}

/// An opening, kept from others until the transaction ends, and its next rows to be entered.
pub(crate) async fn take_pending(
    tx: &DatabaseTransaction,
    encryption: &Encryption,
    opening: Uuid,
    limit: u64,
) -> Result<Option<(Opening, Vec<OpeningRow>)>, Refusal> {
    let taken = stored_record::lock::<Opening>(tx, encryption, &Scope::everything(), opening).await?;
    let Some(opening) = taken.filter(|opening| opening.state == OpeningState::Confirmed) else {
        return Ok(None);
    };
    let mut params = SqlParams::default();
    let condition =
        format!("opening = {} AND accepted = 1 AND entered = 0", params.bind(opening.id.to_string()));
    let rows = read(tx, encryption, (&condition, params), "since, id", limit).await?;
    Ok(Some((opening, rows)))
}
