//! People and terms as rows, there and back.

use kit::{
    access::Role,
    domain::{Timestamp, refusal::Refusal},
    storage::Encryption,
};
use sea_orm::{QueryResult, Value};

use super::codes::{code, court_code};
use crate::domain::{
    network::Network,
    person::{Person, PersonId},
    term::{Post, Term},
};

pub(super) fn term_row(person: &PersonId, term: &Term, network: &Network) -> Vec<Value> {
    let (court, unit, grid) = match &term.post {
        Post::Region(_) => (None, None, None),
        Post::Court(court, grid) => (Some(court.as_str()), None, grid.as_ref()),
        Post::Unit(unit) => (None, Some(unit.as_str()), None),
    };
    let owned = |text: Option<&str>| Value::from(text.map(str::to_owned));
    vec![
        person.as_str().into(),
        term.id.clone().into(),
        term.role.name().into(),
        owned(term.place(network)),
        owned(court),
        owned(unit),
        owned(grid.map(law::identifiers::RegionCode::as_str)),
        i64::from(term.committee_staff).into(),
        owned(term.deputises_for.as_ref().map(PersonId::as_str)),
        term.from.micros().into(),
        term.until.map(Timestamp::micros).into(),
    ]
}

pub(super) fn person(row: &QueryResult, encryption: &Encryption) -> Result<Person, Refusal> {
    let phone: Option<Vec<u8>> = row.try_get("", "phone")?;
    Ok(Person {
        id: person_id(&row.try_get::<String>("", "person")?)?,
        display_name: row.try_get("", "display_name")?,
        phone: phone.map_or(Ok(String::new()), |phone| encryption.decrypt(&phone))?,
        deactivated: row.try_get::<Option<i64>>("", "deactivated")?.map(Timestamp::from_micros),
        version: row.try_get("", "version")?,
        created: Timestamp::from_micros(row.try_get("", "create_time")?),
        terms: Vec::new(),
        entered_by: row.try_get("", "entered_by")?,
        entered_in: row.try_get::<Option<String>>("", "entered_in")?.as_deref().map(code).transpose()?,
    })
}

pub(super) fn term(row: &QueryResult) -> Result<(PersonId, Term), Refusal> {
    let text = |name: &str| row.try_get::<Option<String>>("", name);
    let post = match (text("court")?, text("unit")?, text("place")?) {
        (Some(court), ..) => {
            Post::Court(court_code(&court)?, text("grid")?.as_deref().map(code).transpose()?)
        }
        (None, Some(unit), _) => Post::Unit(unit),
        (None, None, Some(place)) => Post::Region(code(&place)?),
        (None, None, None) => return Err(Refusal::internal(&"a term counts nowhere")),
    };
    let term = Term {
        id: row.try_get("", "id")?,
        role: role(&row.try_get::<String>("", "role")?)?,
        post,
        committee_staff: row.try_get::<i64>("", "committee_staff")? != 0,
        deputises_for: text("deputises_for")?.as_deref().map(person_id).transpose()?,
        from: Timestamp::from_micros(row.try_get("", "start_time")?),
        until: row.try_get::<Option<i64>>("", "end_time")?.map(Timestamp::from_micros),
    };
    Ok((person_id(&row.try_get::<String>("", "person")?)?, term))
}

pub(super) fn role(name: &str) -> Result<Role, Refusal> {
    Role::from_name(name).ok_or_else(|| Refusal::internal(&"a term has no known office"))
}

fn person_id(text: &str) -> Result<PersonId, Refusal> {
    PersonId::parse(text).map_err(|fault| Refusal::internal(&fault))
}
