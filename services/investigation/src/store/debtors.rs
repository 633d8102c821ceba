//! Debtors, leads and assets in the database.

use kit::{moment::Moment, refusal::Refusal, seal::Seal};
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use super::{
    kept::{Bind, Kept, read},
    list::{Field, Listed, Sort, field},
};
use crate::domain::{
    asset::Asset,
    debtor::{Debtor, Topic},
    lead::{Lead, LeadState},
    reading::Identity,
};

/// How a debtor is found by their identity.
pub(crate) fn person(seal: &Seal, key: &str) -> Vec<u8> {
    seal.blind_index(key)
}

impl Kept for Debtor {
    const TABLE: &'static str = "debtors";
    const COLUMNS: &'static [&'static str] = &["person", "merged_into"];

    fn id(&self) -> Uuid {
        self.id
    }
    fn region(&self) -> &str {
        self.region_code.as_str()
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn created(&self) -> Moment {
        self.created
    }
    fn columns(&self, seal: &Seal) -> Vec<Value> {
        vec![
            self.party.identity.as_ref().and_then(Identity::key).map(|key| person(seal, &key)).into(),
            self.merged_into.map(|id| format!("debtors/{id}")).into(),
        ]
    }
}

impl Listed for Debtor {
    const FIELDS: &'static [Field] = &[
        Field { name: "identity_number", column: "person", sort: Sort::Blind },
        field("merged_into", Sort::Text),
    ];
}

impl Kept for Lead {
    const TABLE: &'static str = "leads";
    const COLUMNS: &'static [&'static str] = &["state", "debtor", "case_name", "author", "open_due"];
    const PERSON: Option<&'static str> = Some("author");

    fn id(&self) -> Uuid {
        self.id
    }
    fn region(&self) -> &str {
        self.region_code.as_str()
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn created(&self) -> Moment {
        self.created
    }
    fn columns(&self, _: &Seal) -> Vec<Value> {
        let due = Some(self.due).filter(|_| self.state == LeadState::Open);
        vec![
            self.state.name().into(),
            self.debtor.map(|id| format!("debtors/{id}")).into(),
            self.case.name.clone().into(),
            self.author.clone().into(),
            due.map(|day| day.to_string()).into(),
        ]
    }
}

impl Listed for Lead {
    const FIELDS: &'static [Field] = &[
        field("state", Sort::Name("LEAD_STATE_", LeadState::NAMES)),
        field("debtor", Sort::Text),
        Field { name: "case", column: "case_name", sort: Sort::Text },
        Field { name: "due_date", column: "open_due", sort: Sort::Day },
    ];
}

impl Kept for Asset {
    const TABLE: &'static str = "assets";
    const COLUMNS: &'static [&'static str] = &["debtor", "case_name", "kind"];

    fn id(&self) -> Uuid {
        self.id
    }
    fn region(&self) -> &str {
        self.region_code.as_str()
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn created(&self) -> Moment {
        self.created
    }
    fn columns(&self, _: &Seal) -> Vec<Value> {
        vec![
            format!("debtors/{}", self.debtor).into(),
            self.case.name.clone().into(),
            self.kind.name().into(),
        ]
    }
}

impl Listed for Asset {
    const FIELDS: &'static [Field] = &[
        field("debtor", Sort::Text),
        Field { name: "case", column: "case_name", sort: Sort::Text },
        field("kind", Sort::Name("TOPIC_", Topic::NAMES)),
    ];
}

/// The most of what hangs on one debtor that is read at once.
const MOST: u64 = 500;

/// What hangs on a debtor by name: those that lie behind it (`merged_into`), its leads and assets (`debtor`).
pub(crate) async fn of_debtor<T: Kept>(
    connection: &impl ConnectionTrait,
    seal: &Seal,
    column: &'static str,
    names: &[String],
) -> Result<Vec<T>, Refusal> {
    let mut bind = Bind::default();
    let names = bind.list(names.iter().map(String::as_str));
    read(connection, seal, (&format!("{column} IN {names}"), bind), "create_time, id", MOST).await
}

/// The debtor of a number in a region.
pub(crate) async fn of_number(
    connection: &impl ConnectionTrait,
    seal: &Seal,
    region: &str,
    index: Vec<u8>,
) -> Result<Option<Debtor>, Refusal> {
    let mut bind = Bind::default();
    let condition = format!("person = {} AND region_code = {}", bind.one(index), bind.one(region));
    Ok(read(connection, seal, (&condition, bind), "id", 1).await?.pop())
}
