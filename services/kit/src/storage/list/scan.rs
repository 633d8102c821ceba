//! The rows of one page, found at a cost that does not grow with the table.
//!
//! A list reads *branches*: sets of rows that an index gives in the order of the list, for example the tasks of a county by their limit. A
//! scope with several offices has several branches, which are merged. Conditions that no index leads are tested row by row, and a page
//! reads at most [`MOST_READ`] rows: it may be short, and then has a place from which the next one continues (AIP-158).

use std::{
    cmp::Ordering,
    collections::{BTreeMap, HashMap, VecDeque},
};

use sea_orm::{ConnectionTrait, QueryResult, Value};

use super::{
    clause::Clause,
    order::{Order, Sort},
};
use crate::{
    domain::refusal::Refusal,
    storage::{
        SqlParams,
        record::{Page, intact},
        sql,
    },
};

/// The most rows that one page reads where a condition is tested row by row.
pub const MOST_READ: u64 = 2000;

/// The fewest rows that are read at once where a condition is tested row by row.
const LEAST_CHUNK: u64 = 200;

/// How many rows one statement reads by their keys.
const KEYS_AT_ONCE: usize = 500;

/// The key of a table's rows, which also decides between equals in an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A column with a text.
    Column(&'static str),
    /// A column with a text and one with a number that is counted under it; as a text `{text}-{number}`.
    Numbered(&'static str, &'static str),
}

impl Key {
    /// The key of most tables.
    pub const ID: Self = Self::Column("id");

    /// Its value as a text.
    fn expression(self) -> String {
        match self {
            Self::Column(column) => column.to_owned(),
            Self::Numbered(text, number) => format!("{text} || '-' || {number}"),
        }
    }

    fn columns(self) -> Vec<&'static str> {
        match self {
            Self::Column(column) => vec![column],
            Self::Numbered(text, number) => vec![text, number],
        }
    }

    /// The values of its columns.
    fn values(self, key: &str) -> Result<Vec<Value>, Refusal> {
        match self {
            Self::Column(_) => Ok(vec![key.into()]),
            Self::Numbered(..) => {
                let (text, number) = parts(key)?;
                Ok(vec![text.into(), number.into()])
            }
        }
    }

    /// That a row is one of some.
    fn is_one_of(self, keys: &[String], params: &mut SqlParams) -> Result<String, Refusal> {
        match self {
            Self::Column(column) => {
                Ok(format!("{column} IN {}", params.list(keys.iter().map(String::as_str))))
            }
            // Each text with its numbers: SQLite finds pairs in no index.
            Self::Numbered(text, number) => {
                let mut of_text: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
                for key in keys {
                    let (own, counted) = parts(key)?;
                    of_text.entry(own).or_default().push(counted);
                }
                let each = of_text.into_iter().map(|(own, counted)| {
                    format!("({text} = {} AND {number} IN {})", params.bind(own), params.list(counted))
                });
                Ok(each.collect::<Vec<_>>().join(" OR "))
            }
        }
    }

    fn compare(self, one: &str, other: &str) -> Ordering {
        match (self, parts(one), parts(other)) {
            (Self::Numbered(..), Ok(one), Ok(other)) => one.cmp(&other),
            _ => one.cmp(other),
        }
    }
}

/// The text and the number of a numbered key.
fn parts(key: &str) -> Result<(&str, i64), Refusal> {
    let parts = key.rsplit_once('-').and_then(|(text, number)| Some((text, number.parse().ok()?)));
    parts.ok_or_else(|| Refusal::internal(&"a key without a number"))
}

/// Where a row stands in an order: the value of its column and its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The value of the column, as text.
    pub value: String,
    /// The key.
    pub id: String,
}

impl Place {
    /// From the parts of a page token.
    #[must_use]
    pub fn of(parts: &[String]) -> Option<Self> {
        match parts {
            [value, id] => Some(Self { value: value.clone(), id: id.clone() }),
            // A list in the order of its keys.
            [id] => Some(Self { value: id.clone(), id: id.clone() }),
            _ => None,
        }
    }

    /// The parts of a page token.
    #[must_use]
    pub fn parts(&self) -> Vec<String> {
        vec![self.value.clone(), self.id.clone()]
    }
}

