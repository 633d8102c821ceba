//! Sanctions in the database.

use crate::{
    domain::{
        approval::Awaits as _,
        sanction::{Sanction, State, code},
    },
    store::IN_REGION,
};
use jiff::civil::Date;
use kit::{
    access::Scope,
    domain::refusal::Refusal,
    storage::{
        Encryption, SqlParams,
        list::{
            Clause, Field, Key, Lead, Leads, ListQuery, Order, Place, Sort, Terms,
            filter::{self, Op},
        },
        record::{self, Page},
        sql,
    },
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Value};

use super::{approvals, close, day, read};

/// Ids follow time: the newest come by their names.
pub(crate) const TABLES: &[&str] = &[
    "CREATE TABLE sanctions (
        name TEXT NOT NULL PRIMARY KEY, case_name TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
        region_code TEXT NOT NULL, ends BIGINT, lift_due BOOLEAN NOT NULL, sealed {bytes} NOT NULL)",
    "CREATE INDEX sanctions_of_case ON sanctions (case_name, name)",
    "CREATE INDEX sanctions_in_state ON sanctions (state, name)",
    "CREATE INDEX sanctions_of_kind ON sanctions (kind, name)",
    "CREATE INDEX sanctions_to_lift ON sanctions (name) WHERE lift_due",
];

const COLUMNS: &str = "name, case_name, kind, state, region_code, ends, lift_due, sealed";

fn values(sanction: &Sanction, encryption: &Encryption) -> Result<[Value; 8], Refusal> {
    Ok([
        sanction.name().into(),
        sanction.case.clone().into(),
        code(sanction.terms.kind).into(),
        state_name(sanction.state).into(),
        sanction.region_code.as_str().into(),
        sanction.terms.end.map(day).into(),
        (sanction.owed.is_some() && matches!(sanction.state, State::Served | State::InForce)).into(),
        close(sanction, encryption)?.into(),
    ])
}

