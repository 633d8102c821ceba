//! The ledger. Rows are added; none is changed, none is taken away.

use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::{SqlParams, sql},
};
use std::collections::HashMap;

use law::identifiers::{Fen, RegionCode};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use super::months;
use crate::domain::money::{
    ledger::{Account, Balances, Posting},
    receipt::Receipt,
};

/// How many lines are written by one statement.
const AT_ONCE: usize = 100;

/// A line.
#[derive(Clone, Debug)]
pub(crate) struct LedgerLine {
    pub(crate) posting: String,
    pub(crate) number: i64,
    pub(crate) cause: String,
    pub(crate) account: String,
    pub(crate) amount_fen: i64,
    pub(crate) at: Timestamp,
    pub(crate) person: String,
}

/// What lies where, of a receipt.
pub(crate) async fn balances(connection: &impl ConnectionTrait, receipt: Uuid) -> Result<Balances, Refusal> {
    let text = "SELECT account, CAST(SUM(amount_fen) AS BIGINT) AS sum_fen FROM ledger WHERE receipt = $1 GROUP BY account";
    let rows = connection.query_all_raw(sql(connection, text, vec![receipt.to_string().into()])).await?;
    let mut sums = Vec::with_capacity(rows.len());
    for row in rows {
        let name: String = row.try_get("", "account")?;
        let account = Account::parse(&name);
        let account = account.ok_or_else(|| Refusal::internal(&"the ledger names no account of ours"))?;
        sums.push((account, row.try_get("", "sum_fen")?));
    }
    Ok(Balances::new(sums))
}

/// What came to each case, claimed to it or allocated over its batch; nothing where nothing did.
pub(crate) async fn brought(
    connection: &impl ConnectionTrait,
    cases: &[Uuid],
) -> Result<HashMap<Uuid, Fen>, Refusal> {
    let mut brought = HashMap::with_capacity(cases.len());
    if cases.is_empty() {
        return Ok(brought);
    }
    let mut params = SqlParams::default();
    let accounts: Vec<_> = cases.iter().map(|case| params.bind(Account::Case(*case).to_string())).collect();
    let text = format!(
        "SELECT account, CAST(SUM(amount_fen) AS BIGINT) AS sum_fen FROM ledger
         WHERE account IN ({}) AND cause IN ('CLAIMED', 'UNCLAIMED', 'ALLOCATED') GROUP BY account",
        accounts.join(", ")
    );
    for row in connection.query_all_raw(sql(connection, &text, params.0)).await? {
        let (account, sum): (String, i64) = (row.try_get("", "account")?, row.try_get("", "sum_fen")?);
        let (Some(Account::Case(case)), Ok(sum)) = (Account::parse(&account), Fen::new(sum)) else {
            return Err(Refusal::internal(&"the ledger took more from a case than came to it"));
        };
        brought.insert(case, sum);
    }
    Ok(brought)
}

/// Writes postings of a receipt that was taken. Refused where an account would lie below zero. Where the close of the month is proposed
/// already in which the call came in, they stand at the beginning of the next.
pub(crate) async fn post(
    tx: &DatabaseTransaction,
    receipt: &Receipt,
    postings: &[Posting],
    person: &str,
    at: Timestamp,
) -> Result<(), Refusal> {
    let mut balances = balances(tx, receipt.id).await?;
    for posting in postings {
        balances = balances.after(posting)?;
    }
    let postings: Vec<_> = postings.iter().map(|posting| (receipt.id, posting)).collect();
    insert(tx, &receipt.region_code, &postings, (person, at)).await
}

/// Writes the arrivals of receipts that are new, of one region.
pub(crate) async fn post_arrivals(
    tx: &DatabaseTransaction,
    region: &RegionCode,
    arrivals: &[(Uuid, &Posting)],
    (person, at): (&str, Timestamp),
) -> Result<(), Refusal> {
    for (_, posting) in arrivals {
        Balances::default().after(posting)?;
    }
    insert(tx, region, arrivals, (person, at)).await
}

async fn insert(
    tx: &DatabaseTransaction,
    region: &RegionCode,
    postings: &[(Uuid, &Posting)],
    (person, at): (&str, Timestamp),
) -> Result<(), Refusal> {
    let at = at.max(months::frozen_until(tx, region).await?);
    let mut lines = Vec::new();
    for (receipt, posting) in postings {
        let id = Uuid::now_v7().to_string();
        let numbered = posting.lines().iter().zip(0_i64..);
        lines.extend(numbered.map(|(line, number)| (*receipt, id.clone(), number, posting.cause(), line)));
    }
    for lines in lines.chunks(AT_ONCE) {
        let mut params = SqlParams::default();
        let rows: Vec<String> = lines
            .iter()
            .map(|(receipt, id, number, cause, (account, amount))| {
                let places = [
                    params.bind(receipt.to_string()),
                    params.bind(id.clone()),
                    params.bind(*number),
                    params.bind(cause.name()),
                    params.bind(account.to_string()),
                    params.bind(*amount),
                    params.bind(at.micros()),
                    params.bind(person),
                ];
                format!("({})", places.join(", "))
            })
            .collect();
        let insert = format!(
            "INSERT INTO ledger (receipt, posting, line, cause, account, amount_fen, at, person) VALUES {}",
            rows.join(", ")
        );
        tx.execute_raw(sql(tx, &insert, params.0)).await?;
    }
    Ok(())
}

/// The list of a receipt's lines.
pub(crate) const OF_RECEIPT: &str = "sharedcourt.enforcement.v1.MoneyService.ListLedgerEntries";

/// Lines of a receipt, the earliest first, after a place.
pub(crate) async fn lines(
    connection: &impl ConnectionTrait,
    receipt: &str,
    after: Option<(i64, String)>,
    limit: u64,
) -> Result<Vec<LedgerLine>, Refusal> {
    let (line, posting) = after.unwrap_or((-1, String::new()));
    let text = format!(
        "SELECT posting, line, cause, account, amount_fen, at, person FROM ledger
         WHERE receipt = $1 AND (posting, line) > ($2, $3) ORDER BY posting, line LIMIT {limit}"
    );
    let values = vec![receipt.into(), posting.into(), line.into()];
    let rows = connection.query_all_raw(sql(connection, &text, values)).await?;
    let read = rows.iter().map(|row| {
        Ok(LedgerLine {
            posting: row.try_get("", "posting")?,
            number: row.try_get("", "line")?,
            cause: row.try_get("", "cause")?,
            account: row.try_get("", "account")?,
            amount_fen: row.try_get("", "amount_fen")?,
            at: Timestamp::from_micros(row.try_get("", "at")?),
            person: row.try_get("", "person")?,
        })
    });
    read.collect()
}