/// The rows of a page, by key and in order, and the place after which the next page begins.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The keys.
    pub ids: Vec<String>,
    /// The last place that was read, where more may follow.
    pub next: Option<Place>,
}

/// Another table that says which rows are meant, in the order of the list: the cases of a party, the people of a court. It has the
/// column of the order, unless the list is in the order of its keys. A row that it names twice stands once in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Via {
    /// The table.
    pub table: &'static str,
    /// Its columns that hold the key of the list's table.
    pub key: Key,
}

/// Rows that an index gives in the order of a list.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The condition: its columns lead an index that ends with the order and the key.
    pub condition: Clause,
    /// Where the index is not one of the list's own table.
    pub via: Option<Via>,
}

impl From<Clause> for Branch {
    fn from(condition: Clause) -> Self {
        Self { condition, via: None }
    }
}

impl Branch {
    /// The rows that another table names.
    #[must_use]
    pub const fn through(via: Via, condition: Clause) -> Self {
        Self { condition, via: Some(via) }
    }

    /// Those for which a condition on the same columns holds too.
    #[must_use]
    pub fn and(&self, clause: &Clause) -> Self {
        Self { condition: self.condition.and(clause), via: self.via }
    }
}

/// A page that is to be found.
#[derive(Clone, Debug)]
pub struct Scan {
    /// The table.
    pub table: &'static str,
    /// The key of its rows.
    pub key: Key,
    /// The order.
    pub order: Order,
    /// The branches.
    pub branches: Vec<Branch>,
    /// Conditions that are tested row by row.
    pub conditions: Vec<Clause>,
    /// The place after which the page begins.
    pub after: Option<Place>,
    /// How many rows the page has at most.
    pub limit: u64,
}

/// A row that was read: where it stands, and whether the conditions hold for it.
struct Read {
    place: Place,
    holds: bool,
}

/// A branch while it is read.
struct Reading<'a> {
    branch: &'a Branch,
    rows: VecDeque<Read>,
    after: Option<Place>,
    begun: bool,
    ended: bool,
}

impl Scan {
    /// Reads the page: its rows in order, with these columns. A damaged row is left out.
    pub async fn page<T>(
        self,
        connection: &impl ConnectionTrait,
        columns: &str,
        read: impl Fn(&QueryResult) -> Result<T, Refusal>,
    ) -> Result<Page<T>, Refusal> {
        let (table, key) = (self.table, self.key);
        let Found { ids, next } = self.run(connection).await?;
        let mut found = HashMap::with_capacity(ids.len());
        for some in ids.chunks(KEYS_AT_ONCE) {
            let mut params = SqlParams::default();
            let wanted = key.is_one_of(some, &mut params)?;
            let text =
                format!("SELECT {} AS list_key, {columns} FROM {table} WHERE {wanted}", key.expression());
            for row in connection.query_all_raw(sql(connection, &text, params.0)).await? {
                found.insert(row.try_get::<String>("", "list_key")?, row);
            }
        }
        let rows = ids.iter().filter_map(|id| intact(table, id, read(found.get(id)?)).ok()).collect();
        Ok(Page { rows, next: next.map(|place| place.parts()) })
    }

    /// Finds the page.
    pub async fn run(&self, connection: &impl ConnectionTrait) -> Result<Found, Refusal> {
        let begin = |branch| Reading {
            branch,
            rows: VecDeque::new(),
            after: self.after.clone(),
            begun: false,
            ended: false,
        };
        let mut branches: Vec<Reading<'_>> = self.branches.iter().map(begin).collect();
        let is_tested = !self.conditions.is_empty();
        let share = MOST_READ / u64::try_from(branches.len()).unwrap_or(MOST_READ).max(1);
        let mut chunk = self.limit + 1;
        if is_tested {
            chunk = chunk.max(LEAST_CHUNK).min(share.max(1));
        }
        let (mut ids, mut last, mut read, mut fetched) = (Vec::new(), None::<Place>, 0, 0);
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        loop {
            for branch in &mut branches {
                if !branch.rows.is_empty() || branch.ended {
                    continue;
                }
                let size = if is_tested && branch.begun {
                    chunk.min(MOST_READ.saturating_sub(fetched))
                } else {
                    chunk
                };
                if size == 0 {
                    return Ok(Found { ids, next: last });
                }
                fetched += self.fill(connection, branch, size).await?;
            }
            let heads = branches.iter().enumerate();
            let heads = heads.filter_map(|(index, branch)| Some((index, &branch.rows.front()?.place)));
            let Some((first, _)) = heads.min_by(|(_, one), (_, other)| self.compare(one, other)) else {
                return Ok(Found { ids, next: None });
            };
            if ids.len() == limit || read == MOST_READ {
                return Ok(Found { ids, next: last });
            }
            let Some(row) = branches[first].rows.pop_front() else { continue };
            // A row of several branches stands once in the list.
            if last.as_ref() != Some(&row.place) {
                read += 1;
                if row.holds {
                    ids.push(row.place.id.clone());
                }
                last = Some(row.place);
            }
            if branches[first].rows.is_empty() {
                chunk = (chunk * 2).min(MOST_READ);
            }
        }
    }

