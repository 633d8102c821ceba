//! What cites a file, and so who may see it. A citation may come before its file.

use kit::{
    access::Scope,
    domain::{Timestamp, refusal::Refusal},
    storage::{ScopeColumns, SqlParams, sql},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Value};

use crate::domain::digest::Digest;

/// The table. `holder` is the court or unit that has the thing that cites, and `person` who made it.
pub(super) const TABLES: &[&str] = &[
    "CREATE TABLE citations (
        sha256 TEXT NOT NULL, subject TEXT NOT NULL, region_code TEXT NOT NULL, holder TEXT NOT NULL,
        person TEXT NOT NULL, create_time BIGINT NOT NULL, PRIMARY KEY (sha256, subject))",
    "CREATE INDEX citations_of_subject ON citations (subject)",
];

/// What deletion adds: the whole to which what cites belongs, a task, a request or a case, empty for what keeps nothing; and when wholes
/// were over. An attempt is known by its task's name, which has one length.
pub(super) const RETENTION: &[&str] = &[
    "ALTER TABLE citations ADD COLUMN whole TEXT NOT NULL DEFAULT ''",
    "UPDATE citations SET whole = subject WHERE subject LIKE 'requests/%'",
    "UPDATE citations SET whole = substr(subject, 1, 42) WHERE subject LIKE 'tasks/%/attempts/%'",
    "CREATE TABLE ends (subject TEXT NOT NULL PRIMARY KEY, end_time BIGINT NOT NULL)",
    // What cited files beside attempts and requests was not noted until now, and logs forget: what nothing cites may be cited.
    "INSERT INTO citations (sha256, subject, region_code, holder, person, create_time, whole)
        SELECT f.sha256, 'missed/before', '', '', '', f.store_time, 'missed/before' FROM files f
        WHERE NOT EXISTS (SELECT 1 FROM citations c WHERE c.sha256 = f.sha256 AND c.whole <> '')",
];

/// What claims add. A citation is in effect where `open_time` says since when, or one of those who claimed it has sent the file; one
/// that is not opens the file to nobody. `keeps` is 1 where it keeps the file from deletion though it is not in effect: of what was cited before
/// this was asked, and of what cites files for a case and opens them to nobody, nobody knows whether it was.
pub(super) const CLAIMS: &[&str] = &[
    "CREATE TABLE claims (sha256 TEXT NOT NULL, subject TEXT NOT NULL, person TEXT NOT NULL, PRIMARY KEY (sha256, subject, person))",
    "INSERT INTO claims (sha256, subject, person) SELECT sha256, subject, person FROM citations WHERE person <> ''",
    "ALTER TABLE citations ADD COLUMN open_time BIGINT",
    "ALTER TABLE citations ADD COLUMN keeps BIGINT NOT NULL DEFAULT 1",
    // What a unit sent itself it may cite. All other papers and answers are asked about again, as the log of investigation tells them.
    "UPDATE citations SET open_time = create_time WHERE subject LIKE 'requests/%' AND holder <> '' AND EXISTS (
        SELECT 1 FROM uploads u WHERE u.sha256 = citations.sha256 AND u.holder = citations.holder AND u.prove_time IS NOT NULL)",
    "UPDATE followed SET cursor = '' WHERE log = 'investigation'",
];

/// That somebody sent a file opens it to them alone, and to the colleagues of their unit: not to their court or their region, until something
/// there cites it.
pub(super) const SENDERS_ALONE: &[&str] = &[
    "UPDATE citations SET region_code = '' WHERE subject LIKE 'uploads/%'",
    "UPDATE citations SET holder = '' WHERE subject LIKE 'uploads/%' AND holder NOT LIKE 'units/%'",
];

/// Whether a citation `c` is in effect.
pub(super) const IN_EFFECT: &str = "(c.open_time IS NOT NULL OR EXISTS (
    SELECT 1 FROM claims m JOIN uploads u ON u.sha256 = m.sha256 AND u.person = m.person
    WHERE m.sha256 = c.sha256 AND m.subject = c.subject AND u.prove_time IS NOT NULL))";

