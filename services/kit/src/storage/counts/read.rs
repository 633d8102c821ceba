//! Reads a count: which sums answer it, and what they add up to.

use std::collections::BTreeMap;

use law::identifiers::RegionCode;
use proto::access::v1::Count;
use sea_orm::{ConnectionTrait, QueryResult};

use super::{Counts, Dimension, Due, HOUR, LEVELS, SEPARATOR, SeenBy};
use crate::{
    access::{Caller, Scope},
    domain::{
        Timestamp, day_number, reason,
        refusal::{Kind, Refusal},
    },
    storage::{
        SqlParams,
        list::{
            Field,
            filter::{self, Op},
            labels,
        },
        sql,
    },
};

/// What is counted.
#[derive(Clone, Copy, Debug)]
pub struct CountQuery<'a> {
    /// The rows that may be seen.
    pub scope: &'a Scope,
    /// Which of them.
    pub filter: &'a str,
    /// By which dimension; none where it is empty.
    pub group_by: &'a str,
    /// What is overdue now.
    pub at: Timestamp,
}

/// Rows that have one value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// The value; empty where nothing was grouped.
    pub value: String,
    /// How many rows have it.
    pub number: i64,
    /// How many of them have a limit that still runs or has passed.
    pub open: i64,
    /// How many of these are past it.
    pub overdue: i64,
}

impl From<Group> for Count {
    fn from(group: Group) -> Self {
        let most = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
        Self {
            value: group.value,
            number: most(group.number),
            open: most(group.open),
            overdue: most(group.overdue),
        }
    }
}

/// A term of the filter, by the place of its dimension.
struct Wanted {
    place: usize,
    is: bool,
    values: Vec<String>,
}

/// Which rows are meant by their limit: `open` and `overdue` of the filter.
#[derive(Clone, Copy, Default)]
struct Limits {
    is_open: Option<bool>,
    is_overdue: Option<bool>,
}

impl Limits {
    /// Of rows with one value those that are meant: the closed ones, those whose limit still runs, those past it.
    fn of(self, group: Group) -> Group {
        let admits = |is_open: bool, is_overdue: bool| {
            self.is_open.is_none_or(|wanted| wanted == is_open)
                && self.is_overdue.is_none_or(|wanted| wanted == is_overdue)
        };
        let some = |is_meant: bool, number: i64| if is_meant { number } else { 0 };
        let closed = some(admits(false, false), group.number - group.open);
        let running = some(admits(true, false), group.open - group.overdue);
        let overdue = some(admits(true, true), group.overdue);
        Group { number: closed + running + overdue, open: running + overdue, overdue, ..group }
    }
}

/// What a count looks for.
struct Question<'a> {
    scope: &'a Scope,
    wanted: Vec<Wanted>,
    limits: Limits,
    group: Option<usize>,
    /// The sums that answer it: the lead and its values.
    lead: usize,
    values: Vec<String>,
    /// Whether the lead lies within the scope as a whole.
    is_inside: bool,
}

impl Counts {
    /// Counts what a caller sees, as the contract writes it. Refused as [`Counts::count`] is.
    pub async fn answer(
        &self,
        connection: &impl ConnectionTrait,
        caller: &Caller,
        (filter, group_by): (&str, &str),
    ) -> Result<Vec<Count>, Refusal> {
        let query = CountQuery { scope: &caller.scope(), filter, group_by, at: caller.at };
        Ok(self.count(connection, query).await?.into_iter().map(Count::from).collect())
    }

