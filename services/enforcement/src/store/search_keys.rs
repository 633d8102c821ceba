//! Keys by which cases and receipts are found: the name and the telephone of a party, the beginning of a number, the name of a payer. A key
//! is a blind index: without the encryption's key nobody learns from it who is meant.
//!
//! Names and telephones are found whole and in every spelling of [`law::names`]; of a number every beginning has a key of its own, so that the
//! cases behind it are read in the order of filing.

use std::collections::BTreeSet;

use kit::{
    domain::refusal::Refusal,
    storage::{
        Encryption, SqlParams,
        list::{
            Branch, Clause, Key, Terms, Via,
            filter::{self, Op, Term},
        },
        record, sql,
    },
};
use law::{
    identifiers::{CaseNumber, CaseNumberStart},
    names,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use super::{day, read};
use crate::domain::{case::Case, money::receipt::Receipt};

/// The keys of cases in the order of filing, the payer of a receipt, and for each table of before them how far it was looked through.
pub(crate) const TABLES: &[&str] = &[
    "CREATE TABLE case_keys (
        search_key {bytes} NOT NULL, filed BIGINT NOT NULL, case_id TEXT NOT NULL, PRIMARY KEY (search_key, filed, case_id))",
    "CREATE INDEX case_keys_of_case ON case_keys (case_id)",
    "ALTER TABLE receipts ADD COLUMN payer {bytes}",
    "CREATE INDEX receipts_of_payer ON receipts (payer, create_time, id)",
    "CREATE TABLE search_keys_to_fill (of_table TEXT NOT NULL PRIMARY KEY, after_id TEXT NOT NULL)",
    "INSERT INTO search_keys_to_fill VALUES ('cases', ''), ('receipts', '')",
];

/// Where the cases of a key stand.
const KEYS: Via = Via { table: "case_keys", key: Key::Column("case_id") };
/// How many rows are written by one statement.
const AT_ONCE: usize = 200;
/// How many rows of an older release are looked through at once.
const FILLED_AT_ONCE: u64 = 200;
/// How many names are looked up by one statement.
const NAMES_AT_ONCE: usize = 50;
/// How many cases of a name are looked through.
const NEWEST: usize = 10;
/// The fewest digits of a telephone number.
const SHORTEST_PHONE: usize = 5;

/// The key of a name; none of what has nothing to be compared.
pub(crate) fn of_name(name: &str, encryption: &Encryption) -> Option<Vec<u8>> {
    let folded = names::folded(name);
    (!folded.is_empty()).then(|| encryption.blind_index(format!("name/{folded}")))
}

/// The key of a telephone number; none of what is too short for one.
fn of_phone(phone: &str, encryption: &Encryption) -> Option<Vec<u8>> {
    let digits = names::phone_digits(phone);
    (digits.len() >= SHORTEST_PHONE).then(|| encryption.blind_index(format!("phone/{digits}")))
}

fn of_start(start: &CaseNumberStart, encryption: &Encryption) -> Vec<u8> {
    encryption.blind_index(format!("number/{start}"))
}

/// Every key by which a case is found. Some write two telephone numbers in one field.
fn of_case(case: &Case, encryption: &Encryption) -> BTreeSet<Vec<u8>> {
    let starts = case.number.starts();
    let mut keys: BTreeSet<_> = starts.iter().map(|start| of_start(start, encryption)).collect();
    for party in &case.parties {
        keys.extend(of_name(&party.display_name, encryption));
        let phones = party.phone.split([',', '，', '、', ';', '；', '/']);
        keys.extend(phones.filter_map(|phone| of_phone(phone, encryption)));
    }
    keys
}

/// Writes the keys of cases that are new.
pub(crate) async fn add(
    tx: &DatabaseTransaction,
    cases: &[&Case],
    encryption: &Encryption,
) -> Result<(), Refusal> {
    let of_each = cases.iter().flat_map(|case| {
        let keys = of_case(case, encryption).into_iter();
        keys.map(|key| (key, day(case.filed), case.id.to_string()))
    });
    let all: Vec<_> = of_each.collect();
    for some in all.chunks(AT_ONCE) {
        let mut params = SqlParams::default();
        let row = |(key, filed, case): &(Vec<u8>, i64, String)| {
            let (key, filed) = (params.bind(key.clone()), params.bind(*filed));
            format!("({key}, {filed}, {})", params.bind(case.clone()))
        };
        let rows: Vec<_> = some.iter().map(row).collect();
        let insert = format!(
            "INSERT INTO case_keys (search_key, filed, case_id) VALUES {} ON CONFLICT DO NOTHING",
            rows.join(", ")
        );
        tx.execute_raw(sql(tx, &insert, params.0)).await?;
    }
    Ok(())
}

/// Writes the keys of a case anew, after what they are of was corrected.
pub(crate) async fn save(
    tx: &DatabaseTransaction,
    case: &Case,
    encryption: &Encryption,
) -> Result<(), Refusal> {
    let delete = "DELETE FROM case_keys WHERE case_id = $1";
    tx.execute_raw(sql(tx, delete, vec![case.id.to_string().into()])).await?;
    add(tx, &[case], encryption).await
}

