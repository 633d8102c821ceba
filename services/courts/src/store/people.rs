//! People and their terms in the database.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt::Write as _,
};

use kit::{
    access::{Caller, Role, Scope},
    moment::Moment,
    refusal::Refusal,
    rows::{self, Page},
    seal::Seal,
    store::sql,
    verify,
};
use law::identifiers::{RegionCode, RegionLevel};
use sea_orm::{ConnectionTrait, QueryResult};

use super::{
    people_rows::{person, role, term, term_row},
    rows::{Bind, insert},
};
use crate::domain::{
    court::CourtCode,
    hand::Hand,
    network::Network,
    person::{Person, PersonId},
    term::{Held, Term},
};

/// The offices that only one can hold in a court at a time.
pub(crate) const SOLE: [Role; 2] = [Role::Director, Role::ContactJudge];
/// How many names one statement asks for.
const CHUNK: usize = 1000;
const TABLE: &str = "people";
const PERSON: &str = "p.id AS person, p.display_name, p.phone, p.deactivated, p.version, p.create_time, p.entered_by, p.entered_in";
const CALLER: &str = "p.id AS person, p.display_name, NULL AS phone, p.deactivated, p.version, p.create_time, p.entered_by, p.entered_in";
const TERM: &str =
    "t.person, t.id, t.role, t.place, t.court, t.unit, t.grid, t.committee_staff, t.start_time, t.end_time";

/// What a list of people asks for.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    pub(crate) role: Option<Role>,
    pub(crate) court: Option<CourtCode>,
    pub(crate) active: Option<bool>,
}

/// People by id with their terms; unknown ids are left out.
pub(crate) async fn find(
    connection: &impl ConnectionTrait,
    seal: &Seal,
    ids: &[&str],
) -> Result<Vec<Person>, Refusal> {
    joined(connection, seal, PERSON, ids).await?.into_iter().collect()
}

/// One person with their terms.
pub(crate) async fn get(
    connection: &impl ConnectionTrait,
    seal: &Seal,
    id: &PersonId,
) -> Result<Option<Person>, Refusal> {
    joined(connection, seal, PERSON, &[id.as_str()]).await?.pop().transpose()
}

/// People as the gateway asks for them with every call: by id, with their terms, without what is encrypted. A person whose record is
/// damaged is left out, and the others are not.
pub(crate) async fn callers(
    connection: &impl ConnectionTrait,
    seal: &Seal,
    ids: &[PersonId],
) -> Result<HashMap<PersonId, Person>, Refusal> {
    let ids: Vec<_> = ids.iter().map(PersonId::as_str).collect();
    let people = joined(connection, seal, CALLER, &ids).await?;
    Ok(people.into_iter().flatten().map(|person| (person.id.clone(), person)).collect())
}

/// People and their terms by the two keys in one statement; a refusal for each whose record is damaged.
async fn joined(
    connection: &impl ConnectionTrait,
    seal: &Seal,
    columns: &str,
    ids: &[&str],
) -> Result<Vec<Result<Person, Refusal>>, Refusal> {
    let terms = TERM.strip_prefix("t.person, ").unwrap_or(TERM);
    let mut people: Vec<(String, Result<Person, Refusal>)> = Vec::with_capacity(ids.len());
    for ids in ids.chunks(CHUNK) {
        let mut bind = Bind::default();
        let ids = bind.list(ids.iter().copied());
        let text = format!(
            "SELECT {columns}, {terms} FROM people p LEFT JOIN terms t ON t.person = p.id
             WHERE p.id IN {ids} ORDER BY p.id, t.start_time, t.id"
        );
        for row in connection.query_all_raw(sql(connection, &text, bind.0)).await? {
            let id: String = row.try_get("", "person")?;
            if people.last().is_none_or(|(last, _)| *last != id) {
                let person = rows::intact(TABLE, &id, person(&row, seal));
                people.push((id.clone(), person));
            }
            let has_term = row.try_get::<Option<String>>("", "id")?.is_some();
            if let (Some((_, entry)), true) = (people.last_mut(), has_term) {
                match (rows::intact("terms", &id, term(&row)), entry) {
                    (Ok((_, term)), Ok(person)) => person.terms.push(term),
                    (Err(damaged), entry) => *entry = Err(damaged),
                    (Ok(_), Err(_)) => {}
                }
            }
        }
    }
    Ok(people.into_iter().map(|(_, person)| person).collect())
}

