//! PersonService.

use kit::{
    access::{Caller, Role},
    domain::{
        reason,
        refusal::{Refusal, Text, Violations},
    },
    fresh,
    storage::list::{Field, filter},
    unit_of_work::{IdempotencyKey, Outcome, etag},
};
use proto::courts::v1::{self as wire, person_service_server::PersonService};
use tonic::{Request, Response, Status};

use super::{Api, ListCall, equals, import, required};
use crate::{
    domain::{
        court::CourtCode,
        person::{self, Person, PersonId},
        term::Term,
    },
    messages,
    store::{RegisterUpdate, people, people_keys::SearchKey, people_list},
};

const FIELDS: &[Field] = &[
    Field::equal("role").about("terms.role"),
    Field::equal("court").about("terms.court"),
    Field::equal("active").about("deactivated"),
    Field::equal("display_name"),
    Field::equal("phone"),
];
/// How many people one internal call asks for.
const MOST_NAMES: usize = 1000;

impl Api {
    /// The answer of a call that was carried out before. It was kept without the telephone number, which is read again.
    async fn said_before(&self, mut answer: wire::Person) -> Result<Response<wire::Person>, Status> {
        let id = PersonId::from_name(&answer.name)?;
        let person = people::get(self.register.store().read(), self.register.encryption(), &id).await?;
        answer.phone = person.map_or_else(String::new, |person| person.phone);
        Ok(Response::new(answer))
    }
}

/// Writes a person, emits the event, and stores the response without the telephone number, which is encrypted in one place alone.
async fn keep(
    mut change: Box<RegisterUpdate>,
    kind: &'static str,
    person: &Person,
) -> Result<Response<wire::Person>, Status> {
    people::write(change.tx(), change.encryption(), &change.network, std::iter::once(person)).await?;
    import::tell_person(&mut change, kind, person);
    let answer = messages::person::person(person, &change.network);
    let without_phone = wire::Person { phone: String::new(), ..answer.clone() };
    change.commit(without_phone).await?;
    Ok(Response::new(answer))
}

/// The person of a change, where the caller can see them, in the version that the caller means.
async fn present(
    change: &RegisterUpdate,
    caller: &Caller,
    id: &PersonId,
    wanted: &str,
) -> Result<Person, Refusal> {
    let person = people::get(change.tx(), change.encryption(), id).await?.ok_or_else(person::unknown)?;
    person.clone().seen_by(caller, &change.network).ok_or_else(person::unknown)?;
    etag::check(wanted, person.version)?;
    Ok(person)
}

#[tonic::async_trait]
impl PersonService for Api {
    async fn get_me(&self, request: Request<wire::GetMeRequest>) -> Result<Response<wire::Person>, Status> {
        let caller = Caller::of(&request)?;
        let id = PersonId::from_name(&caller.person)?;
        let me = people::get(self.register.store().read(), self.register.encryption(), &id).await?;
        Ok(Response::new(messages::person::person(
            &me.ok_or_else(person::unknown)?,
            &self.register.network(),
        )))
    }

    async fn get_person(
        &self,
        request: Request<wire::GetPersonRequest>,
    ) -> Result<Response<wire::Person>, Status> {
        let caller = Caller::of(&request)?;
        let id = PersonId::from_name(&request.into_inner().name)?;
        let person = people::get(self.register.store().read(), self.register.encryption(), &id).await?;
        let network = self.register.network();
        let seen = person.and_then(|person| person.seen_by(&caller, &network));
        Ok(Response::new(messages::person::person(&seen.ok_or_else(person::unknown)?, &network)))
    }

