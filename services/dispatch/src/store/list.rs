//! Lists of tasks.

use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::{
        ScopeColumns,
        counts::{CountLead, Counts, Dimension, Due, Holds, SeenBy},
        list::{
            Clause, Field, Key, Lead, Leads, ListQuery, Order, OrderField, Terms,
            filter::{self, Term},
            order,
        },
        record::Page,
    },
};
use sea_orm::FromQueryResult as _;

use super::{Tasks, rows};
use crate::domain::{State, Task};

const METHOD: &str = "sharedcourt.dispatch.v1.TaskService.ListTasks";

/// The columns of the orders.
const CREATED: &str = "create_time";
const UPDATED: &str = "update_time";
const FINISH: &str = "finish_by";

/// What leads the lists of tasks.
pub(crate) const LEADS: Leads = Leads {
    method: METHOD,
    order: "create_time desc",
    table: "tasks",
    key: Key::ID,
    columns: ScopeColumns {
        court: Some("court"),
        person: Some("worker"),
        ..ScopeColumns::region("region_code")
    },
    leads: &[
        Lead::alone("case_number", &[CREATED]),
        Lead::alone("worker", &[CREATED, FINISH]),
        Lead::alone("court", &[CREATED, FINISH]),
        Lead::alone("creator", &[CREATED]),
        Lead::region("village", &[CREATED]),
        Lead::region("town", &[CREATED]),
        Lead::region("county", &[CREATED, UPDATED, FINISH]),
        Lead::in_county("state", &[CREATED]).asked_by(STATE_FILTERS),
        Lead::in_county("state", &[FINISH]).behind(&["county", "court", "worker"]).asked_by(STATE_FILTERS),
    ],
};

/// The filters by the state.
const STATE_FILTERS: &[&str] = &["state", "open"];

/// What is counted of tasks.
pub(crate) const COUNTS: Counts = Counts {
    method: METHOD,
    table: "tasks",
    dimensions: &[
        Dimension::of("state", Holds::Names("TASK_STATE_", || State::NAMES.to_vec())),
        Dimension::of("kind", Holds::Names("TASK_KIND_", rows::kind_names)),
        Dimension::region(),
        Dimension::of("court", Holds::Resources("courts/")).seen_by(SeenBy::Court),
        Dimension::of("worker", Holds::People).seen_by(SeenBy::Person),
        Dimension::of("creator", Holds::People),
    ],
    leads: &[
        CountLead { name: "worker", keeps: &["state", "kind", "region", "court"] },
        CountLead { name: "court", keeps: &["state", "kind", "region", "worker"] },
        CountLead { name: "creator", keeps: &["state", "kind", "region"] },
        CountLead { name: "region", keeps: &["state", "kind"] },
    ],
    due: Due::Instant("late_from"),
};

/// What was counted before tasks were late from the first of their limits on.
pub(super) const COUNTS_BEFORE: Counts = Counts { due: Due::Instant("open_until"), ..COUNTS };

/// Reads an order; the newest first where none is given.
pub(crate) fn parse_order(text: &str) -> Result<Order, Refusal> {
    order::parse(text, METHOD, ORDERS)
}

const ORDERS: &[OrderField] =
    &[OrderField::number(CREATED), OrderField::number(UPDATED), OrderField::number(FINISH)];

const FIELDS: &[Field] = &[
    Field::named("state"),
    Field::named("kind"),
    Field::equal("open").about("state"),
    Field::equal("overdue"),
    Field::equal("court"),
    Field::equal("worker"),
    Field::equal("creator"),
    Field::equal("case_number"),
    Field::equal("region").about("region_code"),
    Field::ranged(CREATED),
    Field::ranged(UPDATED),
    Field::ranged(FINISH),
];

/// Reads a filter, as it is to be understood at a moment.
pub(crate) fn parse_filter(text: &str, at: Timestamp) -> Result<Terms, Refusal> {
    let mut terms = Terms::default();
    for term in filter::parse(text, METHOD, FIELDS)? {
        add(&mut terms, &term, at)?;
    }
    Ok(terms)
}

fn add(terms: &mut Terms, term: &Term, at: Timestamp) -> Result<(), Refusal> {
    match term.field.as_str() {
        "state" => terms.named("state", term, ("TASK_STATE_", &State::NAMES))?,
        "kind" => terms.named("kind", term, ("TASK_KIND_", &rows::kind_names()))?,
        "open" => {
            let is_open = filter::flag(term)?;
            terms.one_of("state", if is_open { &State::OPEN[..] } else { &State::REPORTED_OR_OVER });
        }
        "overdue" => {
            let late = Clause::new(|params| {
                format!("(late_from IS NOT NULL AND late_from < {})", params.bind(at.micros()))
            });
            if filter::flag(term)? {
                // What is late is open.
                terms.one_of("state", &State::OPEN);
                terms.other(late);
            } else {
                terms.other(late.negated());
            }
        }
        "court" => terms.compare("court", term.op, filter::resource(term, "courts/")?),
        "worker" => terms.compare("worker", term.op, filter::person(term)?),
        "creator" => terms.compare("creator", term.op, filter::person(term)?),
        "case_number" => {
            terms.compare("case_number", term.op, filter::case_number(term)?.to_string());
        }
        "region" => terms.region("region_code", term.op, filter::region(term)?.as_str()),
        field => {
            let column = [CREATED, UPDATED].into_iter().find(|name| *name == field).unwrap_or(FINISH);
            terms.instant(column, term)?;
        }
    }
    Ok(())
}

impl Tasks {
    /// A page of tasks, by keyset: whatever is added meanwhile, none is shown twice and none is stepped over.
    pub(crate) async fn list(&self, query: ListQuery<'_>) -> Result<Page<Task>, Refusal> {
        let read = self.store.read();
        let scan = LEADS.scan(read, query).await?;
        scan.page(read, "*", |row| {
            rows::to_task(&rows::task::Model::from_query_result(row, "")?, &self.encryption)
        })
        .await
    }
}