/// The newest cases of each of some names, by their ids: as many as anybody looks through.
pub(crate) async fn newest_of_names(
    connection: &impl ConnectionTrait,
    names: impl Iterator<Item = &str>,
    encryption: &Encryption,
) -> Result<Vec<Uuid>, Refusal> {
    let keys: BTreeSet<Vec<u8>> = names.filter_map(|name| of_name(name, encryption)).collect();
    let keys: Vec<_> = keys.into_iter().collect();
    let mut found = Vec::new();
    for some in keys.chunks(NAMES_AT_ONCE) {
        let mut params = SqlParams::default();
        let newest = |key: &Vec<u8>| {
            format!(
                "SELECT * FROM (SELECT case_id FROM case_keys WHERE search_key = {}
                 ORDER BY filed DESC, case_id DESC LIMIT {NEWEST}) AS of_name",
                params.bind(key.clone())
            )
        };
        let text = some.iter().map(newest).collect::<Vec<_>>().join(" UNION ALL ");
        for row in connection.query_all_raw(sql(connection, &text, params.0)).await? {
            let id: String = row.try_get("", "case_id")?;
            found.push(Uuid::parse_str(&id).map_err(|fault| Refusal::internal(&fault))?);
        }
    }
    Ok(found)
}

/// Adds a term about the name of a party.
pub(crate) fn add_party_name(terms: &mut Terms, term: &Term, encryption: &Encryption) -> Result<(), Refusal> {
    add_term(terms, "party_name", term, name_of(term, encryption)?);
    Ok(())
}

/// Adds a term about the telephone number of a party.
pub(crate) fn add_party_phone(
    terms: &mut Terms,
    term: &Term,
    encryption: &Encryption,
) -> Result<(), Refusal> {
    let key = of_phone(&term.value, encryption).ok_or_else(|| {
        let (zh, en) = ("请填写完整的电话号码。", "give a whole telephone number.");
        filter::bad_value(term, zh, en)
    })?;
    add_term(terms, "party_phone", term, key);
    Ok(())
}

/// Adds a term about the number of a case: the whole of it, or its beginning with `*` behind it.
pub(crate) fn add_number(terms: &mut Terms, term: &Term, encryption: &Encryption) -> Result<(), Refusal> {
    let start = term.value.trim().strip_suffix(['*', '＊']);
    // A whole number with a star behind it means that case and not those whose running numbers begin so.
    if let Some(start) = start
        && CaseNumber::parse(start).is_err()
    {
        let start = CaseNumberStart::parse(start);
        let start = start.map_err(|fault| filter::bad_value(term, &fault.text().zh, &fault.text().en))?;
        add_term(terms, "number_start", term, of_start(&start, encryption));
        return Ok(());
    }
    let whole = Term { value: start.unwrap_or(&term.value).to_owned(), ..term.clone() };
    terms.compare("identity", term.op, filter::case_number(&whole)?.identity().to_string());
    Ok(())
}

/// Adds a term about a column with the key of a name.
pub(crate) fn add_name(
    terms: &mut Terms,
    column: &'static str,
    term: &Term,
    encryption: &Encryption,
) -> Result<(), Refusal> {
    let key = name_of(term, encryption)?;
    match term.op {
        Op::Ne => terms
            .other(Clause::new(|params| format!("({column} IS NULL OR {column} <> {})", params.bind(key)))),
        _ => terms.compare(column, Op::Eq, key),
    }
    Ok(())
}

fn name_of(term: &Term, encryption: &Encryption) -> Result<Vec<u8>, Refusal> {
    of_name(&term.value, encryption)
        .ok_or_else(|| filter::bad_value(term, "请填写完整的姓名或者名称。", "give the whole name."))
}

fn add_term(terms: &mut Terms, lead: &'static str, term: &Term, key: Vec<u8>) {
    let branch = Branch::through(KEYS, Clause::equals("search_key", key.clone()));
    let of_case = Clause::new(|params| {
        // The whole key of the table, so that a name with thousands of cases is looked up in one step.
        let key = params.bind(key);
        format!(
            "(SELECT 1 FROM case_keys WHERE search_key = {key} AND filed = cases.filed AND case_id = cases.id LIMIT 1) IS NOT NULL"
        )
    });
    match term.op {
        Op::Ne => terms.other(of_case.negated()),
        _ => terms.leading(lead, vec![branch], of_case),
    }
}

/// Writes the keys of some of the rows of older releases; says whether any are left.
pub(crate) async fn fill_some(tx: &DatabaseTransaction, encryption: &Encryption) -> Result<bool, Refusal> {
    let lock = sql::for_update(tx);
    let text = format!("SELECT of_table, after_id FROM search_keys_to_fill ORDER BY of_table LIMIT 1{lock}");
    let Some(row) = tx.query_one_raw(sql(tx, &text, vec![])).await? else { return Ok(false) };
    let (table, after): (String, String) = (row.try_get("", "of_table")?, row.try_get("", "after_id")?);
    let text =
        format!("SELECT id, sealed FROM {table} WHERE id > $1 ORDER BY id LIMIT {FILLED_AT_ONCE}{lock}");
    let rows = tx.query_all_raw(sql(tx, &text, vec![after.into()])).await?;
    if table == "cases" {
        let cases: Vec<Case> = record::readable(("cases", "id"), &rows, |row| read(row, encryption));
        add(tx, &cases.iter().collect::<Vec<_>>(), encryption).await?;
    } else {
        for receipt in record::readable(("receipts", "id"), &rows, |row| read::<Receipt>(row, encryption)) {
            let payer = of_name(&receipt.payer.display_name, encryption);
            let update = "UPDATE receipts SET payer = $2 WHERE id = $1";
            tx.execute_raw(sql(tx, update, vec![receipt.id.to_string().into(), payer.into()])).await?;
        }
    }
    let (text, values) = match rows.last() {
        Some(last) => (
            "UPDATE search_keys_to_fill SET after_id = $2 WHERE of_table = $1",
            vec![table.into(), last.try_get::<String>("", "id")?.into()],
        ),
        None => ("DELETE FROM search_keys_to_fill WHERE of_table = $1", vec![table.into()]),
    };
    tx.execute_raw(sql(tx, text, values)).await?;
    Ok(true)
}
