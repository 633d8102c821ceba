//! Notes about cases.

use kit::{
    access::Scope,
    domain::refusal::Refusal,
    storage::{
        Encryption, SqlParams, Store,
        list::{Clause, Field, Key, Lead, Leads, ListQuery, Order, Place, Sort, Terms, filter},
        record::{self, Page},
        sql,
        verify::{self, Findings},
    },
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult, Value};
use uuid::Uuid;

use super::{IN_REGION, close, day, read};
use crate::domain::case_note::CaseNote;

/// A reminder is what is not done and names a day: `remind_day` is empty for all else.
pub(crate) const TABLES: &[&str] = &[
    "CREATE TABLE case_notes (
        id TEXT NOT NULL PRIMARY KEY, case_id TEXT NOT NULL, region_code TEXT NOT NULL, author TEXT NOT NULL,
        shared BOOLEAN NOT NULL, remind_day BIGINT, version BIGINT NOT NULL, create_time BIGINT NOT NULL,
        sealed {bytes} NOT NULL)",
    "CREATE INDEX case_notes_of_case ON case_notes (case_id, id)",
    "CREATE INDEX case_notes_to_remind ON case_notes (author, remind_day, id) WHERE remind_day IS NOT NULL",
];

const COLUMNS: [&str; 9] =
    ["id", "case_id", "region_code", "author", "shared", "remind_day", "version", "create_time", "sealed"];
const REMIND: &str = "remind_day";

/// What leads the list of somebody's reminders.
pub(crate) const REMINDERS: Leads = Leads {
    method: "sharedcourt.enforcement.v1.CaseNoteService.ListReminders",
    order: "remind_date",
    table: "case_notes",
    key: Key::ID,
    columns: IN_REGION,
    leads: &[Lead::alone("author", &[REMIND]).of_scope()],
};
/// The list of the notes about a case.
pub(crate) const OF_CASE: &str = "sharedcourt.enforcement.v1.CaseNoteService.ListCaseNotes";

/// In the order of [`COLUMNS`].
fn values(note: &CaseNote, encryption: &Encryption) -> Result<[Value; 9], Refusal> {
    let remind = note.remind_on.filter(|_| !note.done);
    Ok([
        note.id.to_string().into(),
        note.case.to_string().into(),
        note.region_code.as_str().into(),
        note.author.clone().into(),
        note.shared.into(),
        remind.map(day).into(),
        note.version.into(),
        note.created.micros().into(),
        close(note, encryption)?.into(),
    ])
}

/// Adds a note.
pub(crate) async fn add(
    tx: &DatabaseTransaction,
    note: &CaseNote,
    encryption: &Encryption,
) -> Result<(), Refusal> {
    let mut params = SqlParams::default();
    let row = params.list(values(note, encryption)?);
    let insert = format!("INSERT INTO case_notes ({}) VALUES {row}", COLUMNS.join(", "));
    tx.execute_raw(sql(tx, &insert, params.0)).await?;
    Ok(())
}

/// Writes a note that was taken.
pub(crate) async fn save(
    tx: &DatabaseTransaction,
    note: &CaseNote,
    encryption: &Encryption,
) -> Result<(), Refusal> {
    let mut params = SqlParams::default();
    let sets = COLUMNS.into_iter().zip(values(note, encryption)?);
    let sets: Vec<_> = sets.map(|(column, value)| format!("{column} = {}", params.bind(value))).collect();
    let update = format!("UPDATE case_notes SET {} WHERE id = $1", sets.join(", "));
    sql::update_one(tx, &update, params.0).await
}

/// A note in a scope, kept from others until the transaction ends.
pub(crate) async fn lock_for_update(
    tx: &DatabaseTransaction,
    scope: &Scope,
    name: &str,
    encryption: &Encryption,
) -> Result<Option<CaseNote>, Refusal> {
    let id = name.strip_prefix("caseNotes/").and_then(|id| Uuid::parse_str(id).ok());
    let Some(id) = id else { return Ok(None) };
    let mut params = SqlParams::default();
    let text = format!(
        "SELECT id, sealed FROM case_notes WHERE id = {} AND {}{}",
        params.bind(id.to_string()),
        params.in_scope(scope, IN_REGION),
        sql::for_update(tx)
    );
    let row = tx.query_one_raw(sql(tx, &text, params.0)).await?;
    row.map(|row| record::one(("case_notes", "id"), &row, |row| read(row, encryption))).transpose()
}

/// The notes about a case that was read in its scope which a person may read, the newest first, after a place.
pub(crate) async fn of_case(
    connection: &impl ConnectionTrait,
    (case, person): (Uuid, &str),
    after: Option<String>,
    limit: u64,
    encryption: &Encryption,
) -> Result<Page<CaseNote>, Refusal> {
    let mut params = SqlParams::default();
    let mut wanted = format!(
        "case_id = {} AND (shared OR author = {})",
        params.bind(case.to_string()),
        params.bind(person)
    );
    if let Some(after) = after {
        wanted = format!("{wanted} AND id < {}", params.bind(after));
    }
    let text =
        format!("SELECT id, sealed FROM case_notes WHERE {wanted} ORDER BY id DESC LIMIT {}", limit + 1);
    let rows = connection.query_all_raw(sql(connection, &text, params.0)).await?;
    let place = |row: &QueryResult| Ok(vec![row.try_get("", "id")?]);
    record::page("case_notes", rows, limit, place, |row| read(row, encryption))
}

/// A page of a person's reminders, the earliest first.
pub(crate) async fn reminders(
    connection: &impl ConnectionTrait,
    (scope, person): (&Scope, &str),
    filter: &str,
    (after, limit): (Option<Place>, u64),
    encryption: &Encryption,
) -> Result<Page<CaseNote>, Refusal> {
    let mut terms = Terms::default();
    for term in filter::parse(filter, REMINDERS.method, &[Field::ranged("remind_date")])? {
        terms.compare(REMIND, term.op, day(filter::day(&term)?));
    }
    let own = Clause::equals("author", person).and(&Clause::new(|_| format!("{REMIND} IS NOT NULL")));
    terms.leading("author", vec![own.clone().into()], own);
    let order = Order { column: REMIND, sort: Sort::Number, descending: false };
    let scan = REMINDERS.scan(connection, ListQuery { scope, terms, order, after, limit }).await?;
    scan.page(connection, "sealed", |row| read(row, encryption)).await
}

/// Compares the columns of every note with what is encrypted in it.
pub(crate) async fn verify(store: &Store) -> Result<Findings, Refusal> {
    let columns = &COLUMNS[..COLUMNS.len() - 1];
    verify::columns(store, &verify::Table { table: "case_notes", columns }, |row| {
        let note: CaseNote = read(row, store.encryption())?;
        let mut values = values(&note, store.encryption())?.to_vec();
        values.truncate(columns.len());
        Ok(values)
    })
    .await
}
