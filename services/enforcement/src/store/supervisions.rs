//! The supervision list in the database, and what its rules look after.

use kit::{
    access::Scope,
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal},
    },
    storage::{SqlParams, Store, record, sql},
};
use law::identifiers::RegionCode;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, DatabaseTransaction,
    EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    sea_query::OnConflict,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::day;
use crate::domain::supervision::{Escalation, Item, Number, Rule, Series, State, Step};

/// `late_from` is when the owner is late or will be, `escalate_after` when a superior is notified next; both null where neither
/// can be. `is_open` is 1 while something has to be done.
pub(crate) const TABLES: &[&str] = &[
    "CREATE TABLE supervisions (
        id TEXT NOT NULL PRIMARY KEY, series TEXT NOT NULL, year BIGINT NOT NULL, serial BIGINT NOT NULL,
        subject TEXT NOT NULL, rule TEXT NOT NULL, owner TEXT NOT NULL, issuer TEXT NOT NULL, region_code TEXT NOT NULL,
        state TEXT NOT NULL, is_open BIGINT NOT NULL, due_time BIGINT NOT NULL, late_from BIGINT, escalate_after BIGINT,
        version BIGINT NOT NULL, create_time BIGINT NOT NULL, update_time BIGINT NOT NULL, sealed {bytes} NOT NULL)",
    // One item is open for a subject and a rule; a number is used once.
    "CREATE UNIQUE INDEX supervisions_open ON supervisions (subject, rule) WHERE is_open = 1",
    "CREATE UNIQUE INDEX supervisions_by_number ON supervisions (series, year, serial)",
    // The newest, those of a state, of an owner, of an issuer, of a rule, about a subject; what is due next.
    "CREATE INDEX supervisions_by_time ON supervisions (create_time, id)",
    "CREATE INDEX supervisions_in_region ON supervisions (region_code, create_time, id)",
    "CREATE INDEX supervisions_in_state ON supervisions (state, create_time, id)",
    "CREATE INDEX supervisions_of_owner ON supervisions (owner, create_time, id)",
    "CREATE INDEX supervisions_of_issuer ON supervisions (issuer, create_time, id)",
    "CREATE INDEX supervisions_of_rule ON supervisions (rule, create_time, id)",
    "CREATE INDEX supervisions_of_subject ON supervisions (subject, create_time, id)",
    "CREATE INDEX supervisions_by_due ON supervisions (due_time, id)",
    // Who is late, and who has to be notified.
    "CREATE INDEX supervisions_late ON supervisions (late_from) WHERE late_from IS NOT NULL",
    "CREATE INDEX supervisions_to_escalate ON supervisions (escalate_after) WHERE escalate_after IS NOT NULL",
    // The last number of a court and a year.
    "CREATE TABLE supervision_numbers (
        series TEXT NOT NULL, year BIGINT NOT NULL, last BIGINT NOT NULL, PRIMARY KEY (series, year))",
    // What the rules watch. `strikes` is null while an item about it is open.
    "CREATE TABLE supervision_subjects (
        subject TEXT NOT NULL, rule TEXT NOT NULL, case_name TEXT NOT NULL, owner TEXT NOT NULL,
        region_code TEXT NOT NULL, limit_time BIGINT NOT NULL, strikes BIGINT, PRIMARY KEY (subject, rule))",
    "CREATE INDEX supervision_subjects_striking ON supervision_subjects (strikes) WHERE strikes IS NOT NULL",
];

/// An item's row.
#[expect(unreachable_pub, reason = "the derive makes its parts public")]
pub(super) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "supervisions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub series: String,
        pub year: i64,
        pub serial: i64,
        pub subject: String,
        pub rule: String,
        pub owner: String,
        pub issuer: String,
        pub region_code: String,
        pub state: String,
        pub is_open: i64,
        pub due_time: i64,
        pub late_from: Option<i64>,
        pub escalate_after: Option<i64>,
        pub version: i64,
        pub create_time: i64,
        pub update_time: i64,
        pub sealed: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// What is encrypted in an item's row: what people wrote.
#[derive(Serialize, Deserialize)]
struct Sealed {
    case: String,
    matter: String,
    replied: Option<Timestamp>,
    returns: u32,
    escalations: Vec<Escalation>,
    steps: Vec<Step>,
}

/// The rows that a scope admits.
pub(super) fn inside(scope: &Scope) -> Condition {
    if scope.everything {
        return Condition::all();
    }
    let mut any = Condition::any();
    for code in &scope.regions {
        let last = format!("{:9<12}", code.as_str());
        any = any.add(Column::RegionCode.between(code.as_str().to_owned(), last));
    }
    // A scope without anything admits nothing; an empty `any` would admit all.
    if any.is_empty() { Condition::all().add(Column::Version.lt(0)) } else { any }
}

