//! How everything here is kept: one row a thing. What it is looked for by stands in columns; the thing itself lies sealed beside
//! them, because nearly all of it is about people.

use std::collections::HashSet;

use kit::{
    access::Scope,
    moment::Moment,
    refusal::Refusal,
    rows,
    seal::Seal,
    store::{Store, sql},
    verify::{self, Findings},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, QueryResult, Value};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

/// A table and what stands in it.
pub(crate) trait Kept: Serialize + DeserializeOwned + Send + Sync {
    /// The table.
    const TABLE: &'static str;
    /// Its columns beside `id`, `region_code`, `version`, `create_time` and `sealed`.
    const COLUMNS: &'static [&'static str];
    /// The column with the unit that sees it, if any does.
    const UNIT: Option<&'static str> = None;
    /// The table that says which units see which id (`id`, `unit`), if many do.
    const UNITS: Option<&'static str> = None;
    /// The column with the person who sees it beside the court, if any does.
    const PERSON: Option<&'static str> = None;

    fn id(&self) -> Uuid;
    fn region(&self) -> &str;
    fn version(&self) -> i64;
    fn created(&self) -> Moment;
    /// The values of [`Self::COLUMNS`].
    fn columns(&self, seal: &Seal) -> Vec<Value>;
}

/// Values on their way into a statement.
#[derive(Default)]
pub(crate) struct Bind(pub(crate) Vec<Value>);

impl Bind {
    /// A place for a value.
    pub(crate) fn one(&mut self, value: impl Into<Value>) -> String {
        self.0.push(value.into());
        format!("${}", self.0.len())
    }

    /// Places for many, in brackets.
    pub(crate) fn list(&mut self, values: impl IntoIterator<Item = impl Into<Value>>) -> String {
        let places: Vec<_> = values.into_iter().map(|value| self.one(value)).collect();
        format!("({})", places.join(", "))
    }
}

/// The rows of `T` that a scope admits.
pub(crate) fn inside<T: Kept>(scope: &Scope, bind: &mut Bind) -> String {
    if scope.everything {
        return "1 = 1".to_owned();
    }
    let mut either = vec!["1 = 0".to_owned()];
    for region in &scope.regions {
        // ':' follows '9', so the range holds everything that begins with the prefix.
        let (from, until) = (bind.one(region.as_str()), bind.one(format!("{region}:")));
        either.push(format!("(region_code >= {from} AND region_code < {until})"));
    }
    if let Some(column) = T::UNIT
        && !scope.units.is_empty()
    {
        let units = bind.list(scope.units.iter().map(String::as_str));
        either.push(format!("{column} IN {units}"));
    }
    if let Some(table) = T::UNITS
        && !scope.units.is_empty()
    {
        let units = bind.list(scope.units.iter().map(String::as_str));
        either.push(format!("id IN (SELECT id FROM {table} WHERE unit IN {units})"));
    }
    if let (Some(column), Some(person)) = (T::PERSON, &scope.person) {
        either.push(format!("{column} = {}", bind.one(person.as_str())));
    }
    format!("({})", either.join(" OR "))
}

fn close<T: Kept>(kept: &T, seal: &Seal) -> Result<Vec<u8>, Refusal> {
    seal.close(&serde_json::to_string(kept).map_err(|fault| Refusal::internal(&fault))?)
}

pub(crate) fn open<T: Kept>(row: &QueryResult, seal: &Seal) -> Result<T, Refusal> {
    let sealed: Vec<u8> = row.try_get("", "sealed")?;
    serde_json::from_str(&seal.open(&sealed)?).map_err(|fault| Refusal::internal(&fault))
}

fn values<T: Kept>(kept: &T, seal: &Seal) -> Result<Vec<Value>, Refusal> {
    let mut values: Vec<Value> = vec![
        kept.id().to_string().into(),
        kept.region().to_owned().into(),
        kept.version().into(),
        kept.created().micros().into(),
        close(kept, seal)?.into(),
    ];
    values.extend(kept.columns(seal));
    Ok(values)
}

fn names<T: Kept>() -> Vec<&'static str> {
    ["id", "region_code", "version", "create_time", "sealed"].iter().chain(T::COLUMNS).copied().collect()
}

/// Compares the columns of every row with what is encrypted in it.
pub(crate) async fn verify<T: Kept>(store: &Store) -> Result<Findings, Refusal> {
    let names = names::<T>();
    let columns: Vec<&str> = names.iter().copied().filter(|name| *name != "sealed").collect();
    verify::columns(store, &verify::Table { table: T::TABLE, columns: &columns }, |row| {
        let kept: T = open(row, store.seal())?;
        let values = values(&kept, store.seal())?;
        Ok(names.iter().zip(values).filter(|(name, _)| **name != "sealed").map(|(_, value)| value).collect())
    })
    .await
}

/// Adds new rows.
pub(crate) async fn add<T: Kept>(tx: &DatabaseTransaction, kept: &[T], seal: &Seal) -> Result<(), Refusal> {
    let names = names::<T>();
    for some in kept.chunks(50) {
        let mut bind = Bind::default();
        let mut rows = Vec::with_capacity(some.len());
        for one in some {
            rows.push(bind.list(values(one, seal)?));
        }
        let text = format!("INSERT INTO {} ({}) VALUES {}", T::TABLE, names.join(", "), rows.join(", "));
        tx.execute_raw(sql(tx, &text, bind.0)).await?;
    }
    Ok(())
}

