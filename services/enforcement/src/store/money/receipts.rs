//! Receipts.

use crate::{
    domain::{
        approval::{Awaits, Waiting},
        money::{
            clock::NEAR_DAYS,
            receipt::{Holder, Receipt, State},
        },
    },
    store::{
        IN_REGION, day, read,
        stored_record::{self, Head, StoredRecord},
    },
};
use kit::{
    access::Scope,
    domain::{Timestamp, refusal::Refusal},
    storage::{
        Encryption, SqlParams,
        counts::{CountLead, Counts, Dimension, Due, Holds},
        list::{
            Clause, Field, Key, Lead, Leads, Terms,
            filter::{self, Op, Term},
        },
        record, sql,
    },
};
use std::collections::HashMap;

use jiff::ToSpan as _;
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

/// How many numbers of the bank are asked for by one statement.
const REFERENCES_AT_ONCE: usize = 500;

impl StoredRecord for Receipt {
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
    const NAMES: &'static [&'static str] = &["payer"];
    const FIELDS: &'static [Field] = &[
        Field::named("state"),
        Field::equal("colour"),
        Field::equal("case"),
        Field::equal("batch"),
        Field::equal("bank_reference"),
        Field::equal("payer").about("payer.display_name"),
        Field::ranged("arrive_time"),
        Field::ranged("create_time"),
    ];

    const LEADS: Leads = Leads {
        method: "sharedcourt.enforcement.v1.MoneyService.ListReceipts",
        order: "create_time desc",
        table: "receipts",
        key: Key::ID,
        columns: IN_REGION,
        leads: &[
            Lead::alone("bank_reference", &[stored_record::CREATED]),
            Lead::alone("payer", &[stored_record::CREATED])
                .known_as("payer.display_name")
                .asked_by(&["payer"]),
            Lead::alone("case_id", &[stored_record::CREATED]).known_as("case"),
            Lead::alone("batch_id", &[stored_record::CREATED]).known_as("batch"),
            Lead::region("county", &[stored_record::CREATED]).of_scope(),
            Lead::in_county("state", &[stored_record::CREATED]),
            Lead::in_county("is_open", &[stored_record::CREATED]).known_as("colour"),
        ],
    };

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

    fn names(&self) -> Vec<&str> {
        vec![self.payer.display_name.as_str()]
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

    fn waiting(&self) -> Option<Vec<Waiting>> {
        Some(Awaits::waiting(self))
    }

    fn add_term(terms: &mut Terms, term: &Term, at: Timestamp) -> Result<(), Refusal> {
        match term.field.as_str() {
            "state" => {
                let names: Vec<_> = State::ALL.iter().map(|state| state.name()).collect();
                terms.named("state", term, ("RECEIPT_STATE_", &names))
            }
            "colour" => colour(terms, term, at),
            "case" => terms.id("case_id", term, "cases/"),
            "batch" => terms.id("batch_id", term, "batches/"),
            "bank_reference" => {
                terms.compare("bank_reference", term.op, term.value.as_str());
                Ok(())
            }
            "arrive_time" => terms.instant("arrive_time", term),
            _ => terms.instant(stored_record::CREATED, term),
        }
    }
}

/// A colour is a range of days, so that it changes at midnight without anybody writing. Only what is not settled has one: `is_open` leads.
fn colour(terms: &mut Terms, term: &Term, at: Timestamp) -> Result<(), Refusal> {
    let today = at.legal_day();
    let near = today.checked_add(NEAR_DAYS.days()).unwrap_or(jiff::civil::Date::MAX);
    let (today, near) = (day(today), day(near));
    let name = term.value.strip_prefix("RECEIPT_COLOUR_").unwrap_or(&term.value);
    let range = Clause::new(|params| match name {
        "NEW" => format!("due_day > {}", params.bind(near)),
        "NEAR" => format!("due_day BETWEEN {} AND {}", params.bind(today), params.bind(near)),
        "DEFERRED" => {
            format!("due_day < {} AND covered_day >= {}", params.bind(today), params.bind(today))
        }
        _ => format!("covered_day < {}", params.bind(today)),
    });
    if !["NEW", "NEAR", "DEFERRED", "OVERDUE"].contains(&name) {
        let names = "NEW, NEAR, DEFERRED, OVERDUE";
        return Err(filter::bad_value(term, &format!("可用的值：{names}。"), &format!("one of {names}.")));
    }
    if term.op == Op::Ne {
        terms.other(range.negated());
    } else {
        terms.compare("is_open", Op::Eq, 1_i64);
        terms.other(range);
    }
    Ok(())
}

/// The receipts of a case, the earliest first.
pub(crate) async fn of_case(
    connection: &impl ConnectionTrait,
    case: Uuid,
    encryption: &Encryption,
) -> Result<Vec<Receipt>, Refusal> {
    let text =
        "SELECT id, sealed FROM receipts WHERE case_id <> '' AND case_id = $1 ORDER BY create_time, id";
    let rows = connection.query_all_raw(sql(connection, text, vec![case.to_string().into()])).await?;
    // All or none: a record of a case that leaves out money is wrong.
    rows.iter().map(|row| record::one(("receipts", "id"), row, |row| read(row, encryption))).collect()
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
    let mut params = SqlParams::default();
    let places: Vec<_> = references.iter().map(|reference| params.bind(reference.as_str())).collect();
    let text = format!(
        "SELECT bank_reference, region_code FROM receipts WHERE bank_reference IN ({}) AND state <> 'REVERSED'",
        places.join(", ")
    );
    let rows = connection.query_all_raw(sql(connection, &text, params.0)).await?;
    let pair = |row: &sea_orm::QueryResult| {
        let region: String = row.try_get("", "region_code")?;
        Ok((row.try_get("", "bank_reference")?, scope.admits(Some(&region), None, None)))
    };
    rows.iter().map(pair).collect()
}

/// The receipts that have some of the bank's numbers already; none in place of one that the scope does not admit.
pub(crate) async fn of_references(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    references: &[String],
    encryption: &Encryption,
) -> Result<HashMap<String, Option<Receipt>>, Refusal> {
    let mut found = HashMap::new();
    for some in references.chunks(REFERENCES_AT_ONCE) {
        let mut params = SqlParams::default();
        let places: Vec<_> = some.iter().map(|reference| params.bind(reference.as_str())).collect();
        let text = format!(
            "SELECT id, bank_reference, region_code, sealed FROM receipts
             WHERE bank_reference IN ({}) AND state <> 'REVERSED'",
            places.join(", ")
        );
        for row in connection.query_all_raw(sql(connection, &text, params.0)).await? {
            let region: String = row.try_get("", "region_code")?;
            let receipt = if scope.admits(Some(&region), None, None) {
                Some(record::one((Receipt::TABLE, "id"), &row, |row| read(row, encryption))?)
            } else {
                None
            };
            found.insert(row.try_get("", "bank_reference")?, receipt);
        }
    }
    Ok(found)
}

/// What is counted of receipts.
pub(crate) const COUNTS: Counts = Counts {
    method: Receipt::LEADS.method,
    table: "receipts",
    dimensions: &[
        Dimension::of(
            "state",
            Holds::Names("RECEIPT_STATE_", || State::ALL.iter().map(|state| state.name()).collect()),
        ),
        Dimension::region(),
    ],
    leads: &[CountLead { name: "region", keeps: &["state"] }],
    due: Due::Day("covered_day"),
};
