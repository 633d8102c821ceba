//! What waits for a decision: a row for each, written with the record from which it follows.

use crate::{
    domain::{
        approval::{Awaits, Waiting},
        case::Case,
        money::{distribution::Distribution, payout::Payout, receipt::Receipt},
        sanction::Sanction,
    },
    store::IN_REGION,
};
use kit::{
    access::Scope,
    domain::refusal::Refusal,
    storage::{
        Encryption, SqlParams, Store,
        list::{Clause, Key, Lead, Leads, ListQuery, Order, Place, Sort, Terms},
        record::{self, Page},
        sql,
        verify::{self, Findings},
    },
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Value};
use serde::de::DeserializeOwned;

use super::{close, read};

/// The rows, each by the name of what is decided on, and for each table from before them how far it was looked through.
pub(crate) const TABLES: &[&str] = &[
    "CREATE TABLE approvals (
        id TEXT NOT NULL PRIMARY KEY, record TEXT NOT NULL, region_code TEXT NOT NULL, for_president BOOLEAN NOT NULL,
        propose_time BIGINT NOT NULL, sealed {bytes} NOT NULL)",
    "CREATE INDEX approvals_of_record ON approvals (record)",
    "CREATE TABLE approvals_to_fill (of_table TEXT NOT NULL PRIMARY KEY, after_key TEXT NOT NULL)",
    "INSERT INTO approvals_to_fill VALUES ('cases', ''), ('sanctions', ''), ('receipts', ''), ('distributions', ''), ('payouts', '')",
];

/// What waits longest in a county.
pub(crate) const IN_ORDER: &[&str] =
    &["CREATE INDEX approvals_of_county ON approvals (county, propose_time, id)"];

const SINCE: &str = "propose_time";

/// What leads the list.
pub(crate) const LEADS: Leads = Leads {
    method: "sharedcourt.enforcement.v1.ApprovalService.ListApprovals",
    order: SINCE,
    table: "approvals",
    key: Key::ID,
    columns: IN_REGION,
    leads: &[Lead::region("county", &[SINCE]).of_scope()],
};

/// Writes what waits of a record now, in place of what waited before.
pub(crate) async fn keep(
    tx: &DatabaseTransaction,
    (record, waiting): (&str, &[Waiting]),
    encryption: &Encryption,
) -> Result<(), Refusal> {
    tx.execute_raw(sql(tx, "DELETE FROM approvals WHERE record = $1", vec![record.into()])).await?;
    add(tx, (record, waiting), encryption).await
}

/// The columns of a row.
const COLUMNS: [&str; 6] = ["id", "record", "region_code", "for_president", SINCE, "sealed"];

/// In the order of [`COLUMNS`].
fn values(record: &str, one: &Waiting, encryption: &Encryption) -> Result<[Value; 6], Refusal> {
    Ok([
        one.subject.clone().into(),
        record.into(),
        one.region_code.as_str().into(),
        one.for_president.into(),
        one.since.micros().into(),
        close(one, encryption)?.into(),
    ])
}

/// Writes what waits of a new record, of which nothing waited before.
pub(crate) async fn add(
    tx: &DatabaseTransaction,
    (record, waiting): (&str, &[Waiting]),
    encryption: &Encryption,
) -> Result<(), Refusal> {
    if waiting.is_empty() {
        return Ok(());
    }
    let mut params = SqlParams::default();
    let mut rows = Vec::with_capacity(waiting.len());
    for one in waiting {
        rows.push(params.list(values(record, one, encryption)?));
    }
    let text = format!("INSERT INTO approvals ({}) VALUES {}", COLUMNS.join(", "), rows.join(", "));
    tx.execute_raw(sql(tx, &text, params.0)).await?;
    Ok(())
}

