//! The queue in the database, and the duties that follow a freeze.

use jiff::civil::Date;
use kit::{
    access::Scope,
    domain::{Timestamp, refusal::Refusal},
    storage::{Encryption, SqlParams, list::Leads, sql},
};
use law::seizure::AssetClass;
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, Value};
use uuid::Uuid;

use super::{
    list::{self, Field, Listed, Sort, field},
    stored_record::{StoredRecord, inside, lock_where},
};
use crate::domain::{
    duty::{Duty, DutyKind, DutyState},
    seizure::{Seizure, SeizureState},
};

/// The names of the classes, as they are stored and filtered.
pub(crate) const CLASSES: &[(&str, AssetClass)] = &[
    ("DEPOSIT", AssetClass::Deposit),
    ("MOVABLE", AssetClass::Movable),
    ("REAL_ESTATE", AssetClass::RealEstate),
    ("EQUITY", AssetClass::Equity),
    ("OTHER_RIGHT", AssetClass::OtherRight),
];

const CLASS_NAMES: &[&str] = &["DEPOSIT", "MOVABLE", "REAL_ESTATE", "EQUITY", "OTHER_RIGHT"];

/// The name of a class.
pub(crate) fn class_name(class: AssetClass) -> &'static str {
    CLASSES.iter().find(|(_, known)| *known == class).map_or("", |(name, _)| name)
}

/// How a property is found again without being written down.
pub(crate) fn property(seizure: &Seizure, encryption: &Encryption) -> Vec<u8> {
    let key: String = seizure.property_key.split_whitespace().collect();
    encryption.blind_index(format!("property\n{}\n{key}", class_name(seizure.class)))
}

impl StoredRecord for Seizure {
    const TABLE: &'static str = "seizures";
    const COLUMNS: &'static [&'static str] =
        &["state", "asset_class", "property", "case_name", "case_number", "request", "last_day", "live"];

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
        let last_day = self.last_day.filter(|_| self.state == SeizureState::InForce);
        vec![
            self.state.name().into(),
            class_name(self.class).into(),
            property(self, encryption).into(),
            self.case.name.clone().into(),
            self.case.number_text().into(),
            self.request.map(|id| format!("requests/{id}")).into(),
            last_day.map(|day| day.to_string()).into(),
            i64::from(self.state.is_live()).into(),
        ]
    }
}

impl Listed for Seizure {
    const LEADS: Leads = list::OF_SEIZURES;
    const FIELDS: &'static [Field] = &[
        field("state", Sort::Name("SEIZURE_STATE_", SeizureState::NAMES)),
        field("asset_class", Sort::Name("ASSET_CLASS_", CLASS_NAMES)),
        field("case", Sort::Resource("cases/")).in_column("case_name"),
        field("case_number", Sort::CaseNumber),
        field("request", Sort::Resource("requests/")),
        field("last_day", Sort::Day),
    ];
    const DAYS: &'static [&'static str] = &["last_day"];
}

impl StoredRecord for Duty {
    const TABLE: &'static str = "duties";
    const COLUMNS: &'static [&'static str] = &["state", "kind", "case_name", "request"];

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
            self.state.name().into(),
            self.kind.name().into(),
            self.case.name.clone().into(),
            format!("requests/{}", self.request).into(),
        ]
    }
}

impl Listed for Duty {
    const LEADS: Leads = list::OF_DUTIES;
    const FIELDS: &'static [Field] = &[
        field("state", Sort::Name("DUTY_STATE_", DutyState::NAMES)),
        field("kind", Sort::Name("DUTY_KIND_", DutyKind::NAMES)),
        field("case", Sort::Resource("cases/")).in_column("case_name"),
        field("request", Sort::Resource("requests/")),
    ];
}

/// Stands in line for something known by a blind index, until the transaction ends.
pub(crate) async fn lock_key(tx: &DatabaseTransaction, key: Vec<u8>) -> Result<(), Refusal> {
    let turn = "INSERT INTO properties (id, turn) VALUES ($1, 1)
                ON CONFLICT (id) DO UPDATE SET turn = properties.turn + 1";
    tx.execute_raw(sql(tx, turn, vec![key.into()])).await?;
    Ok(())
}

/// The most seizures of one property that are looked at: far more than any court has seen.
const LEDGER: u64 = 1000;

/// The live seizures of the property of one, that one among them. The caller holds the lock of the property until the transaction
/// ends: two who publish at once stand in line here. The one is read again, because it may have changed before it was its turn.
pub(crate) async fn lock_queue(
    tx: &DatabaseTransaction,
    encryption: &Encryption,
    one: Seizure,
) -> Result<Vec<Seizure>, Refusal> {
    let key = property(&one, encryption);
    lock_key(tx, key.clone()).await?;
    let mut params = SqlParams::default();
    let condition =
        format!("(live = 1 AND property = {}) OR id = {}", params.bind(key), params.bind(one.id.to_string()));
    let mut all: Vec<Seizure> = lock_where(tx, encryption, (&condition, params), LEDGER).await?;
    if !all.iter().any(|other| other.id == one.id) {
        all.push(one);
    }
    Ok(all)
}

/// The seizures of equity that a case holds or waits for, in a scope.
pub(crate) async fn live_equity_of_case(
    connection: &impl sea_orm::ConnectionTrait,
    encryption: &Encryption,
    scope: &Scope,
    case: &str,
) -> Result<Vec<Seizure>, Refusal> {
    let mut params = SqlParams::default();
    let condition = format!(
        "case_name = {} AND live = 1 AND asset_class = {} AND {}",
        params.bind(case),
        params.bind(class_name(AssetClass::Equity)),
        inside::<Seizure>(scope, &mut params)
    );
    super::stored_record::read(connection, encryption, (&condition, params), "id", LEDGER).await
}

/// The live seizures of these properties.
pub(crate) async fn live_of(
    connection: &impl sea_orm::ConnectionTrait,
    encryption: &Encryption,
    properties: &[Vec<u8>],
) -> Result<Vec<Seizure>, Refusal> {
    let mut params = SqlParams::default();
    let list = params.list(properties.iter().cloned());
    let condition = format!("live = 1 AND property IN {list}");
    super::stored_record::read(connection, encryption, (&condition, params), "id", LEDGER * 10).await
}

/// Seizures whose last day has passed and that are still kept as in force, at most so many.
pub(crate) async fn running_out(
    connection: &impl sea_orm::ConnectionTrait,
    encryption: &Encryption,
    day: Date,
    limit: u64,
) -> Result<Vec<Seizure>, Refusal> {
    let mut params = SqlParams::default();
    let condition = format!("last_day < {}", params.bind(day.to_string()));
    super::stored_record::read(connection, encryption, (&condition, params), "last_day, id", limit).await
}
