//! Whether the chains hold: every record its digest, every chain its numbers and its signed head, the list its chains.

use std::{collections::HashMap, path::Path};

use sea_orm::{ConnectionTrait as _, DbErr};

use super::{
    NAME, head_copies,
    record::Row,
    store::{self, COLUMNS, Head},
};
use kit::{
    access::keys::{Digest, Keys, Purpose},
    domain::refusal::Refusal,
    storage::{Location, Store, sql},
};

/// How many records are read at a time.
const PAGE: i64 = 1000;
/// How many findings are reported.
const MOST: usize = 100;

/// What was looked at, and what is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Chains.
    pub chains: usize,
    /// Records.
    pub records: u64,
    /// What is wrong, each with its place.
    pub wrong: Vec<String>,
}

impl Found {
    fn wrong(&mut self, text: String) {
        if self.wrong.len() < MOST {
            self.wrong.push(text);
        }
    }
}

/// Looks at every chain of a database, and at the heads that are kept beside it in `folder`. The installation may be running.
pub async fn verify(location: &Location, folder: &Path, keys: &Keys) -> Result<Found, DbErr> {
    // What is beside comes first: the database can only have grown since.
    let key = keys.key(Purpose::Audit);
    let mut found = Found::default();
    let mut beside = heads_beside(&folder.join("audit-heads"), &key, &mut found);
    let (copies, has_data) = head_copies::heads(location, &key, |text| found.wrong(text)).await?;
    for (chain, head) in copies {
        if beside.get(&chain).is_none_or(|known| known.number < head.number) {
            beside.insert(chain, head);
        }
    }
    // Opened as it is: one that is gone must not be made anew by looking at it.
    let store = match Store::open_existing(location, NAME, keys).await {
        Ok(Some(store)) => store,
        Ok(None) => {
            if has_data || !beside.is_empty() {
                found.wrong("审计库不存在，而业务数据存在 (there is data, and the audit is gone)".to_owned());
            }
            return Ok(found);
        }
        Err(fault) => {
            found.wrong(format!(
                "审计库无法打开 (the audit can't be opened): {}",
                Refusal::from(fault).text().en
            ));
            return Ok(found);
        }
    };
    let chains = list(&store, keys, &mut found).await?;
    found.chains = chains.len();
    if chains.is_empty() && has_data {
        found.wrong("审计库是空的，而业务数据存在 (there is data, and the audit is empty)".to_owned());
    }
    for chain in beside.keys().filter(|chain| !chains.contains(*chain)) {
        found.wrong(format!("审计链 {chain} 已被整条删除 (the chain was removed whole)"));
    }
    for chain in &chains {
        self::chain(&store, chain, beside.get(chain), &key, &mut found).await?;
    }
    let strays = "SELECT DISTINCT chain FROM records WHERE chain NOT IN (SELECT chain FROM chains)";
    for row in store.read().query_all_raw(sql(store.read(), strays, vec![])).await? {
        let chain: String = row.try_get("", "chain")?;
        found.wrong(format!("审计链 {chain} 不在链表中 (the chain does not stand in the list)"));
    }
    store.close().await?;
    Ok(found)
}

fn heads_beside(folder: &Path, key: &Digest, found: &mut Found) -> HashMap<String, Head> {
    let mut heads = HashMap::new();
    let Ok(files) = std::fs::read_dir(folder) else { return heads };
    for path in files.flatten().map(|file| file.path()) {
        if path.extension().is_none_or(|ending| ending != "head") {
            continue;
        }
        match std::fs::read_to_string(&path).ok().and_then(|text| Head::read(&text, key)) {
            Some(head) => {
                heads.insert(head.chain.clone(), head);
            }
            None => found.wrong(format!("{} 不是有效的签名 (is not a signed head)", path.display())),
        }
    }
    heads
}

