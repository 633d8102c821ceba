//! Watches in the database, and how they went.

use kit::{
    access::Scope,
    domain::{Timestamp, refusal::Refusal},
    storage::{Encryption, ScopeColumns, SqlParams, list::Leads, sql},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Value};
use uuid::Uuid;

use super::{
    list::{self, Field, Listed, Sort, field},
    seizures::lock_key,
    stored_record::{Imported, StoredRecord, import_index, inside, lock_where, read},
};
use crate::domain::{
    opening::watch_key,
    reading::Identity,
    watch::{POLICE, PoliceWatch, WatchState},
};

impl StoredRecord for PoliceWatch {
    const TABLE: &'static str = "watches";
    const COLUMNS: &'static [&'static str] = &[
        "state",
        "visible_unit",
        "case_name",
        "case_number",
        "person",
        "until",
        "open",
        "push_time",
        "control_micros",
        "import_key",
    ];
    const SCOPE: ScopeColumns<'static> =
        ScopeColumns { unit: Some("visible_unit"), ..ScopeColumns::region("region_code") };

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
        let visible = if self.pushed.is_some() { POLICE } else { "" };
        let number = self.person.identity.as_ref().and_then(Identity::key).unwrap_or_default();
        let control = self.pushed.zip(self.controlled).map(|(from, to)| to.micros() - from.micros());
        vec![
            self.state.name().into(),
            visible.into(),
            self.case.name.clone().into(),
            self.case.number_text().into(),
            encryption.blind_index(number).into(),
            self.until.to_string().into(),
            i64::from(self.state.is_open()).into(),
            self.pushed.map(Timestamp::micros).into(),
            control.into(),
            import_index::<Self>(encryption, &self.import_key).into(),
        ]
    }
}

impl Imported for PoliceWatch {
    fn import_mark(&mut self) -> (&mut String, &mut String) {
        (&mut self.import_key, &mut self.import_digest)
    }
}

impl Listed for PoliceWatch {
    const LEADS: Leads = list::OF_WATCHES;
    const FIELDS: &'static [Field] = &[
        field("state", Sort::Name("WATCH_STATE_", WatchState::NAMES)),
        field("case", Sort::Resource("cases/")).in_column("case_name"),
        field("case_number", Sort::CaseNumber),
        field("until", Sort::Day),
        field("identity_number", Sort::Blind).about("person.identity_number").in_column("person"),
    ];
}

/// The most watches that a case has open at once.
const OF_CASE: u64 = 1000;

/// The open watches of a case, those that know its number alone among them, kept from others until the transaction ends.
pub(crate) async fn open_of_case(
    tx: &DatabaseTransaction,
    encryption: &Encryption,
    case: &str,
    number: &str,
) -> Result<Vec<PoliceWatch>, Refusal> {
    let mut params = SqlParams::default();
    let (case, number) = (params.bind(case), params.bind(number));
    // The partial index of watches that know a number asks for both conditions on it.
    let condition = format!(
        "open = 1 AND (case_name = {case}
            OR (case_number <> '' AND case_number = {number} AND case_name = ''))"
    );
    lock_where(tx, encryption, (&condition, params), OF_CASE).await
}

/// Whether the person of a watch is looked for in its case already. The caller holds the lock of that person and case until the
/// transaction ends.
pub(crate) async fn is_watched(
    tx: &DatabaseTransaction,
    encryption: &Encryption,
    watch: &PoliceWatch,
) -> Result<bool, Refusal> {
    lock_key(tx, encryption.blind_index(format!("watch\n{}", watch_key(watch)))).await?;
    let number = watch.person.identity.as_ref().and_then(Identity::key).unwrap_or_default();
    let mut params = SqlParams::default();
    let (person, case) = (params.bind(encryption.blind_index(number)), params.bind(watch.case.name.clone()));
    let condition = format!("open = 1 AND person = {person} AND case_name = {case}");
    Ok(!read::<PoliceWatch>(tx, encryption, (&condition, params), "id", 1).await?.is_empty())
}

/// Open watches whose last day has passed, at most so many.
pub(crate) async fn running_out(
    connection: &impl ConnectionTrait,
    encryption: &Encryption,
    day: jiff::civil::Date,
    limit: u64,
) -> Result<Vec<PoliceWatch>, Refusal> {
    let mut params = SqlParams::default();
    let condition =
        format!("open = 1 AND state <> 'CONTROLLED' AND until < {}", params.bind(day.to_string()));
    read(connection, encryption, (&condition, params), "until, id", limit).await
}

/// How watches went that were pushed in a window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Went {
    /// Person-times, persons, cases.
    pub(crate) pushed: [i64; 3],
    /// The same of those that ended in control.
    pub(crate) controlled: [i64; 3],
    /// Sum of the times to control, in microseconds.
    pub(crate) micros: i64,
}

/// Counts what was pushed in [from, to), by its index.
pub(crate) async fn went(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    (from, to): (Timestamp, Timestamp),
) -> Result<Went, Refusal> {
    let mut params = SqlParams::default();
    let (from, to) = (params.bind(from.micros()), params.bind(to.micros()));
    let inside = inside::<PoliceWatch>(scope, &mut params);
    let text = format!(
        "SELECT COUNT(*) AS p1, COUNT(DISTINCT person) AS p2, COUNT(DISTINCT COALESCE(NULLIF(case_name, ''), case_number)) AS p3,
            COUNT(control_micros) AS c1,
            COUNT(DISTINCT CASE WHEN control_micros IS NOT NULL THEN person END) AS c2,
            COUNT(DISTINCT CASE WHEN control_micros IS NOT NULL THEN COALESCE(NULLIF(case_name, ''), case_number) END) AS c3,
            CAST(COALESCE(SUM(control_micros), 0) AS BIGINT) AS micros
         FROM watches WHERE push_time >= {from} AND push_time < {to} AND {inside}"
    );
    let Some(row) = connection.query_one_raw(sql(connection, &text, params.0)).await? else {
        return Ok(Went::default());
    };
    let number = |name: &str| row.try_get::<i64>("", name);
    Ok(Went {
        pushed: [number("p1")?, number("p2")?, number("p3")?],
        controlled: [number("c1")?, number("c2")?, number("c3")?],
        micros: number("micros")?,
    })
}
