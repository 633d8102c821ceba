//! Whether the log agrees with the tasks: every decision and every visit once, the last event the task as it stands.

use std::collections::{HashMap, HashSet};

use kit::{
    access::{Scope, keys::Keys},
    domain::{Timestamp, reason, refusal::Refusal},
    storage::{
        Location, Store,
        list::{ListQuery, Place},
        record::Page,
        sql, verify,
    },
};
use prost::Message as _;
use proto::dispatch::v1 as wire;
use sea_orm::ConnectionTrait as _;
use uuid::Uuid;

use crate::store::{Migrator, Tasks, parse_filter, parse_order};

/// What was found.
#[derive(Debug, Default)]
pub struct Findings {
    /// Tasks that were looked at.
    pub tasks: u64,
    /// Events that were looked at.
    pub events: u64,
    /// What is wrong, a sentence each; empty where the log holds.
    pub wrong: Vec<String>,
}

/// What the log says of one task.
#[derive(Default)]
struct LoggedTask {
    events: usize,
    state: i32,
    etag: String,
    plain: Plain,
}

/// What of a task stands in plain columns alone, and so could be changed without a key.
type Plain = [String; 5];

/// What of a task is looked at.
struct Looked {
    id: Uuid,
    name: String,
    decided: usize,
    version: i64,
    state: wire::TaskState,
    plain: Plain,
}

const PAGE: u64 = 500;

/// Reads the whole log and every task, beside a running service or without. Costs one pass over each; memory for a line per task.
pub async fn verify(location: &Location, keys: &Keys) -> Result<Findings, Refusal> {
    let store = Store::open::<Migrator>(location, crate::NAME, keys).await?;
    let mut findings = Findings::default();
    // Tasks first: what happens meanwhile is then in the log and not the other way round.
    let rows = Tasks::new(&store);
    let tasks = all_tasks(&rows).await?;
    let logged_tasks = read_log(&store, &mut findings).await?;
    let pruned = count(&store, "SELECT COUNT(*) AS n FROM log_floor").await? > 0;
    let known: HashSet<&str> = tasks.iter().map(|task| task.name.as_str()).collect();
    for name in logged_tasks.keys().filter(|name| !known.contains(name.as_str())) {
        // Filed since the tasks were read, or deleted: no rule deletes a task.
        let id = name.strip_prefix("tasks/").and_then(|id| Uuid::parse_str(id).ok());
        let there = match id {
            Some(id) => rows.get(&Scope::everything(), id).await,
            None => Ok(None),
        };
        let there = match there {
            Ok(found) => found.is_some(),
            Err(refusal) if refusal.is(reason::RECORD_DAMAGED) => {
                findings.wrong.push(format!("{name}: its record is damaged"));
                continue;
            }
            Err(refusal) => return Err(refusal),
        };
        if !there {
            findings.wrong.push(format!("{name}: the log tells of it, and its row is gone"));
        }
    }
    for Looked { id, name, decided, version, state, plain } in &tasks {
        findings.tasks += 1;
        let Some(logged) = logged_tasks.get(name) else {
            if !pruned {
                findings.wrong.push(format!("{name}: the log knows nothing of it"));
            }
            continue;
        };
        if !pruned && logged.events < *decided {
            findings
                .wrong
                .push(format!("{name}: {decided} things happened, the log tells of {}", logged.events));
        }
        // More than was there when the task was read may have happened since; more than is there now has not.
        let by_now = if logged.events > *decided { happened_by_now(&rows, *id).await } else { Ok(*decided) };
        let by_now = match by_now {
            Ok(by_now) => by_now,
            Err(refusal) if refusal.is(reason::RECORD_DAMAGED) => {
                findings.wrong.push(format!("{name}: a record of it is damaged"));
                continue;
            }
            Err(refusal) => return Err(refusal),
        };
        if logged.events > by_now {
            findings.wrong.push(format!(
                "{name}: the log tells of {} things that happened, there were {decided}",
                logged.events
            ));
        }
        if logged.plain != *plain && logged.etag == kit::unit_of_work::etag::of(*version) {
            findings.wrong.push(format!(
                "{name}: its columns say {}, the log ends with {}",
                plain.join(", "),
                logged.plain.join(", ")
            ));
        }
        if logged.etag == kit::unit_of_work::etag::of(*version) && logged.state != *state as i32 {
            findings.wrong.push(format!(
                "{name}: it is {}, the log ends with {}",
                state.as_str_name(),
                logged.state
            ));
        }
    }
    let orphans = "SELECT COUNT(*) AS n FROM event_audiences a WHERE NOT EXISTS
                   (SELECT 1 FROM events e WHERE e.xid = a.xid AND e.seq = a.seq)";
    let orphans = count(&store, orphans).await?;
    if orphans > 0 {
        findings.wrong.push(format!("{orphans} audiences belong to no event"));
    }
    store.close().await?;
    Ok(findings)
}

