//! Rows for a draft: each is decided on as by hand, and what is to be known of it is kept with it.

use std::collections::{HashMap, HashSet};

use kit::{
    access::Caller,
    domain::{
        reason,
        refusal::{Kind, Refusal, Text, Violations},
    },
};
use law::identifiers::Fen;
use prost::Message as _;
use proto::enforcement::v1 as wire;
use uuid::Uuid;

use super::officer;
use crate::{
    api::cases::import::{imported, importer},
    domain::{
        case::{Handlers, ImportKind, Origin, number_of_paper},
        money::{amount, receipt::reference_refused},
        opening::{
            Exception, Money, Opening, ROWS, Row, What, known_case, known_receipt, no_such_case,
            refused_case, remarks, twice,
        },
    },
    messages,
    store::{
        CaseWork, known_cases,
        money::receipts,
        openings::{self, Entry, Key},
        stored_record,
    },
};

/// How many rows are taken by one call.
const AT_ONCE: usize = 1000;
/// The longest name of a file.
const FILE_NAME: usize = 200;

/// Adds rows to a draft; says how many are new, and which have exceptions.
pub(super) async fn add_rows(
    work: &CaseWork,
    opening: &mut Opening,
    rows: Vec<wire::CaseOpeningRow>,
    handlers: &Handlers,
) -> Result<wire::AddCaseOpeningRowsResponse, Refusal> {
    let caller = work.caller();
    let mut answer = wire::AddCaseOpeningRowsResponse::default();
    let rows: Vec<(Key, Vec<u8>, wire::CaseOpeningRow)> =
        rows.into_iter().map(|row| sent(row, work)).collect();
    let keys: Vec<Key> = rows.iter().map(|(key, ..)| key.clone()).collect();
    let present = openings::present(work.tx(), opening.id, &keys).await?;
    let mut next = openings::next_ordinal(work.tx(), opening.id).await?;
    let (mut entries, mut seen) = (Vec::new(), HashSet::new());
    for (key, digest, row) in rows {
        let before = present.get(&key);
        if before.is_some_and(|(_, there)| *there == digest) || !seen.insert(key.clone()) {
            answer.unchanged += 1;
            continue;
        }
        let ordinal = if let Some((ordinal, _)) = before {
            answer.replaced += 1;
            *ordinal
        } else {
            answer.added += 1;
            next += 1;
            next - 1
        };
        entries.push(Entry { key, ordinal, digest, row: decide(row, opening, handlers, caller) });
    }
    if next > ROWS {
        return Err(too_long());
    }
    compare(work, opening, caller, &mut entries).await?;
    openings::put(work.tx(), opening.id, &entries, work.encryption()).await?;
    if !entries.is_empty() {
        opening.count(openings::totals(work.tx(), opening.id).await?, caller.at);
        stored_record::save(work.tx(), opening, work.encryption()).await?;
    }
    let refused = entries.iter().filter(|entry| !entry.row.exceptions.is_empty());
    answer.exceptions = refused
        .map(|entry| {
            messages::opening::place(&entry.row, if entry.row.is_good() { "PENDING" } else { "SET_ASIDE" })
        })
        .collect();
    answer.case_opening = Some(messages::opening::to_message(opening));
    Ok(answer)
}

/// Refuses rows that can't be known again by their file and line.
pub(super) fn check_places(rows: &[wire::CaseOpeningRow]) -> Result<(), Refusal> {
    let mut wrong = Violations::new();
    if rows.len() > AT_ONCE {
        let text = Text::new("一次最多 1000 行，请分批提交。", "At most 1000 rows at a time.");
        wrong.add("rows", reason::TOO_MANY_ROWS, text);
    }
    for (at, row) in rows.iter().enumerate().take(AT_ONCE) {
        wrong.text(&format!("rows[{at}].file"), &row.file, FILE_NAME);
        if row.line < 1 {
            let text = Text::new("行号从 1 开始。", "Lines are counted from 1.");
            wrong.add(format!("rows[{at}].line"), reason::OUT_OF_RANGE, text);
        }
    }
    wrong.check()
}

pub(super) fn handler(row: &wire::CaseOpeningRow) -> Option<&str> {
    match row.what.as_ref()? {
        wire::case_opening_row::What::OpenCase(open) => {
            Some(open.imported.as_ref()?.case.as_ref()?.handler.as_str())
        }
        wire::case_opening_row::What::Money(_) => None,
    }
}

/// A row as it was sent, with its place and what shows whether it is the same as before.
fn sent(mut row: wire::CaseOpeningRow, work: &CaseWork) -> (Key, Vec<u8>, wire::CaseOpeningRow) {
    row.file = row.file.trim().to_owned();
    (row.state, row.exceptions, row.entered) = (0, Vec::new(), String::new());
    let digest = work.encryption().blind_index(row.encode_to_vec());
    let key = (work.encryption().blind_index(&row.file), row.line.into());
    (key, digest, row)
}

