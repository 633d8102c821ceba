//! Openings and their rows.

use crate::{
    domain::opening::{Opening, Row, State, Totals, What},
    store::IN_REGION,
};
use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::{
        Encryption, SqlParams,
        list::{Field, Lead, Leads, Terms, filter::Term},
        record::{self, Page},
        sql,
    },
};
use std::collections::{HashMap, HashSet};

use law::identifiers::CaseNumber;
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult, Value};
use uuid::Uuid;

use super::{
    close, read,
    stored_record::{self, Head, StoredRecord},
};

/// A row is known by its file and line. Of the file's name there is a blind index alone, and of the numbers too; `digest` tells whether a
/// line that comes again says the same. Amounts stand in columns so that totals are one query.
pub(crate) const TABLES: &[&str] = &[
    "CREATE TABLE case_openings (
        id TEXT NOT NULL PRIMARY KEY, region_code TEXT NOT NULL, version BIGINT NOT NULL, create_time BIGINT NOT NULL,
        update_time BIGINT NOT NULL, state TEXT NOT NULL, preparer TEXT NOT NULL, pending BIGINT NOT NULL,
        sealed {bytes} NOT NULL)",
    "CREATE INDEX case_openings_by_time ON case_openings (create_time, id)",
    "CREATE INDEX case_openings_in_state ON case_openings (state, create_time, id)",
    "CREATE INDEX case_openings_of_preparer ON case_openings (preparer, create_time, id)",
    "CREATE TABLE opening_rows (
        opening TEXT NOT NULL, source {bytes} NOT NULL, line BIGINT NOT NULL, ordinal BIGINT NOT NULL,
        kind TEXT NOT NULL, state TEXT NOT NULL, number {bytes}, digest {bytes} NOT NULL, claim_fen BIGINT NOT NULL,
        paid_fen BIGINT NOT NULL, amount_fen BIGINT NOT NULL, exceptions BIGINT NOT NULL, sealed {bytes} NOT NULL,
        PRIMARY KEY (opening, source, line))",
    "CREATE INDEX opening_rows_in_order ON opening_rows (opening, ordinal)",
    "CREATE INDEX opening_rows_by_number ON opening_rows (opening, number)",
    // What is to be entered, and what is to be read first, of one opening.
    "CREATE INDEX opening_rows_pending ON opening_rows (opening, kind, ordinal) WHERE state = 'PENDING'",
    "CREATE INDEX opening_rows_exceptions ON opening_rows (opening, ordinal) WHERE exceptions > 0",
];

/// How many rows are asked for or written by one statement.
const AT_ONCE: usize = 50;
const KEYS_AT_ONCE: usize = 500;
/// The table, and the column that names its rows.
const NAMED: (&str, &str) = ("opening_rows", "name");

impl StoredRecord for Opening {
    const TABLE: &'static str = "case_openings";
    const PREFIX: &'static str = "caseOpenings/";
    const COLUMNS: &'static [&'static str] = &["state", "preparer", "pending"];
    const FIELDS: &'static [Field] =
        &[Field::named("state"), Field::equal("preparer"), Field::ranged("create_time")];

    const LEADS: Leads = Leads {
        method: "sharedcourt.enforcement.v1.CaseOpeningService.ListCaseOpenings",
        order: "create_time desc",
        table: "case_openings",
        key: kit::storage::list::Key::ID,
        columns: IN_REGION,
        leads: &[
            Lead::alone("preparer", &[stored_record::CREATED]),
            Lead::region("county", &[stored_record::CREATED]).of_scope(),
            Lead::in_county("state", &[stored_record::CREATED]),
        ],
    };

    fn values(&self) -> Vec<Value> {
        vec![self.state.name().into(), self.preparer.clone().into(), self.totals.pending.into()]
    }

    fn head(&self) -> Head<'_> {
        Head {
            id: self.id,
            region_code: self.region_code.as_str(),
            version: self.version,
            created: self.created,
            updated: self.updated,
        }
    }

    fn add_term(terms: &mut Terms, term: &Term, _at: Timestamp) -> Result<(), Refusal> {
        match term.field.as_str() {
            "state" => terms.named("state", term, ("CASE_OPENING_STATE_", &State::NAMES)),
            "preparer" => terms.person("preparer", term),
            _ => terms.instant(stored_record::CREATED, term),
        }
    }
}

