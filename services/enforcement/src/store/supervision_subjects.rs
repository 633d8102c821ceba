//! What the rules of the supervision list watch. What changes a case, money or a seizure notes it here in the same
//! transaction; the rules read nothing else.

use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::{Store, sql},
};
use law::identifiers::RegionCode;
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, QueryResult};

use crate::domain::supervision::{Rule, Subject};

/// Looks after a subject from now on, or looks at what it is now. While an item about it is open nothing new is issued.
pub(crate) async fn watch(tx: &DatabaseTransaction, subject: &Subject) -> Result<(), Refusal> {
    // An item may be open, issued from what was known before: then the rule stays silent until it is closed.
    let upsert =
        "INSERT INTO supervision_subjects (subject, rule, case_name, owner, region_code, limit_time, strikes)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (subject, rule) DO UPDATE SET case_name = excluded.case_name, owner = excluded.owner,
            region_code = excluded.region_code, limit_time = excluded.limit_time,
            strikes = CASE WHEN EXISTS (SELECT 1 FROM supervisions s WHERE s.subject = excluded.subject
                AND s.rule = excluded.rule AND s.is_open = 1) THEN NULL ELSE excluded.strikes END";
    let values = vec![
        subject.name.clone().into(),
        subject.rule.name().into(),
        subject.case.clone().into(),
        subject.owner.clone().into(),
        subject.region_code.as_str().to_owned().into(),
        subject.limit.micros().into(),
        subject.due_at().map(Timestamp::micros).into(),
    ];
    tx.execute_raw(sql(tx, upsert, values)).await?;
    Ok(())
}

/// Looks after a subject no longer: the case is closed, the money paid, the seizure released. An item that is open is closed with the
/// next look.
pub(crate) async fn unwatch(tx: &DatabaseTransaction, subject: &str, rule: Rule) -> Result<(), Refusal> {
    let delete = "DELETE FROM supervision_subjects WHERE subject = $1 AND rule = $2";
    tx.execute_raw(sql(tx, delete, vec![subject.to_owned().into(), rule.name().into()])).await?;
    Ok(())
}

/// Subjects about which an item is to be issued, the longest waiting first, at most so many.
pub(crate) async fn striking(
    store: &Store,
    at: Timestamp,
    limit: u64,
) -> Result<Vec<(String, Rule)>, Refusal> {
    let select = format!(
        "SELECT subject, rule FROM supervision_subjects WHERE strikes < $1 ORDER BY strikes LIMIT {limit}"
    );
    let read = store.read();
    let rows = read.query_all_raw(sql(read, &select, vec![at.micros().into()])).await?;
    rows.iter().map(|row| Ok((row.try_get("", "subject")?, rule_of(row)?))).collect()
}

/// A subject whose rule has not spoken, locked until the commit.
pub(crate) async fn lock(
    tx: &DatabaseTransaction,
    subject: &str,
    rule: Rule,
) -> Result<Option<Subject>, Refusal> {
    let lock = sql::for_update(tx);
    let select = format!(
        "SELECT subject, rule, case_name, owner, region_code, limit_time FROM supervision_subjects
         WHERE subject = $1 AND rule = $2 AND strikes IS NOT NULL{lock}"
    );
    let values = vec![subject.to_owned().into(), rule.name().into()];
    let Some(row) = tx.query_one_raw(sql(tx, &select, values)).await? else { return Ok(None) };
    to_subject(&row).map(Some)
}

/// Keeps a rule silent about a subject, or says when it may speak again.
pub(crate) async fn set_due_at(
    tx: &DatabaseTransaction,
    subject: &str,
    rule: Rule,
    due_at: Option<Timestamp>,
) -> Result<(), Refusal> {
    let update = "UPDATE supervision_subjects SET strikes = $3 WHERE subject = $1 AND rule = $2";
    let values = vec![subject.to_owned().into(), rule.name().into(), due_at.map(Timestamp::micros).into()];
    tx.execute_raw(sql(tx, update, values)).await?;
    Ok(())
}

/// The subject of an item that was closed, whatever its rule last said.
pub(crate) async fn known(
    tx: &DatabaseTransaction,
    subject: &str,
    rule: Rule,
) -> Result<Option<Subject>, Refusal> {
    let select = "SELECT subject, rule, case_name, owner, region_code, limit_time FROM supervision_subjects
                  WHERE subject = $1 AND rule = $2";
    let values = vec![subject.to_owned().into(), rule.name().into()];
    let row = tx.query_one_raw(sql(tx, select, values)).await?;
    row.as_ref().map(to_subject).transpose()
}

fn rule_of(row: &QueryResult) -> Result<Rule, Refusal> {
    let name: String = row.try_get("", "rule")?;
    Rule::from_name(&name).ok_or_else(|| Refusal::internal(&format!("no rule {name}")))
}

fn to_subject(row: &QueryResult) -> Result<Subject, Refusal> {
    let code: String = row.try_get("", "region_code")?;
    Ok(Subject {
        name: row.try_get("", "subject")?,
        rule: rule_of(row)?,
        case: row.try_get("", "case_name")?,
        owner: row.try_get("", "owner")?,
        region_code: RegionCode::parse(&code)
            .map_err(|_| Refusal::internal(&"a subject has a broken region code"))?,
        limit: Timestamp::from_micros(row.try_get("", "limit_time")?),
    })
}
