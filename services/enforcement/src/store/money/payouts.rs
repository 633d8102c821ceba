//! Payments.

use kit::{filter::Term, moment::Moment, refusal::Refusal};
use sea_orm::Value;

use crate::{
    domain::money::payout::{Payout, State},
    store::{
        Bind,
        kept::{self, Head, Kept},
    },
};

impl Kept for Payout {
    const TABLE: &'static str = "payouts";
    const PREFIX: &'static str = "payouts/";
    const COLUMNS: &'static [&'static str] = &["distribution", "receipt", "case_id", "state", "amount_fen"];
    const FIELDS: &'static [(&'static str, bool)] = &[
        ("distribution", false),
        ("receipt", false),
        ("case", false),
        ("state", false),
        ("create_time", true),
    ];

    fn values(&self) -> Vec<Value> {
        vec![
            self.distribution.to_string().into(),
            self.receipt.to_string().into(),
            self.case.map(|case| case.to_string()).unwrap_or_default().into(),
            self.state.name().into(),
            self.amount.get().into(),
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

    fn condition(term: &Term, _at: Moment, bind: &mut Bind) -> Result<String, Refusal> {
        Ok(match term.field.as_str() {
            "distribution" => kept::reference("distribution", term, "distributions/", bind),
            "receipt" => kept::reference("receipt", term, "receipts/", bind),
            "case" => kept::reference("case_id", term, "cases/", bind),
            "state" => kept::named("state", term, "PAYOUT_STATE_", &State::NAMES, bind)?,
            _ => kept::moment("create_time", term, bind)?,
        })
    }
}