/// Where a row of an opening stands in its file.
pub(crate) type Key = (Vec<u8>, i64);

/// A row as it is written.
pub(crate) struct Entry {
    pub(crate) key: Key,
    pub(crate) ordinal: i64,
    pub(crate) digest: Vec<u8>,
    pub(crate) row: Row,
}

/// What an opening knows of some places in files: where a row stands among the others, and what it says.
pub(crate) async fn present(
    tx: &DatabaseTransaction,
    opening: Uuid,
    keys: &[Key],
) -> Result<HashMap<Key, (i64, Vec<u8>)>, Refusal> {
    let mut found = HashMap::new();
    let mut files: HashMap<&[u8], Vec<i64>> = HashMap::new();
    for (source, line) in keys {
        files.entry(source).or_default().push(*line);
    }
    for (source, lines) in files {
        for lines in lines.chunks(KEYS_AT_ONCE) {
            let mut params = SqlParams::default();
            let (opening, file) = (params.bind(opening.to_string()), params.bind(source.to_vec()));
            let places: Vec<_> = lines.iter().map(|line| params.bind(*line)).collect();
            let text = format!(
                "SELECT line, ordinal, digest FROM opening_rows
                 WHERE opening = {opening} AND source = {file} AND line IN ({})",
                places.join(", ")
            );
            for row in tx.query_all_raw(sql(tx, &text, params.0)).await? {
                let key = (source.to_vec(), row.try_get("", "line")?);
                found.insert(key, (row.try_get("", "ordinal")?, row.try_get("", "digest")?));
            }
        }
    }
    Ok(found)
}

/// Which of some numbers rows of an opening have, each with the places of those rows.
pub(crate) async fn numbered(
    tx: &DatabaseTransaction,
    opening: Uuid,
    numbers: &[Vec<u8>],
) -> Result<HashMap<Vec<u8>, HashSet<Key>>, Refusal> {
    let mut found: HashMap<Vec<u8>, HashSet<Key>> = HashMap::new();
    for numbers in numbers.chunks(KEYS_AT_ONCE) {
        let mut params = SqlParams::default();
        let opening = params.bind(opening.to_string());
        let places: Vec<_> = numbers.iter().map(|number| params.bind(number.clone())).collect();
        let text = format!(
            "SELECT number, source, line FROM opening_rows WHERE opening = {opening} AND number IN ({})",
            places.join(", ")
        );
        for row in tx.query_all_raw(sql(tx, &text, params.0)).await? {
            let key = (row.try_get("", "source")?, row.try_get("", "line")?);
            found.entry(row.try_get("", "number")?).or_default().insert(key);
        }
    }
    Ok(found)
}

/// The place after the last row of an opening.
pub(crate) async fn next_ordinal(tx: &DatabaseTransaction, opening: Uuid) -> Result<i64, Refusal> {
    let text =
        "SELECT CAST(COALESCE(MAX(ordinal), 0) AS BIGINT) AS last FROM opening_rows WHERE opening = $1";
    let row = tx.query_one_raw(sql(tx, text, vec![opening.to_string().into()])).await?;
    let last: i64 = row.map_or(Ok(0), |row| row.try_get("", "last"))?;
    Ok(last + 1)
}

/// The blind index of a row's number. Cases and the bank have numbers of their own.
pub(crate) fn number(row: &Row, encryption: &Encryption) -> Option<Vec<u8>> {
    let kind = if matches!(row.what, Some(What::Case(_))) { "case" } else { "bank" };
    row.number().map(|number| number_of(kind, &number, encryption))
}

