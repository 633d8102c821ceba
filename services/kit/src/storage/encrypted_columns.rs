//! The encrypted columns of a database, read from the database itself: columns of bytes in which a value decrypts, and those that are
//! always encrypted by their name.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait as _, DbErr, QueryResult};

use crate::storage::{Store, encryption::SHORTEST, sql};

/// Columns that are encrypted whatever lies in them.
const ALWAYS: [&str; 4] = ["sealed", "payload", "answer", "phone"];
/// How many values of a column are tried to find out whether it is encrypted.
const SAMPLE: usize = 20;
/// An encrypted column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its table.
    pub table: String,
    /// Its name.
    pub column: String,
    /// What names a row, as an expression of SQL.
    pub(super) name: String,
}

/// The columns of bytes of a database with the name of a row in each table.
async fn columns(store: &Store) -> Result<Vec<Column>, DbErr> {
    let (text, values) = if store.is_postgres() {
        (
            "SELECT c.table_name AS tab, c.column_name AS col, c.data_type AS kind,
                (SELECT k.ordinal_position::bigint FROM information_schema.table_constraints t
                 JOIN information_schema.key_column_usage k ON k.constraint_name = t.constraint_name
                   AND k.table_schema = t.table_schema AND k.table_name = t.table_name
                 WHERE t.constraint_type = 'PRIMARY KEY' AND t.table_schema = c.table_schema
                   AND t.table_name = c.table_name AND k.column_name = c.column_name) AS pk
             FROM information_schema.columns c WHERE c.table_schema = $1 ORDER BY c.table_name, c.ordinal_position",
            vec![store.service().into()],
        )
    } else {
        (
            "SELECT m.name AS tab, p.name AS col, p.type AS kind, p.pk AS pk FROM sqlite_master m
             JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, p.cid",
            vec![],
        )
    };
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut bytes = Vec::new();
    for row in store.read().query_all_raw(sql(store.read(), text, values)).await? {
        let (table, column): (String, String) = (row.try_get("", "tab")?, row.try_get("", "col")?);
        let kind: String = row.try_get("", "kind")?;
        let is_bytes = matches!(kind.as_str(), "BLOB" | "bytea");
        if row.try_get::<Option<i64>>("", "pk")?.is_some_and(|place| place > 0) {
            let text = match (is_bytes, store.is_postgres()) {
                (true, true) => format!("encode({column}, 'hex')"),
                (true, false) => format!("hex({column})"),
                (false, _) => format!("CAST({column} AS TEXT)"),
            };
            names.entry(table.clone()).or_default().push(text);
        }
        if is_bytes && table != "key_marks" && table != "audit_heads" {
            bytes.push((table, column));
        }
    }
    Ok(bytes
        .into_iter()
        .map(|(table, column)| {
            let name = names.get(&table).map_or_else(|| "''".to_owned(), |names| names.join(" || '/' || "));
            Column { table, column, name }
        })
        .collect())
}

/// The encrypted columns of a database.
pub async fn encrypted_columns(store: &Store) -> Result<Vec<Column>, DbErr> {
    let mut found = Vec::new();
    for column in columns(store).await? {
        if ALWAYS.contains(&column.column.as_str())
            || sample(store, &column).await?.iter().any(|opens| *opens)
        {
            found.push(column);
        }
    }
    Ok(found)
}

/// Whether what is encrypted in a database is of this installation: of the columns that always are, some value decrypts, or none
/// has a value.
pub(crate) async fn sample_opens(store: &Store) -> Result<bool, DbErr> {
    let mut any = false;
    for column in columns(store).await? {
        if ALWAYS.contains(&column.column.as_str()) {
            let opens = sample(store, &column).await?;
            if opens.contains(&true) {
                return Ok(true);
            }
            any |= !opens.is_empty();
        }
    }
    Ok(!any)
}

/// Of some values of a column that are long enough, whether each decrypts.
async fn sample(store: &Store, column: &Column) -> Result<Vec<bool>, DbErr> {
    let Column { table, column: name, .. } = column;
    let text = format!(
        "SELECT {name} AS sealed FROM {table} WHERE {name} IS NOT NULL AND length({name}) >= {SHORTEST} LIMIT {SAMPLE}"
    );
    let rows = store.read().query_all_raw(sql(store.read(), &text, vec![])).await?;
    let opens = |row: &QueryResult| {
        Ok(store.encryption().try_decrypt(&row.try_get::<Vec<u8>>("", "sealed")?).is_some())
    };
    rows.iter().map(opens).collect()
}