/// A page of what waits in a scope, the longest first.
pub(crate) async fn list(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    is_president: bool,
    (after, limit): (Option<Place>, u64),
    encryption: &Encryption,
) -> Result<Page<Waiting>, Refusal> {
    let mut terms = Terms::default();
    if !is_president {
        terms.other(Clause::new(|_| "NOT for_president".to_owned()));
    }
    let order = Order { column: SINCE, sort: Sort::Number, descending: false };
    let query = ListQuery { scope, terms, order, after, limit };
    let scan = LEADS.scan(connection, query).await?;
    scan.page(connection, "sealed", |row| read(row, encryption)).await
}

/// Compares the columns of every row with what is encrypted in it.
pub(crate) async fn verify(store: &Store) -> Result<Findings, Refusal> {
    let compared = ["id", "region_code", "for_president", SINCE];
    verify::columns(store, &verify::Table { table: "approvals", columns: &compared }, |row| {
        let one: Waiting = read(row, store.encryption())?;
        let all = COLUMNS.into_iter().zip(values("", &one, store.encryption())?);
        Ok(all.filter(|(name, _)| compared.contains(name)).map(|(_, value)| value).collect())
    })
    .await
}

/// How many rows from before are looked through at once.
const AT_ONCE: u64 = 200;

/// Looks through some of the rows that were written before this list was kept; says whether any are left.
pub(crate) async fn fill_some(tx: &DatabaseTransaction, encryption: &Encryption) -> Result<bool, Refusal> {
    let text = format!(
        "SELECT of_table, after_key FROM approvals_to_fill ORDER BY of_table LIMIT 1{}",
        sql::for_update(tx)
    );
    let Some(row) = tx.query_one_raw(sql(tx, &text, vec![])).await? else { return Ok(false) };
    let (table, after): (String, String) = (row.try_get("", "of_table")?, row.try_get("", "after_key")?);
    let last = match table.as_str() {
        "cases" => {
            look::<Case>(tx, encryption, ("cases", "id", "cases/", "state <> 'CLOSED'"), after).await?
        }
        "sanctions" => {
            look::<Sanction>(tx, encryption, ("sanctions", "name", "", "state = 'PROPOSED'"), after).await?
        }
        "receipts" => {
            let open = "state IN ('UNIDENTIFIED', 'CLAIMED', 'DISTRIBUTED')";
            look::<Receipt>(tx, encryption, ("receipts", "id", "receipts/", open), after).await?
        }
        "distributions" => {
            let rows = ("distributions", "id", "distributions/", "state = 'PROPOSED'");
            look::<Distribution>(tx, encryption, rows, after).await?
        }
        _ => {
            let rows = ("payouts", "id", "payouts/", "state = 'AWAITING_APPROVAL'");
            look::<Payout>(tx, encryption, rows, after).await?
        }
    };
    let (text, values) = match last {
        Some(last) => (
            "UPDATE approvals_to_fill SET after_key = $2 WHERE of_table = $1",
            vec![table.into(), last.into()],
        ),
        None => ("DELETE FROM approvals_to_fill WHERE of_table = $1", vec![table.into()]),
    };
    tx.execute_raw(sql(tx, text, values)).await?;
    Ok(true)
}

/// Writes what waits of the next rows of a table behind a key; gives the last key, none where there are no more rows.
async fn look<T: Awaits + DeserializeOwned>(
    tx: &DatabaseTransaction,
    encryption: &Encryption,
    (table, key, prefix, condition): (&'static str, &'static str, &str, &str),
    after: String,
) -> Result<Option<String>, Refusal> {
    let text = format!(
        "SELECT {key}, sealed FROM {table} WHERE {key} > $1 AND {condition} ORDER BY {key} LIMIT {AT_ONCE}{}",
        sql::for_update(tx)
    );
    let rows = tx.query_all_raw(sql(tx, &text, vec![after.into()])).await?;
    let mut last = None;
    for row in &rows {
        let id: String = row.try_get("", key)?;
        // One that can't be read is for `verify` to find, and keeps the others from nothing.
        let read = record::one((table, key), row, |row| read::<T>(row, encryption));
        if let Ok(one) = read {
            keep(tx, (&format!("{prefix}{id}"), &one.waiting()), encryption).await?;
        }
        last = Some(id);
    }
    Ok(last)
}
