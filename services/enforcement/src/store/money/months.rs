//! The months of case funds, and what the ledger says of a time.
//!
//! What a month costs: the balance of the last close and the movements at the bank since, by the index `ledger_at_bank`, each with its
//! receipt by key. The index is of all courts, so a month reads the movements of every court of the database in that time.

use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::{
        Encryption,
        list::{Field, Key, Lead, Leads, Terms, filter::Term},
        sql,
    },
};
use law::identifiers::RegionCode;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Value};

use crate::{
    domain::{
        approval::{Awaits, Waiting},
        money::{
            money_month::{MoneyMonth, Progress, State},
            month::{Figures, Month, MonthName, Sums},
            reconciliation::{Direction, Movement},
        },
    },
    store::{
        IN_REGION,
        stored_record::{self, Head, StoredRecord},
    },
};

/// What is at the bank or has left it. Stands in the index and in each question word for word, so that both databases see that it serves.
const AT_BANK: &str = "account IN ('bank', 'paid', 'returned')";

pub(crate) const TABLES: &[&str] = &[
    "CREATE TABLE money_months (
        id TEXT NOT NULL PRIMARY KEY, region_code TEXT NOT NULL, version BIGINT NOT NULL, create_time BIGINT NOT NULL,
        update_time BIGINT NOT NULL, label TEXT NOT NULL, state TEXT NOT NULL, sealed {bytes} NOT NULL)",
    // How far the ledger of a court is closed. Who writes to the ledger holds its row against who closes a month.
    "CREATE TABLE money_closes (
        region_code TEXT NOT NULL PRIMARY KEY, frozen_until BIGINT NOT NULL, closed_month BIGINT NOT NULL)",
    "INSERT INTO money_closes (region_code, frozen_until, closed_month)
        SELECT DISTINCT SUBSTR(region_code, 1, 6), 0, 0 FROM receipts",
    "CREATE INDEX ledger_at_bank ON ledger (at, receipt, account, amount_fen) WHERE account IN ('bank', 'paid', 'returned')",
];

/// Its lists, once the county is a column.
pub(crate) const LED_LISTS: &[&str] = &[
    "CREATE INDEX money_months_of_county ON money_months (county, create_time, id)",
    "CREATE INDEX money_months_in_state ON money_months (county, state, create_time, id)",
];

impl StoredRecord for MoneyMonth {
    const TABLE: &'static str = "money_months";
    const PREFIX: &'static str = MonthName::PREFIX;
    const COLUMNS: &'static [&'static str] = &["label", "state"];
    const FIELDS: &'static [Field] = &[Field::equal("state"), Field::ranged("create_time")];

    const LEADS: Leads = Leads {
        method: "sharedcourt.enforcement.v1.MoneyMonthService.ListMoneyMonths",
        order: "create_time desc",
        table: "money_months",
        key: Key::ID,
        columns: IN_REGION,
        leads: &[
            Lead::region("county", &[stored_record::CREATED]).of_scope(),
            Lead::in_county("state", &[stored_record::CREATED]),
        ],
    };

    fn values(&self) -> Vec<Value> {
        let name = self.name();
        let label = name.strip_prefix(Self::PREFIX).unwrap_or(&name).to_owned();
        vec![label.into(), self.state().name().into()]
    }

    fn head(&self) -> Head<'_> {
        Head {
            id: self.id(),
            region_code: self.region_code.as_str(),
            version: self.version,
            created: self.created,
            updated: self.updated,
        }
    }

    fn waiting(&self) -> Option<Vec<Waiting>> {
        Some(Awaits::waiting(self))
    }

    fn add_term(terms: &mut Terms, term: &Term, _at: Timestamp) -> Result<(), Refusal> {
        match term.field.as_str() {
            "state" => terms.named("state", term, ("MONEY_MONTH_STATE_", &State::NAMES)),
            _ => terms.instant(stored_record::CREATED, term),
        }
    }
}

/// The court whose ledger a region's money stands in: its county, or the region itself where that is larger.
fn court_of(region_code: &RegionCode) -> &str {
    let code = region_code.as_str();
    code.get(..6).unwrap_or(code)
}

