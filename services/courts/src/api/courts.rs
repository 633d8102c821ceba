//! CourtService.

use kit::{
    access::{Caller, Role},
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal, Text, Violations},
    },
    fresh,
    storage::list::{Field, filter},
    unit_of_work::{IdempotencyKey, etag},
};
use proto::courts::v1::{self as wire, court_service_server::CourtService};
use sea_orm::ConnectionTrait;
use tonic::{Request, Response, Status};

use super::{
    Api, ListCall,
    court_fields::{meets, put, those_set},
    import, required,
};
use crate::{
    domain::{
        self,
        court::{self, Court, CourtCode},
        equipment::EquipmentReport,
        hand::Hand,
        reception::Reception,
        resolve,
        terminal::TerminalName,
    },
    messages,
    store::{RegisterUpdate, network, people},
};

const METHOD: &str = "sharedcourt.courts.v1.CourtService.ListCourts";
const FIELDS: &[Field] = &[
    Field::equal("kind"),
    Field::equal("region").about("region_code"),
    Field::equal("state"),
    Field::equal("repair_requested").about("equipment_report.repair_requested"),
];
/// How many places one call resolves.
const MOST_PLACES: usize = 1000;
/// How many characters the addresses of one call of a person have in sum: what it costs to read them grows with these.
const MOST_CHARACTERS: usize = 60_000;
/// Up to how many are a few places.
const FEW_CHARACTERS: usize = 4_000;

/// Courts with those who hold their offices at a moment, in one look.
async fn with_offices(
    connection: &impl ConnectionTrait,
    at: Timestamp,
    courts: &[&Court],
) -> Result<Vec<wire::Court>, Refusal> {
    let (Some(first), Some(last)) = (courts.first(), courts.last()) else { return Ok(Vec::new()) };
    let (first, last) = (first.code.as_str(), last.code.as_str());
    let offices = people::offices(connection, at, first, last).await?;
    let messages = courts.iter().map(|court| {
        let holder = |role| offices.get(&(court.code.as_str().to_owned(), role));
        messages::network::court(court, holder(Role::Director), holder(Role::ContactJudge))
    });
    Ok(messages.collect())
}

async fn one_with_offices(
    connection: &impl ConnectionTrait,
    at: Timestamp,
    court: &Court,
) -> Result<wire::Court, Refusal> {
    let message = with_offices(connection, at, &[court]).await?.pop();
    message.ok_or_else(|| Refusal::internal(&"one court became none"))
}

#[tonic::async_trait]
impl CourtService for Api {
    async fn get_court(
        &self,
        request: Request<wire::GetCourtRequest>,
    ) -> Result<Response<wire::Court>, Status> {
        let caller = Caller::of(&request)?;
        let name = request.into_inner().name;
        let network = self.register.network();
        let court = CourtCode::from_name(&name).ok().and_then(|code| network.court(&code));
        let court = court.ok_or_else(|| court::unknown(&name))?;
        let message = one_with_offices(self.register.store().read(), caller.at, court).await?;
        match caller.device().map(TerminalName::parse).transpose()? {
            // Everybody in the room reads what a terminal shows.
            Some(own) if own.court == court.code => Ok(Response::new(messages::network::public(message))),
            Some(_) => Err(court::unknown(&name).into()),
            None => Ok(Response::new(message)),
        }
    }

