//! The tables of the audit, and how records reach them.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult};
use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTrait, SchemaManager};

use super::record::Row;
use kit::{
    access::keys::{self, Digest, Keys, Purpose},
    domain::Timestamp,
    storage::{Store, list::region_columns, run_ddl, sql, sql::run_ddl_owned},
};

/// Brings the database up to date.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(Begin), Box::new(Regions), Box::new(LedLists)]
    }
}

struct Begin;

impl MigrationName for Begin {
    fn name(&self) -> &'static str {
        "m0001_audit"
    }
}

const TABLES: &[&str] = &[
    // The list of chains: `mark` binds each to the one before. `serial` has no gap: it is given under a lock.
    "CREATE TABLE chains (
        serial BIGINT NOT NULL PRIMARY KEY, chain TEXT NOT NULL UNIQUE, at BIGINT NOT NULL, mark {bytes} NOT NULL)",
    "CREATE TABLE records (
        chain TEXT NOT NULL, number BIGINT NOT NULL, at BIGINT NOT NULL, person TEXT NOT NULL, roles TEXT NOT NULL,
        method TEXT NOT NULL, resources TEXT NOT NULL, code TEXT NOT NULL, reason TEXT NOT NULL, request_id TEXT NOT NULL,
        trace_id TEXT NOT NULL, sealed {bytes} NOT NULL, digest {bytes} NOT NULL, PRIMARY KEY (chain, number))",
    "CREATE INDEX records_at ON records (at, chain, number)",
    "CREATE INDEX records_person ON records (person, at)",
    "CREATE INDEX records_request ON records (request_id)",
    // The resources of a record, each in a row of its own, to be found by. What counts is what stands in the record.
    "CREATE TABLE resources (
        resource TEXT NOT NULL, at BIGINT NOT NULL, chain TEXT NOT NULL, number BIGINT NOT NULL,
        PRIMARY KEY (resource, at, chain, number))",
    "CREATE TABLE heads (
        chain TEXT NOT NULL PRIMARY KEY, number BIGINT NOT NULL, digest {bytes} NOT NULL, mark {bytes} NOT NULL)",
];

#[async_trait::async_trait]
impl MigrationTrait for Begin {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run_ddl(manager.get_connection(), TABLES).await
    }
}

struct Regions;

impl MigrationName for Regions {
    fn name(&self) -> &'static str {
        "m0002_regions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Regions {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        // Codes are compared as prefixes, by bytes on both databases.
        let exact =
            if connection.get_database_backend() == DbBackend::Postgres { "COLLATE \"C\"" } else { "" };
        let column = format!("ALTER TABLE records ADD COLUMN home TEXT {exact} NOT NULL DEFAULT ''");
        // What somebody reads who has a small region.
        run_ddl(connection, &[&column, "CREATE INDEX records_home ON records (home, at)"]).await
    }
}

/// The indexes of the lists: of the installation, of a county, of a town, of a person, of a request. Those of before that lead none go.
const LED_LISTS: &[&str] = &[
    "DROP INDEX records_person",
    "DROP INDEX records_request",
    "DROP INDEX records_home",
    "CREATE INDEX records_of_county ON records (county, at, chain, number)",
    "CREATE INDEX records_of_town ON records (town, at, chain, number)",
    "CREATE INDEX records_of_person ON records (person, at, chain, number)",
    "CREATE INDEX records_of_request ON records (request_id, at, chain, number)",
];

struct LedLists;

impl MigrationName for LedLists {
    fn name(&self) -> &'static str {
        "m0003_led_lists"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for LedLists {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        run_ddl_owned(connection, &region_columns::columns("records", "home", &["county", "town"])).await?;
        run_ddl(connection, LED_LISTS).await
    }
}

/// How many records a statement writes. SQLite looks for each parameter among all of its statement, so longer ones cost more by record.
const ROWS: usize = 16;

/// The last record of a chain, signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) chain: String,
    pub(super) number: i64,
    pub(super) digest: Vec<u8>,
}

impl Head {
    pub(super) fn mark(&self, key: &Digest) -> Digest {
        let said = format!("head\n{}\n{}\n{}", self.chain, self.number, hex::encode(&self.digest));
        keys::digest(key, said.as_bytes())
    }

    /// As a line of the file beside.
    pub(super) fn line(&self, key: &Digest) -> String {
        let (digest, mark) = (hex::encode(&self.digest), hex::encode(self.mark(key)));
        format!("{} {} {digest} {mark}\n", self.chain, self.number)
    }

    /// From such a line; `None` where it is another's.
    pub(super) fn read(line: &str, key: &Digest) -> Option<Self> {
        // The digest of a chain that has no record yet is empty.
        let mut words = line.trim_end().split(' ');
        let head = Self {
            chain: words.next()?.to_owned(),
            number: words.next()?.parse().ok()?,
            digest: hex::decode(words.next()?).ok()?,
        };
        let mark = hex::decode(words.next()?).ok()?;
        (mark == head.mark(key)).then_some(head)
    }
}