/// People whom a caller can see, by id, after one. A region's callers see nearly everybody, so people are walked by their key; for
/// a court, or where an office is asked for, `terms_of_court` or `terms_of_role` say who.
pub(crate) async fn list(
    connection: &impl ConnectionTrait,
    seal: &Seal,
    caller: &Caller,
    asked: &Asked,
    after: &str,
    most: u64,
) -> Result<Page<Person>, Refusal> {
    let scope = caller.scope();
    let mut bind = Bind::default();
    let mut wanted = vec![format!("p.id > {}", bind.one(after))];
    if let Some(active) = asked.active {
        wanted.push(format!("p.deactivated IS {}NULL", if active { "" } else { "NOT " }));
    }
    let inside = of_scope(&mut bind, &scope);
    if asked.role.is_some() || asked.court.is_some() {
        let at = bind.one(caller.at.micros());
        let mut term = vec![inside, running(&at)];
        if let Some(role) = asked.role {
            term.push(format!("t.role = {}", bind.one(role.name())));
        }
        if let Some(court) = &asked.court {
            term.push(format!("t.court = {}", bind.one(court.as_str())));
        }
        wanted.push(format!("p.id IN (SELECT t.person FROM terms t WHERE {})", term.join(" AND ")));
    } else if scope.regions.is_empty() && !scope.everything {
        wanted.push(format!("p.id IN (SELECT t.person FROM terms t WHERE {inside})"));
    } else {
        let mut either = vec![format!("EXISTS (SELECT 1 FROM terms t WHERE t.person = p.id AND {inside})")];
        if caller.acts_as(Role::Admin) || scope.everything {
            let entered = entered_under(&mut bind, &Hand::of(caller), &scope);
            either.push(format!("({entered} AND NOT EXISTS (SELECT 1 FROM terms t WHERE t.person = p.id))"));
        }
        wanted.push(format!("({})", either.join(" OR ")));
    }
    let wanted = wanted.join(" AND ");
    let text = format!("SELECT {PERSON} FROM people p WHERE {wanted} ORDER BY p.id LIMIT {}", most + 1);
    let rows = connection.query_all_raw(sql(connection, &text, bind.0)).await?;
    let place = |row: &QueryResult| Ok(vec![row.try_get("", "person")?]);
    let mut page = rows::page(TABLE, rows, most, place, |row| person(row, seal))?;
    add_terms(connection, &mut page.rows).await?;
    Ok(page)
}

/// The terms inside a scope, over `t`: by the beginning of their place, or by their court.
pub(super) fn in_scope(bind: &mut Bind, scope: &Scope) -> String {
    if scope.everything {
        return "1 = 1".to_owned();
    }
    let mut either = vec!["1 = 0".to_owned()];
    for region in &scope.regions {
        // ':' follows '9', so the range holds everything that begins with the prefix.
        let (from, until) = (bind.one(region.as_str()), bind.one(format!("{region}:")));
        either.push(format!("(t.place >= {from} AND t.place < {until})"));
    }
    if !scope.courts.is_empty() {
        let codes = scope.courts.iter().filter_map(|court| court.strip_prefix("courts/"));
        either.push(format!("t.court IN {}", bind.list(codes)));
    }
    format!("({})", either.join(" OR "))
}

/// The same for the terms of people: offices of a county and above see the clerks of its units too.
fn of_scope(bind: &mut Bind, scope: &Scope) -> String {
    let inside = in_scope(bind, scope);
    let county = scope.regions.iter().any(|region| region.level() <= RegionLevel::County);
    if county { format!("({inside} OR t.unit IS NOT NULL)") } else { inside }
}

/// The people, over `p`, who were entered inside a scope; where that is not known they are a county's.
fn entered_under(bind: &mut Bind, hand: &Hand, scope: &Scope) -> String {
    if scope.everything {
        return "1 = 1".to_owned();
    }
    let unknown = if hand.reaches_a_county() { "p.entered_in IS NULL" } else { "1 = 0" };
    let inside = scope.regions.iter().map(|region| {
        let (from, until) = (bind.one(region.as_str()), bind.one(format!("{region}:")));
        format!(" OR (p.entered_in >= {from} AND p.entered_in < {until})")
    });
    format!("({unknown}{})", inside.collect::<String>())
}