/// The next number of a series and a year. It is held until the transaction ends, and given back where that fails. The first number of a
/// court continues after those of the counties in its region, which counted for themselves before.
pub(crate) async fn next_number(
    tx: &DatabaseTransaction,
    series: &Series,
    year: i16,
) -> Result<Number, Refusal> {
    let upsert = "INSERT INTO supervision_numbers (series, year, last) VALUES ($1, $2, 1 + COALESCE(
                      (SELECT MAX(o.last) FROM supervision_numbers o WHERE o.year = $2 AND substr(o.series, 1, length($1)) = $1), 0))
                  ON CONFLICT (series, year) DO UPDATE SET last = supervision_numbers.last + 1 RETURNING last";
    let values = vec![series.as_str().into(), i64::from(year).into()];
    let row = tx.query_one_raw(sql(tx, upsert, values)).await?;
    let row = row.ok_or_else(|| Refusal::internal(&"no number came back"))?;
    Ok(Number { series: series.clone(), year, serial: row.try_get("", "last")? })
}

/// Adds a new item. Refused with SUPERVISION_OPEN where one is open for the same subject and rule.
pub(crate) async fn add(store: &Store, tx: &DatabaseTransaction, item: &Item) -> Result<(), Refusal> {
    let open = OnConflict::new().do_nothing().to_owned();
    let row = from_item(item, store)?.into_active_model();
    let added = Entity::insert(row).on_conflict(open).exec_without_returning(tx).await?;
    if added == 1 { Ok(()) } else { Err(already_open(item)) }
}

fn already_open(item: &Item) -> Refusal {
    Refusal::new(
        Kind::Exists,
        reason::SUPERVISION_OPEN,
        "同一事项因同一原因已有未销号的督办，请在原督办上继续。",
        "An item about the same subject for the same reason is open; go on with that one.",
    )
    .at("subject")
    .with("subject", &item.subject)
    .with("rule", item.rule.name())
}

/// An item in a scope.
pub(crate) async fn get(store: &Store, scope: &Scope, id: Uuid) -> Result<Option<Item>, Refusal> {
    let found = Entity::find_by_id(id.to_string()).filter(inside(scope)).one(store.read()).await?;
    found.map(|row| whole(row, store)).transpose()
}

fn whole(row: row::Model, store: &Store) -> Result<Item, Refusal> {
    let id = row.id.clone();
    record::intact("supervisions", &id, to_item(row, store))
}

/// An item in a scope, kept from others until the transaction ends.
pub(crate) async fn lock_for_update(
    store: &Store,
    tx: &DatabaseTransaction,
    scope: &Scope,
    id: Uuid,
) -> Result<Option<Item>, Refusal> {
    let query = Entity::find_by_id(id.to_string()).filter(inside(scope)).lock_exclusive();
    query.one(tx).await?.map(|row| whole(row, store)).transpose()
}

/// Writes an item that was taken.
pub(crate) async fn save(store: &Store, tx: &DatabaseTransaction, item: &Item) -> Result<(), Refusal> {
    let row = from_item(item, store)?.into_active_model().reset_all();
    Entity::update_many().set(row).filter(Column::Id.eq(item.id.to_string())).exec(tx).await?;
    Ok(())
}

/// Items about which somebody above has to hear, the longest late first, at most so many.
pub(crate) async fn to_escalate(store: &Store, at: Timestamp, limit: u64) -> Result<Vec<Uuid>, Refusal> {
    let query = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::EscalateAfter.lt(at.micros()))
        .order_by_asc(Column::EscalateAfter)
        .limit(limit);
    let ids: Vec<String> = query.into_tuple().all(store.read()).await?;
    ids.iter().map(|id| Uuid::parse_str(id).map_err(|fault| Refusal::internal(&fault))).collect()
}

/// Where something of this service belongs that an item may be about; none where it is not there.
pub(crate) async fn region_of_subject(
    connection: &impl ConnectionTrait,
    collection: &str,
    id: &str,
) -> Result<Option<String>, Refusal> {
    let text = match collection {
        "cases" => "SELECT region_code FROM cases WHERE id = $1",
        "receipts" => "SELECT region_code FROM receipts WHERE id = $1",
        "payouts" => "SELECT region_code FROM payouts WHERE id = $1",
        "sanctions" => "SELECT region_code FROM sanctions WHERE name = 'sanctions/' || $1",
        "batches" => "SELECT region_code FROM batches WHERE id = $1",
        _ => return Ok(None),
    };
    let row = connection.query_one_raw(sql(connection, text, vec![id.into()])).await?;
    Ok(row.map(|row| row.try_get("", "region_code")).transpose()?)
}

