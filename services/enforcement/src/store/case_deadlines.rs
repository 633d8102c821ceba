//! The days that the law sets in open cases: a row for each, written with the case from which it follows.
//!
//! A clock that stands still has no day and no row until it runs again. What a closed case had is reckoned from the case alone.

use jiff::civil::Date;
use kit::{
    access::Scope,
    domain::refusal::Refusal,
    storage::{
        Encryption, SqlParams,
        list::{
            Branch, Clause, Field, Key, Lead, Leads, ListQuery, Order, Place, Sort, Terms,
            filter::{self, Op},
        },
        record::{self, Page},
        sql,
    },
};
use law::deadline::{Kind, Nature};
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult, Value};
use uuid::Uuid;

use super::{IN_REGION, day, name, read, service_acts};
use crate::domain::{
    case::{Case, Met, Sent},
    indicator::day_of,
};

/// The rows, and how far the cases from before them were looked through: none where all were. They are looked through again where the
/// program knows another calendar than it did then.
pub(crate) const TABLES: &[&str] = &[
    "CREATE TABLE case_deadlines (
        id TEXT NOT NULL PRIMARY KEY, case_id TEXT NOT NULL, kind TEXT NOT NULL, handler TEXT NOT NULL,
        region_code TEXT NOT NULL, ends BIGINT NOT NULL, is_duty BOOLEAN NOT NULL, met BOOLEAN NOT NULL, met_day BIGINT,
        met_by TEXT NOT NULL)",
    "CREATE INDEX case_deadlines_of_case ON case_deadlines (case_id)",
    "CREATE TABLE case_deadlines_to_fill (calendar TEXT NOT NULL PRIMARY KEY, after_id TEXT)",
    "INSERT INTO case_deadlines_to_fill VALUES ('', '')",
];

/// What comes next for an officer and in a county: of all, and of what is done or is not.
pub(crate) const LED_LIST: &[&str] = &[
    "CREATE INDEX case_deadlines_of_county ON case_deadlines (county, ends, id)",
    "CREATE INDEX case_deadlines_met_in_county ON case_deadlines (county, met, ends, id)",
    "CREATE INDEX case_deadlines_of_handler ON case_deadlines (handler, ends, id)",
    "CREATE INDEX case_deadlines_met_of_handler ON case_deadlines (handler, met, ends, id)",
];

const ENDS: &str = "ends";
/// How many rows are written by one statement.
const AT_ONCE: usize = 100;
/// How many cases from before are looked through at once.
const FILLED_AT_ONCE: u64 = 200;

/// What leads the list.
pub(crate) const LEADS: Leads = Leads {
    method: "sharedcourt.enforcement.v1.CaseService.ListDeadlines",
    order: "date",
    table: "case_deadlines",
    key: Key::ID,
    columns: IN_REGION,
    leads: &[
        Lead::alone("handler", &[ENDS]),
        Lead::region("county", &[ENDS]).of_scope(),
        Lead::in_county("met", &[ENDS]).behind(&["county", "handler"]).known_as("met_by").asked_by(&["met"]),
    ],
};

const FIELDS: &[Field] = &[
    Field::equal("handler"),
    Field::ranged("date"),
    Field::equal("met").about("met_by"),
    Field::equal("duty").about("nature"),
];

/// A day of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// The id of the case.
    pub(crate) case: Uuid,
    /// Which clock.
    pub(crate) kind: Kind,
    /// The act that fulfilled it.
    pub(crate) met: Option<Met>,
}

/// A page of the days of a scope, the earliest first.
pub(crate) async fn list(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    filter: &str,
    (after, limit): (Option<Place>, u64),
) -> Result<Page<Row>, Refusal> {
    let mut terms = Terms::default();
    for term in filter::parse(filter, LEADS.method, FIELDS)? {
        match term.field.as_str() {
            "handler" => terms.person("handler", &term)?,
            "date" => terms.compare(ENDS, term.op, day(filter::day(&term)?)),
            "met" => {
                // One of two, so that what is unlike the one is the other.
                let is_met = filter::flag(&term)? == (term.op != Op::Ne);
                let clause = Clause::equals("met", is_met);
                terms.leading("met", vec![Branch::from(clause.clone())], clause);
            }
            _ => {
                let is_duty = filter::flag(&term)? == (term.op != Op::Ne);
                terms.other(Clause::new(move |_| if is_duty { "is_duty" } else { "NOT is_duty" }.to_owned()));
            }
        }
    }
    let order = Order { column: ENDS, sort: Sort::Number, descending: false };
    let scan = LEADS.scan(connection, ListQuery { scope, terms, order, after, limit }).await?;
    scan.page(connection, "case_id, kind, met, met_day, met_by", to_row).await
}

