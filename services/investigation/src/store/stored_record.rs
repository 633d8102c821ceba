//! How everything here is stored: one row a thing. What it is looked for by stands in columns; the thing itself is encrypted beside
//! them, because nearly all of it is about people.

use kit::{
    access::Scope,
    domain::{
        Timestamp, reason,
        refusal::{Refusal, Text, Violations},
    },
    storage::{
        Encryption, ScopeColumns, SqlParams, Store, record, sql,
        verify::{self, Findings},
    },
};
use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult, Value};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

/// A table and what stands in it.
pub(crate) trait StoredRecord: Serialize + DeserializeOwned + Send + Sync {
    /// The table.
    const TABLE: &'static str;
    /// Its columns beside `id`, `region_code`, `version`, `create_time` and `sealed`.
    const COLUMNS: &'static [&'static str];
    /// The columns by which a scope sees it.
    const SCOPE: ScopeColumns<'static> = ScopeColumns::region("region_code");

    fn id(&self) -> Uuid;
    fn region(&self) -> &str;
    fn version(&self) -> i64;
    fn created(&self) -> Timestamp;
    /// The values of [`Self::COLUMNS`].
    fn columns(&self, encryption: &Encryption) -> Vec<Value>;
}

/// The rows of `T` that a scope admits.
pub(crate) fn inside<T: StoredRecord>(scope: &Scope, params: &mut SqlParams) -> String {
    params.in_scope(scope, T::SCOPE)
}

fn close<T: StoredRecord>(record: &T, encryption: &Encryption) -> Result<Vec<u8>, Refusal> {
    encryption.encrypt(&serde_json::to_string(record).map_err(|fault| Refusal::internal(&fault))?)
}

pub(crate) fn open<T: StoredRecord>(row: &QueryResult, encryption: &Encryption) -> Result<T, Refusal> {
    let sealed: Vec<u8> = row.try_get("", "sealed")?;
    serde_json::from_str(&encryption.decrypt(&sealed)?).map_err(|fault| Refusal::internal(&fault))
}

fn values<T: StoredRecord>(record: &T, encryption: &Encryption) -> Result<Vec<Value>, Refusal> {
    let mut values: Vec<Value> = vec![
        record.id().to_string().into(),
        record.region().to_owned().into(),
        record.version().into(),
        record.created().micros().into(),
        close(record, encryption)?.into(),
    ];
    values.extend(record.columns(encryption));
    Ok(values)
}

fn names<T: StoredRecord>() -> Vec<&'static str> {
    ["id", "region_code", "version", "create_time", "sealed"].iter().chain(T::COLUMNS).copied().collect()
}

/// Compares the columns of every row with what is encrypted in it.
pub(crate) async fn verify<T: StoredRecord>(store: &Store) -> Result<Findings, Refusal> {
    let names = names::<T>();
    let columns: Vec<&str> = names.iter().copied().filter(|name| *name != "sealed").collect();
    verify::columns(store, &verify::Table { table: T::TABLE, columns: &columns }, |row| {
        let record: T = open(row, store.encryption())?;
        let values = values(&record, store.encryption())?;
        Ok(names.iter().zip(values).filter(|(name, _)| **name != "sealed").map(|(_, value)| value).collect())
    })
    .await
}

/// Adds new rows.
pub(crate) async fn add<T: StoredRecord>(
    tx: &DatabaseTransaction,
    record: &[T],
    encryption: &Encryption,
) -> Result<(), Refusal> {
    let names = names::<T>();
    for some in record.chunks(50) {
        let mut params = SqlParams::default();
        let mut rows = Vec::with_capacity(some.len());
        for one in some {
            rows.push(params.list(values(one, encryption)?));
        }
        let text = format!("INSERT INTO {} ({}) VALUES {}", T::TABLE, names.join(", "), rows.join(", "));
        tx.execute_raw(sql(tx, &text, params.0)).await?;
    }
    Ok(())
}

/// Writes a row that was taken.
pub(crate) async fn save<T: StoredRecord>(
    tx: &DatabaseTransaction,
    record: &T,
    encryption: &Encryption,
) -> Result<(), Refusal> {
    let sets: Vec<_> =
        names::<T>().iter().enumerate().skip(1).map(|(at, name)| format!("{name} = ${}", at + 1)).collect();
    let text = format!("UPDATE {} SET {} WHERE id = $1", T::TABLE, sets.join(", "));
    tx.execute_raw(sql(tx, &text, values(record, encryption)?)).await?;
    Ok(())
}

/// Rows that a condition picks, in an order, at most so many.
pub(crate) async fn read<T: StoredRecord>(
    connection: &impl ConnectionTrait,
    encryption: &Encryption,
    (condition, params): (&str, SqlParams),
    order: &str,
    limit: u64,
) -> Result<Vec<T>, Refusal> {
    let text = format!("SELECT sealed FROM {} WHERE {condition} ORDER BY {order} LIMIT {limit}", T::TABLE);
    let rows = connection.query_all_raw(sql(connection, &text, params.0)).await?;
    rows.iter().map(|row| open(row, encryption)).collect()
}

