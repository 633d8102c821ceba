//! Rows that are kept the same way: what lists ask for in columns, the whole sealed beside them, the newest first.

use kit::{
    access::Scope,
    filter::{self, Op, Term},
    moment::Moment,
    refusal::{Kind, Refusal},
    rows::{self, Page},
    seal::Seal,
    store::{Store, sql},
    verify::{self, Findings},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, QueryResult, SqlErr, Value};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::{Bind, close, open};

/// How many rows are written by one statement.
const AT_ONCE: usize = 50;

/// Something that is kept in a table of its own. Every such table has `id`, `region_code`, `version`, `create_time`,
/// `update_time` and `sealed` beside its own columns.
pub(crate) trait Kept: Serialize + DeserializeOwned + Send + Sync {
    /// The table.
    const TABLE: &'static str;
    /// What stands before the id in its name, as `receipts/`.
    const PREFIX: &'static str;
    /// Its own columns.
    const COLUMNS: &'static [&'static str];
    /// What a list can be filtered by, each with whether it takes more than `=` and `!=`.
    const FIELDS: &'static [(&'static str, bool)];

    /// In the order of [`Kept::COLUMNS`].
    fn values(&self) -> Vec<Value>;
    /// What every such row has.
    fn head(&self) -> Head<'_>;
    /// The condition for a term of a filter.
    fn condition(term: &Term, at: Moment, bind: &mut Bind) -> Result<String, Refusal>;
}

/// What every kept row has.
pub(crate) struct Head<'a> {
    pub(crate) id: Uuid,
    pub(crate) region_code: &'a str,
    pub(crate) version: i64,
    pub(crate) created: Moment,
    pub(crate) updated: Moment,
}

/// The id in a name.
pub(crate) fn id_of<T: Kept>(name: &str) -> Option<Uuid> {
    name.strip_prefix(T::PREFIX).and_then(|id| Uuid::parse_str(id).ok())
}

/// A row in a scope.
pub(crate) async fn get<T: Kept>(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    id: Uuid,
    seal: &Seal,
) -> Result<Option<T>, Refusal> {
    one(connection, scope, id, "", seal).await
}

/// A row in a scope, kept from others until the transaction ends.
pub(crate) async fn take<T: Kept>(
    tx: &DatabaseTransaction,
    scope: &Scope,
    id: Uuid,
    seal: &Seal,
) -> Result<Option<T>, Refusal> {
    let lock = if tx.get_database_backend() == DbBackend::Postgres { " FOR UPDATE" } else { "" };
    one(tx, scope, id, lock, seal).await
}

async fn one<T: Kept>(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    id: Uuid,
    lock: &str,
    seal: &Seal,
) -> Result<Option<T>, Refusal> {
    let mut bind = Bind::default();
    let text = format!(
        "SELECT id, sealed FROM {} WHERE id = {} AND {}{lock}",
        T::TABLE,
        bind.one(id.to_string()),
        bind.inside("region_code", scope)
    );
    let row = connection.query_one_raw(sql(connection, &text, bind.0)).await?;
    row.map(|row| rows::one((T::TABLE, "id"), &row, |row| read(row, seal))).transpose()
}

pub(crate) fn read<T: DeserializeOwned>(row: &QueryResult, seal: &Seal) -> Result<T, Refusal> {
    open(&row.try_get::<Vec<u8>>("", "sealed")?, seal)
}

