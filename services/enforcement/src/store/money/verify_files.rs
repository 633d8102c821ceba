//! Whether the files for the bank say what their payouts say: the same accounts and amounts, each payout in one open file, the bytes those
//! of the digest.

use std::collections::{HashMap, HashSet};

use kit::{
    domain::refusal::Refusal,
    storage::{Store, sql},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use super::{Findings, payout_files};
use crate::{
    domain::money::{
        amount,
        payout::{Payout, State},
        payout_file::{PayoutFile, Row, RowState},
    },
    store::{read, stored_record::StoredRecord as _},
};

/// How many files are read at once.
const PAGE: u64 = 50;

/// Looks at every file, and at every payout that names one.
pub(super) async fn check(
    tx: &DatabaseTransaction,
    store: &Store,
    findings: &mut Findings,
) -> Result<(), Refusal> {
    let (mut after, mut named) = (String::new(), HashSet::new());
    loop {
        let text = format!("SELECT id, sealed FROM payout_files WHERE id > $1 ORDER BY id LIMIT {PAGE}");
        let rows = tx.query_all_raw(sql(tx, &text, vec![after.clone().into()])).await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            after = row.try_get("", "id")?;
            findings.files += 1;
            match read::<PayoutFile>(row, store.encryption()) {
                Ok(file) => check_file(tx, store, &file, &mut named, &mut findings.wrong).await?,
                Err(_) => {
                    findings.wrong.push(format!("payoutFiles/{after}: what is stored of it can't be read"));
                }
            }
        }
    }
    let mut after = String::new();
    loop {
        let text = format!(
            "SELECT id, sealed FROM payouts WHERE state = 'PAYABLE' AND id > $1 ORDER BY id LIMIT {PAGE}"
        );
        let rows = tx.query_all_raw(sql(tx, &text, vec![after.clone().into()])).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in &rows {
            after = row.try_get("", "id")?;
            // One that can't be read is named where the payouts are looked at.
            let Ok(payout) = read::<Payout>(row, store.encryption()) else { continue };
            if payout.file.is_some() && !named.contains(&payout.id) {
                findings.wrong.push(format!("{} names a file in which it does not wait", payout.name()));
            }
        }
    }
}

async fn check_file(
    tx: &DatabaseTransaction,
    store: &Store,
    file: &PayoutFile,
    named: &mut HashSet<Uuid>,
    wrong: &mut Vec<String>,
) -> Result<(), Refusal> {
    let name = file.name();
    if payout_files::content(tx, file, store.encryption()).await.is_err() {
        wrong.push(format!("{name}: its bytes are not those of its digest"));
    }
    if amount::sum(file.rows.iter().map(|row| row.amount)) != file.total {
        wrong.push(format!("{name}: its rows do not add up to {}", file.total));
    }
    let ids = file.rows.iter().map(|row| row.payout);
    let Ok(payouts) = payout_files::payouts(tx, ids, false, store.encryption()).await else {
        wrong.push(format!("{name}: a payout of it can't be read"));
        return Ok(());
    };
    let payouts: HashMap<Uuid, &Payout> = payouts.iter().map(|payout| (payout.id, payout)).collect();
    let is_open = file.withdrawal.is_none();
    for (place, row) in (1..).zip(&file.rows) {
        let agrees = payouts.get(&row.payout).is_some_and(|payout| holds(file, row, payout, is_open));
        if !agrees {
            wrong.push(format!("{name}: row {place} is not what {}{} says", Payout::PREFIX, row.payout));
        }
        if is_open && row.state == RowState::Waiting && !named.insert(row.payout) {
            wrong.push(format!("{}{} waits in two files", Payout::PREFIX, row.payout));
        }
    }
    Ok(())
}

fn holds(file: &PayoutFile, row: &Row, payout: &Payout, is_open: bool) -> bool {
    match &row.state {
        RowState::Waiting if is_open => file.agrees(row, payout) && payout.state == State::Payable,
        RowState::Paid { bank_reference, .. } => {
            payout.amount == row.amount && payout.bank_reference() == Some(bank_reference)
        }
        RowState::Waiting | RowState::Failed { .. } | RowState::Left => payout.amount == row.amount,
    }
}