/// What binds a chain to the one before it in the list.
pub(super) fn chain_mark(keys: &Keys, serial: i64, chain: &str, at: i64, before: &[u8]) -> Digest {
    let said = format!("chain\n{serial}\n{chain}\n{at}\n{}", hex::encode(before));
    keys::digest(&keys.key(Purpose::Audit), said.as_bytes())
}

/// Enters a new chain into the list.
pub(super) async fn begin(store: &Store, keys: &Keys, at: Timestamp) -> Result<String, DbErr> {
    let chain = uuid::Uuid::now_v7().simple().to_string();
    let tx = store.begin().await?;
    if store.is_postgres() {
        tx.execute_unprepared("SELECT pg_advisory_xact_lock(hashtext('sharedcourt audit chains'))").await?;
    }
    let last = sql(&tx, "SELECT serial, mark FROM chains ORDER BY serial DESC LIMIT 1", vec![]);
    let (serial, before) = match tx.query_one_raw(last).await? {
        Some(row) => (row.try_get::<i64>("", "serial")? + 1, row.try_get::<Vec<u8>>("", "mark")?),
        None => (1, Vec::new()),
    };
    let mark = chain_mark(keys, serial, &chain, at.micros(), &before);
    tx.execute_raw(sql(
        &tx,
        "INSERT INTO chains (serial, chain, at, mark) VALUES ($1, $2, $3, $4)",
        vec![serial.into(), chain.clone().into(), at.micros().into(), mark.to_vec().into()],
    ))
    .await?;
    tx.commit().await?;
    Ok(chain)
}

/// Writes a batch and its head in one transaction. A batch that is there already, because the word that it was committed got
/// lost, is there already.
pub(super) async fn append(store: &Store, batch: &[Row], head: &Head, key: &Digest) -> Result<(), DbErr> {
    let tx = store.begin().await?;
    let there = sql(&tx, "SELECT digest FROM heads WHERE chain = $1", vec![head.chain.clone().into()]);
    if let Some(row) = tx.query_one_raw(there).await?
        && row.try_get::<Vec<u8>>("", "digest")? == head.digest
    {
        return tx.rollback().await;
    }
    for some in batch.chunks(ROWS) {
        let (mut marks, mut values) = (Vec::new(), Vec::new());
        let (mut found_marks, mut found) = (Vec::new(), Vec::<sea_orm::Value>::new());
        for record in some {
            let first = values.len() + 1;
            let numbers: Vec<String> = (first..first + 14).map(|n| format!("${n}")).collect();
            marks.push(format!("({})", numbers.join(",")));
            values.extend::<[sea_orm::Value; 3]>([
                record.chain.clone().into(),
                record.number.into(),
                record.at.into(),
            ]);
            values.extend(record.open.iter().map(|text| sea_orm::Value::from(text.clone())));
            values.extend::<[sea_orm::Value; 3]>([
                record.sealed.clone().into(),
                record.digest.clone().into(),
                record.home.clone().into(),
            ]);
            for resource in record.open[3].lines().filter(|one| !one.is_empty()) {
                let first = found.len() + 1;
                found_marks.push(format!("(${},${},${},${})", first, first + 1, first + 2, first + 3));
                found.extend::<[sea_orm::Value; 4]>([
                    resource.to_owned().into(),
                    record.at.into(),
                    record.chain.clone().into(),
                    record.number.into(),
                ]);
            }
        }
        let text = format!(
            "INSERT INTO records (chain, number, at, person, roles, method, resources, code, reason, request_id, trace_id, \
             sealed, digest, home) VALUES {}",
            marks.join(",")
        );
        tx.execute_raw(sql(&tx, &text, values)).await?;
        if !found.is_empty() {
            let text = format!(
                "INSERT INTO resources (resource, at, chain, number) VALUES {} ON CONFLICT DO NOTHING",
                found_marks.join(",")
            );
            tx.execute_raw(sql(&tx, &text, found)).await?;
        }
    }
    tx.execute_raw(sql(
        &tx,
        "INSERT INTO heads (chain, number, digest, mark) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (chain) DO UPDATE SET number = excluded.number, digest = excluded.digest, mark = excluded.mark",
        vec![
            head.chain.clone().into(),
            head.number.into(),
            head.digest.clone().into(),
            head.mark(key).to_vec().into(),
        ],
    ))
    .await?;
    tx.commit().await
}

/// The columns of a record, as [`kept`] reads them.
pub(super) const COLUMNS: &str = "chain, number, at, person, roles, method, resources, code, reason, request_id, trace_id, \
                                  sealed, digest, home";

/// A record from a row.
pub(super) fn to_row(row: &QueryResult) -> Result<Row, DbErr> {
    let text = |name: &str| row.try_get::<String>("", name);
    Ok(Row {
        chain: text("chain")?,
        number: row.try_get("", "number")?,
        at: row.try_get("", "at")?,
        open: [
            text("person")?,
            text("roles")?,
            text("method")?,
            text("resources")?,
            text("code")?,
            text("reason")?,
            text("request_id")?,
            text("trace_id")?,
        ],
        sealed: row.try_get("", "sealed")?,
        digest: row.try_get("", "digest")?,
        home: row.try_get("", "home")?,
    })
}
