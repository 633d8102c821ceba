//! The lists of cases, and what is counted of them.

use kit::{
    access::Scope,
    domain::{identity, refusal::Refusal},
    storage::{
        Encryption,
        counts::{CountLead, Counts, Dimension, Due, Holds},
        list::{
            Branch, Clause, Field, Key, Lead, Leads, ListQuery, Order, Place, Sort, Terms, Via,
            filter::{self, Op},
        },
        record::Page,
    },
};
use sea_orm::ConnectionTrait;

use super::{
    IN_REGION,
    cases::{ENDINGS, STATES},
    day, read, search_keys,
};
use crate::domain::case::Case;

/// The fields of a filter.
const FIELDS: &[Field] = &[
    Field::named("state"),
    Field::equal("handler"),
    Field::equal("case_number"),
    Field::named("ending").about("closing.ending"),
    Field::equal("first_enforcement"),
    Field::equal("region").about("region_code"),
    Field::ranged("filing_date"),
    Field::ranged("closing_date").about("closing.date"),
    Field::equal("identity_number").about("parties.identity_number"),
    Field::equal("debtor_identity_number").about("parties.identity_number"),
    Field::equal("party_name").about("parties.display_name"),
    Field::equal("party_phone").about("parties.phone"),
];

const FILED: &str = "filed";

/// What leads the lists of cases. Those of a party are read in the order of filing out of the index of identities: a bank has thousands.
pub(crate) const LEADS: Leads = Leads {
    method: "sharedcourt.enforcement.v1.CaseService.ListCases",
    order: "filing_date desc",
    table: "cases",
    key: Key::ID,
    columns: IN_REGION,
    leads: &[
        Lead::alone("identity", &[FILED]).known_as("case_number"),
        Lead::alone("party_phone", &[FILED]).known_as("parties.phone").asked_by(&["party_phone"]),
        Lead::alone("party", &[FILED])
            .known_as("parties.identity_number")
            .asked_by(&["identity_number", "debtor_identity_number"]),
        Lead::alone("party_name", &[FILED]).known_as("parties.display_name").asked_by(&["party_name"]),
        // The beginning of a number, which `case_number` asks for too.
        Lead::alone("number_start", &[FILED]).of_scope(),
        Lead::alone("handler", &[FILED]),
        Lead::region("county", &[FILED]),
        Lead::in_county("state", &[FILED]),
        Lead::in_county("ending", &[FILED]).known_as("closing.ending").asked_by(&["ending"]),
    ],
};

/// What is counted of cases.
pub(crate) const COUNTS: Counts = Counts {
    method: LEADS.method,
    table: "cases",
    dimensions: &[
        Dimension::of("state", Holds::Names("CASE_STATE_", || STATES.to_vec())),
        Dimension::of("ending", Holds::Names("ENDING_", || ENDINGS.to_vec())),
        Dimension::of("handler", Holds::People),
        Dimension::region(),
    ],
    leads: &[
        CountLead { name: "handler", keeps: &["state", "ending", "region"] },
        CountLead { name: "region", keeps: &["state", "ending", "handler"] },
    ],
    due: Due::Day("limit_day"),
};

/// Where the cases of a party stand.
const PARTIES: Via = Via { table: "case_parties", key: Key::Column("case_id") };

/// Cases in a scope, the newest filing first, after a place.
pub(crate) async fn list(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    filter: &str,
    (after, limit): (Option<Place>, u64),
    encryption: &Encryption,
) -> Result<Page<Case>, Refusal> {
    let mut terms = Terms::default();
    for term in filter::parse(filter, LEADS.method, FIELDS)? {
        add_term(&mut terms, &term, encryption)?;
    }
    let order = Order { column: FILED, sort: Sort::Number, descending: true };
    let query = ListQuery { scope, terms, order, after, limit };
    LEADS.scan(connection, query).await?.page(connection, "sealed", |row| read(row, encryption)).await
}

fn add_term(terms: &mut Terms, term: &filter::Term, encryption: &Encryption) -> Result<(), Refusal> {
    match term.field.as_str() {
        "state" => terms.named("state", term, ("CASE_STATE_", &STATES))?,
        "ending" => terms.named("ending", term, ("ENDING_", &ENDINGS))?,
        "case_number" => search_keys::add_number(terms, term, encryption)?,
        "party_name" => search_keys::add_party_name(terms, term, encryption)?,
        "party_phone" => search_keys::add_party_phone(terms, term, encryption)?,
        "first_enforcement" => {
            let first = if filter::flag(term)? { "first" } else { "NOT first" };
            terms.other(Clause::new(|_| first.to_owned()));
        }
        "filing_date" => terms.compare(FILED, term.op, day(filter::day(term)?)),
        "closing_date" => terms.compare("closed", term.op, day(filter::day(term)?)),
        "handler" => terms.person("handler", term)?,
        "region" => terms.region("region_code", term.op, filter::region(term)?.as_str()),
        _ => {
            let debtor = term.field == "debtor_identity_number";
            let numbers = identity::numbers_like(&term.value);
            let indexes: Vec<_> = numbers.iter().map(|number| encryption.blind_index(number)).collect();
            let sides: &[bool] = if debtor { &[true] } else { &[true, false] };
            let of_side = |index: &Vec<u8>, side: bool| {
                let identity = Clause::equals("identity", index.clone());
                Branch::through(PARTIES, identity.and(&Clause::equals("debtor", side)))
            };
            let branches = indexes.iter().flat_map(|index| sides.iter().map(|side| of_side(index, *side)));
            let branches = branches.collect();
            let of_party = Clause::new(|params| {
                let (list, debtor) = (params.list(indexes), if debtor { " AND debtor" } else { "" });
                // Of one case at a time: a bank has thousands.
                format!(
                    "(SELECT 1 FROM case_parties WHERE identity IN {list} AND case_id = cases.id{debtor} LIMIT 1) IS NOT NULL"
                )
            });
            match term.op {
                Op::Ne => terms.other(of_party.negated()),
                _ => terms.leading("party", branches, of_party),
            }
        }
    }
    Ok(())
}
