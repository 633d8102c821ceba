//! Cases in the database.

use crate::{
    domain::{
        approval::Awaits as _,
        case::{Case, State},
    },
    store::IN_REGION,
};
use kit::{
    access::Scope,
    domain::refusal::Refusal,
    storage::{Encryption, SqlParams, Store, record, sql, verify::Findings},
};
use std::collections::{HashMap, HashSet};

use law::identifiers::{CaseNumber, RegionCode};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Value};
use uuid::Uuid;

use super::{approvals, case_deadlines, close, day, read, search_keys};

/// A case is one row, and one for each of its parties by which it is found.
pub(crate) const TABLES: &[&str] = &[
    "CREATE TABLE cases (
        id TEXT NOT NULL PRIMARY KEY, number TEXT NOT NULL, state TEXT NOT NULL, handler TEXT NOT NULL,
        region_code TEXT NOT NULL, filed BIGINT NOT NULL, closed BIGINT, ending TEXT NOT NULL, first BOOLEAN NOT NULL,
        limit_day BIGINT, version BIGINT NOT NULL, update_time BIGINT NOT NULL, sealed {bytes} NOT NULL)",
    "CREATE UNIQUE INDEX cases_by_number ON cases (number)",
    // The newest of all, of an officer, of a state; what ended when.
    "CREATE INDEX cases_by_filing ON cases (filed, id)",
    "CREATE INDEX cases_of_handler ON cases (handler, filed, id)",
    "CREATE INDEX cases_in_state ON cases (state, filed, id)",
    "CREATE INDEX cases_by_closing ON cases (closed, id) WHERE closed IS NOT NULL",
    // Whose limit comes next: of those that run alone.
    "CREATE INDEX cases_by_limit ON cases (limit_day, id) WHERE limit_day IS NOT NULL",
    "CREATE TABLE case_parties (
        identity {bytes} NOT NULL, case_id TEXT NOT NULL, debtor BOOLEAN NOT NULL,
        PRIMARY KEY (identity, case_id, debtor))",
];

/// What a number means, however it is written. Rows of older releases get it by [`fill_identities`].
pub(crate) const IDENTITY: &[&str] = &["ALTER TABLE cases ADD COLUMN identity TEXT"];
/// No two cases are one.
pub(crate) const IDENTITY_INDEX: &[&str] = &["CREATE UNIQUE INDEX cases_by_identity ON cases (identity)"];

/// The cases of a party in the order of their filing, and the parties of a case.
pub(crate) const PARTIES_IN_ORDER: &[&str] = &[
    "ALTER TABLE case_parties ADD COLUMN filed BIGINT NOT NULL DEFAULT 0",
    "UPDATE case_parties SET filed = COALESCE((SELECT filed FROM cases WHERE cases.id = case_parties.case_id), 0)",
    "CREATE INDEX case_parties_by_filing ON case_parties (identity, debtor, filed, case_id)",
    "CREATE INDEX case_parties_of_case ON case_parties (case_id)",
];

/// How many rows are written by one statement.
const AT_ONCE: usize = 50;
/// How many numbers are asked for by one statement.
const NUMBERS_AT_ONCE: usize = 500;
const COLUMNS: &str = "id, number, identity, state, handler, region_code, filed, closed, ending, first, limit_day, version, update_time, sealed";

/// A case in a scope.
pub(crate) async fn get(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    name: &str,
    encryption: &Encryption,
) -> Result<Option<Case>, Refusal> {
    one(connection, scope, name, "", encryption).await
}

/// A case in a scope, kept from others until the transaction ends.
pub(crate) async fn lock_for_update(
    tx: &DatabaseTransaction,
    scope: &Scope,
    name: &str,
    encryption: &Encryption,
) -> Result<Option<Case>, Refusal> {
    let lock = sql::for_update(tx);
    one(tx, scope, name, lock, encryption).await
}

