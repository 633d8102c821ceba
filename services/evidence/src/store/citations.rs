//! What cites a file, and so who may see it. A citation may come before its file.

use kit::{access::Scope, moment::Moment, refusal::Refusal, store::sql};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Value};

use crate::domain::digest::Digest;

/// The table. `holder` is the court or unit that has the thing that cites, and `person` who made it.
pub(super) const TABLES: &[&str] = &[
    "CREATE TABLE citations (
        sha256 TEXT NOT NULL, subject TEXT NOT NULL, region_code TEXT NOT NULL, holder TEXT NOT NULL,
        person TEXT NOT NULL, create_time BIGINT NOT NULL, PRIMARY KEY (sha256, subject))",
    "CREATE INDEX citations_of_subject ON citations (subject)",
];

/// Something that cites files.
#[derive(Clone, Debug, Default)]
pub(crate) struct Citing<'a> {
    pub(crate) subject: &'a str,
    pub(crate) region_code: &'a str,
    pub(crate) holder: &'a str,
    pub(crate) person: &'a str,
}

/// Notes what cites a file; who has it now counts.
pub(crate) async fn note(
    tx: &DatabaseTransaction,
    digest: Digest,
    citing: &Citing<'_>,
    at: Moment,
) -> Result<(), Refusal> {
    let text = "INSERT INTO citations (sha256, subject, region_code, holder, person, create_time)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (sha256, subject) DO UPDATE SET region_code = excluded.region_code, holder = excluded.holder";
    let values = vec![
        digest.to_string().into(),
        citing.subject.into(),
        citing.region_code.into(),
        citing.holder.into(),
        citing.person.into(),
        at.micros().into(),
    ];
    tx.execute_raw(sql(tx, text, values)).await?;
    Ok(())
}

/// A citation counts when whoever cites the file has sent it themselves. A request also cites what its unit sent, and what was sent
/// or cited in the region of its court: the court works with the files of its villages. So nobody comes to a file by naming a digest.
const PROVED: &str =
    "EXISTS (SELECT 1 FROM uploads u WHERE u.sha256 = c.sha256 AND u.store_time IS NOT NULL AND (
    u.person = c.person OR (c.subject LIKE 'requests/%' AND (
        (u.holder <> '' AND u.holder = c.holder)
        OR (u.region_code >= c.region_code AND u.region_code < c.region_code || ':')
        OR EXISTS (SELECT 1 FROM citations o WHERE o.sha256 = c.sha256 AND o.person = u.person
            AND o.region_code >= c.region_code AND o.region_code < c.region_code || ':')))))";

/// What cites a file, of what a caller may see; nothing where they may not see the file.
pub(crate) async fn seen(
    connection: &impl ConnectionTrait,
    digest: Digest,
    (scope, person): (&Scope, &str),
) -> Result<Vec<String>, Refusal> {
    const MOST: u64 = 100;
    let mut values: Vec<Value> = vec![digest.to_string().into()];
    let mut place = |value: &str| {
        values.push(value.into());
        format!("${}", values.len())
    };
    let mut either = vec![format!("person = {}", place(person))];
    if scope.everything {
        either.push("1 = 1".to_owned());
    }
    for region in &scope.regions {
        // ':' follows '9', so the range holds everything that begins with the prefix.
        let (from, until) = (place(region.as_str()), place(&format!("{region}:")));
        either.push(format!("(region_code >= {from} AND region_code < {until})"));
    }
    for holder in scope.courts.iter().chain(&scope.units) {
        either.push(format!("holder = {}", place(holder)));
    }
    let text = format!(
        "SELECT subject FROM citations c WHERE sha256 = $1 AND ({}) AND {PROVED}
         ORDER BY create_time, subject LIMIT {MOST}",
        either.join(" OR ")
    );
    let rows = connection.query_all_raw(sql(connection, &text, values)).await?;
    rows.into_iter().map(|row| Ok(row.try_get("", "subject")?)).collect()
}