/// Something that cites files.
#[derive(Clone, Debug, Default)]
pub(crate) struct Citing<'a> {
    pub(crate) subject: &'a str,
    /// What it belongs to, whose end is reported: until then the file is kept.
    pub(crate) whole: &'a str,
    pub(crate) region_code: &'a str,
    pub(crate) holder: &'a str,
    pub(crate) person: &'a str,
}

/// Who cites files, and how far they see.
#[derive(Clone, Debug, Default)]
pub(crate) struct Claimant<'a> {
    pub(crate) person: &'a str,
    pub(crate) scope: Scope,
}

/// Notes what cites a file; who has it now counts. Nobody's right to cite it is in question: anyone who sent it, or a thing that opens it to
/// nobody.
pub(crate) async fn note(
    tx: &DatabaseTransaction,
    digest: Digest,
    citing: &Citing<'_>,
    at: Timestamp,
) -> Result<(), Refusal> {
    write(tx, digest, citing, (Some(at), true), at).await
}

/// Whether who cites a file can read it now, or sent it themselves.
pub(crate) async fn reads(
    tx: &DatabaseTransaction,
    digest: Digest,
    claimant: &Claimant<'_>,
) -> Result<bool, Refusal> {
    Ok(!claimant.person.is_empty() && !seen(tx, digest, (&claimant.scope, claimant.person)).await?.is_empty())
}

/// Notes that somebody cites a file. That opens it to those who see the thing that cites, where the claimant can read the file now, and
/// where they have sent it themselves or do so later. Else it is a claim and no more: nobody comes to a file by naming its digest, and nobody
/// keeps it by that from deletion. Where nobody knows who cites it, it is opened to nobody and kept.
pub(crate) async fn claim(
    tx: &DatabaseTransaction,
    digest: Digest,
    citing: &Citing<'_>,
    claimant: &Claimant<'_>,
    at: Timestamp,
) -> Result<(), Refusal> {
    if claimant.person.is_empty() {
        return write(tx, digest, citing, (None, true), at).await;
    }
    let reads = reads(tx, digest, claimant).await?;
    write(tx, digest, citing, (reads.then_some(at), reads), at).await?;
    let text = "INSERT INTO claims (sha256, subject, person) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    let values = vec![digest.to_string().into(), citing.subject.into(), claimant.person.into()];
    tx.execute_raw(sql(tx, text, values)).await?;
    Ok(())
}

async fn write(
    tx: &DatabaseTransaction,
    digest: Digest,
    citing: &Citing<'_>,
    (open, keeps): (Option<Timestamp>, bool),
    at: Timestamp,
) -> Result<(), Refusal> {
    let text = "INSERT INTO citations (sha256, subject, region_code, holder, person, create_time, whole, open_time, keeps)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (sha256, subject) DO UPDATE SET region_code = excluded.region_code, holder = excluded.holder,
            whole = excluded.whole, open_time = COALESCE(citations.open_time, excluded.open_time),
            keeps = CASE WHEN excluded.keeps = 1 THEN 1 ELSE citations.keeps END";
    let values = vec![
        digest.to_string().into(),
        citing.subject.into(),
        citing.region_code.into(),
        citing.holder.into(),
        citing.person.into(),
        at.micros().into(),
        citing.whole.into(),
        open.map(Timestamp::micros).into(),
        i64::from(keeps).into(),
    ];
    tx.execute_raw(sql(tx, text, values)).await?;
    Ok(())
}

/// Forgets what a thing cites: it opens no file any more.
pub(crate) async fn forget(tx: &DatabaseTransaction, subject: &str) -> Result<(), Refusal> {
    let text = "DELETE FROM citations WHERE subject = $1";
    tx.execute_raw(sql(tx, text, vec![subject.into()])).await?;
    Ok(())
}

/// Notes since when a task, a request or a case is over; or that it goes on.
pub(crate) async fn over(
    tx: &DatabaseTransaction,
    whole: &str,
    since: Option<Timestamp>,
) -> Result<(), Refusal> {
    let (text, values): (_, Vec<Value>) = match since {
        Some(since) => (
            "INSERT INTO ends (subject, end_time) VALUES ($1, $2)
             ON CONFLICT (subject) DO UPDATE SET end_time = excluded.end_time",
            vec![whole.into(), since.micros().into()],
        ),
        None => ("DELETE FROM ends WHERE subject = $1", vec![whole.into()]),
    };
    tx.execute_raw(sql(tx, text, values)).await?;
    Ok(())
}