async fn one(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    name: &str,
    lock: &str,
    encryption: &Encryption,
) -> Result<Option<Case>, Refusal> {
    let Some(id) = id_of(name) else { return Ok(None) };
    let mut params = SqlParams::default();
    let text = format!(
        "SELECT id, sealed FROM cases WHERE id = {} AND {}{lock}",
        params.bind(id),
        params.in_scope(scope, IN_REGION)
    );
    let row = connection.query_one_raw(sql(connection, &text, params.0)).await?;
    row.map(|row| record::one(("cases", "id"), &row, |row| read(row, encryption))).transpose()
}

/// Fills the column `identity` of rows from before it was there. Of cases that are one by their numbers the earliest keeps the identity;
/// the others stay as they are, and nothing is entered under their numbers any more.
pub(crate) async fn fill_identities(connection: &impl ConnectionTrait) -> Result<(), sea_orm::DbErr> {
    let select = "SELECT id, number FROM cases WHERE identity IS NULL ORDER BY filed, id";
    let mut seen = HashSet::new();
    for row in connection.query_all_raw(sql(connection, select, vec![])).await? {
        let (id, number): (String, String) = (row.try_get("", "id")?, row.try_get("", "number")?);
        let known = CaseNumber::parse(&number).map(|number| number.identity().to_string());
        let mut identity = known.unwrap_or_else(|_| number.clone());
        if !seen.insert(identity.clone()) {
            identity = format!("{identity}#{id}");
        }
        let update = "UPDATE cases SET identity = $2 WHERE id = $1";
        connection.execute_raw(sql(connection, update, vec![id.into(), identity.into()])).await?;
    }
    Ok(())
}

/// The name of a case by any of its numbers, for our own consumers; none where nobody has it.
pub(crate) async fn by_number(
    connection: &impl ConnectionTrait,
    number: &CaseNumber,
) -> Result<Option<String>, Refusal> {
    let text = "SELECT id FROM cases WHERE identity = $1";
    let identity = number.identity().to_string();
    let row = connection.query_one_raw(sql(connection, text, vec![identity.into()])).await?;
    let id = row.map(|row| row.try_get::<String>("", "id")).transpose()?;
    Ok(id.map(|id| format!("cases/{id}")))
}

/// Cases by their ids, for our own use: outside of any scope.
pub(crate) async fn of_ids(
    connection: &impl ConnectionTrait,
    ids: &[Uuid],
    encryption: &Encryption,
) -> Result<HashMap<Uuid, Case>, Refusal> {
    let mut found = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(NUMBERS_AT_ONCE) {
        let mut params = SqlParams::default();
        let places: Vec<_> = ids.iter().map(|id| params.bind(id.to_string())).collect();
        let text = format!("SELECT id, sealed FROM cases WHERE id IN ({})", places.join(", "));
        for row in connection.query_all_raw(sql(connection, &text, params.0)).await? {
            let case: Case = record::one(("cases", "id"), &row, |row| read(row, encryption))?;
            found.insert(case.id, case);
        }
    }
    Ok(found)
}

/// The numbers of cases, by name.
pub(crate) async fn numbers(
    connection: &impl ConnectionTrait,
    ids: &[&str],
) -> Result<HashMap<String, String>, Refusal> {
    let mut numbers = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(NUMBERS_AT_ONCE) {
        let mut params = SqlParams::default();
        let places: Vec<_> = ids.iter().map(|id| params.bind(*id)).collect();
        let text = format!("SELECT id, number FROM cases WHERE id IN ({})", places.join(", "));
        for row in connection.query_all_raw(sql(connection, &text, params.0)).await? {
            let id: String = row.try_get("", "id")?;
            numbers.insert(format!("cases/{id}"), row.try_get("", "number")?);
        }
    }
    Ok(numbers)
}

