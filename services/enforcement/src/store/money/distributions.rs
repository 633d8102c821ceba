//! Plans over receipts.

use crate::{
    domain::{
        approval::{Awaits, Waiting},
        money::distribution::{Distribution, State},
    },
    store::{
        IN_REGION,
        stored_record::{self, Head, StoredRecord},
    },
};
use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::list::{Field, Key, Lead, Leads, Terms, filter::Term},
};
use sea_orm::Value;

impl StoredRecord for Distribution {
    const TABLE: &'static str = "distributions";
    const PREFIX: &'static str = "distributions/";
    const COLUMNS: &'static [&'static str] = &["receipt", "case_id", "state"];
    const FIELDS: &'static [Field] =
        &[Field::equal("receipt"), Field::equal("case"), Field::named("state"), Field::ranged("create_time")];

    const LEADS: Leads = Leads {
        method: "sharedcourt.enforcement.v1.MoneyService.ListDistributions",
        order: "create_time desc",
        table: "distributions",
        key: Key::ID,
        columns: IN_REGION,
        leads: &[
            Lead::alone("receipt", &[stored_record::CREATED]),
            Lead::alone("case_id", &[stored_record::CREATED]).known_as("case"),
            Lead::region("county", &[stored_record::CREATED]).of_scope(),
            Lead::in_county("state", &[stored_record::CREATED]),
        ],
    };

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

    fn waiting(&self) -> Option<Vec<Waiting>> {
        Some(Awaits::waiting(self))
    }

    fn add_term(terms: &mut Terms, term: &Term, _at: Timestamp) -> Result<(), Refusal> {
        match term.field.as_str() {
            "receipt" => terms.id("receipt", term, "receipts/"),
            "case" => terms.id("case_id", term, "cases/"),
            "state" => {
                let names: Vec<_> = State::ALL.iter().map(|state| state.name()).collect();
                terms.named("state", term, ("DISTRIBUTION_STATE_", &names))
            }
            _ => terms.instant(stored_record::CREATED, term),
        }
    }
}
