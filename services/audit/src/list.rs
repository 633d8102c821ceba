//! Lists of records: which are asked for, and the index that gives them, the newest first.

use kit::{
    access::{Caller, Scope},
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal},
    },
    storage::{
        ScopeColumns, SqlParams,
        list::{
            Branch, Clause, Field, Key, ListOf, Order, Place, Scan, Sort, Via,
            contract::Scanned,
            filter::{self, Op, Term},
            region_columns,
        },
        record::Page,
        sql,
    },
};
use law::identifiers::{RegionCode, RegionLevel};
use sea_orm::ConnectionTrait;

use super::{
    record::Row,
    store::{COLUMNS, to_row},
};

/// The lists of the audit.
pub const LISTS: &[ListOf] = &[
    ListOf::scanned(RECORDS, led_by(&["person", "request_id", "resource"])),
    ListOf::scanned(LOOKUPS, led_by(&["resource"])),
];

const fn led_by(alone: &'static [&'static str]) -> Scanned {
    Scanned { order: "call_time desc", alone, in_county: &[] }
}

pub(super) const RECORDS: &str = "sharedcourt.audit.v1.AuditService.ListAuditRecords";
pub(super) const LOOKUPS: &str = "sharedcourt.audit.v1.AuditService.ListLookups";

const FIELDS: &[Field] = &[
    Field::equal("person"),
    Field::equal("method"),
    Field::equal("code"),
    Field::equal("reason"),
    Field::equal("request_id"),
    Field::equal("trace_id"),
    Field::equal("chain"),
    Field::equal("resource").about("resources"),
    Field::ranged("call_time"),
];

const KEY: Key = Key::Numbered("chain", "number");
const AT: &str = "at";

/// The records that name a resource.
const RESOURCES: Via = Via { table: "resources", key: KEY };

/// Which records are asked for.
#[derive(Debug)]
pub(super) struct RecordQuery {
    scope: Scope,
    /// The rows of the filter's own index, where it has one.
    leading: Option<Branch>,
    /// Bounds of the time, which bound what is read of every index.
    times: Vec<Clause>,
    conditions: Vec<Clause>,
}

impl RecordQuery {
    /// Those of a filter that a caller may be shown.
    pub(super) fn of(caller: &Caller, filter: &str) -> Result<Self, Refusal> {
        let mut query = Self::shown_to(caller);
        for term in filter::parse(filter, RECORDS, FIELDS)? {
            if term.field == "person" && term.op == Op::Eq && term.value == caller.person {
                return Err(own_records());
            }
            query.add(&term)?;
        }
        Ok(query)
    }

    /// Who looked at a resource, of those that a caller may be shown.
    pub(super) fn lookups(caller: &Caller, resource: &str) -> Self {
        let mut query = Self::shown_to(caller);
        query.leading = Some(about(resource));
        query.conditions.push(Clause::equals("code", "OK"));
        query.conditions.push(Clause::compare("person", Op::Ne, ""));
        query
    }

    /// Those of a caller's regions, and not of their own calls.
    fn shown_to(caller: &Caller) -> Self {
        let scope = caller.scope();
        let mut conditions = Vec::new();
        if !scope.everything {
            conditions.push(Clause::compare("person", Op::Ne, caller.person.as_str()));
        }
        Self { scope, leading: None, times: Vec::new(), conditions }
    }

    fn add(&mut self, term: &Term) -> Result<(), Refusal> {
        let is_new = self.leading.is_none();
        match (term.field.as_str(), term.op) {
            ("resource", Op::Eq) => {
                let named = self.leading.as_ref().and_then(|branch| branch.via).is_some();
                if named {
                    return Err(one_resource(term));
                }
                // A person or a request that led is tested row by row.
                let before = self.leading.replace(about(&term.value));
                self.conditions.extend(before.map(|branch| branch.condition));
            }
            ("resource", _) => return Err(one_resource(term)),
            ("call_time", op) => {
                let at = Timestamp::parse(&term.value).map_err(|_| {
                    filter::bad_value(term, "时间须为 RFC 3339 格式。", "A time is written as in RFC 3339.")
                })?;
                self.times.push(Clause::compare(AT, op, at.micros()));
            }
            (field @ ("person" | "request_id"), Op::Eq) if is_new => {
                self.leading = Some(Clause::equals(field, term.value.as_str()).into());
            }
            (field, op) => self.conditions.push(Clause::compare(field, op, term.value.as_str())),
        }
        Ok(())
    }