/// The blind index of the number of a case.
pub(crate) fn case_number(number: &CaseNumber, encryption: &Encryption) -> Vec<u8> {
    number_of("case", number.identity().as_str(), encryption)
}

fn number_of(kind: &str, number: &str, encryption: &Encryption) -> Vec<u8> {
    encryption.blind_index(format!("{kind}\u{1f}{number}"))
}

fn state(row: &Row) -> &'static str {
    match row {
        row if !row.entered.is_empty() => "ENTERED",
        row if row.is_good() => "PENDING",
        _ => "SET_ASIDE",
    }
}

/// Writes rows of an opening that was taken; one of the same place in a file is replaced.
pub(crate) async fn put(
    tx: &DatabaseTransaction,
    opening: Uuid,
    entries: &[Entry],
    encryption: &Encryption,
) -> Result<(), Refusal> {
    const COLUMNS: &str = "opening, source, line, ordinal, kind, state, number, digest, claim_fen, paid_fen, amount_fen, exceptions, sealed";
    const REPLACED: [&str; 10] = [
        "ordinal",
        "kind",
        "state",
        "number",
        "digest",
        "claim_fen",
        "paid_fen",
        "amount_fen",
        "exceptions",
        "sealed",
    ];
    let sets: Vec<_> = REPLACED.iter().map(|column| format!("{column} = excluded.{column}")).collect();
    for entries in entries.chunks(AT_ONCE) {
        let mut params = SqlParams::default();
        let mut rows = Vec::with_capacity(entries.len());
        for Entry { key: (source, line), ordinal, digest, row } in entries {
            let (kind, claim, paid, amount) = match &row.what {
                Some(What::Case(case)) => {
                    let paid = case.origin.as_ref().map_or(0, |origin| origin.paid.get());
                    ("CASE", case.claim.get(), paid, 0)
                }
                Some(What::Money(receipt, _)) => ("MONEY", 0, 0, receipt.amount.get()),
                None => ("NONE", 0, 0, 0),
            };
            let places = [
                params.bind(opening.to_string()),
                params.bind(source.clone()),
                params.bind(*line),
                params.bind(*ordinal),
                params.bind(kind),
                params.bind(state(row)),
                params.bind(number(row, encryption)),
                params.bind(digest.clone()),
                params.bind(claim),
                params.bind(paid),
                params.bind(amount),
                params.bind(i64::try_from(row.exceptions.len()).unwrap_or(i64::MAX)),
                params.bind(close(row, encryption)?),
            ];
            rows.push(format!("({})", places.join(", ")));
        }
        let insert = format!(
            "INSERT INTO opening_rows ({COLUMNS}) VALUES {} ON CONFLICT (opening, source, line) DO UPDATE SET {}",
            rows.join(", "),
            sets.join(", ")
        );
        tx.execute_raw(sql(tx, &insert, params.0)).await?;
    }
    Ok(())
}

/// What the rows of an opening add up to.
pub(crate) async fn totals(connection: &impl ConnectionTrait, opening: Uuid) -> Result<Totals, Refusal> {
    let text = "SELECT kind, state, COUNT(*) AS rows_in, CAST(SUM(claim_fen) AS BIGINT) AS claim,
            CAST(SUM(paid_fen) AS BIGINT) AS paid, CAST(SUM(amount_fen) AS BIGINT) AS amount,
            CAST(SUM(CASE WHEN exceptions > 0 THEN 1 ELSE 0 END) AS BIGINT) AS remarked
        FROM opening_rows WHERE opening = $1 GROUP BY kind, state";
    let mut totals = Totals::default();
    for row in connection.query_all_raw(sql(connection, text, vec![opening.to_string().into()])).await? {
        let (kind, state): (String, String) = (row.try_get("", "kind")?, row.try_get("", "state")?);
        let number = |column: &str| row.try_get::<i64>("", column);
        let rows = number("rows_in")?;
        match state.as_str() {
            "PENDING" => totals.pending += rows,
            "ENTERED" => totals.entered += rows,
            _ => {
                totals.set_aside += rows;
                continue;
            }
        }
        totals.remarked += number("remarked")?;
        if kind == "CASE" {
            totals.cases += rows;
            totals.claim_fen = totals.claim_fen.saturating_add(number("claim")?);
            totals.paid_fen = totals.paid_fen.saturating_add(number("paid")?);
        } else {
            totals.receipts += rows;
            totals.in_hand_fen = totals.in_hand_fen.saturating_add(number("amount")?);
        }
    }
    Ok(totals)
}

