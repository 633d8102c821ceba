//! What proves that the rows of a database were not touched from outside: plain columns equal what is encrypted beside them, events
//! have their subjects, rows that hold nothing encrypted have their mark.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};

use crate::{
    domain::refusal::Refusal,
    storage::{Encryption, Store, reencrypt, sql},
};

/// How many rows are read at a time.
const PAGE: usize = 500;
/// How many findings of one kind are named.
const MOST: usize = 100;

/// What was looked at, and what is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Rows, events and values that were looked at.
    pub looked_at: u64,
    /// What is wrong, a sentence each with its place.
    pub wrong: Vec<String>,
}

impl Findings {
    /// Adds something that is wrong, up to a bound.
    pub fn wrong(&mut self, what: String) {
        if self.wrong.len() < MOST {
            self.wrong.push(what);
        }
    }

    /// Adds what was found elsewhere.
    pub fn add(&mut self, other: Self) {
        self.looked_at += other.looked_at;
        other.wrong.into_iter().for_each(|what| self.wrong(what));
    }
}

/// A kind of row whose plain columns follow from what is encrypted beside them.
pub struct Table<'a> {
    /// The table. Its key is `id`.
    pub table: &'a str,
    /// Names of columns, in the order in which `values` gives them.
    pub columns: &'a [&'a str],
}

/// Reads every row of a table, in bounded pages, and compares each column with what the encrypted value says. `values` decrypts a row
/// (of `sealed` and the columns) and gives what the columns have to be.
pub async fn columns(
    store: &Store,
    of: &Table<'_>,
    mut values: impl FnMut(&QueryResult) -> Result<Vec<Value>, Refusal>,
) -> Result<Findings, Refusal> {
    let mut findings = Findings::default();
    let (table, mut last) = (of.table, String::new());
    loop {
        let text = format!(
            "SELECT id, sealed, {} FROM {table} WHERE id > $1 ORDER BY id LIMIT {PAGE}",
            of.columns
                .iter()
                .filter(|name| !["id", "sealed"].contains(name))
                .copied()
                .collect::<Vec<_>>()
                .join(", ")
        );
        let rows = store.read().query_all_raw(sql(store.read(), &text, vec![last.clone().into()])).await?;
        for row in &rows {
            last = row.try_get("", "id")?;
            findings.looked_at += 1;
            let Ok(values) = values(row) else {
                findings.wrong(format!("{table} {last}: 内容已损坏 (the row is damaged)"));
                continue;
            };
            let differ: Vec<_> = of
                .columns
                .iter()
                .zip(&values)
                .filter(|(name, value)| !is(row, name, value))
                .map(|(name, _)| *name)
                .collect();
            if !differ.is_empty() {
                findings.wrong(format!(
                    "{table} {last}: 列 {0} 与加密内容不符 (columns {0} are not what is encrypted)",
                    differ.join(", ")
                ));
            }
        }
        if rows.len() < PAGE {
            return Ok(findings);
        }
    }
}

/// Whether a column has a value.
fn is(row: &QueryResult, column: &str, value: &Value) -> bool {
    match value {
        Value::String(text) => row.try_get::<Option<String>>("", column).ok() == Some(text.clone()),
        Value::BigInt(number) => row.try_get::<Option<i64>>("", column).ok() == Some(*number),
        Value::Int(number) => row.try_get::<Option<i32>>("", column).ok() == Some(*number),
        Value::Bool(flag) => row.try_get::<Option<bool>>("", column).ok() == Some(*flag),
        Value::Bytes(bytes) => row.try_get::<Option<Vec<u8>>>("", column).ok() == Some(bytes.clone()),
        // No service keeps columns of another type.
        _ => true,
    }
}

