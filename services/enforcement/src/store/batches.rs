//! Batches, and what their cases are.

use crate::{
    domain::{
        batch::{Batch, Money},
        case::Case,
    },
    store::IN_REGION,
};
use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::{
        Encryption, SqlParams,
        list::{Field, Key, Lead, Leads, Terms, filter::Term},
        record, sql,
    },
};
use std::collections::HashSet;

use sea_orm::{ConnectionTrait, DatabaseTransaction, Value};
use uuid::Uuid;

use super::{
    read,
    stored_record::{self, Head, StoredRecord},
};

/// A batch is one row with all its members: they are never looked for one by one.
pub(crate) const TABLES: &[&str] = &[
    "CREATE TABLE batches (
        id TEXT NOT NULL PRIMARY KEY, region_code TEXT NOT NULL, version BIGINT NOT NULL, create_time BIGINT NOT NULL,
        update_time BIGINT NOT NULL, creator TEXT NOT NULL, sealed {bytes} NOT NULL)",
    "CREATE INDEX batches_by_time ON batches (create_time, id)",
    "CREATE INDEX batches_of_creator ON batches (creator, create_time, id)",
];

impl StoredRecord for Batch {
    const TABLE: &'static str = "batches";
    const PREFIX: &'static str = "batches/";
    const COLUMNS: &'static [&'static str] = &["creator"];
    const FIELDS: &'static [Field] = &[Field::equal("creator"), Field::ranged("create_time")];

    const LEADS: Leads = Leads {
        method: "sharedcourt.enforcement.v1.BatchService.ListBatches",
        order: "create_time desc",
        table: "batches",
        key: Key::ID,
        columns: IN_REGION,
        leads: &[
            Lead::alone("creator", &[stored_record::CREATED]),
            Lead::region("county", &[stored_record::CREATED]).of_scope(),
        ],
    };

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

    fn add_term(terms: &mut Terms, term: &Term, _at: Timestamp) -> Result<(), Refusal> {
        match term.field.as_str() {
            "creator" => terms.person("creator", term),
            _ => terms.instant(stored_record::CREATED, term),
        }
    }
}

/// What happened to the money and the cases of a batch that was read in its scope: four queries, whatever its size. Payouts are those of its
/// receipts and of money that was claimed to a member's case beside it.
pub(crate) async fn money(
    connection: &impl ConnectionTrait,
    batch: &Batch,
    encryption: &Encryption,
) -> Result<Money, Refusal> {
    let cases: Vec<Uuid> = batch.members.iter().filter_map(|member| member.case).collect();
    let (mut closed, mut receipts) = (HashSet::new(), batch.receipts.clone());
    if !cases.is_empty() {
        let mut params = SqlParams::default();
        let ids: Vec<_> = cases.iter().map(|case| params.bind(case.to_string())).collect();
        let text = format!("SELECT id FROM cases WHERE state = 'CLOSED' AND id IN ({})", ids.join(", "));
        for row in connection.query_all_raw(sql(connection, &text, params.0)).await? {
            let id: String = row.try_get("", "id")?;
            closed.insert(Uuid::parse_str(&id).map_err(|fault| Refusal::internal(&fault))?);
        }
        let mut params = SqlParams::default();
        let ids: Vec<_> = cases.iter().map(|case| params.bind(case.to_string())).collect();
        // The partial index of receipts that have a case asks for both conditions.
        let text = format!("SELECT id FROM receipts WHERE case_id <> '' AND case_id IN ({})", ids.join(", "));
        for row in connection.query_all_raw(sql(connection, &text, params.0)).await? {
            let id: String = row.try_get("", "id")?;
            receipts.push(Uuid::parse_str(&id).map_err(|fault| Refusal::internal(&fault))?);
        }
    }
    Ok(Money {
        plans: stored_record::of_receipts(connection, &batch.receipts, false, encryption).await?,
        payouts: stored_record::of_receipts(connection, &receipts, false, encryption).await?,
        closed,
    })
}

/// Locks the cases of a batch until the commit.
pub(crate) async fn lock_cases(tx: &DatabaseTransaction, cases: &[Uuid]) -> Result<(), Refusal> {
    if cases.is_empty() {
        return Ok(());
    }
    let mut params = SqlParams::default();
    let ids: Vec<_> = cases.iter().map(|case| params.bind(case.to_string())).collect();
    let text =
        format!("SELECT id FROM cases WHERE id IN ({}) ORDER BY id{}", ids.join(", "), sql::for_update(tx));
    tx.query_all_raw(sql(tx, &text, params.0)).await?;
    Ok(())
}

/// The cases of a batch that was taken, kept from others until the transaction ends.
pub(crate) async fn take_cases(
    tx: &DatabaseTransaction,
    cases: &[Uuid],
    encryption: &Encryption,
) -> Result<Vec<Case>, Refusal> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let mut params = SqlParams::default();
    let ids: Vec<_> = cases.iter().map(|case| params.bind(case.to_string())).collect();
    let lock = sql::for_update(tx);
    let text = format!("SELECT id, sealed FROM cases WHERE id IN ({}) ORDER BY id{lock}", ids.join(", "));
    let rows = tx.query_all_raw(sql(tx, &text, params.0)).await?;
    rows.iter().map(|row| record::one(("cases", "id"), row, |row| read(row, encryption))).collect()
}
