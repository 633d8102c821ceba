//! People and their terms in the database.

use kit::{
    access::{Role, Scope},
    domain::{Timestamp, refusal::Refusal},
    storage::{Encryption, ScopeColumns, SqlParams, Store, record, sql, verify},
};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt::Write as _,
};

use law::identifiers::{RegionCode, RegionLevel};
use sea_orm::{ConnectionTrait, QueryResult};

use super::{
    people_keys,
    people_rows::{person, role, term, term_row},
    rows::insert,
};
use crate::domain::{
    court::CourtCode,
    network::Network,
    person::{Person, PersonId},
    term::{Held, Term},
};

/// The offices that only one can hold in a court at a time.
pub(crate) const SOLE: [Role; 2] = [Role::Director, Role::ContactJudge];
/// How many names one statement asks for.
const CHUNK: usize = 1000;
pub(super) const TABLE: &str = "people";
const PERSON: &str = "p.id AS person, p.display_name, p.phone, p.deactivated, p.version, p.create_time, p.entered_by, p.entered_in";
const CALLER: &str = "p.id AS person, p.display_name, NULL AS phone, p.deactivated, p.version, p.create_time, p.entered_by, p.entered_in";
const TERM: &str = "t.person, t.id, t.role, t.place, t.court, t.unit, t.grid, t.committee_staff, t.deputises_for, t.start_time, t.end_time";

/// People by id with their terms; unknown ids are left out.
pub(crate) async fn find(
    connection: &impl ConnectionTrait,
    encryption: &Encryption,
    ids: &[&str],
) -> Result<Vec<Person>, Refusal> {
    joined(connection, encryption, PERSON, ids).await?.into_iter().collect()
}

/// One person with their terms.
pub(crate) async fn get(
    connection: &impl ConnectionTrait,
    encryption: &Encryption,
    id: &PersonId,
) -> Result<Option<Person>, Refusal> {
    joined(connection, encryption, PERSON, &[id.as_str()]).await?.pop().transpose()
}

/// People as the gateway asks for them with every call: by id, with their terms, without what is encrypted. A person whose record is
/// damaged is left out, and the others are not.
pub(crate) async fn callers(
    connection: &impl ConnectionTrait,
    encryption: &Encryption,
    ids: &[PersonId],
) -> Result<HashMap<PersonId, Person>, Refusal> {
    let ids: Vec<_> = ids.iter().map(PersonId::as_str).collect();
    let people = joined(connection, encryption, CALLER, &ids).await?;
    Ok(people.into_iter().flatten().map(|person| (person.id.clone(), person)).collect())
}

/// People and their terms by the two keys in one statement; a refusal for each whose record is damaged.
async fn joined(
    connection: &impl ConnectionTrait,
    encryption: &Encryption,
    columns: &str,
    ids: &[&str],
) -> Result<Vec<Result<Person, Refusal>>, Refusal> {
    let terms = TERM.strip_prefix("t.person, ").unwrap_or(TERM);
    let mut people: Vec<(String, Result<Person, Refusal>)> = Vec::with_capacity(ids.len());
    for ids in ids.chunks(CHUNK) {
        let mut params = SqlParams::default();
        let ids = params.list(ids.iter().copied());
        let text = format!(
            "SELECT {columns}, {terms} FROM people p LEFT JOIN terms t ON t.person = p.id
             WHERE p.id IN {ids} ORDER BY p.id, t.start_time, t.id"
        );
        for row in connection.query_all_raw(sql(connection, &text, params.0)).await? {
            let id: String = row.try_get("", "person")?;
            if people.last().is_none_or(|(last, _)| *last != id) {
                let person = record::intact(TABLE, &id, person(&row, encryption));
                people.push((id.clone(), person));
            }
            let has_term = row.try_get::<Option<String>>("", "id")?.is_some();
            if let (Some((_, entry)), true) = (people.last_mut(), has_term) {
                match (record::intact("terms", &id, term(&row)), entry) {
                    (Ok((_, term)), Ok(person)) => person.terms.push(term),
                    (Err(damaged), entry) => *entry = Err(damaged),
                    (Ok(_), Err(_)) => {}
                }
            }
        }
    }
    Ok(people.into_iter().map(|(_, person)| person).collect())
}

/// The terms and accounts inside a scope, over `t`: by the beginning of their place, or by their court. A unit works for the whole court,
/// so what is of units is a matter of the county and above.
pub(super) fn in_scope(params: &mut SqlParams, scope: &Scope) -> String {
    let mut either = params.admitting(scope, ScopeColumns::region("t.place"));
    if !scope.courts.is_empty() {
        let codes = scope.courts.iter().filter_map(|court| court.strip_prefix("courts/"));
        either.push(format!("t.court IN {}", params.list(codes)));
    }
    if reaches_units(scope) {
        either.push("t.unit IS NOT NULL".to_owned());
    }
    sql::any_of(&either)
}

/// Units work for the whole court: their clerks and accounts are a matter of the county and above.
pub(super) fn reaches_units(scope: &Scope) -> bool {
    scope.everything || scope.regions.iter().any(|region| region.level() <= RegionLevel::County)
}

