//! Files for the bank: the record with its rows, and the bytes apart, which are written once.

use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::{
        Encryption, SqlParams,
        list::{Field, Key, Lead, Leads, Terms, filter::Term},
        record, sql,
    },
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Value};
use uuid::Uuid;

use crate::{
    domain::money::{
        payout::Payout,
        payout_file::{PayoutFile, State},
        payout_file_text::digest,
    },
    store::{
        IN_REGION, read,
        stored_record::{self, Head, StoredRecord},
    },
};

/// How many payouts are asked for by one statement.
const AT_ONCE: usize = 500;

/// The bytes lie apart from the record, so that nothing which changes the record can change them.
pub(crate) const TABLES: &[&str] = &[
    "CREATE TABLE payout_files (
        id TEXT NOT NULL PRIMARY KEY, region_code TEXT NOT NULL, version BIGINT NOT NULL, create_time BIGINT NOT NULL,
        update_time BIGINT NOT NULL, number TEXT NOT NULL, state TEXT NOT NULL, total_fen BIGINT NOT NULL,
        sealed {bytes} NOT NULL)",
    "CREATE TABLE payout_file_contents (id TEXT NOT NULL PRIMARY KEY, sealed {bytes} NOT NULL)",
    // The last number of a county and a year.
    "CREATE TABLE payout_file_numbers (
        county TEXT NOT NULL, year BIGINT NOT NULL, last BIGINT NOT NULL, PRIMARY KEY (county, year))",
];

/// Its lists, once the county is a column.
pub(crate) const LED_LISTS: &[&str] = &[
    "CREATE UNIQUE INDEX payout_files_by_number ON payout_files (county, number)",
    "CREATE INDEX payout_files_of_county ON payout_files (county, create_time, id)",
    "CREATE INDEX payout_files_in_state ON payout_files (county, state, create_time, id)",
];

impl StoredRecord for PayoutFile {
    const TABLE: &'static str = "payout_files";
    const PREFIX: &'static str = "payoutFiles/";
    const COLUMNS: &'static [&'static str] = &["number", "state", "total_fen"];
    const FIELDS: &'static [Field] = &[Field::equal("state"), Field::ranged("create_time")];

    const LEADS: Leads = Leads {
        method: "sharedcourt.enforcement.v1.PayoutFileService.ListPayoutFiles",
        order: "create_time desc",
        table: "payout_files",
        key: Key::ID,
        columns: IN_REGION,
        leads: &[
            Lead::region("county", &[stored_record::CREATED]).of_scope(),
            Lead::in_county("state", &[stored_record::CREATED]),
        ],
    };

    fn values(&self) -> Vec<Value> {
        vec![self.number.clone().into(), self.state().name().into(), self.total.get().into()]
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
            "state" => terms.named("state", term, ("PAYOUT_FILE_STATE_", &State::NAMES)),
            _ => terms.instant(stored_record::CREATED, term),
        }
    }
}

/// The next serial of a county and a year. It is held until the transaction ends, and given back where that fails.
pub(crate) async fn next_serial(
    tx: &DatabaseTransaction,
    region_code: &str,
    year: i16,
) -> Result<i64, Refusal> {
    let county = region_code.get(..6).unwrap_or(region_code);
    let upsert = "INSERT INTO payout_file_numbers (county, year, last) VALUES ($1, $2, 1)
                  ON CONFLICT (county, year) DO UPDATE SET last = payout_file_numbers.last + 1 RETURNING last";
    let row = tx.query_one_raw(sql(tx, upsert, vec![county.into(), i64::from(year).into()])).await?;
    let row = row.ok_or_else(|| Refusal::internal(&"no number came back"))?;
    Ok(row.try_get("", "last")?)
}

/// Writes the bytes of a new file.
pub(crate) async fn add_content(
    tx: &DatabaseTransaction,
    file: &PayoutFile,
    content: &str,
    encryption: &Encryption,
) -> Result<(), Refusal> {
    let insert = "INSERT INTO payout_file_contents (id, sealed) VALUES ($1, $2)";
    let sealed = encryption.encrypt(content)?;
    tx.execute_raw(sql(tx, insert, vec![file.id.to_string().into(), sealed.into()])).await?;
    Ok(())
}

/// The bytes of a file. Refused with RECORD_DAMAGED where they are not there or not those of its digest.
pub(crate) async fn content(
    connection: &impl ConnectionTrait,
    file: &PayoutFile,
    encryption: &Encryption,
) -> Result<String, Refusal> {
    let text = "SELECT id, sealed FROM payout_file_contents WHERE id = $1";
    let row = connection.query_one_raw(sql(connection, text, vec![file.id.to_string().into()])).await?;
    let read = row.ok_or_else(|| Refusal::internal(&"a payout file without its bytes")).and_then(|row| {
        let content = encryption.decrypt(&row.try_get::<Vec<u8>>("", "sealed")?)?;
        if digest(content.as_bytes()) == file.sha256 {
            Ok(content)
        } else {
            Err(Refusal::internal(&"the bytes of a payout file are not those of its digest"))
        }
    });
    record::intact("payout_file_contents", &file.id.to_string(), read)
}

/// Payouts by their ids, in the order of the ids; where `lock`, kept from others until the transaction ends. One that can't be read is
/// refused: who pays past it may pay twice.
pub(crate) async fn payouts(
    connection: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
    lock: bool,
    encryption: &Encryption,
) -> Result<Vec<Payout>, Refusal> {
    let mut ids: Vec<String> = ids.into_iter().map(|id| id.to_string()).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(AT_ONCE) {
        let mut params = SqlParams::default();
        let places: Vec<_> = ids.iter().map(|id| params.bind(id.clone())).collect();
        let text = format!(
            "SELECT id, sealed FROM payouts WHERE id IN ({}) ORDER BY id{}",
            places.join(", "),
            if lock { sql::for_update(connection) } else { "" }
        );
        for row in connection.query_all_raw(sql(connection, &text, params.0)).await? {
            found.push(record::one(("payouts", "id"), &row, |row| read(row, encryption))?);
        }
    }
    Ok(found)
}
