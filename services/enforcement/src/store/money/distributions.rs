//! Plans over receipts.

use kit::{filter::Term, moment::Moment, refusal::Refusal};
use sea_orm::Value;

use crate::{
    domain::money::distribution::{Distribution, State},
    store::{
        Bind,
        kept::{self, Head, Kept},
    },
};

impl Kept for Distribution {
    const TABLE: &'static str = "distributions";
    const PREFIX: &'static str = "distributions/";
    const COLUMNS: &'static [&'static str] = &["receipt", "case_id", "state"];
    const FIELDS: &'static [(&'static str, bool)] =
        &[("receipt", false), ("case", false), ("state", false), ("create_time", true)];

    fn values(&self) -> Vec<Value> {
        let case = self.case.strip_prefix("cases/").unwrap_or_default();
        vec![self.receipt.to_string().into(), case.into(), self.state().name().into()]
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
            "receipt" => kept::reference("receipt", term, "receipts/", bind),
            "case" => kept::reference("case_id", term, "cases/", bind),
            "state" => {
                let names: Vec<_> = State::ALL.iter().map(|state| state.name()).collect();
                kept::named("state", term, "DISTRIBUTION_STATE_", &names, bind)?
            }
            _ => kept::moment("create_time", term, bind)?,
        })
    }
}
