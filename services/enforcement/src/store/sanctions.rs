//! Sanctions in the database.

use jiff::civil::Date;
use kit::{
    access::Scope,
    filter::{self, Op},
    refusal::Refusal,
    rows::{self, Page},
    seal::Seal,
    store::sql,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, QueryResult, Value};

use super::{Bind, close, day, open};
use crate::domain::sanction::{Sanction, State, code};

/// Ids follow time: the newest come by their names.
pub(crate) const TABLES: &[&str] = &[
    "CREATE TABLE sanctions (
        name TEXT NOT NULL PRIMARY KEY, case_name TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
        region_code TEXT NOT NULL, ends BIGINT, lift_due BOOLEAN NOT NULL, sealed {bytes} NOT NULL)",
    "CREATE INDEX sanctions_of_case ON sanctions (case_name, name)",
    "CREATE INDEX sanctions_in_state ON sanctions (state, name)",
    "CREATE INDEX sanctions_of_kind ON sanctions (kind, name)",
    "CREATE INDEX sanctions_to_lift ON sanctions (name) WHERE lift_due",
];

const COLUMNS: &str = "name, case_name, kind, state, region_code, ends, lift_due, sealed";

fn values(sanction: &Sanction, seal: &Seal) -> Result<[Value; 8], Refusal> {
    Ok([
        sanction.name().into(),
        sanction.case.clone().into(),
        code(sanction.terms.kind).into(),
        state_name(sanction.state).into(),
        sanction.region_code.as_str().into(),
        sanction.terms.end.map(day).into(),
        (sanction.owed.is_some() && matches!(sanction.state, State::Served | State::InForce)).into(),
        close(sanction, seal)?.into(),
    ])
}

/// Adds a sanction.
pub(crate) async fn add(tx: &DatabaseTransaction, sanction: &Sanction, seal: &Seal) -> Result<(), Refusal> {
    let insert = format!("INSERT INTO sanctions ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
    tx.execute_raw(sql(tx, &insert, values(sanction, seal)?.into())).await?;
    Ok(())
}

/// Writes a sanction that was taken.
pub(crate) async fn save(tx: &DatabaseTransaction, sanction: &Sanction, seal: &Seal) -> Result<(), Refusal> {
    let update = "UPDATE sanctions SET case_name = $2, kind = $3, state = $4, region_code = $5, ends = $6, lift_due = $7,
                  sealed = $8 WHERE name = $1";
    tx.execute_raw(sql(tx, update, values(sanction, seal)?.into())).await?;
    Ok(())
}

/// A sanction in a scope.
pub(crate) async fn get(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    name: &str,
    seal: &Seal,
) -> Result<Option<Sanction>, Refusal> {
    one(connection, scope, name, "", seal).await
}

/// A sanction in a scope, kept from others until the transaction ends.
pub(crate) async fn take(
    tx: &DatabaseTransaction,
    scope: &Scope,
    name: &str,
    seal: &Seal,
) -> Result<Option<Sanction>, Refusal> {
    one(tx, scope, name, lock(tx), seal).await
}

fn lock(tx: &DatabaseTransaction) -> &'static str {
    if tx.get_database_backend() == DbBackend::Postgres { " FOR UPDATE" } else { "" }
}

async fn one(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    name: &str,
    lock: &str,
    seal: &Seal,
) -> Result<Option<Sanction>, Refusal> {
    let mut bind = Bind::default();
    let text = format!(
        "SELECT name, sealed FROM sanctions WHERE name = {} AND {}{lock}",
        bind.one(name),
        bind.inside("region_code", scope)
    );
    let row = connection.query_one_raw(sql(connection, &text, bind.0)).await?;
    row.map(|row| rows::one(NAMED, &row, |row| read(row, seal))).transpose()
}