/// What a row says, or what is wrong with it, by itself.
fn decide(message: wire::CaseOpeningRow, opening: &Opening, handlers: &Handlers, caller: &Caller) -> Row {
    let line = u32::try_from(message.line).unwrap_or(0);
    let mut row =
        Row { file: message.file, line, what: None, exceptions: Vec::new(), entered: String::new() };
    let decided = match message.what {
        Some(wire::case_opening_row::What::OpenCase(open)) => {
            case(open, opening, handlers, caller, (&row.file, line))
        }
        Some(wire::case_opening_row::What::Money(money)) => {
            in_hand(money, opening, caller).map(|what| (what, Vec::new()))
        }
        None => {
            Err(Refusal::new(Kind::Invalid, reason::ROW_EMPTY, "这一行没有内容。", "The row says nothing."))
        }
    };
    match decided {
        Ok((what, exceptions)) => (row.what, row.exceptions) = (Some(what), exceptions),
        Err(refusal) => row.exceptions = Exception::of_refusal(&refusal),
    }
    row
}

fn case(
    open: wire::OpenCase,
    opening: &Opening,
    handlers: &Handlers,
    caller: &Caller,
    (file, line): (&str, u32),
) -> Result<(What, Vec<Exception>), Refusal> {
    let mut wrong = Violations::new();
    let paid = amount::bounded(&mut wrong, "paid_fen", open.paid_fen);
    wrong.check()?;
    let message = open.imported.unwrap_or_default();
    let excluded = message.excluded_days;
    let mut row = imported(message, file);
    row.origin = Origin {
        file: file.to_owned(),
        line,
        opening: Some((opening.id, opening.as_of)),
        paid: paid.unwrap_or(Fen::ZERO),
    };
    let by = importer(caller, &opening.region_code);
    let case = row.check(Uuid::now_v7(), ImportKind::Opening, by, handlers, caller.at)?;
    if case.number.is_of_paper() {
        return Err(number_of_paper());
    }
    let exceptions = remarks(&case, excluded, opening.as_of, caller.at);
    Ok((What::Case(Box::new(case)), exceptions))
}

fn in_hand(money: wire::MoneyInHand, opening: &Opening, caller: &Caller) -> Result<What, Refusal> {
    let (receipt, _) = messages::money_draft::receipt_from(money.receipt)?;
    let money = Money { receipt, case_number: money.case_number };
    money.check(Uuid::now_v7(), &officer(caller), &opening.region_code, opening.as_of, caller.at)
}

/// Notes what the rows have in common with each other and with what is known: four queries for five hundred rows.
async fn compare(
    work: &CaseWork,
    opening: &Opening,
    caller: &Caller,
    entries: &mut [Entry],
) -> Result<(), Refusal> {
    let (mut numbers, mut references, mut named) = (Vec::new(), Vec::new(), Vec::new());
    for entry in entries.iter() {
        match &entry.row.what {
            Some(What::Case(case)) => numbers.push(case.number.clone()),
            Some(What::Money(receipt, of)) => {
                references.push(receipt.bank_reference.clone());
                named.extend(of.clone());
            }
            None => {}
        }
    }
    let scope = caller.scope();
    let cases = known_cases::known(work.tx(), &scope, numbers.iter().chain(&named)).await?;
    let receipts = receipts::known(work.tx(), &scope, &references).await?;
    let encryption = work.encryption();
    let keys = entries.iter().filter_map(|entry| openings::number(&entry.row, encryption));
    let keys: Vec<Vec<u8>> =
        keys.chain(named.iter().map(|number| openings::case_number(number, encryption))).collect();
    let before = openings::numbered(work.tx(), opening.id, &keys).await?;
    // The first row of a number is the one that counts.
    let mut here: HashMap<Vec<u8>, Key> = HashMap::new();
    let replaced: HashSet<Key> = entries.iter().map(|entry| entry.key.clone()).collect();
    for entry in entries.iter_mut() {
        let Some(number) = openings::number(&entry.row, encryption) else { continue };
        let stands =
            before.get(&number).is_some_and(|places| places.iter().any(|place| !replaced.contains(place)));
        let first = here.entry(number).or_insert_with(|| entry.key.clone()) == &entry.key;
        if stands || !first {
            entry.row.exceptions.push(twice());
        }
    }
    for entry in entries.iter_mut() {
        let known = match &entry.row.what {
            Some(What::Case(case)) => match cases.get(&case.number) {
                Some(known) if known.visible => vec![known_case()],
                Some(_) => refused_case(),
                None => Vec::new(),
            },
            Some(What::Money(receipt, of)) => {
                let mut all = match receipts.get(&receipt.bank_reference) {
                    Some(true) => vec![known_receipt()],
                    Some(false) => Exception::of_refusal(&reference_refused()),
                    None => Vec::new(),
                };
                let there = of.as_ref().is_none_or(|number| {
                    let key = openings::case_number(number, encryption);
                    cases.visible(number).is_some() || before.contains_key(&key) || here.contains_key(&key)
                });
                if !there {
                    all.push(no_such_case());
                }
                all
            }
            None => Vec::new(),
        };
        entry.row.exceptions.extend(known);
    }
    Ok(())
}

fn too_long() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::OPENING_TOO_LONG,
        "一份期初数据最多十万行，请另建一份。",
        "An opening has at most a hundred thousand rows; begin another.",
    )
}