/// Until when the ledger of a region's court takes no more entries. Holds closes off until the transaction ends.
pub(crate) async fn frozen_until(
    tx: &DatabaseTransaction,
    region_code: &RegionCode,
) -> Result<Timestamp, Refusal> {
    let share = if tx.get_database_backend() == DbBackend::Postgres { " FOR SHARE" } else { "" };
    let text = format!("SELECT frozen_until FROM money_closes WHERE region_code = $1{share}");
    let court = court_of(region_code);
    let row = match tx.query_one_raw(sql(tx, &text, vec![court.into()])).await? {
        Some(row) => Some(row),
        None => {
            add_court(tx, court).await?;
            tx.query_one_raw(sql(tx, &text, vec![court.into()])).await?
        }
    };
    let row = row.ok_or_else(|| Refusal::internal(&"a court without its closes"))?;
    Ok(Timestamp::from_micros(row.try_get("", "frozen_until")?))
}

async fn add_court(tx: &DatabaseTransaction, court: &str) -> Result<(), Refusal> {
    let insert = "INSERT INTO money_closes (region_code, frozen_until, closed_month) VALUES ($1, 0, 0) ON CONFLICT DO NOTHING";
    tx.execute_raw(sql(tx, insert, vec![court.into()])).await?;
    Ok(())
}

/// Lets the ledger take no more entries of a month or before. Waits for those that are being written.
pub(crate) async fn freeze(tx: &DatabaseTransaction, name: &MonthName) -> Result<(), Refusal> {
    add_court(tx, name.region_code.as_str()).await?;
    let text =
        "UPDATE money_closes SET frozen_until = CASE WHEN frozen_until > $2 THEN frozen_until ELSE $2 END
                WHERE region_code = $1";
    let values = vec![name.region_code.as_str().into(), name.month.end().micros().into()];
    sql::update_one(tx, text, values).await
}

/// Notes that a month is closed.
pub(crate) async fn close(tx: &DatabaseTransaction, name: &MonthName) -> Result<(), Refusal> {
    let text = "UPDATE money_closes SET closed_month = $2 WHERE region_code = $1";
    let values = vec![name.region_code.as_str().into(), name.month.number().into()];
    sql::update_one(tx, text, values).await
}

/// The last month that a court closed.
pub(crate) async fn last_closed(
    connection: &impl ConnectionTrait,
    region_code: &RegionCode,
) -> Result<Option<Month>, Refusal> {
    let text = "SELECT closed_month FROM money_closes WHERE region_code = $1";
    let row = connection.query_one_raw(sql(connection, text, vec![region_code.as_str().into()])).await?;
    let number: i64 = row.map_or(Ok(0), |row| row.try_get("", "closed_month"))?;
    Ok(Month::from_number(number))
}

/// Which months of a court are closed and which comes next.
pub(crate) async fn progress(
    connection: &impl ConnectionTrait,
    region_code: &RegionCode,
) -> Result<Progress, Refusal> {
    let closed = last_closed(connection, region_code).await?;
    if closed.is_some() {
        return Ok(Progress { closed, first: None });
    }
    let text = format!(
        "SELECT l.at FROM ledger l JOIN receipts r ON r.id = l.receipt
         WHERE l.{AT_BANK} AND r.county = $1 ORDER BY l.at LIMIT 1"
    );
    let row = connection.query_one_raw(sql(connection, &text, vec![region_code.as_str().into()])).await?;
    let first: Option<i64> = row.map(|row| row.try_get("", "at")).transpose()?;
    let first = first.map(|at| Month::of(Timestamp::from_micros(at).legal_day()));
    Ok(Progress { closed, first })
}

/// A month in a transaction or outside of one; one of which nothing is stored where there is none. The scope is for the caller to check.
pub(crate) async fn get(
    connection: &impl ConnectionTrait,
    name: &MonthName,
    lock: bool,
    encryption: &Encryption,
) -> Result<Option<MoneyMonth>, Refusal> {
    stored_record::by_id(connection, name.id(), lock, encryption).await
}

/// What the ledger says of a month: of the close where it is proposed or closed, else the balance of the last close before it with what
/// came since.
pub(crate) async fn figures(
    connection: &impl ConnectionTrait,
    month: &MoneyMonth,
    encryption: &Encryption,
) -> Result<Figures, Refusal> {
    if let Some(close) = &month.close {
        return Ok(close.figures);
    }
    let region = &month.region_code;
    let last = last_closed(connection, region).await?.filter(|last| *last < month.month);
    let (opening, since) = match last {
        Some(last) => {
            let name = MonthName { region_code: region.clone(), month: last };
            let closed = get(connection, &name, false, encryption).await?.and_then(|month| month.close);
            let closed = closed.ok_or_else(|| Refusal::internal(&"a closed month without its figures"))?;
            (closed.figures.closing(), last.end())
        }
        None => (0, Timestamp::from_micros(0)),
    };
    let (start, end) = (month.month.start(), month.month.end());
    let before = if since < start { sums(connection, region, (since, start)).await?.net() } else { 0 };
    Ok(Figures { opening: opening + before, sums: sums(connection, region, (start, end)).await? })
}