    async fn list_people(
        &self,
        request: Request<wire::ListPeopleRequest>,
    ) -> Result<Response<wire::ListPeopleResponse>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let list = ListCall {
            method: "ListPeople",
            caller: &caller,
            filter: &asked.filter,
            size: asked.page_size,
            token: &asked.page_token,
        };
        let (after, limit) = self.place(&list)?;
        let wanted = wanted(&asked.filter, &caller)?;
        let (read, encryption) = (self.register.store().read(), self.register.encryption());
        let found = people_list::list(read, encryption, &caller, &wanted, after, limit).await?;
        let next_page_token = self.token(&list, &found);
        let network = self.register.network();
        let seen = found.rows.into_iter().filter_map(|person| person.seen_by(&caller, &network));
        let people = seen.map(|person| messages::person::person(&person, &network)).collect();
        Ok(Response::new(wire::ListPeopleResponse { people, next_page_token, ..Default::default() }))
    }

    async fn create_person(
        &self,
        request: Request<wire::CreatePersonRequest>,
    ) -> Result<Response<wire::Person>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = IdempotencyKey::new(&caller, &asked.request_id, "CreatePerson", &asked)?;
        let written = required("person", asked.person.as_ref())?;
        let mut draft = messages::person::person_draft(written, &asked.person_id);
        if draft.id.is_empty() {
            draft.id = import::id();
        }
        let mut violations = Violations::new();
        if !draft.terms.is_empty() {
            let text = Text::new("任期请另行添加。", "Terms are given by CreateTerm.");
            violations.add("person.terms", reason::NOT_HERE, text);
        }
        let person = Person::read(&draft, "person", caller.at, &mut violations);
        violations.check()?;
        let mut person = required("person", person)?;
        person.note_entry(&caller);
        let change = match RegisterUpdate::once(&self.register, &call, false).await? {
            Outcome::Replayed(answer) => return self.said_before(answer).await,
            Outcome::Fresh(change) => change,
        };
        if let Some(other) = people::get(change.tx(), change.encryption(), &person.id).await? {
            let seen = other.seen_by(&caller, &change.network).is_some();
            let refusal =
                if seen { person::exists(&person.id) } else { person::unavailable().at("person_id") };
            return Err(refusal.into());
        }
        keep(change, "PERSON_CREATED", &person).await
    }

    async fn create_term(
        &self,
        request: Request<wire::CreateTermRequest>,
    ) -> Result<Response<wire::Person>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = IdempotencyKey::new(&caller, &asked.request_id, "CreateTerm", &asked)?;
        let id = PersonId::from_name(&asked.parent)?;
        let draft = messages::person::term_draft(required("term", asked.term.as_ref())?);
        let mut violations = Violations::new();
        let term = Term::read(&draft, "term", import::id(), Some(caller.at), &mut violations);
        violations.check()?;
        let term = required("term", term)?;
        let change = match RegisterUpdate::once(&self.register, &call, false).await? {
            Outcome::Replayed(answer) => return self.said_before(answer).await,
            Outcome::Fresh(change) => change,
        };
        let mut person = present(&change, &caller, &id, &asked.etag).await?;
        let courts = term.sole_office().map(|(court, _)| court).into_iter().collect();
        let held = people::held(change.tx(), &courts).await?;
        let absent = match &term.deputises_for {
            Some(absent) => Some(
                present(&change, &caller, absent, "")
                    .await
                    .map_err(|refusal| refusal.at("term.deputises_for"))?,
            ),
            None => None,
        };
        person.appoint(term, (&held, absent.as_ref()), &caller, &change.network)?;
        keep(change, "TERM_CREATED", &person).await
    }

    async fn end_term(
        &self,
        request: Request<wire::EndTermRequest>,
    ) -> Result<Response<wire::Person>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = IdempotencyKey::new(&caller, &asked.request_id, "EndTerm", &asked)?;
        let (name, term) = asked.name.split_once("/terms/").ok_or_else(person::term_unknown)?;
        let id = PersonId::from_name(name)?;
        let mut violations = Violations::new();
        let end = violations.timestamp("end_time", asked.end_time.as_ref());
        violations.check()?;
        let change = match RegisterUpdate::once(&self.register, &call, false).await? {
            Outcome::Replayed(answer) => return self.said_before(answer).await,
            Outcome::Fresh(change) => change,
        };
        let mut person = present(&change, &caller, &id, &asked.etag).await?;
        person.end_term(term, end, &caller, &change.network)?;
        if caller.person == id.name() {
            let ended = person.terms.iter().filter(|held| held.id == term);
            let others = people::other_administrators(change.tx(), &id, end.unwrap_or(caller.at)).await?;
            person::stays_administered(ended, &others)?;
        }
        keep(change, "TERM_ENDED", &person).await
    }

    async fn deactivate_person(
        &self,
        request: Request<wire::DeactivatePersonRequest>,
    ) -> Result<Response<wire::Person>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = IdempotencyKey::new(&caller, &asked.request_id, "DeactivatePerson", &asked)?;
        let id = PersonId::from_name(&asked.name)?;
        let mut violations = Violations::new();
        let reason = violations.text("reason", &asked.reason, 500);
        violations.check()?;
        let change = match RegisterUpdate::once(&self.register, &call, false).await? {
            Outcome::Replayed(answer) => return self.said_before(answer).await,
            Outcome::Fresh(change) => change,
        };
        let mut person = present(&change, &caller, &id, &asked.etag).await?;
        if caller.person == id.name() {
            let others = people::other_administrators(change.tx(), &id, caller.at).await?;
            person::stays_administered(person.lasting(caller.at), &others)?;
        }
        person.deactivate(&caller, &change.network)?;
        people::note_reason(change.tx(), &id, &reason.unwrap_or_default()).await?;
        keep(change, "PERSON_DEACTIVATED", &person).await
    }

    async fn import_people(
        &self,
        request: Request<wire::ImportPeopleRequest>,
    ) -> Result<Response<wire::ImportResult>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = IdempotencyKey::new(&caller, &asked.request_id, "ImportPeople", &asked)?;
        let drafts: Vec<_> =
            asked.people.iter().map(|person| messages::person::person_draft(person, "")).collect();
        if asked.validate_only {
            let mut change = RegisterUpdate::begin(&self.register, caller.at, false).await?;
            return Ok(Response::new(import::people(&mut change, &drafts, Some(&caller)).await?));
        }
        let mut change = fresh!(RegisterUpdate::once(&self.register, &call, false));
        let answer = import::people(&mut change, &drafts, Some(&caller)).await?;
        let answer = change.commit(answer).await?;
        Ok(Response::new(answer))
    }

    async fn batch_get_people(
        &self,
        request: Request<wire::BatchGetPeopleRequest>,
    ) -> Result<Response<wire::BatchGetPeopleResponse>, Status> {
        let names = request.into_inner().names;
        if names.len() > MOST_NAMES {
            let mut violations = Violations::new();
            violations.add(
                "names",
                reason::TOO_MANY,
                Text::new("一次最多查询 1000 人。", "At most 1000 names at once."),
            );
            return Err(violations.into_refusal().into());
        }
        let ids: Vec<&str> = names.iter().filter_map(|name| name.strip_prefix("people/")).collect();
        let found = people::find(self.register.store().read(), self.register.encryption(), &ids).await?;
        let network = self.register.network();
        let people = found.iter().map(|person| messages::person::person(person, &network)).collect();
        Ok(Response::new(wire::BatchGetPeopleResponse { people }))
    }
}