fn to_row(row: &QueryResult) -> Result<Row, Refusal> {
    let (case, kind): (String, String) = (row.try_get("", "case_id")?, row.try_get("", "kind")?);
    let found = Kind::ALL.iter().copied().find(|known| name(known) == kind);
    let is_met: bool = row.try_get("", "met")?;
    let on: Option<i64> = row.try_get("", "met_day")?;
    let met = Met { on: on.and_then(day_of), by: row.try_get("", "met_by")? };
    Ok(Row {
        case: Uuid::parse_str(&case).map_err(|fault| Refusal::internal(&fault))?,
        kind: found.ok_or_else(|| Refusal::internal(&format!("there is no deadline {kind}")))?,
        met: is_met.then_some(met),
    })
}

/// Writes the days of cases that are new: nothing was served in them.
pub(crate) async fn add(tx: &DatabaseTransaction, cases: &[&Case]) -> Result<(), Refusal> {
    let mut rows = Vec::new();
    for case in cases {
        rows.extend(rows_of(case, &[]));
    }
    insert(tx, &rows).await
}

/// Writes the days of a case as they stand now, in place of those from before.
pub(crate) async fn keep(
    tx: &DatabaseTransaction,
    case: &Case,
    encryption: &Encryption,
) -> Result<(), Refusal> {
    let delete = "DELETE FROM case_deadlines WHERE case_id = $1";
    tx.execute_raw(sql(tx, delete, vec![case.id.to_string().into()])).await?;
    if case.closing.is_some() {
        return Ok(());
    }
    let notices: Vec<Sent> = service_acts::notices(tx, &case.name(), encryption).await?;
    insert(tx, &rows_of(case, &notices)).await
}

type Values = [Value; 10];

/// In the order of [`COLUMNS`].
fn rows_of(case: &Case, notices: &[Sent]) -> Vec<Values> {
    let to_values = |set: crate::domain::case::Set| {
        let kind = name(&set.kind);
        let on: Option<Date> = set.met.as_ref().and_then(|met| met.on);
        [
            format!("{}/{kind}", case.id).into(),
            case.id.to_string().into(),
            kind.into(),
            case.handler.clone().into(),
            case.region_code.as_str().into(),
            day(set.period.end).into(),
            (set.kind.nature() == Nature::Duty).into(),
            set.met.is_some().into(),
            on.map(day).into(),
            set.met.map(|met| met.by).unwrap_or_default().into(),
        ]
    };
    case.running_deadlines(notices).into_iter().map(to_values).collect()
}

const COLUMNS: &str = "id, case_id, kind, handler, region_code, ends, is_duty, met, met_day, met_by";

async fn insert(tx: &DatabaseTransaction, rows: &[Values]) -> Result<(), Refusal> {
    for some in rows.chunks(AT_ONCE) {
        let mut params = SqlParams::default();
        let lists: Vec<_> = some.iter().map(|values| params.list(values.clone())).collect();
        let text = format!(
            "INSERT INTO case_deadlines ({COLUMNS}) VALUES {} ON CONFLICT DO NOTHING",
            lists.join(", ")
        );
        tx.execute_raw(sql(tx, &text, params.0)).await?;
    }
    Ok(())
}

/// Writes the days of some of the cases from before; says whether any are left.
pub(crate) async fn fill_some(tx: &DatabaseTransaction, encryption: &Encryption) -> Result<bool, Refusal> {
    let again = "UPDATE case_deadlines_to_fill SET calendar = $1, after_id = '' WHERE calendar <> $1";
    tx.execute_raw(sql(tx, again, vec![law::period::calendar_version().into()])).await?;
    let lock = sql::for_update(tx);
    let text = format!("SELECT after_id FROM case_deadlines_to_fill WHERE after_id IS NOT NULL{lock}");
    let Some(row) = tx.query_one_raw(sql(tx, &text, vec![])).await? else { return Ok(false) };
    let after: String = row.try_get("", "after_id")?;
    let text = format!(
        "SELECT id, sealed FROM cases WHERE id > $1 AND state <> 'CLOSED' ORDER BY id LIMIT {FILLED_AT_ONCE}{lock}"
    );
    let rows = tx.query_all_raw(sql(tx, &text, vec![after.into()])).await?;
    for case in record::readable::<Case>(("cases", "id"), &rows, |row| read(row, encryption)) {
        keep(tx, &case, encryption).await?;
    }
    let last = rows.last().map(|last| last.try_get::<String>("", "id")).transpose()?;
    let text = "UPDATE case_deadlines_to_fill SET after_id = $1";
    tx.execute_raw(sql(tx, text, vec![last.into()])).await?;
    Ok(true)
}