/// Notes that nobody knows what else cites the files that are here: a log was missed. They are kept until somebody finds out.
pub(crate) async fn unknown(tx: &DatabaseTransaction, log: &str, at: Timestamp) -> Result<(), Refusal> {
    let text = "INSERT INTO citations (sha256, subject, region_code, holder, person, create_time, whole)
        SELECT sha256, $1, '', '', '', $2, $1 FROM files WHERE delete_time IS NULL ON CONFLICT DO NOTHING";
    tx.execute_raw(sql(tx, text, vec![format!("missed/{log}").into(), at.micros().into()])).await?;
    Ok(())
}

/// What cites a file, of what a caller may see; nothing where they may not see the file.
pub(crate) async fn seen(
    connection: &impl ConnectionTrait,
    digest: Digest,
    (scope, person): (&Scope, &str),
) -> Result<Vec<String>, Refusal> {
    const MOST: u64 = 100;
    let mut params = SqlParams::default();
    let file = params.bind(digest.to_string());
    let columns =
        ScopeColumns { court: Some("holder"), unit: Some("holder"), ..ScopeColumns::region("region_code") };
    let mut either = params.admitting(scope, columns);
    either.push(format!("person = {}", params.bind(person)));
    let text = format!(
        "SELECT subject FROM citations c WHERE sha256 = {file} AND {} AND {IN_EFFECT}
         ORDER BY create_time, subject LIMIT {MOST}",
        sql::any_of(&either)
    );
    let rows = connection.query_all_raw(sql(connection, &text, params.0)).await?;
    rows.into_iter().map(|row| Ok(row.try_get("", "subject")?)).collect()
}

/// Whether somebody has made a visit that cites a file.
pub(crate) async fn is_of_a_visit(
    connection: &impl ConnectionTrait,
    digest: Digest,
    person: &str,
) -> Result<bool, Refusal> {
    let text = "SELECT 1 AS one FROM claims WHERE sha256 = $1 AND person = $2 AND subject LIKE 'tasks/%'";
    let values = vec![digest.to_string().into(), person.into()];
    Ok(connection.query_one_raw(sql(connection, text, values)).await?.is_some())
}

/// A citation as it is noted.
pub(crate) struct Noted {
    pub(crate) subject: String,
    /// `evidence/{sha256}`.
    pub(crate) file: String,
    /// Who made it; may be empty.
    pub(crate) person: String,
    /// Whether somebody may see the file because of it.
    pub(crate) opens: bool,
    /// Whether it is the upload by which its person sent the file, and opens it to nobody else.
    pub(crate) sent: bool,
}

/// All citations.
pub(crate) async fn all(connection: &impl ConnectionTrait) -> Result<Vec<Noted>, Refusal> {
    let text = "SELECT c.sha256, c.subject, c.region_code, c.holder, c.person,
            (SELECT COUNT(*) FROM uploads u WHERE c.subject = 'uploads/' || u.id AND u.sha256 = c.sha256 AND u.person = c.person
                AND c.holder IN ('', u.holder) AND c.region_code IN ('', u.region_code)) AS sent
        FROM citations c ORDER BY c.subject, c.sha256";
    let rows = connection.query_all_raw(sql(connection, text, vec![])).await?;
    let noted = |row: &sea_orm::QueryResult| {
        let filled = |name: &str| row.try_get::<String>("", name).map(|text| !text.is_empty());
        Ok(Noted {
            subject: row.try_get("", "subject")?,
            file: format!("evidence/{}", row.try_get::<String>("", "sha256")?),
            person: row.try_get("", "person")?,
            opens: filled("region_code")? || filled("holder")? || filled("person")?,
            sent: row.try_get::<i64>("", "sent")? > 0,
        })
    };
    rows.iter().map(noted).collect()
}
