//! How many rows of a list there are, by state, kind or person: sums kept with the rows, so that a count never reads what it counts.
//!
//! Triggers of the table write each change of a counted row into `count_changes` in the commit of the change itself; the changes are
//! folded into `counts` a second later ([`fold`]), in one order, so that no act waits for the sum of a county. A count adds the sums of
//! its lead to the changes that are not folded yet, in one statement, and is exact at every moment.

mod fold;
mod read;
#[cfg(test)]
mod tests;
mod verify;

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

pub use fold::{fold, keep_folded};
pub use read::{CountQuery, Group};
pub use verify::verify;

use crate::{
    domain::refusal::Refusal,
    storage::{
        list::{
            Field,
            filter::{self, Term},
        },
        run_ddl,
    },
};

/// What stands between the values of a change and of a sum. No value holds it.
const SEPARATOR: char = '\u{1f}';
/// How many digits the codes of a province, a city, a county, a town and a village have; none is everything.
const LEVELS: [usize; 6] = [0, 2, 4, 6, 9, 12];
/// Microseconds of an hour.
const HOUR: i64 = 3_600_000_000;

/// The sums and the changes that are not in them yet.
const TABLES: &[&str] = &[
    "CREATE TABLE counts (
        list TEXT NOT NULL, lead TEXT NOT NULL, value TEXT NOT NULL, dimensions TEXT NOT NULL, number BIGINT NOT NULL,
        PRIMARY KEY (list, lead, value, dimensions))",
    "CREATE INDEX counts_used_up ON counts (list) WHERE number = 0",
    "CREATE TABLE count_changes (
        seq {serial}, list TEXT NOT NULL, dimensions TEXT NOT NULL, number BIGINT NOT NULL)",
    "CREATE INDEX count_changes_of_list ON count_changes (list)",
];

/// What a scope sees a row by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeenBy {
    /// Its region code.
    Region,
    /// Its court.
    Court,
    /// Its unit.
    Unit,
    /// The person who has it.
    Person,
}

/// What a column holds.
#[derive(Clone, Copy, Debug)]
pub enum Holds {
    /// Names of an enum's values, which the contract writes with this prefix.
    Names(&'static str, fn() -> Vec<&'static str>),
    /// Names of resources that begin so.
    Resources(&'static str),
    /// People and accounts of other systems.
    People,
    /// Region codes.
    Regions,
}

/// A column that distinguishes rows.
#[derive(Clone, Copy, Debug)]
pub struct Dimension {
    /// Its name in a filter and in `group_by`.
    pub name: &'static str,
    /// The column; never null.
    pub column: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// Whether a scope sees rows by it.
    pub seen_by: Option<SeenBy>,
    /// It can be asked for; else it is a scope's alone.
    pub is_asked: bool,
}

impl Dimension {
    /// A column that a filter names as the table does.
    #[must_use]
    pub const fn of(name: &'static str, holds: Holds) -> Self {
        Self { name, column: name, holds, seen_by: None, is_asked: true }
    }

    /// The region code of a row.
    #[must_use]
    pub const fn region() -> Self {
        let seen_by = Some(SeenBy::Region);
        Self { name: "region", column: "region_code", holds: Holds::Regions, seen_by, is_asked: true }
    }

    /// The same by which a scope sees rows.
    #[must_use]
    pub const fn seen_by(self, seen_by: SeenBy) -> Self {
        Self { seen_by: Some(seen_by), ..self }
    }

    /// The same for scopes alone.
    #[must_use]
    pub const fn of_scope(self) -> Self {
        Self { is_asked: false, ..self }
    }

    /// As a field of a filter.
    fn field(&self) -> Field {
        match self.holds {
            Holds::Names(..) => Field::named(self.name),
            Holds::Resources(_) | Holds::People | Holds::Regions => Field::equal(self.name),
        }
    }

    /// The values of a term as the column holds them: one, or those of a set.
    fn values(&self, term: &Term) -> Result<Vec<String>, Refusal> {
        Ok(match self.holds {
            Holds::Names(prefix, names) => {
                filter::names(term, prefix, &names())?.into_iter().map(str::to_owned).collect()
            }
            Holds::Resources(prefix) => vec![filter::resource(term, prefix)?.to_owned()],
            Holds::People => vec![filter::person(term)?.to_owned()],
            Holds::Regions => vec![filter::region(term)?.as_str().to_owned()],
        })
    }

