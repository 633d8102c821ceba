//! Batches, and what their cases are.

use std::collections::HashSet;

use kit::{filter::Term, moment::Moment, refusal::Refusal, rows, seal::Seal, store::sql};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Value};
use uuid::Uuid;

use super::{
    Bind,
    kept::{self, Head, Kept},
};
use crate::domain::{
    batch::{Batch, Money},
    case::Case,
};

/// A batch is one row with all its members: they are never looked for one by one.
pub(crate) const TABLES: &[&str] = &[
    "CREATE TABLE batches (
        id TEXT NOT NULL PRIMARY KEY, region_code TEXT NOT NULL, version BIGINT NOT NULL, create_time BIGINT NOT NULL,
        update_time BIGINT NOT NULL, creator TEXT NOT NULL, sealed {bytes} NOT NULL)",
    "CREATE INDEX batches_by_time ON batches (create_time, id)",
    "CREATE INDEX batches_of_creator ON batches (creator, create_time, id)",
];

impl Kept for Batch {
    const TABLE: &'static str = "batches";
    const PREFIX: &'static str = "batches/";
    const COLUMNS: &'static [&'static str] = &["creator"];
    const FIELDS: &'static [(&'static str, bool)] = &[("creator", false), ("create_time", true)];

    fn values(&self) -> Vec<Value> {
        vec![self.creator.clone().into()]
    }

    fn head(&self) -> Head<'_> {
        Head {
            id: self.id,
            region_code: self.region_code.as_str(),
            version: self.version,
            created: self.created,
            updated: self.updated,
        }
    }

    fn condition(term: &Term, _at: Moment, bind: &mut Bind) -> Result<String, Refusal> {
        Ok(match term.field.as_str() {
            "creator" => kept::compare("creator", term, term.value.as_str(), bind),
            _ => kept::moment("create_time", term, bind)?,
        })
    }
}

/// What happened to the money and the cases of a batch that was read in its scope: four queries, whatever its size. Payouts are those of its
/// receipts and of money that was claimed to a member's case beside it.
pub(crate) async fn money(
    connection: &impl ConnectionTrait,
    batch: &Batch,
    seal: &Seal,
) -> Result<Money, Refusal> {
    let cases: Vec<Uuid> = batch.members.iter().filter_map(|member| member.case).collect();
    let (mut closed, mut receipts) = (HashSet::new(), batch.receipts.clone());
    if !cases.is_empty() {
        let mut bind = Bind::default();
        let ids: Vec<_> = cases.iter().map(|case| bind.one(case.to_string())).collect();
        let text = format!("SELECT id FROM cases WHERE state = 'CLOSED' AND id IN ({})", ids.join(", "));
        for row in connection.query_all_raw(sql(connection, &text, bind.0)).await? {
            let id: String = row.try_get("", "id")?;
            closed.insert(Uuid::parse_str(&id).map_err(|fault| Refusal::internal(&fault))?);
        }
        let mut bind = Bind::default();
        let ids: Vec<_> = cases.iter().map(|case| bind.one(case.to_string())).collect();
        // The partial index of receipts that have a case asks for both conditions.
        let text = format!("SELECT id FROM receipts WHERE case_id <> '' AND case_id IN ({})", ids.join(", "));
        for row in connection.query_all_raw(sql(connection, &text, bind.0)).await? {
            let id: String = row.try_get("", "id")?;
            receipts.push(Uuid::parse_str(&id).map_err(|fault| Refusal::internal(&fault))?);
        }
    }
    Ok(Money {
        plans: kept::of_receipts(connection, &batch.receipts, false, seal).await?,
        payouts: kept::of_receipts(connection, &receipts, false, seal).await?,
        closed,
    })
}

/// Keeps the cases of a batch that was taken from others until the transaction ends. SQLite has one writer, who keeps all.
pub(crate) async fn lock_cases(tx: &DatabaseTransaction, cases: &[Uuid]) -> Result<(), Refusal> {
    if cases.is_empty() || tx.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let mut bind = Bind::default();
    let ids: Vec<_> = cases.iter().map(|case| bind.one(case.to_string())).collect();
    let text = format!("SELECT id FROM cases WHERE id IN ({}) ORDER BY id FOR UPDATE", ids.join(", "));
    tx.query_all_raw(sql(tx, &text, bind.0)).await?;
    Ok(())
}

/// The cases of a batch that was taken, kept from others until the transaction ends.
pub(crate) async fn take_cases(
    tx: &DatabaseTransaction,
    cases: &[Uuid],
    seal: &Seal,
) -> Result<Vec<Case>, Refusal> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let mut bind = Bind::default();
    let ids: Vec<_> = cases.iter().map(|case| bind.one(case.to_string())).collect();
    let lock = if tx.get_database_backend() == DbBackend::Postgres { " FOR UPDATE" } else { "" };
    let text = format!("SELECT id, sealed FROM cases WHERE id IN ({}) ORDER BY id{lock}", ids.join(", "));
    let rows = tx.query_all_raw(sql(tx, &text, bind.0)).await?;
    rows.iter().map(|row| rows::one(("cases", "id"), row, |row| kept::read(row, seal))).collect()
}