    /// Counts. Refused with COUNT_NOT_LED where no kept sums answer.
    pub async fn count(
        &self,
        connection: &impl ConnectionTrait,
        query: CountQuery<'_>,
    ) -> Result<Vec<Group>, Refusal> {
        let question = self.question(query)?;
        let limit = match self.due {
            Due::Instant(_) => query.at.micros() / HOUR,
            Due::Day(_) => day_number(query.at.legal_day()),
        };
        let mut groups: BTreeMap<String, Group> = BTreeMap::new();
        let mut add = |values: &[&str], (number, open, overdue): (i64, i64, i64)| {
            let value = question.group.and_then(|place| values.get(place)).copied().unwrap_or_default();
            let group = groups
                .entry(value.to_owned())
                .or_insert_with(|| Group { value: value.to_owned(), ..Group::default() });
            group.number += number;
            group.open += open;
            group.overdue += overdue;
        };
        for row in self.sums_and_changes(connection, &question).await? {
            let (is_change, number): (i64, i64) = (row.try_get("", "is_change")?, row.try_get("", "number")?);
            let dimensions: String = row.try_get("", "dimensions")?;
            let values: Vec<&str> = dimensions.split(SEPARATOR).collect();
            if (is_change == 1 && !self.leads_to(&question, &values)) || !self.admits(&question, &values) {
                continue;
            }
            let due: Option<i64> = values.last().and_then(|due| due.parse().ok());
            let of = |is_so: bool| if is_so { number } else { 0 };
            add(&values, (number, of(due.is_some()), of(due.is_some_and(|due| due < limit))));
        }
        for row in self.due_within_the_hour(connection, query.at).await? {
            let (dimensions, number): (String, i64) =
                (row.try_get("", "dimensions")?, row.try_get("", "number")?);
            let values: Vec<&str> = dimensions.split(SEPARATOR).collect();
            if self.leads_to(&question, &values) && self.admits(&question, &values) {
                add(&values, (0, 0, number));
            }
        }
        let shown = |value: String| match question.group {
            Some(place) => self.dimensions[place].shown(&value),
            None => value,
        };
        let groups =
            groups.into_values().map(|group| question.limits.of(group)).filter(|group| group.number != 0);
        Ok(groups.map(|group| Group { value: shown(group.value), ..group }).collect())
    }

    /// The kept sums of the question's lead, and every change that is not in them yet: in one statement, so that each is counted once.
    async fn sums_and_changes(
        &self,
        connection: &impl ConnectionTrait,
        question: &Question<'_>,
    ) -> Result<Vec<QueryResult>, Refusal> {
        let mut params = SqlParams::default();
        let list = params.bind(self.table);
        let lead = params.bind(self.leads[question.lead].name);
        let values = params.list(question.values.iter().map(String::as_str));
        let text = format!(
            "SELECT CAST(0 AS BIGINT) AS is_change, dimensions, number FROM counts
             WHERE list = {list} AND lead = {lead} AND value IN {values}
             UNION ALL SELECT CAST(1 AS BIGINT), dimensions, number FROM count_changes WHERE list = {list}"
        );
        Ok(connection.query_all_raw(sql(connection, &text, params.0)).await?)
    }

    /// Open rows whose limit passed since the hour began, which sums by the hour do not distinguish.
    async fn due_within_the_hour(
        &self,
        connection: &impl ConnectionTrait,
        at: Timestamp,
    ) -> Result<Vec<QueryResult>, Refusal> {
        let Due::Instant(due) = self.due else { return Ok(Vec::new()) };
        let (table, dimensions) = (self.table, self.expression(""));
        let text = format!(
            "SELECT {dimensions} AS dimensions, COUNT(*) AS number FROM {table}
             WHERE {due} >= $1 AND {due} < $2 GROUP BY {dimensions}"
        );
        let values = vec![(at.micros() / HOUR * HOUR).into(), at.micros().into()];
        Ok(connection.query_all_raw(sql(connection, &text, values)).await?)
    }

    /// Whether a change belongs to the sums of the question's lead.
    fn leads_to(&self, question: &Question<'_>, values: &[&str]) -> bool {
        let name = self.leads[question.lead].name;
        let Some(value) = self.place(name).and_then(|place| values.get(place)) else { return false };
        question
            .values
            .iter()
            .any(|wanted| if self.is_region(name) { value.starts_with(wanted) } else { value == wanted })
    }

