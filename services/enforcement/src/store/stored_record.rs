//! Rows that are kept the same way: what lists ask for in columns, the whole sealed beside them, the newest first.

use std::collections::HashMap;

use crate::store::IN_REGION;
use kit::{
    access::Scope,
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal},
    },
    storage::{
        Encryption, SqlParams, Store,
        list::{
            Field, Leads, ListQuery, Order, Place, Sort, Terms,
            filter::{self, Term},
        },
        record::{self, Page},
        sql,
        verify::{self, Findings},
    },
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, SqlErr, Value};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::{approvals, close, read, search_keys};
use crate::domain::approval::Waiting;

/// How many rows are written by one statement.
const AT_ONCE: usize = 50;

/// Something that is kept in a table of its own. Every such table has `id`, `region_code`, `version`, `create_time`,
/// `update_time` and `sealed` beside its own columns.
pub(crate) trait StoredRecord: Serialize + DeserializeOwned + Send + Sync {
    /// The table.
    const TABLE: &'static str;
    /// What stands before the id in its name, as `receipts/`.
    const PREFIX: &'static str;
    /// Its own columns.
    const COLUMNS: &'static [&'static str];
    /// What a list can be filtered by.
    const FIELDS: &'static [Field];

    /// Columns with the key of a name, each asked for by a filter that is called like it.
    const NAMES: &'static [&'static str] = &[];

    /// In the order of [`StoredRecord::COLUMNS`].
    fn values(&self) -> Vec<Value>;
    /// The names, in the order of [`StoredRecord::NAMES`].
    fn names(&self) -> Vec<&str> {
        Vec::new()
    }
    /// What every such row has.
    fn head(&self) -> Head<'_>;
    /// What leads its lists: each column has an index that ends with `create_time` and `id`.
    const LEADS: Leads;
    /// What of it waits for a decision; none of those that never do.
    fn waiting(&self) -> Option<Vec<Waiting>> {
        None
    }
    /// Adds the condition for a term of a filter.
    fn add_term(terms: &mut Terms, term: &Term, at: Timestamp) -> Result<(), Refusal>;
}

/// What every kept row has.
pub(crate) struct Head<'a> {
    pub(crate) id: Uuid,
    pub(crate) region_code: &'a str,
    pub(crate) version: i64,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
}

/// The id in a name.
pub(crate) fn id_of<T: StoredRecord>(name: &str) -> Option<Uuid> {
    name.strip_prefix(T::PREFIX).and_then(|id| Uuid::parse_str(id).ok())
}

fn name_of<T: StoredRecord>(record: &T) -> String {
    format!("{}{}", T::PREFIX, record.head().id)
}

/// A row in a scope.
pub(crate) async fn get<T: StoredRecord>(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    id: Uuid,
    encryption: &Encryption,
) -> Result<Option<T>, Refusal> {
    one(connection, scope, id, "", encryption).await
}

/// A row in a scope, kept from others until the transaction ends.
pub(crate) async fn lock_for_update<T: StoredRecord>(
    tx: &DatabaseTransaction,
    scope: &Scope,
    id: Uuid,
    encryption: &Encryption,
) -> Result<Option<T>, Refusal> {
    let lock = sql::for_update(tx);
    one(tx, scope, id, lock, encryption).await
}

/// A row whatever its scope, for those whose name says where they belong; where `lock`, kept from others until the transaction ends.
pub(crate) async fn by_id<T: StoredRecord>(
    connection: &impl ConnectionTrait,
    id: Uuid,
    lock: bool,
    encryption: &Encryption,
) -> Result<Option<T>, Refusal> {
    let lock = if lock { sql::for_update(connection) } else { "" };
    one(connection, &Scope::everything(), id, lock, encryption).await
}

async fn one<T: StoredRecord>(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    id: Uuid,
    lock: &str,
    encryption: &Encryption,
) -> Result<Option<T>, Refusal> {
    let mut params = SqlParams::default();
    let text = format!(
        "SELECT id, sealed FROM {} WHERE id = {} AND {}{lock}",
        T::TABLE,
        params.bind(id.to_string()),
        params.in_scope(scope, IN_REGION)
    );
    let row = connection.query_one_raw(sql(connection, &text, params.0)).await?;
    row.map(|row| record::one((T::TABLE, "id"), &row, |row| read(row, encryption))).transpose()
}

