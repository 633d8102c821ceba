//! Reading what was counted: sums of a window, the rows behind them, how single values lie.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use kit::{
    domain::refusal::Refusal,
    storage::{
        SqlParams, Store,
        list::{
            Branch, Clause, Key, Order, Place as ListPlace, Scan, Sort, contract::Scanned, region_columns,
        },
        sql,
        sql::any_of,
    },
};
use sea_orm::{ConnectionTrait as _, QueryResult, Value};

use super::indicator_rows::within;
use crate::domain::indicator::{Histogram, Period, Series, Span, Sums, Term, Window, day_of, number_of};

/// Where is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Everywhere; for our own processes.
    Everywhere,
    /// In these regions, none inside another.
    Regions(Vec<String>),
}

/// A counted row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// What was measured.
    pub(crate) what: String,
    /// What it is about.
    pub(crate) subject: String,
    /// By what it is distinguished.
    pub(crate) facet: String,
    /// The day on which it counts.
    pub(crate) day: Date,
    /// Where.
    pub(crate) region_code: String,
    /// How much.
    pub(crate) amount: i64,
}

/// A statement being put together.
#[derive(Default)]
struct Values(Vec<Value>);

impl Values {
    fn place(&mut self, value: impl Into<Value>) -> String {
        self.0.push(value.into());
        format!("${}", self.0.len())
    }

    fn places<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> String {
        values.into_iter().map(|value| self.place(value)).collect::<Vec<_>>().join(", ")
    }

    /// Rows of sums: each region has its own, with all below it.
    fn of_sums(&mut self, place: &Place) -> String {
        match place {
            Place::Everywhere => "length(region_code) = 2".to_owned(),
            Place::Regions(codes) => format!("region_code IN ({})", self.places(codes.iter().cloned())),
        }
    }

    /// Rows themselves: a region's codes are a range.
    fn of_rows(&mut self, place: &Place) -> String {
        let Place::Regions(codes) = place else { return "1 = 1".to_owned() };
        let ranges = codes.iter().map(|code| {
            let last = format!("{code:9<12}");
            format!("region_code BETWEEN {} AND {}", self.place(code.clone()), self.place(last))
        });
        let ranges: Vec<_> = ranges.collect();
        if ranges.is_empty() { "1 = 0".to_owned() } else { format!("({})", ranges.join(" OR ")) }
    }
}

/// The sums of terms over a whole window. One statement, so that all figures are of one moment.
pub(crate) async fn sums(
    store: &Store,
    terms: &[Term],
    window: Window,
    place: &Place,
) -> Result<Sums, Refusal> {
    Ok(series(store, terms, (window, Period::Whole), (place, None)).await?.into_sum())
}