/// Those of some rows that are there and can be read, whatever their scope.
pub(crate) async fn readable<T: StoredRecord>(store: &Store, ids: &[&str]) -> Result<Vec<T>, Refusal> {
    let mut params = SqlParams::default();
    let ids = params.list(ids.iter().copied());
    let text = format!("SELECT id, sealed FROM {} WHERE id IN {ids}", T::TABLE);
    let rows = store.read().query_all_raw(sql(store.read(), &text, params.0)).await?;
    Ok(record::readable((T::TABLE, "id"), &rows, |row| open(row, store.encryption())))
}

/// One row in a scope.
pub(crate) async fn get<T: StoredRecord>(
    connection: &impl ConnectionTrait,
    encryption: &Encryption,
    scope: &Scope,
    id: Uuid,
) -> Result<Option<T>, Refusal> {
    let mut params = SqlParams::default();
    let condition = format!("id = {} AND {}", params.bind(id.to_string()), inside::<T>(scope, &mut params));
    Ok(read(connection, encryption, (&condition, params), "id", 1).await?.pop())
}

/// One row in a scope, kept from others until the transaction ends.
pub(crate) async fn lock<T: StoredRecord>(
    tx: &DatabaseTransaction,
    encryption: &Encryption,
    scope: &Scope,
    id: Uuid,
) -> Result<Option<T>, Refusal> {
    let mut params = SqlParams::default();
    let condition = format!("id = {} AND {}", params.bind(id.to_string()), inside::<T>(scope, &mut params));
    lock_where(tx, encryption, (&condition, params), 1).await.map(|mut found| found.pop())
}

/// Rows that a condition picks, by id, kept from others until the transaction ends.
pub(crate) async fn lock_where<T: StoredRecord>(
    tx: &DatabaseTransaction,
    encryption: &Encryption,
    (condition, params): (&str, SqlParams),
    limit: u64,
) -> Result<Vec<T>, Refusal> {
    let lock = sql::for_update(tx);
    let text = format!("SELECT sealed FROM {} WHERE {condition} ORDER BY id LIMIT {limit}{lock}", T::TABLE);
    let rows = tx.query_all_raw(sql(tx, &text, params.0)).await?;
    rows.iter().map(|row| open(row, encryption)).collect()
}

/// How an old record is known without its key being written down. Empty is none.
pub(crate) fn import_index<T: StoredRecord>(encryption: &Encryption, key: &str) -> Option<Vec<u8>> {
    (!key.is_empty()).then(|| encryption.blind_index(format!("{}\n{key}", T::TABLE)))
}

/// What an import may add.
pub(crate) trait Imported: StoredRecord {
    /// The key by which it is known, and the digest of the row that it was; such a table has a column `import_key`.
    fn import_mark(&mut self) -> (&mut String, &mut String);
}

/// Marks the rows of an import, each with its digest, and gives those that are new, each with its place. A known key that came with
/// another content before is noted with IMPORT_KEY_REUSED.
pub(crate) async fn new_of<T: Imported>(
    tx: &DatabaseTransaction,
    encryption: &Encryption,
    (region, rows): (&str, Vec<(T, String)>),
    v: &mut Violations,
) -> Result<Vec<(usize, T)>, Refusal> {
    // Rows of versions before have keys without their region.
    let own = |key: &str| format!("{region}\n{key}");
    let indexes = |key: &str| {
        [own(key), key.to_owned()].into_iter().filter_map(|key| import_index::<T>(encryption, &key))
    };
    let mut rows: Vec<(T, String)> = rows;
    let all: Vec<Vec<u8>> = rows.iter_mut().flat_map(|(row, _)| indexes(row.import_mark().0)).collect();
    let known = known_digests::<T>(tx, encryption, region, &all).await?;
    let mut new = Vec::with_capacity(rows.len());
    for (index, (mut row, digest)) in rows.into_iter().enumerate() {
        let (key, mark) = row.import_mark();
        match indexes(key).find_map(|index| known.get(&index)) {
            None => {
                (*key, *mark) = (own(key), digest);
                new.push((index, row));
            }
            Some(before) if before.is_empty() || *before == digest => {}
            Some(_) => v.add(format!("rows[{index}].import_key"), reason::IMPORT_KEY_REUSED, other_content()),
        }
    }
    Ok(new)
}

/// The digests of a region's records that are known already, by the indexes of their keys.
async fn known_digests<T: Imported>(
    tx: &DatabaseTransaction,
    encryption: &Encryption,
    region: &str,
    indexes: &[Vec<u8>],
) -> Result<HashMap<Vec<u8>, String>, Refusal> {
    let mut found = HashMap::new();
    for some in indexes.chunks(500) {
        let mut params = SqlParams::default();
        let keys = params.list(some.iter().cloned());
        let region = params.bind(region);
        let text = format!(
            "SELECT import_key, sealed FROM {} WHERE import_key IN {keys} AND region_code = {region}",
            T::TABLE
        );
        for row in tx.query_all_raw(sql(tx, &text, params.0)).await? {
            let mut known: T = open(&row, encryption)?;
            found.insert(row.try_get("", "import_key")?, std::mem::take(known.import_mark().1));
        }
    }
    Ok(found)
}

fn other_content() -> Text {
    Text::new(
        "这一编号以前已导入，但内容与这一行不同，本行未导入。内容有变化的，请在原记录上办理；确属另一件事的，请换一个编号。",
        "This key was imported before with other content, so the row is not imported. Change the record that is there, or give another matter another key.",
    )
}