    /// A page of them, the newest first, after a place.
    pub(super) async fn page(
        self,
        connection: &impl ConnectionTrait,
        after: Option<Place>,
        limit: u64,
    ) -> Result<Page<Row>, Refusal> {
        let Self { scope, leading, times, mut conditions } = self;
        let mut branches = match leading {
            Some(branch) => {
                if !scope.everything {
                    conditions.push(Clause::new(|params| in_scope(&scope, params)));
                }
                vec![branch]
            }
            None => offices(connection, &scope, &mut conditions).await?,
        };
        for time in &times {
            branches = branches.iter().map(|branch| branch.and(time)).collect();
        }
        let order = Order { column: AT, sort: Sort::Number, descending: true };
        let scan = Scan { table: "records", key: KEY, order, branches, conditions, after, limit };
        scan.page(connection, COLUMNS, |row| Ok(to_row(row)?)).await
    }
}

/// The place in a page token; those of older releases have the parts of the key apart.
pub(super) fn place(parts: &[String]) -> Option<Place> {
    match parts {
        [at, chain, number] => Some(Place { value: at.clone(), id: format!("{chain}-{number}") }),
        _ => Place::of(parts),
    }
}

/// The refusal for somebody who asks for records of their own calls.
fn own_records() -> Refusal {
    Refusal::new(
        Kind::Denied,
        reason::OWN_RECORDS,
        "本人的操作记录由其他督察或者指挥中心人员查阅，不能自行查阅。",
        "Records of your own calls are read by another auditor or by the command centre, not by yourself.",
    )
    .at("filter")
}

fn one_resource(term: &Term) -> Refusal {
    filter::bad_value(term, "只能用“=”，且只能出现一次。", "it stands once, and with = alone.")
}

fn about(resource: &str) -> Branch {
    Branch::through(RESOURCES, Clause::equals("resource", resource))
}

/// What is of no region is seen from a county upwards.
fn sees_what_has_no_region(scope: &Scope) -> bool {
    scope.regions.iter().any(|region| region.level() <= RegionLevel::County)
}

fn in_scope(scope: &Scope, params: &mut SqlParams) -> String {
    let mut either = params.admitting(scope, ScopeColumns::region("home"));
    if sees_what_has_no_region(scope) {
        either.push("home = ''".to_owned());
    }
    sql::any_of(&either)
}

/// The branches of a scope. A village's records are those of its town that pass.
async fn offices(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    conditions: &mut Vec<Clause>,
) -> Result<Vec<Branch>, Refusal> {
    if scope.everything {
        return Ok(vec![Clause::always().into()]);
    }
    let mut places: Vec<(&str, String)> = Vec::new();
    for code in scope.regions.iter().map(RegionCode::as_str) {
        match code.len() {
            6 => places.push(("county", code.to_owned())),
            9 => places.push(("town", code.to_owned())),
            12 => places.push(("town", code[..9].to_owned())),
            _ => {
                let counties = region_columns::present(connection, ("records", "county"), code).await?;
                places.extend(counties.into_iter().map(|county| ("county", county)));
            }
        }
    }
    if scope.regions.iter().any(|region| region.as_str().len() == 12) {
        conditions.push(Clause::new(|params| in_scope(scope, params)));
    }
    if sees_what_has_no_region(scope) {
        places.push(("county", String::new()));
    }
    places.sort_unstable();
    places.dedup();
    Ok(places.into_iter().map(|(column, code)| Clause::equals(column, code).into()).collect())
}