    /// Whether the filter and the scope admit rows with these values.
    fn admits(&self, question: &Question<'_>, values: &[&str]) -> bool {
        let value = |place: usize| values.get(place).copied().unwrap_or_default();
        let is = |wanted: &Wanted| {
            let value = value(wanted.place);
            if self.dimensions[wanted.place].seen_by == Some(SeenBy::Region) {
                wanted.values.iter().any(|code| value.starts_with(code))
            } else {
                wanted.values.iter().any(|one| value == one)
            }
        };
        if question.wanted.iter().any(|wanted| is(wanted) != wanted.is) {
            return false;
        }
        let seen = |by: SeenBy| {
            self.dimensions.iter().position(|dimension| dimension.seen_by == Some(by)).map(value)
        };
        question.is_inside
            || question.scope.admits(seen(SeenBy::Region), seen(SeenBy::Court), seen(SeenBy::Person))
            || question.scope.admits(None, seen(SeenBy::Unit), None)
    }

    fn question<'a>(&self, query: CountQuery<'a>) -> Result<Question<'a>, Refusal> {
        let scope = query.scope;
        let fields: Vec<Field> =
            self.asked().map(|dimension| dimension.field().about(path(dimension))).chain(LIMITS).collect();
        let group = match query.group_by {
            "" => None,
            name => {
                let place = self.place(name).filter(|place| self.dimensions[*place].is_asked);
                Some(place.ok_or_else(|| self.not_grouped(name))?)
            }
        };
        let (mut wanted, mut limits) = (Vec::new(), Limits::default());
        for term in filter::parse(query.filter, self.method, &fields)? {
            match (self.place(&term.field), term.field.as_str()) {
                (Some(place), _) => {
                    let values = self.dimensions[place].values(&term)?;
                    wanted.push(Wanted { place, is: term.op == Op::Eq, values });
                }
                (None, "open") => limits.is_open = Some(filter::flag(&term)?),
                (None, _) => limits.is_overdue = Some(filter::flag(&term)?),
            }
        }
        for lead in 0..self.leads.len() {
            let Some((values, is_inside)) = self.values_of(lead, scope, &wanted) else { continue };
            let place = self.place(self.leads[lead].name);
            let rest = wanted.iter().map(|wanted| wanted.place).filter(|at| Some(*at) != place);
            let mut needed: Vec<usize> = rest.chain(group).collect();
            if !is_inside {
                needed.extend(self.seen_by(scope));
            }
            if needed.iter().all(|at| self.leads[lead].distinguishes(&self.dimensions[*at])) {
                // The lead's own terms hold for all its sums.
                wanted.retain(|wanted| Some(wanted.place) != place);
                return Ok(Question { scope, wanted, limits, group, lead, values, is_inside });
            }
        }
        Err(self.not_led())
    }

    /// The values of a lead that the filter asks for, or that are the scope itself; and whether the scope holds all their rows.
    fn values_of(&self, lead: usize, scope: &Scope, wanted: &[Wanted]) -> Option<(Vec<String>, bool)> {
        let place = self.place(self.leads[lead].name)?;
        let mut asked = wanted.iter().filter(|wanted| wanted.place == place);
        let first = asked.next();
        if asked.next().is_some() || first.is_some_and(|wanted| !wanted.is) {
            return None;
        }
        let seen_by = self.dimensions[place].seen_by;
        let Some(first) = first else {
            return Some((self.whole_scope(seen_by, scope)?, true));
        };
        let [first] = first.values.as_slice() else { return None };
        let first = first.as_str();
        if seen_by != Some(SeenBy::Region) {
            let mine = match seen_by {
                Some(SeenBy::Court) => scope.courts.iter().any(|court| court == first),
                Some(SeenBy::Unit) => scope.units.iter().any(|unit| unit == first),
                Some(SeenBy::Person) => scope.person.as_deref() == Some(first),
                Some(SeenBy::Region) | None => false,
            };
            return Some((vec![first.to_owned()], mine || scope.everything));
        }
        let codes = || scope.regions.iter().map(RegionCode::as_str);
        if scope.everything || codes().any(|code| first.starts_with(code)) {
            return LEVELS.contains(&first.len()).then(|| (vec![first.to_owned()], true));
        }
        // A county that somebody asks for who sees some of its towns.
        let only_regions = scope.courts.is_empty() && scope.units.is_empty() && scope.person.is_none();
        let values = outermost(codes().filter(|code| code.starts_with(first)));
        only_regions.then_some((values, true))
    }

    /// The values of a lead that are a scope, where it sees rows by nothing else.
    fn whole_scope(&self, seen_by: Option<SeenBy>, scope: &Scope) -> Option<Vec<String>> {
        if scope.everything {
            return (seen_by == Some(SeenBy::Region)).then(|| vec![String::new()]);
        }
        let mut parts = self.seen_by(scope);
        let only = parts.next();
        if parts.next().is_some() || only.and_then(|place| self.dimensions[place].seen_by) != seen_by {
            return None;
        }
        match seen_by? {
            SeenBy::Region => Some(outermost(scope.regions.iter().map(RegionCode::as_str))),
            SeenBy::Court => Some(scope.courts.clone()),
            SeenBy::Unit => Some(scope.units.clone()),
            SeenBy::Person => scope.person.clone().map(|person| vec![person]),
        }
    }

    /// The dimensions by which a scope sees rows.
    fn seen_by(&self, scope: &Scope) -> impl Iterator<Item = usize> {
        let is_seen = |by: SeenBy| match by {
            SeenBy::Region => !scope.regions.is_empty(),
            SeenBy::Court => !scope.courts.is_empty(),
            SeenBy::Unit => !scope.units.is_empty(),
            SeenBy::Person => scope.person.is_some(),
        };
        let seen: Vec<usize> = (0..self.dimensions.len())
            .filter(|place| self.dimensions[*place].seen_by.is_some_and(is_seen))
            .collect();
        seen.into_iter()
    }

    /// The dimensions that can be asked for.
    fn asked(&self) -> impl Iterator<Item = &'static Dimension> {
        self.dimensions.iter().filter(|dimension| dimension.is_asked)
    }

    fn not_grouped(&self, name: &str) -> Refusal {
        let known = labels::labels(self.method, self.asked().map(path));
        let names: Vec<_> = self.asked().map(|dimension| dimension.name).collect();
        Refusal::new(
            Kind::Invalid,
            reason::FILTER_FIELD_UNKNOWN,
            format!("不能按“{name}”统计，可以按以下内容统计：{}。", known.zh),
            format!("Nothing is counted by {name}; it is by: {}.", known.en),
        )
        .with("fields", names.join(","))
        .at("group_by")
    }

    fn not_led(&self) -> Refusal {
        let leads = || self.asked().filter(|asked| self.leads.iter().any(|lead| lead.name == asked.name));
        let known = labels::labels(self.method, leads().map(path));
        let names: Vec<_> = leads().map(|dimension| dimension.name).collect();
        Refusal::new(
            Kind::Invalid,
            reason::COUNT_NOT_LED,
            format!("没有按这些条件统计的数字，请只按以下条件之一统计，并减少其他条件：{}。", known.zh),
            format!(
                "No figures are kept for these conditions. Count by one of these, with fewer others: {}.",
                known.en
            ),
        )
        .with("leading", names.join(","))
        .at("filter")
    }
}

/// The filters by the limit of a row.
const LIMITS: [Field; 2] = [Field::equal("open").about("state"), Field::equal("overdue")];

/// The field of the list's rows that a dimension is about.
fn path(dimension: &Dimension) -> &'static str {
    if dimension.seen_by == Some(SeenBy::Region) { dimension.column } else { dimension.name }
}

/// Codes without those that lie in another of them.
fn outermost<'a>(codes: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut codes: Vec<&str> = codes.collect();
    codes.sort_unstable();
    codes.dedup_by(|inner, outer| inner.starts_with(*outer));
    codes.into_iter().map(str::to_owned).collect()
}