/// Writes a row that was taken.
pub(crate) async fn save<T: Kept>(tx: &DatabaseTransaction, kept: &T, seal: &Seal) -> Result<(), Refusal> {
    let sets: Vec<_> =
        names::<T>().iter().enumerate().skip(1).map(|(at, name)| format!("{name} = ${}", at + 1)).collect();
    let text = format!("UPDATE {} SET {} WHERE id = $1", T::TABLE, sets.join(", "));
    tx.execute_raw(sql(tx, &text, values(kept, seal)?)).await?;
    Ok(())
}

/// Rows that a condition picks, in an order, at most so many.
pub(crate) async fn read<T: Kept>(
    connection: &impl ConnectionTrait,
    seal: &Seal,
    (condition, bind): (&str, Bind),
    order: &str,
    limit: u64,
) -> Result<Vec<T>, Refusal> {
    let text = format!("SELECT sealed FROM {} WHERE {condition} ORDER BY {order} LIMIT {limit}", T::TABLE);
    let rows = connection.query_all_raw(sql(connection, &text, bind.0)).await?;
    rows.iter().map(|row| open(row, seal)).collect()
}

/// Those of some rows that are there and can be read, whatever their scope.
pub(crate) async fn readable<T: Kept>(store: &Store, ids: &[&str]) -> Result<Vec<T>, Refusal> {
    let mut bind = Bind::default();
    let ids = bind.list(ids.iter().copied());
    let text = format!("SELECT id, sealed FROM {} WHERE id IN {ids}", T::TABLE);
    let rows = store.read().query_all_raw(sql(store.read(), &text, bind.0)).await?;
    Ok(rows::readable((T::TABLE, "id"), &rows, |row| open(row, store.seal())))
}

/// One row in a scope.
pub(crate) async fn get<T: Kept>(
    connection: &impl ConnectionTrait,
    seal: &Seal,
    scope: &Scope,
    id: Uuid,
) -> Result<Option<T>, Refusal> {
    let mut bind = Bind::default();
    let condition = format!("id = {} AND {}", bind.one(id.to_string()), inside::<T>(scope, &mut bind));
    Ok(read(connection, seal, (&condition, bind), "id", 1).await?.pop())
}

/// One row in a scope, kept from others until the transaction ends.
pub(crate) async fn take<T: Kept>(
    tx: &DatabaseTransaction,
    seal: &Seal,
    scope: &Scope,
    id: Uuid,
) -> Result<Option<T>, Refusal> {
    let mut bind = Bind::default();
    let condition = format!("id = {} AND {}", bind.one(id.to_string()), inside::<T>(scope, &mut bind));
    take_where(tx, seal, (&condition, bind), 1).await.map(|mut found| found.pop())
}

/// Rows that a condition picks, by id, kept from others until the transaction ends.
pub(crate) async fn take_where<T: Kept>(
    tx: &DatabaseTransaction,
    seal: &Seal,
    (condition, bind): (&str, Bind),
    limit: u64,
) -> Result<Vec<T>, Refusal> {
    // SQLite has one writer, and it is this one.
    let lock = if tx.get_database_backend() == DbBackend::Postgres { " FOR UPDATE" } else { "" };
    let text = format!("SELECT sealed FROM {} WHERE {condition} ORDER BY id LIMIT {limit}{lock}", T::TABLE);
    let rows = tx.query_all_raw(sql(tx, &text, bind.0)).await?;
    rows.iter().map(|row| open(row, seal)).collect()
}

/// How an old record is known without its key being written down. Empty is none.
pub(crate) fn import_index<T: Kept>(seal: &Seal, key: &str) -> Option<Vec<u8>> {
    (!key.is_empty()).then(|| seal.blind_index(format!("{}\n{key}", T::TABLE)))
}

/// The key of an imported record as it is stored: each region has keys of its own.
pub(crate) fn own_key(region: &str, key: &str) -> String {
    if key.is_empty() { String::new() } else { format!("{region}\n{key}") }
}

/// Which of a region's records are known already by their keys. Such a table has a column `import_key`; rows of versions before have
/// keys without their region.
pub(crate) async fn known<T: Kept>(
    tx: &DatabaseTransaction,
    seal: &Seal,
    region: &str,
    keys: &[&str],
) -> Result<Vec<bool>, Refusal> {
    let indexes = |key: &str| {
        [import_index::<T>(seal, &own_key(region, key)), import_index::<T>(seal, key)].into_iter().flatten()
    };
    let mut found: HashSet<Vec<u8>> = HashSet::new();
    let all: Vec<Vec<u8>> = keys.iter().flat_map(|key| indexes(key)).collect();
    for some in all.chunks(500) {
        let mut bind = Bind::default();
        let keys = bind.list(some.iter().cloned());
        let region = bind.one(region);
        let text = format!(
            "SELECT import_key FROM {} WHERE import_key IN {keys} AND region_code = {region}",
            T::TABLE
        );
        for row in tx.query_all_raw(sql(tx, &text, bind.0)).await? {
            found.insert(row.try_get("", "import_key")?);
        }
    }
    Ok(keys.iter().map(|key| indexes(key).any(|index| found.contains(&index))).collect())
}
