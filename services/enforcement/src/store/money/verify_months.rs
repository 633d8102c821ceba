//! Whether the closed months say what the ledger says: the same movements, and each beginning where the one before ended.

use std::collections::HashMap;

use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::Store,
};
use law::identifiers::RegionCode;
use sea_orm::DatabaseTransaction;

use super::{Findings, months};
use crate::domain::money::month::{Figures, Month};

/// Looks at every closed month.
pub(super) async fn check(
    tx: &DatabaseTransaction,
    store: &Store,
    findings: &mut Findings,
) -> Result<(), Refusal> {
    let mut before: HashMap<RegionCode, (Month, i64)> = HashMap::new();
    for found in months::all_closed(tx, store.encryption()).await? {
        findings.months += 1;
        let month = match found {
            Ok(month) => month,
            Err(label) => {
                findings.wrong.push(format!("moneyMonths/{label}: what is stored of it can't be read"));
                continue;
            }
        };
        let Some(close) = &month.close else { continue };
        let (start, end) = (month.month.start(), month.month.end());
        let opening = match before.get(&month.region_code) {
            Some((last, closing)) if last.next() == month.month => *closing,
            _ => months::sums(tx, &month.region_code, (Timestamp::from_micros(0), start)).await?.net(),
        };
        let sums = months::sums(tx, &month.region_code, (start, end)).await?;
        let booked = Figures { opening, sums };
        if booked != close.figures {
            findings.wrong.push(format!(
                "{}: it was closed with {:?}, and the ledger says {booked:?}",
                month.name(),
                close.figures
            ));
        }
        before.insert(month.region_code.clone(), (month.month, booked.closing()));
    }
    Ok(())
}