fn wanted(text: &str, caller: &Caller) -> Result<people_list::PeopleFilter, Refusal> {
    let mut wanted = people_list::PeopleFilter::default();
    for term in filter::parse(text, people_list::METHOD, FIELDS)? {
        match term.field.as_str() {
            "role" => {
                let role = Role::from_name(&term.value);
                wanted.role = equals(
                    &term,
                    role,
                    "没有这个职务，例如 GRID_WORKER。",
                    "there is no such role, for example GRID_WORKER.",
                )?;
            }
            "court" => {
                let court = CourtCode::from_name(&term.value).or_else(|_| CourtCode::parse(&term.value)).ok();
                wanted.court = equals(&term, court, "须为 courts/编号。", "it is courts/{code}.")?;
            }
            "display_name" => {
                let name = SearchKey::of_name(&term.value);
                wanted.keys.extend(equals(&term, name, "请填写完整的姓名。", "give the whole name.")?);
            }
            "phone" => {
                if !person::may_read_phones(caller) {
                    return Err(person::phones_not_shown());
                }
                let phone = SearchKey::of_phone(&term.value);
                let (zh, en) = ("请填写完整的电话号码。", "give a whole telephone number.");
                wanted.keys.extend(equals(&term, phone, zh, en)?);
            }
            _ => {
                let active = term.value.parse().ok();
                wanted.active = equals(&term, active, "须为 true 或 false。", "it is true or false.")?;
            }
        }
    }
    Ok(wanted)
}