/// Rows over receipts, in the order of their ids; where `lock`, kept from others until the transaction ends.
pub(crate) async fn of_receipts<T: Kept>(
    connection: &impl ConnectionTrait,
    receipts: &[Uuid],
    lock: bool,
    seal: &Seal,
) -> Result<Vec<T>, Refusal> {
    if receipts.is_empty() {
        return Ok(Vec::new());
    }
    let mut bind = Bind::default();
    let ids: Vec<_> = receipts.iter().map(|receipt| bind.one(receipt.to_string())).collect();
    let lock = lock && connection.get_database_backend() == DbBackend::Postgres;
    let text = format!(
        "SELECT id, sealed FROM {} WHERE receipt IN ({}) ORDER BY id{}",
        T::TABLE,
        ids.join(", "),
        if lock { " FOR UPDATE" } else { "" }
    );
    let rows = connection.query_all_raw(sql(connection, &text, bind.0)).await?;
    // All or none: who pays out past a plan or payment that can't be read may pay it twice.
    rows.iter().map(|row| rows::one((T::TABLE, "id"), row, |row| read(row, seal))).collect()
}

/// The same for who looks for what is wrong: those that can be read, and the ids of the others.
pub(crate) async fn readable_of_receipts<T: Kept>(
    connection: &impl ConnectionTrait,
    receipts: &[Uuid],
    seal: &Seal,
) -> Result<(Vec<T>, Vec<String>), Refusal> {
    let (mut readable, mut damaged) = (Vec::new(), Vec::new());
    if receipts.is_empty() {
        return Ok((readable, damaged));
    }
    let mut bind = Bind::default();
    let ids: Vec<_> = receipts.iter().map(|receipt| bind.one(receipt.to_string())).collect();
    let text =
        format!("SELECT id, sealed FROM {} WHERE receipt IN ({}) ORDER BY id", T::TABLE, ids.join(", "));
    for row in &connection.query_all_raw(sql(connection, &text, bind.0)).await? {
        match read(row, seal) {
            Ok(one) => readable.push(one),
            Err(_) => damaged.push(row.try_get("", "id")?),
        }
    }
    Ok((readable, damaged))
}

fn all_columns<T: Kept>() -> String {
    format!("id, region_code, version, create_time, update_time, {}, sealed", T::COLUMNS.join(", "))
}

fn all_values<T: Kept>(kept: &T, seal: &Seal) -> Result<Vec<Value>, Refusal> {
    let head = kept.head();
    let mut values: Vec<Value> = vec![
        head.id.to_string().into(),
        head.region_code.into(),
        head.version.into(),
        head.created.micros().into(),
        head.updated.micros().into(),
    ];
    values.extend(kept.values());
    values.push(close(kept, seal)?.into());
    Ok(values)
}

/// Compares the columns of every row with what is encrypted in it.
pub(crate) async fn verify<T: Kept>(store: &Store) -> Result<Findings, Refusal> {
    let names = all_columns::<T>();
    let columns: Vec<&str> = names.split(", ").filter(|name| *name != "sealed").collect();
    verify::columns(store, &verify::Table { table: T::TABLE, columns: &columns }, |row| {
        let kept: T = read(row, store.seal())?;
        let mut values = all_values(&kept, store.seal())?;
        values.pop();
        Ok(values)
    })
    .await
}

/// Adds rows. Says how many are new: one that breaks a uniqueness of its table is not.
pub(crate) async fn add<T: Kept>(tx: &DatabaseTransaction, kept: &[T], seal: &Seal) -> Result<u64, Refusal> {
    let mut added = 0;
    for kept in kept.chunks(AT_ONCE) {
        let mut bind = Bind::default();
        let mut rows = Vec::with_capacity(kept.len());
        for one in kept {
            let places: Vec<_> = all_values(one, seal)?.into_iter().map(|value| bind.one(value)).collect();
            rows.push(format!("({})", places.join(", ")));
        }
        let insert = format!(
            "INSERT INTO {} ({}) VALUES {} ON CONFLICT DO NOTHING",
            T::TABLE,
            all_columns::<T>(),
            rows.join(", ")
        );
        added += tx.execute_raw(sql(tx, &insert, bind.0)).await?.rows_affected();
    }
    Ok(added)
}