/// Checks that every subject of the log is there. `tables` says for the beginning of a name, as `tasks/`, in which table
/// and expression over it, as `t.id`, its id stands; an id ends at the next `/`. Other names are passed over.
pub async fn subjects(store: &Store, tables: &[(&str, &str, &str)]) -> Result<Findings, Refusal> {
    let mut findings = Findings::default();
    for (prefix, table, column) in tables {
        // The id is what stands between the prefix and the next slash.
        let begins = prefix.len() + 1;
        let id = if store.is_postgres() {
            format!("split_part(substr(e.subject, {begins}), '/', 1)")
        } else {
            format!("substr(e.subject, {begins}, instr(substr(e.subject, {begins}) || '/', '/') - 1)")
        };
        let text = format!(
            "SELECT e.subject AS subject, MAX(e.seq) AS seq FROM events e WHERE e.subject LIKE '{prefix}%'
             AND NOT EXISTS (SELECT 1 FROM {table} t WHERE {column} = {id}) GROUP BY e.subject ORDER BY e.subject LIMIT {MOST}"
        );
        for row in store.read().query_all_raw(sql(store.read(), &text, vec![])).await? {
            let (subject, seq): (String, i64) = (row.try_get("", "subject")?, row.try_get("", "seq")?);
            findings.wrong(format!(
                "{subject}: 日志第 {seq} 项有记载，记录却不存在 (event {seq} tells of it, and its row is gone)"
            ));
        }
        let text = format!("SELECT COUNT(*) AS n FROM events WHERE subject LIKE '{prefix}%'");
        let row = store.read().query_one_raw(sql(store.read(), &text, vec![])).await?;
        let count: i64 = row.map_or(Ok(0), |row| row.try_get("", "n"))?;
        findings.looked_at += count.unsigned_abs();
    }
    Ok(findings)
}

/// Decrypts every encrypted value and names those that are damaged.
pub async fn encrypted(store: &Store) -> Result<Findings, Refusal> {
    let count = reencrypt::count(store).await?;
    let mut findings = Findings { looked_at: count.by_key.values().sum(), wrong: Vec::new() };
    for place in count.damaged {
        findings
            .wrong(format!("{}: {place} 已损坏，无法解密 (damaged, can't be decrypted)", store.service()));
    }
    Ok(findings)
}

/// The mark of a row that holds nothing encrypted: nobody makes it without the key.
fn mark(encryption: &Encryption, name: &str, says: &str) -> Vec<u8> {
    encryption.blind_index(format!("row mark v1\n{name}\n{says}"))
}

/// Marks rows, each by its name with all that it says, in the transaction that writes them.
pub async fn mark_rows(
    connection: &impl ConnectionTrait,
    encryption: &Encryption,
    rows: &[(String, String)],
) -> Result<(), DbErr> {
    for some in rows.chunks(100) {
        let mut values: Vec<Value> = Vec::with_capacity(2 * some.len());
        let mut places = Vec::with_capacity(some.len());
        for (name, says) in some {
            values.extend([name.clone().into(), mark(encryption, name, says).into()]);
            places.push(format!("(${}, ${})", values.len() - 1, values.len()));
        }
        let text = format!(
            "INSERT INTO row_marks (name, mark) VALUES {} ON CONFLICT (name) DO UPDATE SET mark = excluded.mark",
            places.join(", ")
        );
        connection.execute_raw(sql(connection, &text, values)).await?;
    }
    Ok(())
}

/// The name under which is marked that all rows of a kind are.
fn all(kind: &str) -> (String, String) {
    (format!("all/{kind}"), "marked".to_owned())
}

/// Marks rows of a version that made no marks, once; `rows` are all of their kind.
pub async fn mark_old_rows(
    connection: &impl ConnectionTrait,
    encryption: &Encryption,
    kind: &str,
    rows: &[(String, String)],
) -> Result<(), DbErr> {
    mark_rows(connection, encryption, rows).await?;
    mark_rows(connection, encryption, &[all(kind)]).await
}

/// Whether all rows of a kind are marked.
pub async fn has_marks(
    connection: &impl ConnectionTrait,
    encryption: &Encryption,
    kind: &str,
) -> Result<bool, DbErr> {
    let (name, says) = all(kind);
    let text = "SELECT mark FROM row_marks WHERE name = $1";
    let row = connection.query_one_raw(sql(connection, text, vec![name.clone().into()])).await?;
    let found: Option<Vec<u8>> = row.map(|row| row.try_get("", "mark")).transpose()?;
    Ok(found == Some(mark(encryption, &name, &says)))
}