/// Rows in a scope, by their ids.
pub(crate) async fn of_ids<T: StoredRecord>(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[Uuid],
    encryption: &Encryption,
) -> Result<HashMap<Uuid, T>, Refusal> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut params = SqlParams::default();
    let list = params.list(ids.iter().map(ToString::to_string));
    let text = format!(
        "SELECT id, sealed FROM {} WHERE id IN {list} AND {}",
        T::TABLE,
        params.in_scope(scope, IN_REGION)
    );
    let rows = connection.query_all_raw(sql(connection, &text, params.0)).await?;
    let one = |row| record::one((T::TABLE, "id"), row, |row| read::<T>(row, encryption));
    rows.iter().map(|row| one(row).map(|one| (one.head().id, one))).collect()
}

/// Rows over receipts, in the order of their ids; where `lock`, kept from others until the transaction ends.
pub(crate) async fn of_receipts<T: StoredRecord>(
    connection: &impl ConnectionTrait,
    receipts: &[Uuid],
    lock: bool,
    encryption: &Encryption,
) -> Result<Vec<T>, Refusal> {
    if receipts.is_empty() {
        return Ok(Vec::new());
    }
    let mut params = SqlParams::default();
    let ids: Vec<_> = receipts.iter().map(|receipt| params.bind(receipt.to_string())).collect();
    let text = format!(
        "SELECT id, sealed FROM {} WHERE receipt IN ({}) ORDER BY id{}",
        T::TABLE,
        ids.join(", "),
        if lock { sql::for_update(connection) } else { "" }
    );
    let rows = connection.query_all_raw(sql(connection, &text, params.0)).await?;
    // All or none: who pays out past a plan or payment that can't be read may pay it twice.
    rows.iter().map(|row| record::one((T::TABLE, "id"), row, |row| read(row, encryption))).collect()
}

/// The same for who looks for what is wrong: those that can be read, and the ids of the others.
pub(crate) async fn readable_of_receipts<T: StoredRecord>(
    connection: &impl ConnectionTrait,
    receipts: &[Uuid],
    encryption: &Encryption,
) -> Result<(Vec<T>, Vec<String>), Refusal> {
    let (mut readable, mut damaged) = (Vec::new(), Vec::new());
    if receipts.is_empty() {
        return Ok((readable, damaged));
    }
    let mut params = SqlParams::default();
    let ids: Vec<_> = receipts.iter().map(|receipt| params.bind(receipt.to_string())).collect();
    let text =
        format!("SELECT id, sealed FROM {} WHERE receipt IN ({}) ORDER BY id", T::TABLE, ids.join(", "));
    for row in &connection.query_all_raw(sql(connection, &text, params.0)).await? {
        match read(row, encryption) {
            Ok(one) => readable.push(one),
            Err(_) => damaged.push(row.try_get("", "id")?),
        }
    }
    Ok((readable, damaged))
}

fn all_columns<T: StoredRecord>() -> String {
    let own = [T::COLUMNS, T::NAMES].concat();
    format!("id, region_code, version, create_time, update_time, {}, sealed", own.join(", "))
}

fn all_values<T: StoredRecord>(record: &T, encryption: &Encryption) -> Result<Vec<Value>, Refusal> {
    let head = record.head();
    let mut values: Vec<Value> = vec![
        head.id.to_string().into(),
        head.region_code.into(),
        head.version.into(),
        head.created.micros().into(),
        head.updated.micros().into(),
    ];
    values.extend(record.values());
    values.extend(record.names().into_iter().map(|name| Value::from(search_keys::of_name(name, encryption))));
    values.push(close(record, encryption)?.into());
    Ok(values)
}