/// Open items whose ground has fallen away: what the rule looked after is over, or its limit no longer near, the oldest first, at most so
/// many; of one item alone where it is given. Reads the open items and, of each, one row of its subject.
pub(crate) async fn groundless(
    connection: &impl ConnectionTrait,
    at: Timestamp,
    one: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Uuid>, Refusal> {
    let mut params = SqlParams::default();
    let mut looked_after = |rule: Rule| {
        let (name, horizon) =
            (params.bind(rule.name()), params.bind(at.plus_seconds(rule.lead_seconds()).micros()));
        format!(
            "(s.rule = {name} AND NOT EXISTS (SELECT 1 FROM supervision_subjects x
                WHERE x.subject = s.subject AND x.rule = s.rule AND x.limit_time < {horizon}))"
        )
    };
    let mut fell_away: Vec<String> =
        [Rule::SeizureLapse, Rule::RequestOverdue, Rule::TaskOverdue].map(&mut looked_after).into();
    let near = day(at.plus_seconds(Rule::CaseDeadline.lead_seconds()).legal_day());
    fell_away.push(format!(
        "(s.rule = {} AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = substr(s.subject, 7) AND c.limit_day <= {}))",
        params.bind(Rule::CaseDeadline.name()),
        params.bind(near)
    ));
    fell_away.push(format!(
        "(s.rule = {} AND NOT EXISTS (SELECT 1 FROM receipts r WHERE r.id = substr(s.subject, 10) AND r.covered_day < {}))",
        params.bind(Rule::MoneyAging.name()),
        params.bind(day(at.legal_day()))
    ));
    let only = one.map(|id| format!(" AND s.id = {}", params.bind(id.to_string()))).unwrap_or_default();
    let text = format!(
        "SELECT s.id FROM supervisions s WHERE s.is_open = 1 AND ({}){only} ORDER BY s.create_time, s.id LIMIT {limit}",
        fell_away.join(" OR ")
    );
    let rows = connection.query_all_raw(sql(connection, &text, params.0)).await?;
    rows.iter()
        .map(|row| {
            let id: String = row.try_get("", "id")?;
            Uuid::parse_str(&id).map_err(|fault| Refusal::internal(&fault))
        })
        .collect()
}

fn from_item(item: &Item, store: &Store) -> Result<row::Model, Refusal> {
    let sealed = Sealed {
        case: item.case.clone(),
        matter: item.matter.clone(),
        replied: item.replied,
        returns: item.returns,
        escalations: item.escalations.clone(),
        steps: item.steps.clone(),
    };
    let sealed = serde_json::to_string(&sealed).map_err(|fault| Refusal::internal(&fault))?;
    Ok(row::Model {
        id: item.id.to_string(),
        series: item.number.series.as_str().to_owned(),
        year: item.number.year.into(),
        serial: item.number.serial,
        subject: item.subject.clone(),
        rule: item.rule.name().to_owned(),
        owner: item.owner.clone(),
        issuer: item.issuer.clone().unwrap_or_default(),
        region_code: item.region_code.as_str().to_owned(),
        state: item.state.name().to_owned(),
        is_open: item.state.is_open().into(),
        due_time: item.due.micros(),
        late_from: item.late_from().map(Timestamp::micros),
        escalate_after: item.next_escalation().map(|(_, after)| after.micros()),
        version: item.version,
        create_time: item.created.micros(),
        update_time: item.updated.micros(),
        sealed: store.encryption().encrypt(&sealed)?,
    })
}

pub(super) fn to_item(row: row::Model, store: &Store) -> Result<Item, Refusal> {
    let broken = |what: &str| Refusal::internal(&format!("supervision item {} has a broken {what}", row.id));
    let sealed = store.encryption().decrypt(&row.sealed)?;
    let sealed: Sealed = serde_json::from_str(&sealed).map_err(|fault| Refusal::internal(&fault))?;
    Ok(Item {
        id: Uuid::parse_str(&row.id).map_err(|_| broken("id"))?,
        number: Number {
            year: i16::try_from(row.year).map_err(|_| broken("year"))?,
            series: Series::from_id(row.series),
            serial: row.serial,
        },
        rule: Rule::from_name(&row.rule).ok_or_else(|| broken("rule"))?,
        region_code: RegionCode::parse(&row.region_code).map_err(|_| broken("region code"))?,
        state: State::from_name(&row.state).ok_or_else(|| broken("state"))?,
        subject: row.subject,
        case: sealed.case,
        matter: sealed.matter,
        owner: row.owner,
        issuer: Some(row.issuer).filter(|issuer| !issuer.is_empty()),
        due: Timestamp::from_micros(row.due_time),
        replied: sealed.replied,
        returns: sealed.returns,
        escalations: sealed.escalations,
        steps: sealed.steps,
        version: row.version,
        created: Timestamp::from_micros(row.create_time),
        updated: Timestamp::from_micros(row.update_time),
    })
}