/// Adds a sanction.
pub(crate) async fn add(
    tx: &DatabaseTransaction,
    sanction: &Sanction,
    encryption: &Encryption,
) -> Result<(), Refusal> {
    let insert = format!("INSERT INTO sanctions ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
    tx.execute_raw(sql(tx, &insert, values(sanction, encryption)?.into())).await?;
    approvals::add(tx, (&sanction.name(), &sanction.waiting()), encryption).await
}

/// Writes a sanction that was taken.
pub(crate) async fn save(
    tx: &DatabaseTransaction,
    sanction: &Sanction,
    encryption: &Encryption,
) -> Result<(), Refusal> {
    let update = "UPDATE sanctions SET case_name = $2, kind = $3, state = $4, region_code = $5, ends = $6, lift_due = $7,
                  sealed = $8 WHERE name = $1";
    tx.execute_raw(sql(tx, update, values(sanction, encryption)?.into())).await?;
    approvals::keep(tx, (&sanction.name(), &sanction.waiting()), encryption).await
}

/// A sanction in a scope.
pub(crate) async fn get(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    name: &str,
    encryption: &Encryption,
) -> Result<Option<Sanction>, Refusal> {
    one(connection, scope, name, "", encryption).await
}

/// A sanction in a scope, kept from others until the transaction ends.
pub(crate) async fn lock_for_update(
    tx: &DatabaseTransaction,
    scope: &Scope,
    name: &str,
    encryption: &Encryption,
) -> Result<Option<Sanction>, Refusal> {
    one(tx, scope, name, sql::for_update(tx), encryption).await
}

async fn one(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    name: &str,
    lock: &str,
    encryption: &Encryption,
) -> Result<Option<Sanction>, Refusal> {
    let mut params = SqlParams::default();
    let text = format!(
        "SELECT name, sealed FROM sanctions WHERE name = {} AND {}{lock}",
        params.bind(name),
        params.in_scope(scope, IN_REGION)
    );
    let row = connection.query_one_raw(sql(connection, &text, params.0)).await?;
    row.map(|row| record::one(NAMED, &row, |row| read(row, encryption))).transpose()
}

/// Those of a case that was taken which hold, kept from others until the transaction ends.
pub(crate) async fn lock_holding(
    tx: &DatabaseTransaction,
    case: &str,
    encryption: &Encryption,
) -> Result<Vec<Sanction>, Refusal> {
    let text = format!(
        "SELECT name, sealed FROM sanctions WHERE case_name = $1 AND state IN ('SERVED', 'IN_FORCE') ORDER BY name{}",
        sql::for_update(tx)
    );
    let rows = tx.query_all_raw(sql(tx, &text, vec![case.into()])).await?;
    rows.iter().map(|row| record::one(NAMED, row, |row| read(row, encryption))).collect()
}

/// The table, and the column that names its rows.
const NAMED: (&str, &str) = ("sanctions", "name");

const FIELDS: &[Field] = &[
    Field::equal("state"),
    Field::named("kind"),
    Field::equal("case"),
    Field::equal("lift_due").about("lift_duty"),
];

/// Names follow time.
const NAME: &str = "name";

/// What leads the lists of sanctions.
pub(crate) const LEADS: Leads = Leads {
    method: "sharedcourt.enforcement.v1.SanctionService.ListSanctions",
    order: "name desc",
    table: "sanctions",
    key: Key::Column(NAME),
    columns: IN_REGION,
    leads: &[
        Lead::alone("case_name", &[NAME]).known_as("case"),
        Lead::region("county", &[NAME]).of_scope(),
        Lead::in_county("lift_due", &[NAME]).known_as("lift_duty").asked_by(&["lift_due"]),
        Lead::in_county("state", &[NAME]),
        Lead::in_county("kind", &[NAME]),
    ],
};

/// The indexes of the lists; one of before that leads none goes.
pub(crate) const LED_LISTS: &[&str] = &[
    "DROP INDEX sanctions_in_state",
    "DROP INDEX sanctions_of_kind",
    "DROP INDEX sanctions_to_lift",
    "CREATE INDEX sanctions_of_county ON sanctions (county, name)",
    "CREATE INDEX sanctions_in_state ON sanctions (county, state, name)",
    "CREATE INDEX sanctions_of_kind ON sanctions (county, kind, name)",
    "CREATE INDEX sanctions_to_lift ON sanctions (county, lift_due, name)",
];

/// Sanctions in a scope, the newest first, after a place, as they stand on a day.
pub(crate) async fn list(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    filter: &str,
    (after, limit): (Option<Place>, u64),
    today: Date,
    encryption: &Encryption,
) -> Result<Page<Sanction>, Refusal> {
    let mut terms = Terms::default();
    for term in filter::parse(filter, LEADS.method, FIELDS)? {
        add_term(&mut terms, &term, today)?;
    }
    let order = Order { column: NAME, sort: Sort::Text, descending: true };
    let query = ListQuery { scope, terms, order, after, limit };
    LEADS.scan(connection, query).await?.page(connection, "sealed", |row| read(row, encryption)).await
}

/// The names of states, as a filter gives them.
const STATES: [&str; 8] =
    ["PROPOSED", "APPROVED", "REJECTED", "SERVED", "IN_FORCE", "LIFTED", "EXPIRED", "EXECUTED"];
/// The names of kinds, as a filter gives them.
const KINDS: [&str; 8] = [
    "FINE",
    "DETENTION",
    "COMPELLED_APPEARANCE",
    "SEARCH",
    "DISHONEST_LIST",
    "CONSUMPTION_RESTRICTION",
    "EXIT_RESTRICTION",
    "CRIMINAL_REFERRAL",
];

fn add_term(terms: &mut Terms, term: &filter::Term, today: Date) -> Result<(), Refusal> {
    match term.field.as_str() {
        "lift_due" => terms.compare("lift_due", Op::Eq, filter::flag(term)?),
        "state" => state(terms, term, today)?,
        "kind" => terms.named("kind", term, ("SANCTION_KIND_", &KINDS))?,
        _ => terms.resource("case_name", term, "cases/")?,
    }
    Ok(())
}

/// Nothing is written when a last day passes: what has expired is stored as in force.
fn state(terms: &mut Terms, term: &filter::Term, today: Date) -> Result<(), Refusal> {
    let state = filter::name(term, "SANCTION_STATE_", &STATES)?;
    let compared = match state {
        "EXPIRED" => "<",
        "IN_FORCE" => ">=",
        state => {
            terms.compare("state", term.op, state);
            return Ok(());
        }
    };
    let runs =
        Clause::new(|params| format!("COALESCE(ends, 99999999) {compared} {}", params.bind(day(today))));
    if term.op == Op::Ne {
        terms.other(Clause::equals("state", "IN_FORCE").and(&runs).negated());
    } else {
        terms.compare("state", Op::Eq, "IN_FORCE");
        terms.other(runs);
    }
    Ok(())
}

const fn state_name(state: State) -> &'static str {
    match state {
        State::Proposed => "PROPOSED",
        State::Approved => "APPROVED",
        State::Rejected => "REJECTED",
        State::Served => "SERVED",
        State::InForce => "IN_FORCE",
        State::Lifted => "LIFTED",
        State::Expired => "EXPIRED",
        State::Executed => "EXECUTED",
    }
}