/// Writes a row that was taken.
pub(crate) async fn save<T: Kept>(tx: &DatabaseTransaction, kept: &T, seal: &Seal) -> Result<(), Refusal> {
    let mut bind = Bind::default();
    let columns = all_columns::<T>();
    let sets = columns.split(", ").zip(all_values(kept, seal)?);
    let sets: Vec<_> = sets.map(|(column, value)| format!("{column} = {}", bind.one(value))).collect();
    let update = format!("UPDATE {} SET {} WHERE id = $1", T::TABLE, sets.join(", "));
    let saved = tx.execute_raw(sql(tx, &update, bind.0)).await;
    saved.map_err(|fault| match fault.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => entered_meanwhile(),
        _ => fault.into(),
    })?;
    Ok(())
}

/// The refusal for who comes second where two enter the same at once. Whoever asks again is told exactly.
fn entered_meanwhile() -> Refusal {
    Refusal::new(
        Kind::Conflict,
        "ENTERED_MEANWHILE",
        "另一人刚刚登记了相同的内容，请刷新后核对。",
        "Somebody else entered the same at this moment; look again.",
    )
}

/// A list to be read.
pub(crate) struct Question<'a> {
    pub(crate) scope: &'a Scope,
    pub(crate) filter: &'a str,
    pub(crate) at: Moment,
    /// The moment and id of the last row of the page before.
    pub(crate) after: Option<(i64, String)>,
    pub(crate) limit: u64,
}

/// A page, the newest first, by keyset.
pub(crate) async fn list<T: Kept>(
    connection: &impl ConnectionTrait,
    question: Question<'_>,
    seal: &Seal,
) -> Result<Page<T>, Refusal> {
    let mut bind = Bind::default();
    let mut wanted = vec![bind.inside("region_code", question.scope)];
    for term in filter::parse(question.filter, T::FIELDS)? {
        wanted.push(T::condition(&term, question.at, &mut bind)?);
    }
    if let Some((created, id)) = question.after {
        wanted.push(format!("(create_time, id) < ({}, {})", bind.one(created), bind.one(id)));
    }
    let text = format!(
        "SELECT id, create_time, sealed FROM {} WHERE {} ORDER BY create_time DESC, id DESC LIMIT {}",
        T::TABLE,
        wanted.join(" AND "),
        question.limit + 1
    );
    let rows = connection.query_all_raw(sql(connection, &text, bind.0)).await?;
    let place = |row: &QueryResult| {
        Ok(vec![row.try_get::<i64>("", "create_time")?.to_string(), row.try_get("", "id")?])
    };
    rows::page(T::TABLE, rows, question.limit, place, |row| read(row, seal))
}

/// The condition that a column stands to a value as a term says.
pub(crate) fn compare(column: &str, term: &Term, value: impl Into<Value>, bind: &mut Bind) -> String {
    let op = match term.op {
        Op::Eq => "=",
        Op::Ne => "<>",
        Op::Lt => "<",
        Op::Le => "<=",
        Op::Gt => ">",
        Op::Ge => ">=",
    };
    format!("{column} {op} {}", bind.one(value))
}

/// The condition for a name of an enum, with or without its prefix.
pub(crate) fn named(
    column: &str,
    term: &Term,
    prefix: &str,
    names: &[&str],
    bind: &mut Bind,
) -> Result<String, Refusal> {
    Ok(compare(column, term, filter::name(term, prefix, names)?, bind))
}

/// The condition for a moment.
pub(crate) fn moment(column: &str, term: &Term, bind: &mut Bind) -> Result<String, Refusal> {
    let moment = Moment::parse(&term.value).map_err(|text| filter::bad_value(term, &text.zh, &text.en))?;
    Ok(compare(column, term, moment.micros(), bind))
}

/// The condition for a resource name, of which the id is kept.
pub(crate) fn reference(column: &str, term: &Term, prefix: &str, bind: &mut Bind) -> String {
    let id = term.value.strip_prefix(prefix).unwrap_or(&term.value);
    compare(column, term, id, bind)
}
