//! Receipts.

use std::collections::HashMap;

use jiff::ToSpan as _;
use kit::{
    access::Scope,
    filter::{self, Op, Term},
    moment::Moment,
    refusal::Refusal,
    store::sql,
};
use sea_orm::{ConnectionTrait, Value};

use crate::{
    domain::money::{
        clock::NEAR_DAYS,
        receipt::{Holder, Receipt, State},
    },
    store::{
        Bind, day,
        kept::{self, Head, Kept},
    },
};

impl Kept for Receipt {
    const TABLE: &'static str = "receipts";
    const PREFIX: &'static str = "receipts/";
    const COLUMNS: &'static [&'static str] = &[
        "bank_reference",
        "state",
        "case_id",
        "batch_id",
        "amount_fen",
        "arrive_time",
        "due_day",
        "covered_day",
    ];
    const FIELDS: &'static [(&'static str, bool)] = &[
        ("state", false),
        ("colour", false),
        ("case", false),
        ("batch", false),
        ("bank_reference", false),
        ("arrive_time", true),
        ("create_time", true),
    ];

    fn values(&self) -> Vec<Value> {
        let open = !self.is_settled();
        let (case, batch) = match self.holder {
            Holder::Nobody => (String::new(), String::new()),
            Holder::Case(id) => (id.to_string(), String::new()),
            Holder::Batch(id) => (String::new(), id.to_string()),
        };
        vec![
            self.bank_reference.clone().into(),
            self.state().name().into(),
            case.into(),
            batch.into(),
            self.amount.get().into(),
            self.arrived.micros().into(),
            open.then(|| day(self.due())).into(),
            open.then(|| day(self.covered_until())).into(),
        ]
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

    fn condition(term: &Term, at: Moment, bind: &mut Bind) -> Result<String, Refusal> {
        Ok(match term.field.as_str() {
            "state" => {
                let names: Vec<_> = State::ALL.iter().map(|state| state.name()).collect();
                kept::named("state", term, "RECEIPT_STATE_", &names, bind)?
            }
            "colour" => colour(term, at, bind)?,
            "case" => kept::reference("case_id", term, "cases/", bind),
            "batch" => kept::reference("batch_id", term, "batches/", bind),
            "bank_reference" => kept::compare("bank_reference", term, term.value.as_str(), bind),
            "arrive_time" => kept::moment("arrive_time", term, bind)?,
            _ => kept::moment("create_time", term, bind)?,
        })
    }
}

/// A colour is a range of days, so that it changes at midnight without anybody writing.
fn colour(term: &Term, at: Moment, bind: &mut Bind) -> Result<String, Refusal> {
    let today = at.legal_day();
    let near = today.checked_add(NEAR_DAYS.days()).unwrap_or(jiff::civil::Date::MAX);
    let (today, near) = (day(today), day(near));
    let name = term.value.strip_prefix("RECEIPT_COLOUR_").unwrap_or(&term.value);
    let range = match name {
        "NEW" => format!("due_day > {}", bind.one(near)),
        "NEAR" => format!("due_day BETWEEN {} AND {}", bind.one(today), bind.one(near)),
        "DEFERRED" => format!("due_day < {} AND covered_day >= {}", bind.one(today), bind.one(today)),
        "OVERDUE" => format!("covered_day < {}", bind.one(today)),
        _ => {
            let names = "NEW, NEAR, DEFERRED, OVERDUE";
            return Err(filter::bad_value(
                term,
                &format!("可用的值：{names}。"),
                &format!("one of {names}."),
            ));
        }
    };
    Ok(if term.op == Op::Ne { format!("NOT ({range})") } else { format!("({range})") })
}

/// Which of the bank's numbers have a receipt already, each with whether a scope admits it: one query, whatever their count.
pub(crate) async fn known(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    references: &[String],
) -> Result<HashMap<String, bool>, Refusal> {
    if references.is_empty() {
        return Ok(HashMap::new());
    }
    let mut bind = Bind::default();
    let places: Vec<_> = references.iter().map(|reference| bind.one(reference.as_str())).collect();
    let text = format!(
        "SELECT bank_reference, region_code FROM receipts WHERE bank_reference IN ({})",
        places.join(", ")
    );
    let rows = connection.query_all_raw(sql(connection, &text, bind.0)).await?;
    let pair = |row: &sea_orm::QueryResult| {
        let region: String = row.try_get("", "region_code")?;
        Ok((row.try_get("", "bank_reference")?, scope.admits(Some(&region), None, None)))
    };
    rows.iter().map(pair).collect()
}