/// Compares rows with their marks: `rows` are all whose names begin with `kind`.
pub async fn marks(store: &Store, kind: &str, rows: &[(String, String)]) -> Result<Findings, Refusal> {
    let mut findings = Findings { looked_at: rows.len() as u64, wrong: Vec::new() };
    if !has_marks(store.read(), store.encryption(), kind).await? {
        findings.wrong(format!("{kind}: 校验标记不存在或被改动 (its marks are missing or were changed)"));
        return Ok(findings);
    }
    let text = "SELECT name, mark FROM row_marks WHERE name LIKE $1";
    let found = store.read().query_all_raw(sql(store.read(), text, vec![format!("{kind}%").into()])).await?;
    let mut marks: HashMap<String, Vec<u8>> = HashMap::with_capacity(found.len());
    for row in &found {
        marks.insert(row.try_get("", "name")?, row.try_get("", "mark")?);
    }
    for (name, says) in rows {
        match marks.remove(name) {
            Some(found) if found == mark(store.encryption(), name, says) => {}
            Some(_) => findings.wrong(format!("{name}: 内容被改动 (it was changed)")),
            None => findings.wrong(format!("{name}: 不是由系统写入 (the program did not write it)")),
        }
    }
    for name in marks.keys() {
        findings.wrong(format!("{name}: 已被删除 (it was removed)"));
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        storage::record::readable,
        testing::{Migrator, on_every_database},
    };

    #[tokio::test]
    async fn a_row_without_its_mark_a_changed_one_and_a_removed_one_are_found() {
        on_every_database::<Migrator, _>("audit", |store| async move {
            let row = |name: &str, says: &str| (name.to_owned(), says.to_owned());
            let rows = [row("people/a", "1"), row("people/b", "2")];
            assert_eq!(marks(&store, "people/", &rows).await.unwrap().wrong.len(), 1, "no marks yet");
            let tx = store.begin().await.unwrap();
            mark_old_rows(&tx, store.encryption(), "people/", &rows).await.unwrap();
            tx.commit().await.unwrap();
            assert!(marks(&store, "people/", &rows).await.unwrap().wrong.is_empty());
            let touched = [row("people/a", "changed"), row("people/c", "forged")];
            let mut wrong = marks(&store, "people/", &touched).await.unwrap().wrong;
            wrong.sort();
            let found: Vec<&str> = wrong.iter().map(|what| what.split(':').next().unwrap()).collect();
            assert_eq!(found, ["people/a", "people/b", "people/c"]);
            // Marks that were copied from another row are none.
            let tx = store.begin().await.unwrap();
            let copy = "UPDATE row_marks SET mark = (SELECT mark FROM row_marks m WHERE m.name = 'people/a') WHERE name = 'people/b'";
            tx.execute_unprepared(copy).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(marks(&store, "people/", &rows).await.unwrap().wrong.len(), 1);
        })
        .await;
    }

    #[tokio::test]
    async fn a_damaged_row_is_left_out_and_the_others_are_answered() {
        on_every_database::<Migrator, _>("audit", |store| async move {
            let tx = store.begin().await.unwrap();
            for (chain, sealed) in [("a", store.encryption().encrypt("one").unwrap()), ("b", vec![1; 40])] {
                let text = "INSERT INTO records (chain, number, sealed) VALUES ($1, 0, $2)";
                tx.execute_raw(sql(&tx, text, vec![chain.into(), sealed.into()])).await.unwrap();
            }
            tx.commit().await.unwrap();
            let text = sql(store.read(), "SELECT chain AS id, sealed FROM records ORDER BY chain", vec![]);
            let rows = store.read().query_all_raw(text).await.unwrap();
            let read = |row: &QueryResult| store.encryption().decrypt(&row.try_get::<Vec<u8>>("", "sealed")?);
            assert_eq!(readable(("records", "id"), &rows, read), ["one"]);
            assert_eq!(read(&rows[1]).unwrap_err().reason(), "RECORD_DAMAGED");
        })
        .await;
    }
}