    /// Reads the next rows of a branch; how many they are.
    async fn fill(
        &self,
        connection: &impl ConnectionTrait,
        reading: &mut Reading<'_>,
        chunk: u64,
    ) -> Result<u64, Refusal> {
        let (text, values) = self.statement(reading.branch, reading.after.as_ref(), chunk)?;
        let rows = connection.query_all_raw(sql(connection, &text, values)).await?;
        let count = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        (reading.begun, reading.ended) = (true, count < chunk);
        for row in &rows {
            reading.rows.push_back(self.read(row)?);
        }
        reading.after = reading.rows.back().map(|row| row.place.clone());
        Ok(count)
    }

    /// The statement that reads a branch.
    fn statement(
        &self,
        branch: &Branch,
        after: Option<&Place>,
        chunk: u64,
    ) -> Result<(String, Vec<Value>), Refusal> {
        let is_by_key = self.key == Key::Column(self.order.column);
        let (table, key) = branch.via.map_or((self.table, self.key), |via| (via.table, via.key));
        let mut places = key.columns();
        if !is_by_key {
            places.insert(0, self.order.column);
        }
        let mut params = SqlParams::default();
        let conditions: Vec<_> = self.conditions.iter().map(|clause| clause.write(&mut params)).collect();
        let mut wanted = vec![branch.condition.write(&mut params)];
        if let Some(place) = after {
            let mut values = key.values(&place.id)?;
            if !is_by_key {
                values.insert(0, self.value(place)?);
            }
            let beyond = if self.order.descending { "<" } else { ">" };
            let bound = params.list(values);
            wanted.push(format!("({}) {beyond} {bound}", places.join(", ")));
        }
        let holds = match (conditions.is_empty(), branch.via) {
            (true, _) => "1".to_owned(),
            (false, None) => format!("CASE WHEN {} THEN 1 ELSE 0 END", conditions.join(" AND ")),
            // In the inner statement a column is one of the list's own table first.
            (false, Some(via)) => {
                let both = self.key.columns().into_iter().zip(via.key.columns());
                let same: Vec<_> =
                    both.map(|(own, named)| format!("{}.{own} = {table}.{named}", self.table)).collect();
                // A value and no EXISTS, which PostgreSQL may answer by reading the whole table once.
                format!(
                    "COALESCE((SELECT 1 FROM {} WHERE {} AND {} LIMIT 1), 0)",
                    self.table,
                    same.join(" AND "),
                    conditions.join(" AND ")
                )
            }
        };
        let direction = if self.order.descending { " DESC" } else { "" };
        let order: Vec<_> = places.iter().map(|place| format!("{place}{direction}")).collect();
        let text = format!(
            "SELECT {} AS list_key, {} AS place, {holds} AS holds FROM {table} WHERE {} ORDER BY {} LIMIT {chunk}",
            key.expression(),
            places.first().copied().unwrap_or_default(),
            wanted.join(" AND "),
            order.join(", ")
        );
        Ok((text, params.0))
    }

    fn value(&self, place: &Place) -> Result<Value, Refusal> {
        Ok(match self.order.sort {
            Sort::Number => place.value.parse::<i64>().map_err(|fault| Refusal::internal(&fault))?.into(),
            Sort::Text => place.value.as_str().into(),
        })
    }

