//! Debtors, leads and assets in the database.

use std::collections::HashMap;

use kit::{
    access::Scope,
    domain::{Timestamp, refusal::Refusal},
    storage::{Encryption, ScopeColumns, SqlParams, list::Leads},
};
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use super::{
    list::{self, Field, Listed, Sort, field},
    stored_record::{StoredRecord, inside, read},
};
use crate::domain::{
    asset::Asset,
    debtor::{Debtor, Topic},
    lead::{Lead, LeadState},
    reading::Identity,
};

/// How a debtor is found by their identity.
pub(crate) fn person(encryption: &Encryption, key: &str) -> Vec<u8> {
    encryption.blind_index(key)
}

impl StoredRecord for Debtor {
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
    fn created(&self) -> Timestamp {
        self.created
    }
    fn columns(&self, encryption: &Encryption) -> Vec<Value> {
        vec![
            self.party.identity.as_ref().and_then(Identity::key).map(|key| person(encryption, &key)).into(),
            self.merged_into.map(|id| format!("debtors/{id}")).into(),
        ]
    }
}

impl Listed for Debtor {
    const LEADS: Leads = list::OF_DEBTORS;
    const FIELDS: &'static [Field] = &[
        field("identity_number", Sort::Blind).about("identity.identity_number").in_column("person"),
        field("merged_into", Sort::Resource("debtors/")),
    ];
}

impl StoredRecord for Lead {
    const TABLE: &'static str = "leads";
    const COLUMNS: &'static [&'static str] = &["state", "debtor", "case_name", "author", "open_due"];
    const SCOPE: ScopeColumns<'static> =
        ScopeColumns { person: Some("author"), ..ScopeColumns::region("region_code") };

    fn id(&self) -> Uuid {
        self.id
    }
    fn region(&self) -> &str {
        self.region_code.as_str()
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn created(&self) -> Timestamp {
        self.created
    }
    fn columns(&self, _: &Encryption) -> Vec<Value> {
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
    const LEADS: Leads = list::OF_LEADS;
    const FIELDS: &'static [Field] = &[
        field("state", Sort::Name("LEAD_STATE_", LeadState::NAMES)),
        field("debtor", Sort::Resource("debtors/")),
        field("case", Sort::Resource("cases/")).in_column("case_name"),
        field("due_date", Sort::Day).in_column("open_due"),
    ];
}

impl StoredRecord for Asset {
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
    fn created(&self) -> Timestamp {
        self.created
    }
    fn columns(&self, _: &Encryption) -> Vec<Value> {
        vec![
            format!("debtors/{}", self.debtor).into(),
            self.case.name.clone().into(),
            self.kind.name().into(),
        ]
    }
}

impl Listed for Asset {
    const LEADS: Leads = list::OF_ASSETS;
    const FIELDS: &'static [Field] = &[
        field("debtor", Sort::Resource("debtors/")),
        field("case", Sort::Resource("cases/")).in_column("case_name"),
        field("kind", Sort::Name("TOPIC_", Topic::NAMES)),
    ];
}

/// The most of what hangs on one debtor that is read at once.
const MOST: u64 = 500;

/// What hangs on a debtor by name: those that are behind it (`merged_into`), its leads and assets (`debtor`).
pub(crate) async fn of_debtor<T: StoredRecord>(
    connection: &impl ConnectionTrait,
    encryption: &Encryption,
    column: &'static str,
    names: &[String],
) -> Result<Vec<T>, Refusal> {
    let mut params = SqlParams::default();
    let names = params.list(names.iter().map(String::as_str));
    read(connection, encryption, (&format!("{column} IN {names}"), params), "create_time, id", MOST).await
}

/// The debtors of some numbers in a scope, by the number's index. Where several regions keep one number, the earliest record stands.
pub(crate) async fn of_numbers(
    connection: &impl ConnectionTrait,
    encryption: &Encryption,
    scope: &Scope,
    indexes: impl Iterator<Item = Vec<u8>>,
) -> Result<HashMap<Vec<u8>, Debtor>, Refusal> {
    let indexes: Vec<_> = indexes.collect();
    let mut found = HashMap::new();
    if indexes.is_empty() {
        return Ok(found);
    }
    let mut params = SqlParams::default();
    let numbers = params.list(indexes);
    let condition = format!("person IN {numbers} AND {}", inside::<Debtor>(scope, &mut params));
    for debtor in read::<Debtor>(connection, encryption, (&condition, params), "id", MOST).await? {
        if let Some(key) = debtor.party.identity.as_ref().and_then(Identity::key) {
            found.entry(person(encryption, &key)).or_insert(debtor);
        }
    }
    Ok(found)
}

/// The debtor of a number in a region.
pub(crate) async fn of_number(
    connection: &impl ConnectionTrait,
    encryption: &Encryption,
    region: &str,
    index: Vec<u8>,
) -> Result<Option<Debtor>, Refusal> {
    let mut params = SqlParams::default();
    let condition = format!("person = {} AND region_code = {}", params.bind(index), params.bind(region));
    Ok(read(connection, encryption, (&condition, params), "id", 1).await?.pop())
}