/// Decrypts every encrypted value of the service, and looks whether what its rows cite is in other hands: `cited` are pairs of a name and a
/// file's: of an attempt, of a paper (`tasks/{id}/documents/{place}`), or of all papers that are not sealed (`tasks/{id}/documents`). Those
/// that nothing of the name cites are wrong; other names are passed over.
pub async fn verify_records(
    location: &Location,
    keys: &Keys,
    cited: &[(String, String)],
) -> Result<verify::Findings, Refusal> {
    let store = Store::open::<Migrator>(location, crate::NAME, keys).await?;
    let mut findings = verify::encrypted(&store).await?;
    findings.add(kit::storage::counts::verify(&store, crate::store::COUNTS).await?);
    let rows = Tasks::new(&store);
    let of_tasks = cited.iter().filter(|(subject, _)| subject.starts_with("tasks/"));
    let (of_papers, of_attempts): (Vec<_>, Vec<_>) = of_tasks.partition(|(subject, _)| is_of_papers(subject));
    for (subject, file) in of_papers {
        findings.looked_at += 1;
        if !papers_cite(&rows, subject, file).await? {
            findings.wrong(forged(subject, file));
        }
    }
    for some in of_attempts.chunks(200) {
        let task = |name: &str| name.split('/').nth(1).and_then(|id| Uuid::parse_str(id).ok());
        let mut ids: Vec<Uuid> = some.iter().filter_map(|(attempt, _)| task(attempt)).collect();
        ids.sort_unstable();
        ids.dedup();
        let visits = rows.attempts_of(&ids).await?;
        for (attempt, file) in some {
            findings.looked_at += 1;
            let of_task = task(attempt).and_then(|id| visits.get(&id));
            let id = attempt.rsplit('/').next().unwrap_or_default();
            let is_cited = of_task
                .into_iter()
                .flatten()
                .any(|visit| visit.id.to_string() == id && visit.evidence.contains(file));
            if !is_cited {
                findings.wrong(forged(attempt, file));
            }
        }
    }
    store.close().await?;
    Ok(findings)
}

fn forged(subject: &str, file: &str) -> String {
    format!("{subject}: 没有引用 {file}，登记的引用是伪造的 (it does not cite the file)")
}

fn is_of_papers(subject: &str) -> bool {
    subject.split('/').nth(2) == Some("documents")
}

/// Whether a paper of a task has a file; without its place, whether one that is not sealed has.
async fn papers_cite(tasks: &Tasks, subject: &str, file: &str) -> Result<bool, Refusal> {
    let mut parts = subject.split('/').skip(1);
    let Some(Ok(id)) = parts.next().map(Uuid::parse_str) else { return Ok(false) };
    let Some(task) = tasks.get(&Scope::everything(), id).await? else { return Ok(false) };
    let mut papers = task.documents.iter();
    Ok(match parts.nth(1) {
        Some(place) => {
            let paper = place.parse().ok().and_then(|place| papers.nth(place));
            paper.is_some_and(|paper| paper.file == file)
        }
        None => papers.any(|paper| !paper.sealed && paper.file == file),
    })
}

async fn happened_by_now(tasks: &Tasks, id: Uuid) -> Result<usize, Refusal> {
    let Some(task) = tasks.get(&Scope::everything(), id).await? else { return Ok(0) };
    Ok(task.steps.len() + tasks.attempts(&task).await?.len())
}

/// Every task: its id and name, how much happened to it, its version and state.
async fn all_tasks(tasks: &Tasks) -> Result<Vec<Looked>, Refusal> {
    let scope = Scope::everything();
    let order = parse_order("create_time")?;
    let (mut all, mut after) = (Vec::new(), None::<Vec<String>>);
    loop {
        let after_place = after.as_deref().and_then(Place::of);
        let question = ListQuery {
            scope: &scope,
            terms: parse_filter("", Timestamp::now())?,
            order,
            after: after_place,
            limit: PAGE,
        };
        let Page { rows: page, next } = tasks.list(question).await?;
        let ids: Vec<_> = page.iter().map(|task| task.id).collect();
        let visits = tasks.attempts_of(&ids).await?;
        all.extend(page.iter().map(|task| {
            let happened = task.steps.len() + visits.get(&task.id).map_or(0, Vec::len);
            Looked {
                id: task.id,
                name: task.name(),
                decided: happened,
                version: task.version,
                state: crate::messages::task::state_of(task),
                plain: [
                    task.state.court().unwrap_or_default().to_owned(),
                    task.state.worker().unwrap_or_default().to_owned(),
                    task.creator.clone(),
                    task.region_code.as_str().to_owned(),
                    task.case_number.as_ref().map(ToString::to_string).unwrap_or_default(),
                ],
            }
        }));
        if next.is_none() {
            return Ok(all);
        }
        after = next;
    }
}

async fn read_log(store: &Store, findings: &mut Findings) -> Result<HashMap<String, LoggedTask>, Refusal> {
    let mut tasks: HashMap<String, LoggedTask> = HashMap::new();
    let mut from = (i64::MIN, i64::MIN);
    loop {
        let text = "SELECT xid, seq, subject, payload FROM events WHERE (xid, seq) > ($1, $2) ORDER BY xid, seq LIMIT 5000";
        let rows =
            store.read().query_all_raw(sql(store.read(), text, vec![from.0.into(), from.1.into()])).await?;
        if rows.is_empty() {
            return Ok(tasks);
        }
        for row in &rows {
            from = (row.try_get("", "xid")?, row.try_get("", "seq")?);
            findings.events += 1;
            let subject: String = row.try_get("", "subject")?;
            let payload = store.encryption().decrypt_bytes(&row.try_get::<Vec<u8>>("", "payload")?);
            let event = payload.ok().and_then(|payload| wire::TaskEvent::decode(payload.as_slice()).ok());
            let task = event.and_then(|event| event.task);
            let Some(task) = task.filter(|task| task.name == subject) else {
                findings.wrong.push(format!("event {}.{} does not tell of its subject", from.0, from.1));
                continue;
            };
            let known = tasks.entry(subject).or_default();
            known.events += 1;
            known.state = task.state;
            known.etag = task.etag;
            known.plain = [task.court, task.worker, task.creator, task.region_code, task.case_number];
        }
    }
}

async fn count(store: &Store, text: &str) -> Result<i64, Refusal> {
    let row = store.read().query_one_raw(sql(store.read(), text, vec![])).await?;
    Ok(row.map_or(Ok(0), |row| row.try_get("", "n"))?)
}