/// The regions below a place for which sums are kept, by the digits of their codes: each is found by one step in the key of the sums. At most
/// a thousand.
pub(crate) async fn regions_below(
    store: &Store,
    place: &Place,
    digits: usize,
) -> Result<Vec<String>, Refusal> {
    let places = match place {
        Place::Everywhere => vec![String::new()],
        Place::Regions(codes) => codes.clone(),
    };
    let read = store.read();
    let mut found = Vec::new();
    for code in places {
        if code.len() >= digits {
            found.push(code.get(..digits).unwrap_or_default().to_owned());
            continue;
        }
        let (first, last) = (code.clone(), format!("{code:9<12}"));
        let text = format!(
            "WITH RECURSIVE present(code) AS (
                SELECT MIN(region_code) FROM measure_months WHERE region_code > $1
                UNION ALL
                SELECT (SELECT MIN(m.region_code) FROM measure_months m WHERE m.region_code >
                    CASE WHEN LENGTH(present.code) < {digits} THEN present.code
                         ELSE SUBSTR(present.code, 1, {digits}) || '999999999999' END)
                FROM present WHERE present.code IS NOT NULL AND present.code <= $2)
             SELECT code FROM present WHERE LENGTH(code) = {digits} AND code <= $2 LIMIT 1000"
        );
        for row in read.query_all_raw(sql(read, &text, vec![first.into(), last.into()])).await? {
            found.push(row.try_get("", "code")?);
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// The sums of terms by period, and by region where `regions` are given. One statement: whole months by month, the rest by day.
pub(crate) async fn series(
    store: &Store,
    terms: &[Term],
    (window, period): (Window, Period),
    (place, regions): (&Place, Option<&[String]>),
) -> Result<Series, Refusal> {
    let periods = period.split(window);
    let mut series = Series::new(periods, regions.map_or_else(|| vec![String::new()], <[String]>::to_vec))?;
    if terms.is_empty()
        || regions.is_some_and(<[String]>::is_empty)
        || matches!(place, Place::Regions(codes) if codes.is_empty())
    {
        return Ok(series);
    }
    let by_day = period == Period::Day;
    let days = ("measure_days", "day", number_of(window.from()), number_of(window.to()));
    let before = window.from().yesterday().map(|last| parts_of(None, last));
    let (in_window, until) = if by_day {
        let mut until = before.unwrap_or_default();
        until.push(days);
        (vec![days], until)
    } else {
        (parts_of(Some(window.from()), window.to()), parts_of(None, window.to()))
    };
    let place = regions.map_or_else(|| place.clone(), |codes| Place::Regions(codes.to_vec()));
    let region = if regions.is_some() { "region_code" } else { "''" };
    let mut values = Values::default();
    let mut parts = Vec::new();
    for (span, name, ranges) in [(Span::InWindow, "window", in_window), (Span::UntilEnd, "until", until)] {
        let whats: BTreeSet<_> =
            terms.iter().filter(|term| term.span == span).map(|term| term.what).collect();
        if whats.is_empty() {
            continue;
        }
        for (table, when, first, last) in ranges {
            let (of_place, whats) = (values.of_sums(&place), values.places(whats.iter().copied()));
            let (first, last) = (values.place(first), values.place(last));
            // A month is its day 0; of the whole window no day matters.
            let at = match (when, period) {
                (_, Period::Whole) => "CAST(0 AS BIGINT)",
                ("month", _) => "month * 100",
                (_, Period::Day) => "day",
                (_, _) => "day / 100 * 100",
            };
            parts.push(format!(
                "SELECT '{name}' AS span, {region} AS region, what, facet, {at} AS at, number, amount FROM {table}
                 WHERE {of_place} AND what IN ({whats}) AND {when} BETWEEN {first} AND {last}"
            ));
        }
    }
    let select = format!(
        "SELECT span, region, what, facet, at, CAST(SUM(number) AS BIGINT) AS number,
            CAST(SUM({}) AS BIGINT) AS amount
         FROM ({}) parts GROUP BY span, region, what, facet, at",
        within("amount"),
        parts.join(" UNION ALL ")
    );
    let read = store.read();
    for row in read.query_all_raw(sql(read, &select, values.0)).await? {
        let span = match row.try_get::<String>("", "span")?.as_str() {
            "until" => Span::UntilEnd,
            _ => Span::InWindow,
        };
        let (region, what): (String, String) = (row.try_get("", "region")?, row.try_get("", "what")?);
        let facet: String = row.try_get("", "facet")?;
        let number: i64 = row.try_get("", "number")?;
        if number != 0 {
            let counted = (number, row.try_get("", "amount")?);
            series.add(&region, (span, &what, &facet), row.try_get("", "at")?, counted);
        }
    }
    Ok(series)
}

/// The tables and ranges that make up a window, without a day twice: what lies in whole months is read by month.
pub(super) fn parts_of(from: Option<Date>, to: Date) -> Vec<(&'static str, &'static str, i64, i64)> {
    let month = |day: Date| number_of(day) / 100;
    let next = |day: Date| day.last_of_month().tomorrow().ok();
    // The first month that is whole, and the last.
    let first = match from {
        None => Some(0),
        Some(from) if from.day() == 1 => Some(month(from)),
        Some(from) => next(from).map(month),
    };
    let last = if to == to.last_of_month() { Some(month(to)) } else { previous(to).map(month) };
    let days = |first: i64, last: i64| ("measure_days", "day", first, last);
    let from = from.map_or(0, number_of);
    match (first, last) {
        (Some(first), Some(last)) if first <= last => {
            let mut parts = vec![("measure_months", "month", first, last)];
            if from < first * 100 {
                parts.push(days(from, first * 100));
            }
            if number_of(to) > last * 100 + 31 {
                parts.push(days(last * 100 + 32, number_of(to)));
            }
            parts
        }
        _ => vec![days(from, number_of(to))],
    }
}

/// The last day of the month before.
fn previous(day: Date) -> Option<Date> {
    day.first_of_month().yesterday().ok()
}

/// The rows behind figures.
pub(crate) const RECORDS: &str = "sharedcourt.enforcement.v1.IndicatorService.ListIndicatorRecords";

/// How they are ordered and led: by what is measured, and by the place.
pub(crate) const LED: Scanned = Scanned { order: "what, day, subject", alone: &["region"], in_county: &[] };

/// The indexes that give them, for each size of a region. What was read by its whole code is not.
pub(crate) const IN_ORDER: &[&str] = &[
    "DROP INDEX measures_by_region",
    "CREATE INDEX measures_of_county ON measures (what, county, day, subject)",
    "CREATE INDEX measures_of_town ON measures (what, town, day, subject)",
    "CREATE INDEX measures_of_village ON measures (what, village, day, subject)",
];

/// A page of the rows of one `what` with one of these facets, by day and name, after a place. A page reads at most 2,000 rows and may
/// be short, with a place.
pub(crate) async fn records(
    store: &Store,
    (what, facets): (&str, &[&str]),
    (from, to): (Option<Date>, Date),
    place: &Place,
    after: Option<(i64, String)>,
    limit: u64,
) -> Result<(Vec<Record>, Option<(i64, String)>), Refusal> {
    if facets.is_empty() {
        return Ok((Vec::new(), None));
    }
    let of_what = Clause::equals("what", what);
    let in_days = Clause::new(|params| {
        let (first, last) = (params.bind(from.map_or(0, number_of)), params.bind(number_of(to)));
        format!("day BETWEEN {first} AND {last}")
    });
    let branch = |place: Option<Clause>| {
        let of_place = place.map_or_else(|| of_what.clone(), |place| of_what.and(&place));
        Branch::from(of_place.and(&in_days))
    };
    let mut conditions =
        vec![Clause::new(|params| format!("facet IN {}", params.list(facets.iter().copied())))];
    let branches = match place {
        Place::Everywhere => vec![branch(None)],
        Place::Regions(codes) => {
            // A region above counties is read by day, and its own are picked.
            let whole = codes.iter().any(|code| region_columns::column(code).is_none());
            if whole {
                let codes = codes.clone();
                conditions.push(Clause::new(|params| {
                    let of: Vec<_> = codes.iter().map(|code| params.region("region_code", code)).collect();
                    any_of(&of)
                }));
                vec![branch(None)]
            } else {
                let of_region = |code: &String| {
                    region_columns::column(code).map(|column| Clause::equals(column, code.as_str()))
                };
                codes.iter().map(|code| branch(of_region(code))).collect()
            }
        }
    };
    let order = Order { column: "day", sort: Sort::Number, descending: false };
    let after = after.map(|(day, id)| ListPlace { value: day.to_string(), id });
    let key = Key::Column("subject");
    let scan = Scan { table: "measures", key, order, branches, conditions, after, limit };
    let read = store.read();
    let found = scan.run(read).await?;
    let mut records = Vec::with_capacity(found.ids.len());
    let mut rows = HashMap::with_capacity(found.ids.len());
    for subjects in found.ids.chunks(SUBJECTS_AT_ONCE) {
        let mut params = SqlParams::default();
        let what = params.bind(what);
        let subjects = params.list(subjects.iter().map(String::as_str));
        let select = format!(
            "SELECT what, subject, facet, day, region_code, amount FROM measures WHERE what = {what} AND subject IN {subjects}"
        );
        for row in &read.query_all_raw(sql(read, &select, params.0)).await? {
            let record = to_record(row)?;
            rows.insert(record.subject.clone(), record);
        }
    }
    records.extend(found.ids.iter().filter_map(|subject| rows.remove(subject)));
    let next = match found.next {
        Some(ListPlace { value, id }) => {
            Some((value.parse().map_err(|fault: std::num::ParseIntError| Refusal::internal(&fault))?, id))
        }
        None => None,
    };
    Ok((records, next))
}

/// How many rows are asked for by one statement.
const SUBJECTS_AT_ONCE: usize = 500;

fn to_record(row: &QueryResult) -> Result<Record, Refusal> {
    let day: i64 = row.try_get("", "day")?;
    Ok(Record {
        what: row.try_get("", "what")?,
        subject: row.try_get("", "subject")?,
        facet: row.try_get("", "facet")?,
        day: day_of(day).ok_or_else(|| Refusal::internal(&format!("a measure of the day {day}")))?,
        region_code: row.try_get("", "region_code")?,
        amount: row.try_get("", "amount")?,
    })
}

/// How often each amount occurs. The database reads an index that holds nothing else and hands over one row for each different
/// amount: for seconds a few thousand at most, however many there were.
pub(crate) async fn histogram(
    store: &Store,
    what: &'static str,
    window: Window,
    place: &Place,
) -> Result<Histogram, Refusal> {
    let mut values = Values::default();
    let (first, last) = (values.place(number_of(window.from())), values.place(number_of(window.to())));
    let region = values.of_rows(place);
    // Written out, for the index is of this one alone; a name of the definitions and not of a caller.
    let select = format!(
        "SELECT amount, CAST(COUNT(*) AS BIGINT) AS number FROM measures
         WHERE what = '{what}' AND day BETWEEN {first} AND {last} AND {region} GROUP BY amount"
    );
    let read = store.read();
    let rows = read.query_all_raw(sql(read, &select, values.0)).await?;
    let pairs = rows.iter().map(|row| Ok((row.try_get("", "amount")?, row.try_get("", "number")?)));
    Ok(Histogram::new(pairs.collect::<Result<_, Refusal>>()?))
}
