//! What an import of people with their terms would do. A term is known again by its office, its place and its beginning, so that
//! the same file means the same tomorrow; terms that the file does not name are left alone.

use std::collections::HashMap;

use kit::{
    access::{Caller, Role},
    domain::{
        Timestamp, reason,
        refusal::{Refusal, Violations},
    },
};

use super::{
    Objection,
    court::CourtCode,
    hand::Hand,
    import::{ById, Plan, bounded, twice},
    network::Network,
    person::{self, Person, PersonDraft, PersonId, deactivated},
    term::{Held, Term, overlap},
};

/// A row of the file that could be read.
struct Row {
    at: String,
    person: Person,
    terms: Vec<Term>,
}

/// A person as they would be after the import.
struct Merged {
    at: String,
    person: Person,
    /// The terms that are new or changed, each with the path of its row.
    fresh: Vec<(String, Term)>,
}

impl Merged {
    /// Refuses a row that is not a caller's to decide. Of somebody whom they can't see they learn nothing, not even whether the row
    /// would change something.
    fn is_in_hand_of(
        &self,
        before: Option<&Person>,
        caller: &Caller,
        network: &Network,
    ) -> Result<(), Refusal> {
        let fresh = self.fresh.iter().map(|(_, term)| term);
        if let Some(before) = before {
            if before.id.name() == caller.person && !self.fresh.is_empty() {
                return Err(person::own_term().at(format!("{}.terms", self.at)));
            }
            if before.clone().seen_by(caller, network).is_none() {
                return Err(person::unavailable().at(self.at.clone()));
            }
            let renamed =
                before.display_name != self.person.display_name || before.phone != self.person.phone;
            if renamed {
                before.in_hand_of(caller, network).map_err(|refusal| refusal.at(self.at.clone()))?;
            }
            let offices = before.offices_in_hand_of(fresh, caller, network);
            return offices.map_err(|refusal| refusal.at(format!("{}.terms", self.at)));
        }
        let hand = Hand::of(caller);
        if fresh.into_iter().all(|term| term.is_given_by(&hand, network)) {
            return Ok(());
        }
        Err(person::beyond().at(format!("{}.terms", self.at)))
    }

    fn stays_independent(&self, network: &Network, violations: &mut Violations) {
        for (at, term) in &self.fresh {
            if let Err(refusal) = self.person.stays_independent(term, network) {
                let role = format!("{at}.role");
                violations.extend(refusal.faults().into_iter().map(|fault| fault.at(role.clone())));
            }
        }
    }
}

/// Who holds a term: the id, the name and the term.
type Holder<'a> = (&'a PersonId, &'a str, &'a Term);

/// Plans an import of people. `known` are those of the file who are in the register, `held` the terms in it that only one can
/// hold at a time, in the courts of the file. `ids` makes the ids of new terms. Where somebody calls, each row has to be theirs to
/// decide, and that comes first: what stands against it may be outside their scope.
pub fn people(
    network: &Network,
    known: &ById<Person>,
    held: &[Held],
    drafts: &[PersonDraft],
    caller: Option<&Caller>,
    now: Timestamp,
    ids: &mut dyn FnMut() -> String,
) -> Result<Plan<Person>, Refusal> {
    bounded(drafts.len(), "people")?;
    let mut violations = Violations::new();
    let rows = read(drafts, now, ids, &mut violations);
    let mut plan = Plan::default();
    let mut merged = Vec::with_capacity(rows.len());
    for row in rows {
        let before = known.get(row.person.id.as_str());
        let mut row = merge(row, before, network, &mut violations);
        if let Some(caller) = caller {
            row.is_in_hand_of(before, caller, network)?;
            if before.is_none() {
                row.person.note_entry(caller);
            }
        }
        row.stays_independent(network, &mut violations);
        match before {
            None => plan.created.push(row.person.clone()),
            Some(before) if *before == row.person => plan.unchanged += 1,
            Some(_) => plan.updated.push(row.person.clone()),
        }
        merged.push(row);
    }
    violations.extend(clashes(&merged, held));
    violations.check()?;
    Ok(plan)
}