/// That a term, over `t`, runs at a moment.
pub(super) fn running(at: &str) -> String {
    format!("t.start_time <= {at} AND (t.end_time IS NULL OR t.end_time > {at})")
}

/// The terms in these courts of the offices that only one can hold.
pub(crate) async fn held(
    connection: &impl ConnectionTrait,
    courts: &HashSet<&CourtCode>,
) -> Result<Vec<Held>, Refusal> {
    let mut held = Vec::new();
    let courts: Vec<&str> = courts.iter().map(|court| court.as_str()).collect();
    for courts in courts.chunks(CHUNK) {
        let mut params = SqlParams::default();
        let roles = params.list(SOLE.map(Role::name));
        let courts = params.list(courts.iter().copied());
        let text = format!(
            "SELECT {TERM}, p.display_name FROM terms t JOIN people p ON p.id = t.person
             WHERE t.court IN {courts} AND t.role IN {roles}"
        );
        for row in &connection.query_all_raw(sql(connection, &text, params.0)).await? {
            let (person, term) = term(row)?;
            held.push(Held { person, display_name: row.try_get("", "display_name")?, term });
        }
    }
    Ok(held)
}

/// The regions that others than a person administer at a moment.
pub(crate) async fn other_administrators(
    connection: &impl ConnectionTrait,
    person: &PersonId,
    at: Timestamp,
) -> Result<Vec<RegionCode>, Refusal> {
    let text = "SELECT DISTINCT t.place FROM terms t JOIN people p ON p.id = t.person
        WHERE t.role = $1 AND t.person <> $2 AND p.deactivated IS NULL AND t.start_time <= $3
            AND (t.end_time IS NULL OR t.end_time > $3)";
    let values = vec![Role::Admin.name().into(), person.as_str().into(), at.micros().into()];
    let rows = connection.query_all_raw(sql(connection, text, values)).await?;
    let region = |row: &QueryResult| {
        let place: Option<String> = row.try_get("", "place")?;
        Ok(place.and_then(|place| RegionCode::parse(&place).ok()))
    };
    let regions: Result<Vec<_>, Refusal> = rows.iter().map(region).collect();
    Ok(regions?.into_iter().flatten().collect())
}

/// Who directs the courts between two codes and who is their contact judge, at a moment; the deputy where the holder is absent.
pub(crate) async fn offices(
    connection: &impl ConnectionTrait,
    at: Timestamp,
    first: &str,
    last: &str,
) -> Result<HashMap<(String, Role), String>, Refusal> {
    let mut params = SqlParams::default();
    let roles = params.list(SOLE.map(Role::name));
    let (at, first, last) = (params.bind(at.micros()), params.bind(first), params.bind(last));
    let text = format!(
        "SELECT t.court, t.role, t.person FROM terms t
         WHERE t.court >= {first} AND t.court <= {last} AND t.role IN {roles} AND {}
         ORDER BY CASE WHEN t.deputises_for IS NULL THEN 0 ELSE 1 END",
        running(&at)
    );
    let rows = connection.query_all_raw(sql(connection, &text, params.0)).await?;
    let offices = rows.iter().map(|row| {
        let person: String = row.try_get("", "person")?;
        Ok(((row.try_get("", "court")?, role(&row.try_get::<String>("", "role")?)?), person))
    });
    offices.collect()
}

/// Writes people with their terms, new or changed.
pub(crate) async fn write(
    connection: &impl ConnectionTrait,
    encryption: &Encryption,
    network: &Network,
    people: impl Iterator<Item = &Person>,
) -> Result<(), Refusal> {
    let people: Vec<&Person> = people.collect();
    let (mut rows, mut terms, mut ids) = (Vec::new(), Vec::new(), Vec::new());
    for person in &people {
        ids.push(person.id.as_str().to_owned());
        let phone = (!person.phone.is_empty()).then(|| encryption.encrypt(&person.phone)).transpose()?;
        rows.push(vec![
            person.id.as_str().into(),
            person.display_name.clone().into(),
            phone.into(),
            person.deactivated.map(Timestamp::micros).into(),
            person.version.into(),
            person.created.micros().into(),
            person.entered_by.clone().into(),
            person.entered_in.as_ref().map(|region| region.as_str().to_owned()).into(),
        ]);
        terms.extend(person.terms.iter().map(|term| term_row(&person.id, term, network)));
    }
    let head = "INSERT INTO people (id, display_name, phone, deactivated, version, create_time, entered_by, entered_in)";
    let tail = "ON CONFLICT (id) DO UPDATE SET display_name = excluded.display_name, phone = excluded.phone,
                deactivated = excluded.deactivated, version = excluded.version";
    insert(connection, head, rows, tail).await?;
    let head = "INSERT INTO terms (person, id, role, place, court, unit, grid, committee_staff, deputises_for, start_time, end_time)";
    let tail = "ON CONFLICT (person, id) DO UPDATE SET committee_staff = excluded.committee_staff,
                start_time = excluded.start_time, end_time = excluded.end_time";
    insert(connection, head, terms, tail).await?;
    people_keys::write(connection, encryption, &people).await?;
    Ok(verify::mark_rows(connection, encryption, &as_written(connection, &ids).await?).await?)
}

