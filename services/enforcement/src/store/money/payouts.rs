//! Payments.

use crate::{
    domain::{
        approval::{Awaits, Waiting},
        money::{
            amount,
            distribution::Purpose,
            payout::{Payout, State, reference_used},
            receipt::reference_refused,
        },
    },
    store::{
        IN_REGION, read,
        stored_record::{self, Head, StoredRecord},
    },
};
use kit::{
    access::Scope,
    domain::{Timestamp, refusal::Refusal},
    storage::{
        Encryption, SqlParams,
        list::{Field, Key, Lead, Leads, Terms, filter::Term},
        record, sql,
    },
};
use std::collections::HashMap;

use law::identifiers::Fen;
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

/// How many cases are asked for by one statement.
const AT_ONCE: usize = 500;

impl StoredRecord for Payout {
    const TABLE: &'static str = "payouts";
    const PREFIX: &'static str = "payouts/";
    const COLUMNS: &'static [&'static str] =
        &["distribution", "receipt", "case_id", "state", "amount_fen", "bank_reference"];
    const FIELDS: &'static [Field] = &[
        Field::equal("distribution"),
        Field::equal("receipt"),
        Field::equal("case"),
        Field::named("state"),
        Field::ranged("create_time"),
    ];

    const LEADS: Leads = Leads {
        method: "sharedcourt.enforcement.v1.MoneyService.ListPayouts",
        order: "create_time desc",
        table: "payouts",
        key: Key::ID,
        columns: IN_REGION,
        leads: &[
            Lead::alone("distribution", &[stored_record::CREATED]),
            Lead::alone("receipt", &[stored_record::CREATED]),
            Lead::alone("case_id", &[stored_record::CREATED]).known_as("case"),
            Lead::region("county", &[stored_record::CREATED]).of_scope(),
            Lead::in_county("state", &[stored_record::CREATED]),
        ],
    };

    fn values(&self) -> Vec<Value> {
        vec![
            self.distribution.to_string().into(),
            self.receipt.to_string().into(),
            self.case.map(|case| case.to_string()).unwrap_or_default().into(),
            self.state.name().into(),
            self.amount.get().into(),
            self.bank_reference().map(str::to_owned).into(),
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

    fn waiting(&self) -> Option<Vec<Waiting>> {
        Some(Awaits::waiting(self))
    }

    fn add_term(terms: &mut Terms, term: &Term, _at: Timestamp) -> Result<(), Refusal> {
        match term.field.as_str() {
            "distribution" => terms.id("distribution", term, "distributions/"),
            "receipt" => terms.id("receipt", term, "receipts/"),
            "case" => terms.id("case_id", term, "cases/"),
            "state" => terms.named("state", term, ("PAYOUT_STATE_", &State::NAMES)),
            _ => terms.instant(stored_record::CREATED, term),
        }
    }
}

/// The payouts out of the money of some cases, by id.
pub(crate) async fn of_cases(
    connection: &impl ConnectionTrait,
    cases: &[Uuid],
    encryption: &Encryption,
) -> Result<Vec<Payout>, Refusal> {
    let mut found = Vec::new();
    for cases in cases.chunks(AT_ONCE) {
        let mut params = SqlParams::default();
        let places: Vec<_> = cases.iter().map(|case| params.bind(case.to_string())).collect();
        let text = format!(
            "SELECT id, sealed FROM payouts WHERE case_id <> '' AND case_id IN ({}) ORDER BY id",
            places.join(", ")
        );
        for row in connection.query_all_raw(sql(connection, &text, params.0)).await? {
            // All or none: who pays past a payment that can't be read may pay it twice.
            found.push(record::one(("payouts", "id"), &row, |row| read(row, encryption))?);
        }
    }
    Ok(found)
}

/// What was paid to applicants out of the money of a case.
pub(crate) async fn paid_of_case(
    connection: &impl ConnectionTrait,
    case: &str,
    encryption: &Encryption,
) -> Result<Fen, Refusal> {
    let id = case.strip_prefix("cases/").and_then(|id| Uuid::parse_str(id).ok());
    let Some(id) = id else { return Ok(Fen::ZERO) };
    let payouts = of_cases(connection, &[id], encryption).await?;
    let counts = |payout: &&Payout| {
        payout.purpose == Purpose::Payment && payout.entitlement.pays_claim() && !payout.is_surplus
    };
    let paid = payouts.iter().filter(counts).filter(|payout| matches!(payout.state, State::Paid(_)));
    Ok(amount::sum(paid.map(|payout| payout.amount)))
}

/// A payout for which a number of the bank was entered.
pub(crate) struct Entered {
    pub(crate) name: String,
    /// Whether the scope admits it. Where it does not, nothing may be said of it.
    visible: bool,
}

impl Entered {
    /// The refusal for the same number of another payout.
    pub(crate) fn refusal(&self) -> Refusal {
        if self.visible { reference_used(&self.name) } else { reference_refused() }
    }
}

/// Which payouts the bank's numbers were entered for, by number: one query, whatever their count.
pub(crate) async fn entered_for(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    references: impl IntoIterator<Item = &str>,
) -> Result<HashMap<String, Entered>, Refusal> {
    let mut params = SqlParams::default();
    let places: Vec<_> = references.into_iter().map(|reference| params.bind(reference)).collect();
    if places.is_empty() {
        return Ok(HashMap::new());
    }
    let text = format!(
        "SELECT bank_reference, id, region_code FROM payouts WHERE bank_reference IN ({}) AND bank_reference IS NOT NULL AND state <> 'REVERSED'",
        places.join(", ")
    );
    let rows = connection.query_all_raw(sql(connection, &text, params.0)).await?;
    let pair = |row: &sea_orm::QueryResult| {
        let (id, region): (String, String) = (row.try_get("", "id")?, row.try_get("", "region_code")?);
        let visible = scope.admits(Some(&region), None, None);
        Ok((row.try_get("", "bank_reference")?, Entered { name: format!("{}{id}", Payout::PREFIX), visible }))
    };
    rows.iter().map(pair).collect()
}