/// The list of an opening's rows.
pub(crate) const ROWS: &str = "sharedcourt.enforcement.v1.CaseOpeningService.ListCaseOpeningRows";

/// A page of the rows of an opening that was read in its scope, in the order in which they came; where `exceptions`, those with exceptions.
pub(crate) async fn list(
    connection: &impl ConnectionTrait,
    opening: Uuid,
    exceptions: bool,
    after: Option<i64>,
    limit: u64,
    encryption: &Encryption,
) -> Result<Page<(Row, &'static str)>, Refusal> {
    let only = if exceptions { " AND exceptions > 0" } else { "" };
    let text = format!(
        "SELECT ordinal, line, state, sealed FROM opening_rows
         WHERE opening = $1 AND ordinal > $2{only} ORDER BY ordinal LIMIT {}",
        limit + 1
    );
    let values = vec![opening.to_string().into(), after.unwrap_or(0).into()];
    let found = connection.query_all_raw(sql(connection, &text, values)).await?;
    let place = |row: &QueryResult| Ok(vec![row.try_get::<i64>("", "ordinal")?.to_string()]);
    record::page("opening_rows", found, limit, place, |row| {
        let row: Row = read(row, encryption)?;
        let state = state(&row);
        Ok((row, state))
    })
}

/// Rows of an opening that was taken which are to be entered, at most so many: all cases before any money, which may belong to one of them. One that can't be read is marked, so that
/// it does not keep the others waiting.
pub(crate) async fn take_pending(
    tx: &DatabaseTransaction,
    opening: Uuid,
    limit: u64,
    encryption: &Encryption,
) -> Result<Vec<Entry>, Refusal> {
    let text = format!(
        "SELECT source, line, ordinal, digest, sealed, opening || '/' || ordinal AS name FROM opening_rows
         WHERE opening = $1 AND state = 'PENDING' ORDER BY kind, ordinal LIMIT {limit}"
    );
    let mut entries = Vec::new();
    for found in tx.query_all_raw(sql(tx, &text, vec![opening.to_string().into()])).await? {
        let key: Key = (found.try_get("", "source")?, found.try_get("", "line")?);
        match record::one(NAMED, &found, |row| read(row, encryption)) {
            Ok(row) => entries.push(Entry {
                key,
                ordinal: found.try_get("", "ordinal")?,
                digest: found.try_get("", "digest")?,
                row,
            }),
            Err(_) => {
                let mark = "UPDATE opening_rows SET state = 'DAMAGED' WHERE opening = $1 AND source = $2 AND line = $3";
                let values = vec![opening.to_string().into(), key.0.into(), key.1.into()];
                tx.execute_raw(sql(tx, mark, values)).await?;
            }
        }
    }
    Ok(entries)
}

/// Openings that are confirmed and not yet entered, the oldest first.
pub(crate) async fn unfinished(connection: &impl ConnectionTrait) -> Result<Vec<Uuid>, Refusal> {
    let text =
        "SELECT id FROM case_openings WHERE state = 'CONFIRMED' AND pending > 0 ORDER BY create_time, id";
    let rows = connection.query_all_raw(sql(connection, text, Vec::new())).await?;
    let id = |row: &QueryResult| {
        let id: String = row.try_get("", "id")?;
        Uuid::parse_str(&id).map_err(|fault| Refusal::internal(&fault))
    };
    rows.iter().map(id).collect()
}