fn read(
    drafts: &[PersonDraft],
    now: Timestamp,
    ids: &mut dyn FnMut() -> String,
    violations: &mut Violations,
) -> Vec<Row> {
    let mut seen = std::collections::HashSet::new();
    let mut rows = Vec::with_capacity(drafts.len());
    for (index, draft) in drafts.iter().enumerate() {
        let at = format!("people[{index}]");
        let person = Person::read(draft, &at, now, violations);
        let terms: Vec<_> = draft.terms.iter().enumerate().collect();
        let terms = terms.into_iter().filter_map(|(term, draft)| {
            Term::read(draft, &format!("{at}.terms[{term}]"), ids(), None, violations)
        });
        let terms: Vec<_> = terms.collect();
        let Some(person) = person else { continue };
        if !seen.insert(person.id.clone()) {
            twice(format!("{at}.name"), violations);
        }
        rows.push(Row { at, person, terms });
    }
    rows
}

/// The person as they are to be, and which of their terms are new or changed.
fn merge(row: Row, before: Option<&Person>, network: &Network, violations: &mut Violations) -> Merged {
    let Row { at, mut person, terms } = row;
    if let Some(before) = before {
        let (name, phone) = (person.display_name, person.phone);
        person = Person { display_name: name, phone, ..before.clone() };
    }
    let mut fresh = Vec::new();
    for (index, mut term) in terms.into_iter().enumerate() {
        let at = format!("{at}.terms[{index}]");
        let same = |own: &Term| own.is_same_office(&term) && own.from == term.from;
        if let Some(own) = person.terms.iter_mut().find(|own| same(own)) {
            term.id.clone_from(&own.id);
            if *own == term {
                continue;
            }
            *own = term.clone();
        } else {
            person.add(term.clone());
        }
        violations.extend(term.objections(&at, network));
        fresh.push((at, term));
    }
    if !fresh.is_empty() && person.deactivated.is_some() {
        violations.add(format!("{at}.name"), reason::PERSON_DEACTIVATED, deactivated().text().clone());
    }
    if before.is_some_and(|before| *before != person) {
        person.version += 1;
    }
    Merged { at, person, fresh }
}

/// The new or changed terms that would stand where another stands, on what the register would be after the import.
fn clashes(merged: &[Merged], held: &[Held]) -> Vec<Objection> {
    let in_file: std::collections::HashSet<&PersonId> = merged.iter().map(|row| &row.person.id).collect();
    let mut offices: HashMap<(&CourtCode, Role), Vec<Holder>> = HashMap::new();
    let left = held.iter().filter(|held| !in_file.contains(&held.person));
    let left = left.map(|held| (&held.person, held.display_name.as_str(), &held.term));
    let ours = merged.iter().flat_map(|Merged { person, .. }| {
        person.terms.iter().map(move |term| (&person.id, person.display_name.as_str(), term))
    });
    for holder in left.chain(ours) {
        if let Some(office) = holder.2.sole_office() {
            offices.entry(office).or_default().push(holder);
        }
    }
    let mut objections = Vec::new();
    for Merged { person, fresh, .. } in merged {
        for (at, term) in fresh {
            let own = person
                .terms
                .iter()
                .find(|own| own.id != term.id && own.is_same_office(term) && own.overlaps(term));
            let holders = term.sole_office().and_then(|office| offices.get(&office));
            let other =
                holders.into_iter().flatten().find(|(id, _, held)| **id != person.id && held.overlaps(term));
            let clash = own.map(|own| (own, person.display_name.as_str()));
            if let Some((held, name)) = clash.or(other.map(|(_, name, held)| (*held, *name))) {
                objections.push(overlap(&format!("{at}.start_time"), term, held, name));
            }
        }
    }
    objections
}
