//! Lists of people. They are found by their terms; a person without a term by where they were entered.

use kit::{
    access::{Caller, Role, Scope},
    domain::refusal::Refusal,
    storage::{
        Encryption, SqlParams,
        list::{Branch, Clause, Key, Order, Place, Scan, Sort, Via, contract::Scanned, region_columns},
        record::Page,
    },
};
use law::identifiers::RegionCode;
use sea_orm::ConnectionTrait;

use super::{
    people::{TABLE, add_terms, in_scope, reaches_units, running},
    people_keys::SearchKey,
    people_rows::person,
};
use crate::domain::{court::CourtCode, hand::Hand, person::Person};

const PERSON: &str =
    "id AS person, display_name, phone, deactivated, version, create_time, entered_by, entered_in";

/// What a list of people asks for.
#[derive(Debug, Default)]
pub(crate) struct PeopleFilter {
    pub(crate) role: Option<Role>,
    pub(crate) court: Option<CourtCode>,
    pub(crate) active: Option<bool>,
    /// Each of these.
    pub(crate) keys: Vec<SearchKey>,
}

/// The list of people.
pub(crate) const METHOD: &str = "sharedcourt.courts.v1.PersonService.ListPeople";

/// How it is ordered and led.
pub(crate) const LED: Scanned =
    Scanned { order: "name", alone: &["display_name", "phone", "court"], in_county: &["role"] };

/// The indexes of the lists.
pub(super) const LED_LISTS: &[&str] = &[
    "ALTER TABLE people ADD COLUMN entered_county TEXT GENERATED ALWAYS AS (COALESCE(SUBSTR(entered_in, 1, 6), '')) {computed}",
    "ALTER TABLE terms ADD COLUMN of_unit BIGINT GENERATED ALWAYS AS (CASE WHEN unit IS NULL THEN 0 ELSE 1 END) {computed}",
    "CREATE INDEX terms_in_court ON terms (court, person)",
    "CREATE INDEX terms_in_county ON terms (county, person)",
    "CREATE INDEX terms_in_county_of_role ON terms (county, role, person)",
    "CREATE INDEX terms_in_town ON terms (town, person)",
    "CREATE INDEX terms_in_village ON terms (village, person)",
    "CREATE INDEX terms_of_units ON terms (of_unit, person)",
    // People without a term.
    "CREATE INDEX people_entered ON people (entered_county, id)",
];

/// Where people are found by their terms.
const TERMS: Via = Via { table: "terms", key: Key::Column("person") };

/// People whom a caller can see, by id, after one. They are found by their terms: those of a court, of an office, of each region of the
/// caller; a person without a term is found by where they were entered. Whether a person is to be seen is asked of each.
pub(crate) async fn list(
    connection: &impl ConnectionTrait,
    encryption: &Encryption,
    caller: &Caller,
    filter: &PeopleFilter,
    after: Option<Place>,
    limit: u64,
) -> Result<Page<Person>, Refusal> {
    let scope = caller.scope();
    let branches = branches(connection, encryption, caller, filter).await?;
    let order = Order { column: "id", sort: Sort::Text, descending: false };
    let mut conditions = conditions(caller, &scope, filter);
    conditions.extend(filter.keys.iter().skip(1).map(|key| key.condition(encryption)));
    let scan = Scan { table: TABLE, key: Key::ID, order, branches, conditions, after, limit };
    let mut page = scan.page(connection, PERSON, |row| person(row, encryption)).await?;
    add_terms(connection, &mut page.rows).await?;
    Ok(page)
}