/// Compares the columns of every row with what is encrypted in it. Keys of names are left out: those of older releases are filled in later.
pub(crate) async fn verify<T: StoredRecord>(store: &Store) -> Result<Findings, Refusal> {
    let names = all_columns::<T>();
    let is_compared = |name: &&str| *name != "sealed" && !T::NAMES.contains(name);
    let columns: Vec<&str> = names.split(", ").filter(is_compared).collect();
    verify::columns(store, &verify::Table { table: T::TABLE, columns: &columns }, |row| {
        let record: T = read(row, store.encryption())?;
        let mut values = all_values(&record, store.encryption())?;
        values.truncate(columns.len());
        Ok(values)
    })
    .await
}

/// Adds rows. Says how many are new: one that breaks a uniqueness of its table is not.
pub(crate) async fn add<T: StoredRecord>(
    tx: &DatabaseTransaction,
    record: &[T],
    encryption: &Encryption,
) -> Result<u64, Refusal> {
    let mut added = 0;
    for record in record.chunks(AT_ONCE) {
        let mut params = SqlParams::default();
        let mut rows = Vec::with_capacity(record.len());
        for one in record {
            let places: Vec<_> =
                all_values(one, encryption)?.into_iter().map(|value| params.bind(value)).collect();
            rows.push(format!("({})", places.join(", ")));
        }
        let insert = format!(
            "INSERT INTO {} ({}) VALUES {} ON CONFLICT DO NOTHING",
            T::TABLE,
            all_columns::<T>(),
            rows.join(", ")
        );
        let new = tx.execute_raw(sql(tx, &insert, params.0)).await?.rows_affected();
        if new == record.len() as u64 {
            for one in record {
                approvals::add(tx, (&name_of(one), &one.waiting().unwrap_or_default()), encryption).await?;
            }
        }
        added += new;
    }
    Ok(added)
}

/// Writes a row that was taken.
pub(crate) async fn save<T: StoredRecord>(
    tx: &DatabaseTransaction,
    record: &T,
    encryption: &Encryption,
) -> Result<(), Refusal> {
    let mut params = SqlParams::default();
    let columns = all_columns::<T>();
    let sets = columns.split(", ").zip(all_values(record, encryption)?);
    let sets: Vec<_> = sets.map(|(column, value)| format!("{column} = {}", params.bind(value))).collect();
    let update = format!("UPDATE {} SET {} WHERE id = $1", T::TABLE, sets.join(", "));
    let saved = tx.execute_raw(sql(tx, &update, params.0)).await;
    saved.map_err(|fault| match fault.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => entered_meanwhile(),
        _ => fault.into(),
    })?;
    match record.waiting() {
        Some(waiting) => approvals::keep(tx, (&name_of(record), &waiting), encryption).await,
        None => Ok(()),
    }
}

/// The refusal for who comes second where two enter the same at once. A repeated call gets the exact reason.
pub(crate) fn entered_meanwhile() -> Refusal {
    Refusal::new(
        Kind::Conflict,
        reason::ENTERED_MEANWHILE,
        "另一人刚刚登记了相同的内容，请刷新后核对。",
        "Somebody else entered the same at this moment; look again.",
    )
}

/// The column of the order in which these rows are listed, the newest first.
pub(crate) const CREATED: &str = "create_time";

/// A list to be read.
pub(crate) struct ListParams<'a> {
    pub(crate) scope: &'a Scope,
    pub(crate) filter: &'a str,
    pub(crate) at: Timestamp,
    /// After which place.
    pub(crate) after: Option<Place>,
    pub(crate) limit: u64,
}

/// A page, the newest first, by keyset.
pub(crate) async fn list<T: StoredRecord>(
    connection: &impl ConnectionTrait,
    params: ListParams<'_>,
    encryption: &Encryption,
) -> Result<Page<T>, Refusal> {
    let ListParams { scope, filter, at, after, limit } = params;
    let mut terms = Terms::default();
    for term in filter::parse(filter, T::LEADS.method, T::FIELDS)? {
        match T::NAMES.iter().find(|name| **name == term.field) {
            Some(name) => search_keys::add_name(&mut terms, name, &term, encryption)?,
            None => T::add_term(&mut terms, &term, at)?,
        }
    }
    let order = Order { column: CREATED, sort: Sort::Number, descending: true };
    let query = ListQuery { scope, terms, order, after, limit };
    T::LEADS.scan(connection, query).await?.page(connection, "sealed", |row| read(row, encryption)).await
}