/// Where a case belongs, for our own consumers; none where it is no case of ours.
pub(crate) async fn region_of(
    connection: &impl ConnectionTrait,
    name: &str,
) -> Result<Option<RegionCode>, Refusal> {
    let Some(id) = id_of(name) else { return Ok(None) };
    let text = "SELECT region_code FROM cases WHERE id = $1";
    let row = connection.query_one_raw(sql(connection, text, vec![id.into()])).await?;
    let code = row.map(|row| row.try_get::<String>("", "region_code")).transpose()?;
    code.map(|code| RegionCode::parse(&code).map_err(|fault| Refusal::internal(&fault))).transpose()
}

/// The id in a case's name.
fn id_of(name: &str) -> Option<String> {
    name.strip_prefix("cases/").and_then(|id| Uuid::parse_str(id).ok()).map(|id| id.to_string())
}

/// Adds cases; says which of them are new, by their place. A number that is taken adds nothing.
pub(crate) async fn add(
    tx: &DatabaseTransaction,
    cases: &[Case],
    encryption: &Encryption,
) -> Result<HashSet<Uuid>, Refusal> {
    let mut added = HashSet::new();
    for cases in cases.chunks(AT_ONCE) {
        let mut params = SqlParams::default();
        let rows =
            cases.iter().map(|case| row(case, encryption, &mut params)).collect::<Result<Vec<_>, _>>()?;
        let insert = format!(
            "INSERT INTO cases ({COLUMNS}) VALUES {} ON CONFLICT DO NOTHING RETURNING id",
            rows.join(", ")
        );
        for row in tx.query_all_raw(sql(tx, &insert, params.0)).await? {
            let id: String = row.try_get("", "id")?;
            added.insert(Uuid::parse_str(&id).map_err(|fault| Refusal::internal(&fault))?);
        }
    }
    let new: Vec<&Case> = cases.iter().filter(|case| added.contains(&case.id)).collect();
    add_parties(tx, &new, encryption).await?;
    search_keys::add(tx, &new, encryption).await?;
    case_deadlines::add(tx, &new).await?;
    Ok(added)
}

fn row(case: &Case, encryption: &Encryption, params: &mut SqlParams) -> Result<String, Refusal> {
    let places: Vec<String> = values(case, encryption)?.into_iter().map(|value| params.bind(value)).collect();
    Ok(format!("({})", places.join(", ")))
}

/// In the order of [`COLUMNS`].
fn values(case: &Case, encryption: &Encryption) -> Result<[Value; 14], Refusal> {
    let closing = case.closing.as_ref();
    let runs = case.state == State::Open;
    let today = case.updated.legal_day();
    Ok([
        case.id.to_string().into(),
        case.number.to_string().into(),
        case.number.identity().to_string().into(),
        state_name(case.state).into(),
        case.handler.clone().into(),
        case.region_code.as_str().into(),
        day(case.filed).into(),
        closing.map(|closing| day(closing.on)).into(),
        closing.map_or("", |closing| ending_name(closing.ending)).into(),
        case.is_first().into(),
        runs.then(|| day(case.limit(today).end)).into(),
        case.version.into(),
        case.updated.micros().into(),
        close(case, encryption)?.into(),
    ])
}

/// Compares the columns of every case with what is encrypted in it. The limit's day and the identity follow from rules that may change
/// with a version of the program, so they are left out.
pub(crate) async fn verify(store: &Store) -> Result<Findings, Refusal> {
    let all: Vec<&str> = COLUMNS.split(", ").collect();
    let compared = |name: &str| !["sealed", "limit_day", "identity"].contains(&name);
    let columns: Vec<&str> = all.iter().copied().filter(|name| compared(name)).collect();
    kit::storage::verify::columns(
        store,
        &kit::storage::verify::Table { table: "cases", columns: &columns },
        |row| {
            let values = values(&read(row, store.encryption())?, store.encryption())?;
            Ok(all.iter().zip(values).filter(|(name, _)| compared(name)).map(|(_, value)| value).collect())
        },
    )
    .await
}