    /// A value as the contract writes it.
    fn shown(&self, value: &str) -> String {
        match self.holds {
            Holds::Names(prefix, _) if !value.is_empty() => format!("{prefix}{value}"),
            _ => value.to_owned(),
        }
    }
}

/// A dimension by whose values sums are kept, and the other dimensions that its sums distinguish.
#[derive(Clone, Copy, Debug)]
pub struct CountLead {
    /// The name of the dimension.
    pub name: &'static str,
    /// The names of the others.
    pub keeps: &'static [&'static str],
}

impl CountLead {
    /// Whether its sums distinguish the values of a dimension: its own ones where they are no regions.
    fn distinguishes(&self, dimension: &Dimension) -> bool {
        self.keeps.contains(&dimension.name)
            || (self.name == dimension.name && dimension.seen_by != Some(SeenBy::Region))
    }
}

/// When an open row is overdue.
#[derive(Clone, Copy, Debug)]
pub enum Due {
    /// From an instant in this expression on, in microseconds; null where the row is not open. An index begins with it.
    Instant(&'static str),
    /// From the day after the one in this column on, as 20261231; null where the row is not open.
    Day(&'static str),
}

/// The counts of a list.
#[derive(Clone, Copy, Debug)]
pub struct Counts {
    /// The full name of the list's method, so that a refusal calls fields as the contract does.
    pub method: &'static str,
    /// The table.
    pub table: &'static str,
    /// What distinguishes rows.
    pub dimensions: &'static [Dimension],
    /// By what sums are kept; `region` has a sum for every region around a row.
    pub leads: &'static [CountLead],
    /// When an open row is overdue.
    pub due: Due,
}

/// The migration from which on a service's tables are counted, with the rows that are there.
#[must_use]
pub fn migration(name: &'static str, counts: &'static [Counts]) -> Box<dyn MigrationTrait> {
    Box::new(Counted { name, counts })
}

/// The migration from which on tables are counted otherwise than before, with the rows that are there.
#[must_use]
pub fn replacement(name: &'static str, counts: &'static [Counts]) -> Box<dyn MigrationTrait> {
    Box::new(Recounted { name, counts })
}

struct Recounted {
    name: &'static str,
    counts: &'static [Counts],
}

impl MigrationName for Recounted {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Recounted {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for counts in self.counts {
            counts.end(connection).await?;
            counts.begin(connection).await?;
        }
        Ok(())
    }
}

struct Counted {
    name: &'static str,
    counts: &'static [Counts],
}

impl MigrationName for Counted {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Counted {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        run_ddl(connection, TABLES).await?;
        for counts in self.counts {
            counts.begin(connection).await?;
        }
        Ok(())
    }
}

impl Counts {
    fn place(&self, name: &str) -> Option<usize> {
        self.dimensions.iter().position(|dimension| dimension.name == name)
    }

    /// The values of a row as one text: every dimension, and when it is overdue. `row` stands before each column, as `NEW.`.
    fn expression(&self, row: &str) -> String {
        let due = match self.due {
            Due::Instant(column) => format!("({}) / {HOUR}", with_row(column, row)),
            Due::Day(column) => with_row(column, row),
        };
        let values = self.dimensions.iter().map(|dimension| with_row(dimension.column, row));
        let values: Vec<_> = values.chain([format!("COALESCE(CAST({due} AS TEXT), '')")]).collect();
        values.join(&format!(" || '{SEPARATOR}' || "))
    }

    /// Has a table counted no more and forgets its sums.
    async fn end(&self, connection: &impl ConnectionTrait) -> Result<(), DbErr> {
        let table = self.table;
        let mut statements = if connection.get_database_backend() == DbBackend::Postgres {
            vec![
                format!("DROP TRIGGER {table}_counted ON {table}"),
                format!("DROP TRIGGER {table}_counted_anew ON {table}"),
                format!("DROP FUNCTION {table}_counted()"),
            ]
        } else {
            ["counted", "counted_anew", "not_counted"]
                .map(|trigger| format!("DROP TRIGGER {table}_{trigger}"))
                .to_vec()
        };
        statements.push(format!("DELETE FROM count_changes WHERE list = '{table}'"));
        statements.push(format!("DELETE FROM counts WHERE list = '{table}'"));
        let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
        run_ddl(connection, &statements).await
    }

    /// Has a table counted from now on, with the rows that are there.
    async fn begin(&self, connection: &impl ConnectionTrait) -> Result<(), DbErr> {
        let table = self.table;
        let change = |row: &str, number: &str| {
            format!(
                "INSERT INTO count_changes (list, dimensions, number) VALUES ('{table}', {}, {number});",
                self.expression(row)
            )
        };
        let (added, removed) = (change("NEW.", "1"), change("OLD.", "-1"));
        let differs = format!("({}) IS DISTINCT FROM ({})", self.expression("OLD."), self.expression("NEW."));
        let statements = if connection.get_database_backend() == DbBackend::Postgres {
            vec![
                format!(
                    "CREATE FUNCTION {table}_counted() RETURNS trigger LANGUAGE plpgsql AS $counted$ BEGIN
                        IF TG_OP <> 'INSERT' THEN {removed} END IF;
                        IF TG_OP <> 'DELETE' THEN {added} END IF;
                        RETURN NULL;
                    END $counted$"
                ),
                format!(
                    "CREATE TRIGGER {table}_counted AFTER INSERT OR DELETE ON {table}
                     FOR EACH ROW EXECUTE FUNCTION {table}_counted()"
                ),
                format!(
                    "CREATE TRIGGER {table}_counted_anew AFTER UPDATE ON {table}
                     FOR EACH ROW WHEN ({differs}) EXECUTE FUNCTION {table}_counted()"
                ),
            ]
        } else {
            vec![
                format!("CREATE TRIGGER {table}_counted AFTER INSERT ON {table} BEGIN {added} END"),
                format!(
                    "CREATE TRIGGER {table}_counted_anew AFTER UPDATE ON {table} WHEN {differs} BEGIN {removed} {added} END"
                ),
                format!("CREATE TRIGGER {table}_not_counted AFTER DELETE ON {table} BEGIN {removed} END"),
            ]
        };
        let there = format!(
            "INSERT INTO count_changes (list, dimensions, number)
             SELECT '{table}', {0}, COUNT(*) FROM {table} GROUP BY {0}",
            self.expression("")
        );
        let statements: Vec<&str> = statements.iter().map(String::as_str).chain([there.as_str()]).collect();
        run_ddl(connection, &statements).await
    }

    /// The sums to which a change belongs: the lead, its value, and what the lead keeps.
    fn sums_of(&self, dimensions: &str) -> Vec<(&'static str, String, String)> {
        let values: Vec<&str> = dimensions.split(SEPARATOR).collect();
        let mut sums = Vec::new();
        for lead in self.leads {
            let Some(value) = self.place(lead.name).and_then(|place| values.get(place)) else { continue };
            let kept: Vec<&str> = values
                .iter()
                .enumerate()
                .map(|(place, value)| match self.dimensions.get(place) {
                    Some(dimension) if !lead.distinguishes(dimension) => "",
                    _ => value,
                })
                .collect();
            let kept = kept.join(&SEPARATOR.to_string());
            let is_region = self.is_region(lead.name);
            let values = LEVELS.iter().filter_map(|digits| value.get(..*digits));
            let around = values.filter(|_| is_region);
            let own = (!is_region && !value.is_empty()).then_some(*value);
            sums.extend(around.chain(own).map(|value| (lead.name, value.to_owned(), kept.clone())));
        }
        sums
    }

    fn is_region(&self, name: &str) -> bool {
        self.dimensions
            .iter()
            .any(|dimension| dimension.name == name && dimension.seen_by == Some(SeenBy::Region))
    }
}

/// An expression with `row` before each of its columns. Columns are in lower case and SQL's own words are not.
fn with_row(expression: &str, row: &str) -> String {
    let mut text = String::new();
    let mut word = String::new();
    for letter in expression.chars().chain([' ']) {
        if letter.is_ascii_lowercase() || letter == '_' || (letter.is_ascii_digit() && !word.is_empty()) {
            word.push(letter);
            continue;
        }
        if !word.is_empty() {
            text.push_str(row);
            text.push_str(&word);
            word.clear();
        }
        text.push(letter);
    }
    text.pop();
    text
}