/// The chains in their order.
async fn list(store: &Store, keys: &Keys, found: &mut Found) -> Result<Vec<String>, DbErr> {
    let rows = sql(store.read(), "SELECT serial, chain, at, mark FROM chains ORDER BY serial", vec![]);
    let (mut chains, mut before, mut next) = (Vec::new(), Vec::new(), 1);
    for row in store.read().query_all_raw(rows).await? {
        let (serial, chain): (i64, String) = (row.try_get("", "serial")?, row.try_get("", "chain")?);
        let mark: Vec<u8> = row.try_get("", "mark")?;
        let right = store::chain_mark(keys, serial, &chain, row.try_get("", "at")?, &before);
        if serial != next {
            found.wrong(format!("链表中缺少第 {next} 条链 (chain number {next} is missing from the list)"));
        } else if mark != right {
            found.wrong(format!("链表第 {serial} 项被改动 (entry {serial} of the list was changed)"));
        }
        (before, next) = (mark, serial + 1);
        chains.push(chain);
    }
    Ok(chains)
}

async fn chain(
    store: &Store,
    chain: &str,
    beside: Option<&Head>,
    key: &Digest,
    found: &mut Found,
) -> Result<(), DbErr> {
    let (mut last, mut before) = (0, Vec::new());
    let signed = head(store, chain, key, found).await?;
    let mut held: Vec<&Head> = signed.iter().chain(beside).collect();
    let text = format!(
        "SELECT {COLUMNS} FROM records r WHERE r.chain = $1 AND r.number > $2 ORDER BY r.number LIMIT {PAGE}"
    );
    loop {
        let page = sql(store.read(), &text, vec![chain.into(), last.into()]);
        let rows = store.read().query_all_raw(page).await?;
        for row in &rows {
            let record: Row = store::to_row(row)?;
            found.records += 1;
            if record.number != last + 1 {
                let (from, to) = (last + 1, record.number - 1);
                found.wrong(format!(
                    "审计链 {chain} 缺少第 {from} 至 {to} 条 (records {from} to {to} are missing)"
                ));
            } else if record.digest != record.digest_after(&before) {
                found.wrong(format!(
                    "审计链 {chain} 第 {} 条被改动 (record {} was changed)",
                    record.number, record.number
                ));
            }
            held.retain(|head| {
                let here = head.number == record.number;
                if here && head.digest != record.digest {
                    found.wrong(format!(
                        "审计链 {chain} 第 {} 条与签名不符 (record {} is not the one that was signed)",
                        record.number, record.number
                    ));
                }
                !here
            });
            (last, before) = (record.number, record.digest);
        }
        if rows.len() < usize::try_from(PAGE).unwrap_or(usize::MAX) {
            break;
        }
    }
    for head in held.into_iter().filter(|head| head.number > last) {
        let (from, to) = (last + 1, head.number);
        found.wrong(format!(
            "审计链 {chain} 末尾第 {from} 至 {to} 条被删除 (records {from} to {to} were cut off its end)"
        ));
    }
    // Read again: a running installation has written more.
    let now = head(store, chain, key, &mut Found::default()).await?.map_or(0, |head| head.number);
    if last > now {
        found.wrong(format!(
            "审计链 {chain} 第 {} 条起没有签名 (records from {} on are not signed)",
            now + 1,
            now + 1
        ));
    }
    Ok(())
}

/// The signed head in the database.
async fn head(store: &Store, chain: &str, key: &Digest, found: &mut Found) -> Result<Option<Head>, DbErr> {
    let asked =
        sql(store.read(), "SELECT number, digest, mark FROM heads WHERE chain = $1", vec![chain.into()]);
    let Some(row) = store.read().query_one_raw(asked).await? else { return Ok(None) };
    let head = Head {
        chain: chain.to_owned(),
        number: row.try_get("", "number")?,
        digest: row.try_get("", "digest")?,
    };
    let mark: Vec<u8> = row.try_get("", "mark")?;
    if mark != head.mark(key) {
        found.wrong(format!("审计链 {chain} 的签名无效 (the signature of its head is not ours)"));
        return Ok(None);
    }
    Ok(Some(head))
}