/// The rows among which those that a caller asks for are.
async fn branches(
    connection: &impl ConnectionTrait,
    encryption: &Encryption,
    caller: &Caller,
    filter: &PeopleFilter,
) -> Result<Vec<Branch>, Refusal> {
    let scope = caller.scope();
    if let Some(key) = filter.keys.first() {
        return Ok(vec![key.branch(encryption)]);
    }
    let of_terms = |condition: Clause| Branch::through(TERMS, condition);
    let role = filter.role.map(|role| Clause::equals("role", role.name()));
    if let Some(court) = &filter.court {
        return Ok(vec![of_terms(Clause::equals("court", court.as_str()))]);
    }
    if scope.everything {
        return Ok(vec![role.map_or_else(|| Clause::always().into(), of_terms)]);
    }
    let mut places = Vec::new();
    for code in scope.regions.iter().map(RegionCode::as_str) {
        places.extend(region_columns::places(connection, TERMS.table, code).await?);
    }
    let mut branches: Vec<Branch> = Vec::new();
    // The other branches have the office row by row.
    for place in &places {
        let county = (place.column == "county").then_some(role.as_ref()).flatten();
        branches.push(of_terms(county.map_or_else(|| place.is(), |role| place.is().and(role))));
    }
    let courts = scope.courts.iter().filter_map(|court| court.strip_prefix("courts/"));
    branches.extend(courts.map(|code| of_terms(Clause::equals("court", code))));
    if reaches_units(&scope) {
        branches.push(of_terms(Clause::equals("of_unit", 1_i64)));
    }
    if filter.role.is_none() && caller.acts_as(Role::Admin) {
        // A person without a known place of entry has no region.
        if Hand::of(caller).reaches_a_county() {
            branches.push(Clause::equals("entered_county", "").into());
        }
        let mut counties: Vec<String> = Vec::new();
        for code in scope.regions.iter().map(RegionCode::as_str) {
            match code.get(..6) {
                Some(county) => counties.push(county.to_owned()),
                None => counties
                    .extend(region_columns::present(connection, (TABLE, "entered_county"), code).await?),
            }
        }
        counties.sort_unstable();
        counties.dedup();
        branches.extend(counties.into_iter().map(|county| Clause::equals("entered_county", county).into()));
    }
    Ok(branches)
}

/// Whether a person, over `people`, is one whom a caller asks for.
fn conditions(caller: &Caller, scope: &Scope, filter: &PeopleFilter) -> Vec<Clause> {
    let mut conditions = Vec::new();
    if let Some(active) = filter.active {
        conditions
            .push(Clause::new(|_| format!("people.deactivated IS {}NULL", if active { "" } else { "NOT " })));
    }
    let by_term = filter.role.is_some() || filter.court.is_some();
    if scope.everything && !by_term {
        return conditions;
    }
    conditions.push(Clause::new(|params| {
        let mut term = vec![in_scope(params, scope)];
        if by_term {
            let at = params.bind(caller.at.micros());
            term.push(running(&at));
        }
        if let Some(role) = filter.role {
            term.push(format!("t.role = {}", params.bind(role.name())));
        }
        if let Some(court) = &filter.court {
            term.push(format!("t.court = {}", params.bind(court.as_str())));
        }
        let term = term.join(" AND ");
        // Values and no EXISTS, which PostgreSQL may answer by reading all terms once.
        let has_term =
            format!("(SELECT 1 FROM terms t WHERE t.person = people.id AND {term} LIMIT 1) IS NOT NULL");
        if by_term || !caller.acts_as(Role::Admin) {
            return has_term;
        }
        let entered = entered_under(params, &Hand::of(caller), scope);
        let has_none = "(SELECT 1 FROM terms t WHERE t.person = people.id LIMIT 1) IS NULL";
        format!("({has_term} OR ({entered} AND {has_none}))")
    }));
    conditions
}

/// The people who were entered inside a scope; where that is not known they are a county's.
fn entered_under(params: &mut SqlParams, hand: &Hand, scope: &Scope) -> String {
    if scope.everything {
        return "1 = 1".to_owned();
    }
    let unknown = if hand.reaches_a_county() { "people.entered_in IS NULL" } else { "1 = 0" };
    let inside = scope
        .regions
        .iter()
        .map(|region| format!(" OR {}", params.region("people.entered_in", region.as_str())));
    format!("({unknown}{})", inside.collect::<String>())
}