    async fn list_courts(
        &self,
        request: Request<wire::ListCourtsRequest>,
    ) -> Result<Response<wire::ListCourtsResponse>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let list = ListCall {
            method: "ListCourts",
            caller: &caller,
            filter: &asked.filter,
            size: asked.page_size,
            token: &asked.page_token,
        };
        let terms = filter::parse(&asked.filter, METHOD, FIELDS)?;
        let network = self.register.network();
        let (after, most) = self.page(&list)?;
        let rows = network.courts_after(&after);
        let (courts, next_page_token) =
            self.page_of((&list, most), &terms, rows, meets, |court| court.code.as_str().to_owned())?;
        let courts = with_offices(self.register.store().read(), caller.at, &courts).await?;
        Ok(Response::new(wire::ListCourtsResponse { courts, next_page_token, ..Default::default() }))
    }

    async fn create_court(
        &self,
        request: Request<wire::CreateCourtRequest>,
    ) -> Result<Response<wire::Court>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = IdempotencyKey::new(&caller, &asked.request_id, "CreateCourt", &asked)?;
        let written = required("court", asked.court.as_ref())?;
        let mut violations = Violations::new();
        let draft = messages::network::court_draft(written, &asked.court_id);
        let court = Court::read(&draft, "court", caller.at, &mut violations);
        violations.check()?;
        let court = required("court", court)?;
        let mut change = fresh!(RegisterUpdate::once(&self.register, &call, true));
        if !court.lies_in(&Hand::of(&caller)) {
            return Err(court::beyond().at("court").into());
        }
        if change.network.court(&court.code).is_some() {
            return Err(exists(&court.code).into());
        }
        let rows = [("court".to_owned(), court)];
        domain::refuse(domain::import::objections(&change.network, &rows))?;
        let [(_, court)] = rows;
        network::write_courts(change.tx(), std::iter::once(&court)).await?;
        let answer = messages::network::court(&court, None, None);
        change.emit("COURT_CREATED", court.name(), court.region.as_str(), vec![court.name()], &answer);
        let answer = change.commit(answer).await?;
        Ok(Response::new(answer))
    }

    async fn update_court(
        &self,
        request: Request<wire::UpdateCourtRequest>,
    ) -> Result<Response<wire::Court>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = IdempotencyKey::new(&caller, &asked.request_id, "UpdateCourt", &asked)?;
        let written = required("court", asked.court.as_ref())?;
        let mut change = fresh!(RegisterUpdate::once(&self.register, &call, true));
        let known = CourtCode::from_name(&written.name).ok();
        let known = known.and_then(|code| change.network.court(&code).cloned());
        let known = known.ok_or_else(|| court::unknown(&written.name))?;
        let hand = Hand::of(&caller);
        if !known.lies_in(&hand) {
            return Err(court::beyond().at("court").into());
        }
        etag::check(&written.etag, known.version)?;
        let mut violations = Violations::new();
        let mut draft = known.draft();
        let paths = asked.update_mask.map_or_else(|| those_set(written), |mask| mask.paths);
        for path in &paths {
            put(path, written, &mut draft, &mut violations);
        }
        let court = Court::read(&draft, "court", caller.at, &mut violations);
        violations.check()?;
        let mut court = required("court", court)?;
        if !court.lies_in(&hand) {
            return Err(court::beyond().at("court.covers").into());
        }
        if known.says_the_same(&court) {
            court = known;
        } else {
            (court.version, court.created) = (known.version + 1, known.created);
            court.keep_beside(&known);
            let rows = [("court".to_owned(), court)];
            domain::refuse(domain::import::objections(&change.network, &rows))?;
            let [(_, changed)] = rows;
            court = changed;
            network::write_courts(change.tx(), std::iter::once(&court)).await?;
            let closed = known.is_active() && !court.is_active();
            let kind = if closed { "COURT_CLOSED" } else { "COURT_UPDATED" };
            let message = messages::network::court(&court, None, None);
            change.emit(kind, court.name(), court.region.as_str(), vec![court.name()], &message);
        }
        let answer = one_with_offices(change.tx(), caller.at, &court).await?;
        let answer = change.commit(answer).await?;
        Ok(Response::new(answer))
    }

    async fn report_equipment(
        &self,
        request: Request<wire::ReportEquipmentRequest>,
    ) -> Result<Response<wire::Court>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = IdempotencyKey::new(&caller, &asked.request_id, "ReportEquipment", &asked)?;
        let drafts: Vec<_> = asked.equipment.iter().map(messages::network::equipment_draft).collect();
        let mut violations = Violations::new();
        let by = (caller.person.as_str(), caller.at);
        let report = EquipmentReport::read(&drafts, asked.repair_requested, by, &mut violations);
        violations.check()?;
        let report = required("equipment", report)?;
        let mut change = fresh!(RegisterUpdate::once(&self.register, &call, true));
        let known = CourtCode::from_name(&asked.name).ok();
        let known = known.and_then(|code| change.network.court(&code).cloned());
        let mut court = known.ok_or_else(|| court::unknown(&asked.name))?;
        if !caller.scope().admits(Some(court.region.as_str()), Some(&court.name()), None) {
            return Err(court::not_directed().at("name").into());
        }
        network::write_equipment_report(change.tx(), &court.code, &report).await?;
        court.report = Some(report);
        let answer = one_with_offices(change.tx(), caller.at, &court).await?;
        change.emit("EQUIPMENT_REPORTED", court.name(), court.region.as_str(), vec![court.name()], &answer);
        let answer = change.commit(answer).await?;
        Ok(Response::new(answer))
    }

    async fn set_reception(
        &self,
        request: Request<wire::SetReceptionRequest>,
    ) -> Result<Response<wire::Court>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = IdempotencyKey::new(&caller, &asked.request_id, "SetReception", &asked)?;
        let written = required("reception", asked.reception.as_ref())?;
        let drafts: Vec<_> = written.hours.iter().map(messages::network::hours_draft).collect();
        let mut violations = Violations::new();
        let reception = Reception::read(&drafts, &written.telephone, &mut violations);
        violations.check()?;
        let reception = required("reception", reception)?;
        let mut change = fresh!(RegisterUpdate::once(&self.register, &call, true));
        let known = CourtCode::from_name(&asked.name).ok();
        let known = known.and_then(|code| change.network.court(&code).cloned());
        let mut court = known.ok_or_else(|| court::unknown(&asked.name))?;
        if !caller.scope().admits(Some(court.region.as_str()), Some(&court.name()), None) {
            return Err(court::not_received().at("name").into());
        }
        network::write_reception(change.tx(), &court.code, &reception).await?;
        court.reception = reception;
        let answer = one_with_offices(change.tx(), caller.at, &court).await?;
        change.emit("RECEPTION_SET", court.name(), court.region.as_str(), vec![court.name()], &answer);
        let answer = change.commit(answer).await?;
        Ok(Response::new(answer))
    }

    async fn import_courts(
        &self,
        request: Request<wire::ImportCourtsRequest>,
    ) -> Result<Response<wire::ImportResult>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = IdempotencyKey::new(&caller, &asked.request_id, "ImportCourts", &asked)?;
        let drafts: Vec<_> =
            asked.courts.iter().map(|court| messages::network::court_draft(court, "")).collect();
        if asked.validate_only {
            let mut change = RegisterUpdate::begin(&self.register, caller.at, true).await?;
            return Ok(Response::new(import::courts(&mut change, &drafts, &Hand::of(&caller)).await?));
        }
        let mut change = fresh!(RegisterUpdate::once(&self.register, &call, true));
        let answer = import::courts(&mut change, &drafts, &Hand::of(&caller)).await?;
        let answer = change.commit(answer).await?;
        Ok(Response::new(answer))
    }

    async fn resolve_court(
        &self,
        request: Request<wire::ResolveCourtRequest>,
    ) -> Result<Response<wire::ResolveCourtResponse>, Status> {
        let place = messages::network::place(request.into_inner());
        let network = self.register.network();
        let found = resolve::resolve(&network, place.as_ref())?;
        Ok(Response::new(messages::network::resolution(&network, found)))
    }

    async fn batch_resolve_courts(
        &self,
        request: Request<wire::BatchResolveCourtsRequest>,
    ) -> Result<Response<wire::BatchResolveCourtsResponse>, Status> {
        let caller = Caller::of(&request)?;
        let requests = request.into_inner().requests;
        let mut violations = Violations::new();
        if requests.len() > MOST_PLACES {
            let text = Text::new("一次最多查询 1000 处，请分批查询。", "At most 1000 places at once.");
            violations.add("requests", reason::TOO_MANY, text);
            return Err(violations.into_refusal().into());
        }
        let places: Vec<_> = requests.into_iter().map(messages::network::place).collect();
        let characters = |place: &Option<resolve::Place>| match place {
            Some(resolve::Place::Address(address)) => address.chars().count(),
            _ => 0,
        };
        let sum = places.iter().map(characters).sum::<usize>();
        if !caller.is_ourselves() && sum > MOST_CHARACTERS {
            let text = Text::new(
                "一次查询的地址合计最多 60000 个字，请分批查询。",
                "The addresses of one call have at most 60000 characters in sum; split them up.",
            );
            violations.add("requests", reason::TOO_LONG, text);
            return Err(violations.into_refusal().into());
        }
        let network = self.register.network();
        let read = move || {
            let (mut responses, mut violations) = (Vec::with_capacity(places.len()), Violations::new());
            for (index, place) in places.into_iter().enumerate() {
                match resolve::resolve(&network, place.as_ref()) {
                    Ok(found) => responses.push(messages::network::resolution(&network, found)),
                    Err(refusal) => violations.absorb(refusal, &format!("requests[{index}]"))?,
                }
            }
            violations.check().map(|()| responses)
        };
        // A few places cost no more than any other call; of long lists one person has few under way.
        let person = if caller.is_ourselves() || sum <= FEW_CHARACTERS { "" } else { &caller.person };
        let responses = self.resolving.run(person, read).await??;
        Ok(Response::new(wire::BatchResolveCourtsResponse { responses, ..Default::default() }))
    }
}

fn exists(code: &CourtCode) -> Refusal {
    Refusal::new(
        Kind::Exists,
        reason::COURT_EXISTS,
        format!("编号为 {code} 的共享法庭已经存在。"),
        format!("There is a court {code} already."),
    )
    .at("court_id")
}
