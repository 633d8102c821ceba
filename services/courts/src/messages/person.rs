//! People and terms between the contract and the domain.

use kit::{access::Role, domain::Timestamp, unit_of_work::etag};
use proto::{access::v1 as access, courts::v1 as wire};

use crate::domain::{
    network::Network,
    peoples_court::PeoplesCourt,
    person::{Person, PersonDraft, PersonId},
    term::{Post, Term, TermDraft},
};

pub(crate) fn person(person: &Person, network: &Network) -> wire::Person {
    wire::Person {
        name: person.name(),
        display_name: person.display_name.clone(),
        phone: person.phone.clone(),
        terms: person.terms.iter().map(|held| term_in(person, held, network)).collect(),
        deactivated: person.deactivated.is_some(),
        etag: etag::of(person.version),
        create_time: Some(person.created.to_timestamp()),
        ..Default::default()
    }
}

/// A term with the people's court whose office it is.
fn term_in(person: &Person, held: &Term, network: &Network) -> wire::Term {
    let peoples_court = held.peoples_court(network).map_or_else(String::new, PeoplesCourt::name);
    wire::Term { peoples_court, ..term(person, held) }
}

fn term(person: &Person, term: &Term) -> wire::Term {
    let mut message = wire::Term {
        name: format!("{}/terms/{}", person.name(), term.id),
        role: term.role.to_contract().into(),
        committee_staff: term.committee_staff,
        deputises_for: term.deputises_for.as_ref().map_or_else(String::new, PersonId::name),
        start_time: Some(term.from.to_timestamp()),
        end_time: term.until.map(Timestamp::to_timestamp),
        ..wire::Term::default()
    };
    match &term.post {
        Post::Region(region) => message.region_code = region.to_string(),
        Post::Court(court, grid) => {
            message.court = court.name();
            message.grid = grid.as_ref().map_or_else(String::new, ToString::to_string);
        }
        Post::Unit(unit) => message.unit.clone_from(unit),
    }
    message
}

/// A person as they were written. `id` is the one asked for, the name's where it is empty.
pub(crate) fn person_draft(person: &wire::Person, id: &str) -> PersonDraft {
    let id = if id.is_empty() { person.name.strip_prefix("people/").unwrap_or(&person.name) } else { id };
    PersonDraft {
        id: id.to_owned(),
        display_name: person.display_name.clone(),
        phone: person.phone.clone(),
        terms: person.terms.iter().map(term_draft).collect(),
    }
}

pub(crate) fn term_draft(term: &wire::Term) -> TermDraft {
    TermDraft {
        role: Role::from_contract(term.role()),
        region_code: term.region_code.clone(),
        court: term.court.clone(),
        unit: term.unit.clone(),
        grid: term.grid.clone(),
        committee_staff: term.committee_staff,
        deputises_for: term.deputises_for.clone(),
        from: term.start_time.as_ref().map(Timestamp::from_message),
        until: term.end_time.as_ref().map(Timestamp::from_message),
    }
}

pub(crate) fn principal(person: &Person) -> access::Principal {
    let grants = person.terms.iter().map(|held| {
        let message = term(person, held);
        access::Grant {
            role: message.role,
            region_code: message.region_code,
            court: message.court,
            unit: message.unit,
            deputises_for: message.deputises_for,
            start_time: message.start_time,
            end_time: message.end_time,
        }
    });
    access::Principal {
        person: person.name(),
        display_name: person.display_name.clone(),
        grants: grants.collect(),
        ..access::Principal::default()
    }
}