/// With what the names of the marks of people begin.
pub(crate) const MARKS: &str = "people/";

/// Each person by name with all that the tables say of them and their terms, as their marks hold it.
async fn as_written(
    connection: &impl ConnectionTrait,
    ids: &[String],
) -> Result<Vec<(String, String)>, Refusal> {
    let mut said = Vec::with_capacity(ids.len());
    for ids in ids.chunks(CHUNK) {
        let mut params = SqlParams::default();
        let places = params.list(ids.iter().map(String::as_str));
        let values = params.0.clone();
        let text =
            format!("SELECT id, display_name, deactivated FROM people WHERE id IN {places} ORDER BY id");
        let mut people: BTreeMap<String, String> = BTreeMap::new();
        for row in connection.query_all_raw(sql(connection, &text, values)).await? {
            let (id, name): (String, String) = (row.try_get("", "id")?, row.try_get("", "display_name")?);
            let deactivated: Option<i64> = row.try_get("", "deactivated")?;
            people.insert(id, format!("{name}\t{deactivated:?}"));
        }
        let text = format!("SELECT {TERM} FROM terms t WHERE t.person IN {places} ORDER BY t.person, t.id");
        for row in connection.query_all_raw(sql(connection, &text, params.0)).await? {
            let person: String = row.try_get("", "person")?;
            let said = people.entry(person).or_default();
            said.push('\n');
            for column in ["id", "role", "place", "court", "unit", "grid"] {
                let text: Option<String> = row.try_get("", column)?;
                let _ = write!(said, "{}\t", text.as_deref().unwrap_or("-"));
            }
            for column in ["committee_staff", "start_time", "end_time"] {
                let number: Option<i64> = row.try_get("", column)?;
                let _ = write!(said, "{number:?}\t");
            }
            // Marks of before there were deputies say nothing of it.
            if let Some(absent) = row.try_get::<Option<String>>("", "deputises_for")? {
                let _ = write!(said, "{absent}\t");
            }
        }
        said.extend(people.into_iter().map(|(id, text)| (format!("{MARKS}{id}"), text)));
    }
    Ok(said)
}

/// All people with all that the tables say of them, those of terms that have no person too.
pub(crate) async fn all_as_written(
    connection: &impl ConnectionTrait,
) -> Result<Vec<(String, String)>, Refusal> {
    let text = "SELECT id FROM people UNION SELECT person AS id FROM terms";
    let rows = connection.query_all_raw(sql(connection, text, vec![])).await?;
    let ids = rows.iter().map(|row| row.try_get::<String>("", "id")).collect::<Result<Vec<_>, _>>()?;
    as_written(connection, &ids).await
}

/// Marks the people of a version that made no marks, once.
pub(super) async fn mark_old_rows(store: &Store) -> Result<(), Refusal> {
    if verify::has_marks(store.read(), store.encryption(), MARKS).await? {
        return Ok(());
    }
    let tx = store.begin().await?;
    let people = all_as_written(&tx).await?;
    verify::mark_old_rows(&tx, store.encryption(), MARKS, &people).await?;
    tx.commit().await?;
    Ok(())
}

/// Notes why a person was deactivated.
pub(crate) async fn note_reason(
    connection: &impl ConnectionTrait,
    id: &PersonId,
    reason: &str,
) -> Result<(), Refusal> {
    let update = "UPDATE people SET deactivated_reason = $2 WHERE id = $1";
    connection.execute_raw(sql(connection, update, vec![id.as_str().into(), reason.into()])).await?;
    Ok(())
}

/// Whether nobody is in the register.
pub(crate) async fn nobody(connection: &impl ConnectionTrait) -> Result<bool, Refusal> {
    Ok(connection
        .query_one_raw(sql(connection, "SELECT 1 AS one FROM people LIMIT 1", vec![]))
        .await?
        .is_none())
}

/// Adds the terms of people, those that can be read.
pub(super) async fn add_terms(
    connection: &impl ConnectionTrait,
    people: &mut [Person],
) -> Result<(), Refusal> {
    if people.is_empty() {
        return Ok(());
    }
    let mut params = SqlParams::default();
    let ids = params.list(people.iter().map(|person| person.id.as_str()));
    let text = format!("SELECT {TERM} FROM terms t WHERE t.person IN {ids}");
    let mut terms: HashMap<PersonId, Vec<Term>> = HashMap::new();
    let rows = connection.query_all_raw(sql(connection, &text, params.0)).await?;
    for (person, term) in record::readable(("terms", "id"), &rows, term) {
        terms.entry(person).or_default().push(term);
    }
    for person in people {
        person.terms = terms.remove(&person.id).unwrap_or_default();
        person.terms.sort_by(|one, other| (one.from, &one.id).cmp(&(other.from, &other.id)));
    }
    Ok(())
}