fn running(at: &str) -> String {
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
        let mut bind = Bind::default();
        let roles = bind.list(SOLE.map(Role::name));
        let courts = bind.list(courts.iter().copied());
        let text = format!(
            "SELECT {TERM}, p.display_name FROM terms t JOIN people p ON p.id = t.person
             WHERE t.court IN {courts} AND t.role IN {roles}"
        );
        for row in &connection.query_all_raw(sql(connection, &text, bind.0)).await? {
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
    at: Moment,
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

/// Who directs the courts between two codes and who is their contact judge, at a moment.
pub(crate) async fn offices(
    connection: &impl ConnectionTrait,
    at: Moment,
    first: &str,
    last: &str,
) -> Result<HashMap<(String, Role), String>, Refusal> {
    let mut bind = Bind::default();
    let roles = bind.list(SOLE.map(Role::name));
    let (at, first, last) = (bind.one(at.micros()), bind.one(first), bind.one(last));
    let text = format!(
        "SELECT t.court, t.role, t.person FROM terms t
         WHERE t.court >= {first} AND t.court <= {last} AND t.role IN {roles} AND {}",
        running(&at)
    );
    let rows = connection.query_all_raw(sql(connection, &text, bind.0)).await?;
    let offices = rows.iter().map(|row| {
        let person: String = row.try_get("", "person")?;
        Ok(((row.try_get("", "court")?, role(&row.try_get::<String>("", "role")?)?), person))
    });
    offices.collect()
}

/// Writes people with their terms, new or changed.
pub(crate) async fn write(
    connection: &impl ConnectionTrait,
    seal: &Seal,
    network: &Network,
    people: impl Iterator<Item = &Person>,
) -> Result<(), Refusal> {
    let (mut rows, mut terms, mut ids) = (Vec::new(), Vec::new(), Vec::new());
    for person in people {
        ids.push(person.id.as_str().to_owned());
        let phone = (!person.phone.is_empty()).then(|| seal.close(&person.phone)).transpose()?;
        rows.push(vec![
            person.id.as_str().into(),
            person.display_name.clone().into(),
            phone.into(),
            person.deactivated.map(Moment::micros).into(),
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
    let head = "INSERT INTO terms (person, id, role, place, court, unit, grid, committee_staff, start_time, end_time)";
    let tail = "ON CONFLICT (person, id) DO UPDATE SET committee_staff = excluded.committee_staff,
                start_time = excluded.start_time, end_time = excluded.end_time";
    insert(connection, head, terms, tail).await?;
    Ok(verify::mark_rows(connection, seal, &as_written(connection, &ids).await?).await?)
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
        let mut bind = Bind::default();
        let places = bind.list(ids.iter().map(String::as_str));
        let values = bind.0.clone();
        let text =
            format!("SELECT id, display_name, deactivated FROM people WHERE id IN {places} ORDER BY id");
        let mut people: BTreeMap<String, String> = BTreeMap::new();
        for row in connection.query_all_raw(sql(connection, &text, values)).await? {
            let (id, name): (String, String) = (row.try_get("", "id")?, row.try_get("", "display_name")?);
            let deactivated: Option<i64> = row.try_get("", "deactivated")?;
            people.insert(id, format!("{name}\t{deactivated:?}"));
        }
        let text = format!("SELECT {TERM} FROM terms t WHERE t.person IN {places} ORDER BY t.person, t.id");
        for row in connection.query_all_raw(sql(connection, &text, bind.0)).await? {
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
async fn add_terms(connection: &impl ConnectionTrait, people: &mut [Person]) -> Result<(), Refusal> {
    if people.is_empty() {
        return Ok(());
    }
    let mut bind = Bind::default();
    let ids = bind.list(people.iter().map(|person| person.id.as_str()));
    let text = format!("SELECT {TERM} FROM terms t WHERE t.person IN {ids} ORDER BY t.start_time, t.id");
    let mut terms: HashMap<PersonId, Vec<Term>> = HashMap::new();
    let rows = connection.query_all_raw(sql(connection, &text, bind.0)).await?;
    for (person, term) in rows::readable(("terms", "id"), &rows, term) {
        terms.entry(person).or_default().push(term);
    }
    for person in people {
        person.terms = terms.remove(&person.id).unwrap_or_default();
    }
    Ok(())
}