    fn read(&self, row: &QueryResult) -> Result<Read, Refusal> {
        let value = match self.order.sort {
            Sort::Number => row.try_get::<i64>("", "place")?.to_string(),
            Sort::Text => row.try_get("", "place")?,
        };
        // PostgreSQL gives the flag as INT4, SQLite as INT8.
        let holds = row.try_get::<i32>("", "holds")? == 1;
        Ok(Read { place: Place { value, id: row.try_get("", "list_key")? }, holds })
    }

    fn compare(&self, one: &Place, other: &Place) -> Ordering {
        let by_value = match self.order.sort {
            Sort::Number => one.value.parse::<i64>().ok().cmp(&other.value.parse::<i64>().ok()),
            Sort::Text => one.value.cmp(&other.value),
        };
        let ordering = by_value.then_with(|| self.key.compare(&one.id, &other.id));
        if self.order.descending { ordering.reverse() } else { ordering }
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::DbErr;
    use sea_orm_migration::SchemaManagerConnection;

    use super::*;
    use crate::{
        storage::run_ddl,
        testing::{MigratorOf, Tables, on_every_database},
    };

    struct Things;

    type Migrator = MigratorOf<Things>;

    impl Tables for Things {
        async fn create(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
            let tables = [
                "CREATE TABLE things (id TEXT NOT NULL PRIMARY KEY, county TEXT NOT NULL, owner TEXT NOT NULL, at BIGINT NOT NULL)",
                "CREATE INDEX things_of_county ON things (county, at, id)",
                "CREATE INDEX things_of_owner ON things (owner, at, id)",
            ];
            run_ddl(connection, &tables).await
        }
    }

    fn scan(branches: &[&str], conditions: &[&str], limit: u64) -> Scan {
        let owned =
            |some: &[&str]| some.iter().map(|&one| Clause::new(|_| one.to_owned())).collect::<Vec<_>>();
        Scan {
            table: "things",
            key: Key::ID,
            order: Order { column: "at", sort: Sort::Number, descending: true },
            branches: owned(branches).into_iter().map(Branch::from).collect(),
            conditions: owned(conditions),
            after: None,
            limit,
        }
    }

    #[tokio::test]
    async fn pages_of_merged_branches_hold_every_row_once_and_in_order() {
        on_every_database::<Migrator, _>("things", |store| async move {
            let tx = store.begin().await.unwrap();
            for number in 0..5000_i64 {
                let county = ["330783", "330784", "330101"][usize::try_from(number % 3).unwrap()];
                let owner = if number % 1000 == 7 { "a" } else { "b" };
                let text = "INSERT INTO things (id, county, owner, at) VALUES ($1, $2, $3, $4)";
                let values =
                    vec![format!("t{number:05}").into(), county.into(), owner.into(), (number / 2).into()];
                tx.execute_raw(sql(&tx, text, values)).await.unwrap();
            }
            tx.commit().await.unwrap();
            let read = store.read();
            let both = ["county = '330783'", "owner = 'a'"];
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let found = Scan { after, ..scan(&both, &[], 70) }.run(read).await.unwrap();
                seen.extend(found.ids);
                after = found.next;
                if after.is_none() {
                    break;
                }
            }
            let mut expected: Vec<(i64, String)> = (0..5000_i64)
                .filter(|number| number % 3 == 0 || number % 1000 == 7)
                .map(|number| (number / 2, format!("t{number:05}")))
                .collect();
            expected.sort_by(|one, other| other.cmp(one));
            assert_eq!(seen, expected.into_iter().map(|(_, id)| id).collect::<Vec<_>>());

            // A rare condition ends a page after the most rows that it reads, and the next page continues there.
            let rare = scan(&["county = '330783'"], &["owner = 'a'"], 3);
            let found = rare.run(read).await.unwrap();
            assert_eq!(found, Found { ids: vec!["t02007".into()], next: None });
            let everything = scan(&["county >= ''"], &["owner = 'a'"], 3);
            let first = everything.clone().run(read).await.unwrap();
            assert_eq!(first.ids, ["t04007", "t03007"]);
            let second = Scan { after: first.next, ..everything }.run(read).await.unwrap();
            assert_eq!(second.ids, ["t02007", "t01007"]);
        })
        .await;
    }
}
