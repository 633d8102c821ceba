//! Measures in the database.

use kit::{
    access::Scope,
    filter,
    refusal::{Kind, Refusal},
    seal::Seal,
    store::sql,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Value};
use uuid::Uuid;

use super::{Bind, close, day, open};
use crate::domain::sanction::Sanction;

/// A measure is one row.
pub(crate) const TABLES: &[&str] = &[
    "CREATE TABLE sanctions (
        id TEXT NOT NULL PRIMARY KEY, case_name TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
        region_code TEXT NOT NULL, lift_by BIGINT, sealed {bytes} NOT NULL)",
    "CREATE INDEX sanctions_of_case ON sanctions (case_name, id)",
    "CREATE INDEX sanctions_in_state ON sanctions (state, id)",
    // What has to be lifted next.
    "CREATE INDEX sanctions_to_lift ON sanctions (lift_by, id) WHERE lift_by IS NOT NULL",
];

const COLUMNS: &str = "id, case_name, kind, state, region_code, lift_by, sealed";

/// In the order of [`COLUMNS`].
fn values(sanction: &Sanction, seal: &Seal) -> Result<[Value; 7], Refusal> {
    Ok([
        sanction.id.to_string().into(),
        sanction.case.clone().into(),
        super::name(&sanction.terms.kind).into(),
        super::name(&sanction.state).into(),
        sanction.region_code.clone().into(),
        sanction.lift_by.map(day).into(),
        close(sanction, seal)?.into(),
    ])
}

/// Adds a measure.
pub(crate) async fn add(tx: &DatabaseTransaction, sanction: &Sanction, seal: &Seal) -> Result<(), Refusal> {
    let insert = format!("INSERT INTO sanctions ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7)");
    tx.execute_raw(sql(tx, &insert, values(sanction, seal)?.to_vec())).await?;
    Ok(())
}

/// Writes a measure that was taken.
pub(crate) async fn save(tx: &DatabaseTransaction, sanction: &Sanction, seal: &Seal) -> Result<(), Refusal> {
    let update = "UPDATE sanctions SET case_name = $2, kind = $3, state = $4, region_code = $5, lift_by = $6, sealed = $7
                  WHERE id = $1";
    tx.execute_raw(sql(tx, update, values(sanction, seal)?.to_vec())).await?;
    Ok(())
}

/// A measure in a scope; inside a transaction it is kept from others until that ends.
pub(crate) async fn get(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    name: &str,
    take: bool,
    seal: &Seal,
) -> Result<Option<Sanction>, Refusal> {
    let Some(id) = name.strip_prefix("sanctions/").and_then(|id| Uuid::parse_str(id).ok()) else {
        return Ok(None);
    };
    let locks = take && connection.get_database_backend() == DbBackend::Postgres;
    let mut bind = Bind::default();
    let text = format!(
        "SELECT sealed FROM sanctions WHERE id = {} AND {}{}",
        bind.one(id.to_string()),
        bind.inside("region_code", scope),
        if locks { " FOR UPDATE" } else { "" }
    );
    let row = connection.query_one_raw(sql(connection, &text, bind.0)).await?;
    row.map(|row| open(&row.try_get::<Vec<u8>>("", "sealed")?, seal)).transpose()
}

/// The measures in force in a case, kept from others until the transaction ends.
pub(crate) async fn in_force(
    tx: &DatabaseTransaction,
    case: &str,
    seal: &Seal,
) -> Result<Vec<Sanction>, Refusal> {
    let lock = if tx.get_database_backend() == DbBackend::Postgres { " FOR UPDATE" } else { "" };
    let text =
        format!("SELECT sealed FROM sanctions WHERE case_name = $1 AND state = 'IN_FORCE' ORDER BY id{lock}");
    let rows = tx.query_all_raw(sql(tx, &text, vec![case.into()])).await?;
    rows.iter().map(|row| open(&row.try_get::<Vec<u8>>("", "sealed")?, seal)).collect()
}

const FIELDS: &[(&str, bool)] = &[("case", false), ("kind", false), ("state", false), ("lift_due", true)];

/// Measures in a scope, the newest first, after an id.
pub(crate) async fn list(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    filter: &str,
    after: Option<String>,
    limit: u64,
    seal: &Seal,
) -> Result<Vec<Sanction>, Refusal> {
    let mut bind = Bind::default();
    let mut wanted = vec![bind.inside("region_code", scope)];
    for term in filter::parse(filter, FIELDS)? {
        let value = term.value.as_str();
        let op = match term.op {
            filter::Op::Eq => "=",
            filter::Op::Ne => "<>",
            filter::Op::Lt => "<",
            filter::Op::Le => "<=",
            filter::Op::Gt => ">",
            filter::Op::Ge => ">=",
        };
        let condition = match term.field.as_str() {
            "case" => format!("case_name {op} {}", bind.one(value)),
            "kind" => format!("kind {op} {}", bind.one(value.trim_start_matches("SANCTION_KIND_"))),
            "state" => format!("state {op} {}", bind.one(value.trim_start_matches("SANCTION_STATE_"))),
            _ => {
                let date: jiff::civil::Date = value.parse().map_err(|_| no_day())?;
                format!("lift_by {op} {}", bind.one(day(date)))
            }
        };
        wanted.push(condition);
    }
    if let Some(id) = after {
        wanted.push(format!("id < {}", bind.one(id)));
    }
    let text =
        format!("SELECT sealed FROM sanctions WHERE {} ORDER BY id DESC LIMIT {limit}", wanted.join(" AND "));
    let rows = connection.query_all_raw(sql(connection, &text, bind.0)).await?;
    rows.iter().map(|row| open(&row.try_get::<Vec<u8>>("", "sealed")?, seal)).collect()
}

fn no_day() -> Refusal {
    Refusal::new(Kind::Invalid, "FILTER_INVALID", "日期写作 2023-01-31。", "A day reads 2023-01-31.")
        .at("filter")
}