/// What moved at the bank of a court in a time, its end not included.
pub(crate) async fn sums(
    connection: &impl ConnectionTrait,
    region_code: &RegionCode,
    (from, until): (Timestamp, Timestamp),
) -> Result<Sums, Refusal> {
    let text = format!(
        "SELECT l.account, CAST(SUM(l.amount_fen) AS BIGINT) AS sum_fen FROM ledger l JOIN receipts r ON r.id = l.receipt
         WHERE l.{AT_BANK} AND l.at >= $1 AND l.at < $2 AND r.county = $3 GROUP BY l.account"
    );
    let values = vec![from.micros().into(), until.micros().into(), region_code.as_str().into()];
    let mut sums = Sums::default();
    for row in connection.query_all_raw(sql(connection, &text, values)).await? {
        let (account, sum): (String, i64) = (row.try_get("", "account")?, row.try_get("", "sum_fen")?);
        match account.as_str() {
            "bank" => sums.received = -sum,
            "paid" => sums.paid = sum,
            _ => sums.returned = sum,
        }
    }
    Ok(sums)
}

/// Every movement at the bank of a court in a month, in the order of time.
pub(crate) async fn movements(
    connection: &impl ConnectionTrait,
    name: &MonthName,
) -> Result<Vec<Movement>, Refusal> {
    // What left names its payout in the line of the same posting from which it was taken.
    let text = format!(
        "SELECT l.account, l.amount_fen, l.receipt, r.bank_reference AS came_as, p.account AS payable, o.bank_reference AS went_as
         FROM ledger l JOIN receipts r ON r.id = l.receipt
         LEFT JOIN ledger p ON p.receipt = l.receipt AND p.posting = l.posting AND p.account LIKE 'payable:%'
             AND (p.cause = 'PAID' AND p.amount_fen < 0 OR p.cause = 'REVERSED' AND p.amount_fen > 0)
         LEFT JOIN payouts o ON o.id = SUBSTR(p.account, 17)
         WHERE l.{AT_BANK} AND l.at >= $1 AND l.at < $2 AND r.county = $3 ORDER BY l.at, l.receipt, l.posting"
    );
    let (start, end) = (name.month.start(), name.month.end());
    let values = vec![start.micros().into(), end.micros().into(), name.region_code.as_str().into()];
    let rows = connection.query_all_raw(sql(connection, &text, values)).await?;
    let read = rows.iter().map(|row| {
        let (account, amount): (String, i64) = (row.try_get("", "account")?, row.try_get("", "amount_fen")?);
        if account == "bank" {
            let receipt: String = row.try_get("", "receipt")?;
            return Ok(Movement {
                bank_reference: row.try_get("", "came_as")?,
                direction: Direction::In,
                amount: -amount,
                subject: format!("receipts/{receipt}"),
            });
        }
        let (payable, went_as): (Option<String>, Option<String>) =
            (row.try_get("", "payable")?, row.try_get("", "went_as")?);
        let payable = payable.unwrap_or_default();
        Ok(Movement {
            bank_reference: went_as.unwrap_or_default(),
            direction: Direction::Out,
            amount,
            subject: payable.strip_prefix("payable:").unwrap_or_default().to_owned(),
        })
    });
    read.collect()
}

/// The page of names that a list of verification walks: every closed month, the earliest first.
pub(crate) async fn all_closed(
    tx: &DatabaseTransaction,
    encryption: &Encryption,
) -> Result<Vec<Result<MoneyMonth, String>>, Refusal> {
    let text = "SELECT id, label, sealed FROM money_months WHERE state = 'CLOSED' ORDER BY label";
    let rows = tx.query_all_raw(sql(tx, text, vec![])).await?;
    let read = rows.iter().map(|row| {
        let label: String = row.try_get("", "label")?;
        Ok(crate::store::read::<MoneyMonth>(row, encryption).map_err(|_| label))
    });
    read.collect()
}
