//! Lists of supervision items.

use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::{
        Store,
        counts::{CountLead, Counts, Dimension, Due, Holds},
        list::{
            Clause, Field, Key, Lead, Leads, ListQuery, Order, OrderField, Terms,
            filter::{self, Op, Term},
            order,
        },
        record::Page,
    },
};
use sea_orm::FromQueryResult as _;

use super::{
    IN_REGION,
    supervisions::{row::Model, to_item},
};
use crate::domain::supervision::{Item, Rule, State};

const CREATED: &str = "create_time";
const DUE: &str = "due_time";

/// What leads the lists of items.
pub(crate) const LEADS: Leads = Leads {
    method: "sharedcourt.enforcement.v1.SupervisionService.ListSupervisions",
    order: "create_time desc",
    table: "supervisions",
    key: Key::ID,
    columns: IN_REGION,
    leads: &[
        Lead::alone("subject", &[CREATED]),
        Lead::alone("owner", &[CREATED, DUE]),
        Lead::alone("issuer", &[CREATED]),
        Lead::alone("rule", &[CREATED]),
        Lead::region("county", &[CREATED, DUE]),
        Lead::in_county("state", &[CREATED]),
        Lead::in_county("is_open", &[DUE]).known_as("state").asked_by(&["open"]),
    ],
};

/// What is counted of items.
pub(crate) const COUNTS: Counts = Counts {
    method: LEADS.method,
    table: "supervisions",
    dimensions: &[
        Dimension::of("state", Holds::Names("SUPERVISION_STATE_", || State::ALL.map(State::name).to_vec())),
        Dimension::of("rule", Holds::Names("SUPERVISION_RULE_", || Rule::ALL.map(Rule::name).to_vec())),
        Dimension::of("owner", Holds::People),
        Dimension::of("issuer", Holds::People),
        Dimension::region(),
    ],
    leads: &[
        CountLead { name: "owner", keeps: &["state", "rule", "region"] },
        CountLead { name: "issuer", keeps: &["state", "rule", "region"] },
        CountLead { name: "region", keeps: &["state", "rule", "owner"] },
    ],
    due: Due::Instant("late_from"),
};

/// Reads an order; the newest first where none is given.
pub(crate) fn parse_order(text: &str) -> Result<Order, Refusal> {
    order::parse(text, LEADS.method, &[OrderField::number(CREATED), OrderField::number(DUE)])
}

const FIELDS: &[Field] = &[
    Field::named("state"),
    Field::equal("owner"),
    Field::equal("issuer"),
    Field::named("rule"),
    Field::equal("subject"),
    Field::equal("overdue"),
    Field::equal("open").about("state"),
    Field::equal("region").about("region_code"),
    Field::ranged(CREATED),
    Field::ranged(DUE),
];

/// Reads a filter, as it is to be understood at a moment.
pub(crate) fn parse_filter(text: &str, at: Timestamp) -> Result<Terms, Refusal> {
    let mut terms = Terms::default();
    for term in filter::parse(text, LEADS.method, FIELDS)? {
        add_term(&mut terms, &term, at)?;
    }
    Ok(terms)
}

fn add_term(terms: &mut Terms, term: &Term, at: Timestamp) -> Result<(), Refusal> {
    match term.field.as_str() {
        "state" => terms.named("state", term, ("SUPERVISION_STATE_", &State::ALL.map(State::name)))?,
        "rule" => terms.named("rule", term, ("SUPERVISION_RULE_", &Rule::ALL.map(Rule::name)))?,
        "owner" => terms.person("owner", term)?,
        "issuer" => terms.person("issuer", term)?,
        "subject" => terms.compare("subject", term.op, term.value.as_str()),
        "open" => terms.compare("is_open", Op::Eq, i64::from(filter::flag(term)?)),
        "overdue" => {
            let late = Clause::new(|params| {
                format!("(late_from IS NOT NULL AND late_from < {})", params.bind(at.micros()))
            });
            terms.other(if filter::flag(term)? { late } else { late.negated() });
        }
        "region" => terms.region("region_code", term.op, filter::region(term)?.as_str()),
        "due_time" => terms.instant(DUE, term)?,
        _ => terms.instant(CREATED, term)?,
    }
    Ok(())
}

/// A page of items, by keyset: whatever is added meanwhile, none is shown twice and none is stepped over.
pub(crate) async fn list(store: &Store, query: ListQuery<'_>) -> Result<Page<Item>, Refusal> {
    let read = store.read();
    let scan = LEADS.scan(read, query).await?;
    scan.page(read, "*", |row| to_item(Model::from_query_result(row, "")?, store)).await
}