async fn add_parties(
    tx: &DatabaseTransaction,
    cases: &[&Case],
    encryption: &Encryption,
) -> Result<(), Refusal> {
    let all: Vec<_> = cases
        .iter()
        .flat_map(|case| {
            // Whose number nobody knows is found by none.
            case.parties.iter().filter(|party| !party.identity.expose().is_empty()).map(|party| {
                let debtor = party.side == crate::domain::case::Side::Debtor;
                (
                    encryption.blind_index(party.identity.expose()),
                    case.id.to_string(),
                    debtor,
                    day(case.filed),
                )
            })
        })
        .collect();
    for some in all.chunks(AT_ONCE * 4) {
        let mut params = SqlParams::default();
        let rows: Vec<String> = some
            .iter()
            .map(|(identity, case, debtor, filed)| {
                let identity = params.bind(identity.clone());
                let (case, debtor) = (params.bind(case.clone()), params.bind(*debtor));
                format!("({identity}, {case}, {debtor}, {})", params.bind(*filed))
            })
            .collect();
        let insert = format!(
            "INSERT INTO case_parties (identity, case_id, debtor, filed) VALUES {} ON CONFLICT DO NOTHING",
            rows.join(", ")
        );
        tx.execute_raw(sql(tx, &insert, params.0)).await?;
    }
    Ok(())
}

/// Writes a case that was taken.
pub(crate) async fn save(
    tx: &DatabaseTransaction,
    case: &Case,
    encryption: &Encryption,
) -> Result<(), Refusal> {
    let mut params = SqlParams::default();
    let sets: Vec<String> = COLUMNS
        .split(", ")
        .zip(values(case, encryption)?)
        .map(|(column, value)| format!("{column} = {}", params.bind(value)))
        .collect();
    let update = format!("UPDATE cases SET {} WHERE id = $1", sets.join(", "));
    tx.execute_raw(sql(tx, &update, params.0)).await?;
    case_deadlines::keep(tx, case, encryption).await?;
    approvals::keep(tx, (&case.name(), &case.waiting()), encryption).await
}

/// Writes who the parties of a case are now, when it was filed and its number, after one of them was corrected.
pub(crate) async fn save_parties(
    tx: &DatabaseTransaction,
    case: &Case,
    encryption: &Encryption,
) -> Result<(), Refusal> {
    let delete = "DELETE FROM case_parties WHERE case_id = $1";
    tx.execute_raw(sql(tx, delete, vec![case.id.to_string().into()])).await?;
    add_parties(tx, &[case], encryption).await?;
    search_keys::save(tx, case, encryption).await
}

/// The names of states, as a filter gives them.
pub(super) const STATES: [&str; 3] = ["OPEN", "SUSPENDED", "CLOSED"];
/// The names of endings, as a filter gives them.
pub(super) const ENDINGS: [&str; 7] =
    ["COMPLETED", "CURRENT_PROCEDURE", "TERMINATED", "REFUSED", "DISMISSED", "STRUCK_OUT", "SUSPENDED"];

/// The name of a state as it is stored and filtered.
pub(crate) fn state_name(state: State) -> &'static str {
    match state {
        State::Open => "OPEN",
        State::Suspended => "SUSPENDED",
        State::Closed => "CLOSED",
    }
}

/// The name of an ending as it is stored and filtered.
fn ending_name(ending: crate::domain::case::Ending) -> &'static str {
    use crate::domain::case::Ending;
    match ending {
        Ending::Completed => "COMPLETED",
        Ending::CurrentProcedure => "CURRENT_PROCEDURE",
        Ending::Terminated => "TERMINATED",
        Ending::Refused => "REFUSED",
        Ending::Dismissed => "DISMISSED",
        Ending::StruckOut => "STRUCK_OUT",
        Ending::Suspended => "SUSPENDED",
    }
}
