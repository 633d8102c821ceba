//! People and terms between the contract and the domain.

use kit::{access::Role, etag, moment::Moment, refusal::Text};
use prost_types::Timestamp;
use proto::{access::v1 as access, courts::v1 as wire};

use crate::domain::{
    person::{Person, PersonDraft},
    term::{Post, Term, TermDraft},
};

pub(super) fn person(person: &Person) -> wire::Person {
    wire::Person {
        name: person.name(),
        display_name: person.display_name.clone(),
        phone: person.phone.clone(),
        terms: person.terms.iter().map(|held| term(person, held)).collect(),
        deactivated: person.deactivated.is_some(),
        etag: etag::of(person.version),
        create_time: Some(person.created.to_timestamp()),
    }
}

fn term(person: &Person, term: &Term) -> wire::Term {
    let mut told = wire::Term {
        name: format!("{}/terms/{}", person.name(), term.id),
        role: term.role.to_contract().into(),
        committee_staff: term.committee_staff,
        start_time: Some(term.from.to_timestamp()),
        end_time: term.until.map(Moment::to_timestamp),
        ..wire::Term::default()
    };
    match &term.post {
        Post::Region(region) => told.region_code = region.to_string(),
        Post::Court(court, grid) => {
            told.court = court.name();
            told.grid = grid.as_ref().map_or_else(String::new, ToString::to_string);
        }
        Post::Unit(unit) => told.unit.clone_from(unit),
    }
    told
}

/// A person as they were written. `id` is the one asked for, the name's where it is empty.
pub(super) fn person_draft(person: &wire::Person, id: &str) -> PersonDraft {
    let id = if id.is_empty() { person.name.strip_prefix("people/").unwrap_or(&person.name) } else { id };
    PersonDraft {
        id: id.to_owned(),
        display_name: person.display_name.clone(),
        phone: person.phone.clone(),
        terms: person.terms.iter().map(term_draft).collect(),
    }
}

pub(super) fn term_draft(term: &wire::Term) -> TermDraft {
    TermDraft {
        role: Role::from_contract(term.role()),
        region_code: term.region_code.clone(),
        court: term.court.clone(),
        unit: term.unit.clone(),
        grid: term.grid.clone(),
        committee_staff: term.committee_staff,
        from: term.start_time.as_ref().map(moment),
        until: term.end_time.as_ref().map(moment),
    }
}

pub(super) fn moment(timestamp: &Timestamp) -> Result<Moment, Text> {
    Moment::from_timestamp(timestamp).ok_or_else(|| {
        Text::new("时间须在公元 1 年至 9999 年之间。", "An instant lies in the years 1 to 9999.")
    })
}

pub(super) fn principal(person: &Person) -> access::Principal {
    let grants = person.terms.iter().map(|held| {
        let told = term(person, held);
        access::Grant {
            role: told.role,
            region_code: told.region_code,
            court: told.court,
            unit: told.unit,
            start_time: told.start_time,
            end_time: told.end_time,
        }
    });
    access::Principal {
        person: person.name(),
        display_name: person.display_name.clone(),
        grants: grants.collect(),
        ..access::Principal::default()
    }
}