/// Those of a case that was taken which hold, kept from others until the transaction ends.
pub(crate) async fn take_holding(
    tx: &DatabaseTransaction,
    case: &str,
    seal: &Seal,
) -> Result<Vec<Sanction>, Refusal> {
    let text = format!(
        "SELECT name, sealed FROM sanctions WHERE case_name = $1 AND state IN ('SERVED', 'IN_FORCE') ORDER BY name{}",
        lock(tx)
    );
    let rows = tx.query_all_raw(sql(tx, &text, vec![case.into()])).await?;
    rows.iter().map(|row| rows::one(NAMED, row, |row| read(row, seal))).collect()
}

/// The table, and the column that names its rows.
const NAMED: (&str, &str) = ("sanctions", "name");

const FIELDS: &[(&str, bool)] = &[("state", false), ("kind", false), ("case", false), ("lift_due", false)];

/// Sanctions in a scope, the newest first, after a place, as they stand on a day.
pub(crate) async fn list(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    filter: &str,
    (after, limit): (Option<String>, u64),
    today: Date,
    seal: &Seal,
) -> Result<Page<Sanction>, Refusal> {
    let mut bind = Bind::default();
    let mut wanted = vec![bind.inside("region_code", scope)];
    for term in filter::parse(filter, FIELDS)? {
        wanted.push(condition(&term, today, &mut bind)?);
    }
    if let Some(after) = after {
        wanted.push(format!("name < {}", bind.one(after)));
    }
    let text = format!(
        "SELECT name, sealed FROM sanctions WHERE {} ORDER BY name DESC LIMIT {}",
        wanted.join(" AND "),
        limit + 1
    );
    let rows = connection.query_all_raw(sql(connection, &text, bind.0)).await?;
    let place = |row: &QueryResult| Ok(vec![row.try_get("", "name")?]);
    rows::page("sanctions", rows, limit, place, |row| read(row, seal))
}

/// The names of states, as a filter gives them.
const STATES: [&str; 8] =
    ["PROPOSED", "APPROVED", "REJECTED", "SERVED", "IN_FORCE", "LIFTED", "EXPIRED", "EXECUTED"];
/// The names of kinds, as a filter gives them.
const KINDS: [&str; 8] = [
    "FINE",
    "DETENTION",
    "COMPELLED_APPEARANCE",
    "SEARCH",
    "DISHONEST_LIST",
    "CONSUMPTION_RESTRICTION",
    "EXIT_RESTRICTION",
    "CRIMINAL_REFERRAL",
];

fn condition(term: &filter::Term, today: Date, bind: &mut Bind) -> Result<String, Refusal> {
    let equal = match term.field.as_str() {
        "lift_due" => {
            return Ok(if filter::flag(term)? { "lift_due" } else { "NOT lift_due" }.to_owned());
        }
        "state" => match filter::name(term, "SANCTION_STATE_", &STATES)? {
            // Nothing is written when a last day passes.
            "EXPIRED" => {
                format!("state = 'IN_FORCE' AND COALESCE(ends, 99999999) < {}", bind.one(day(today)))
            }
            "IN_FORCE" => {
                format!("state = 'IN_FORCE' AND COALESCE(ends, 99999999) >= {}", bind.one(day(today)))
            }
            state => format!("state = {}", bind.one(state)),
        },
        "kind" => {
            let kind = filter::name(term, "SANCTION_KIND_", &KINDS)?;
            format!("kind = {}", bind.one(kind))
        }
        _ => format!("case_name = {}", bind.one(filter::resource(term, "cases/")?)),
    };
    Ok(if term.op == Op::Ne { format!("NOT ({equal})") } else { equal })
}

fn read(row: &QueryResult, seal: &Seal) -> Result<Sanction, Refusal> {
    open(&row.try_get::<Vec<u8>>("", "sealed")?, seal)
}

const fn state_name(state: State) -> &'static str {
    match state {
        State::Proposed => "PROPOSED",
        State::Approved => "APPROVED",
        State::Rejected => "REJECTED",
        State::Served => "SERVED",
        State::InForce => "IN_FORCE",
        State::Lifted => "LIFTED",
        State::Expired => "EXPIRED",
        State::Executed => "EXECUTED",
    }
}
