//! TerminalService.

use kit::{
    access::Caller,
    domain::{
        Timestamp,
        refusal::{Refusal, Violations},
    },
    fresh,
    storage::list::{Field, filter},
    unit_of_work::IdempotencyKey,
};
use proto::courts::v1::{self as wire, terminal_service_server::TerminalService};
use tonic::{Request, Response, Status};

use super::{Api, ListCall, equals, second_factor::chance};
use crate::{
    domain::{
        court::CourtCode,
        digit_code::DigitCode,
        enrolment,
        hand::Hand,
        origin::Origin,
        person::PersonId,
        scan,
        sign_in::{Code, expired},
        terminal::{self, Presence, Terminal, TerminalName},
    },
    messages,
    store::{sign_in, terminal_access, terminals},
};

const FIELDS: &[Field] = &[Field::equal("court"), Field::equal("presence")];

#[tonic::async_trait]
impl TerminalService for Api {
    async fn heartbeat(
        &self,
        request: Request<wire::HeartbeatRequest>,
    ) -> Result<Response<wire::Terminal>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let name = TerminalName::parse(&asked.name)?;
        let mut violations = Violations::new();
        let version = violations.optional_text("software_version", &asked.software_version, 60);
        violations.check()?;
        let network = self.register.network();
        let court = network.court(&name.court).ok_or_else(terminal::unknown)?;
        let is_theirs = match caller.device() {
            Some(own) => own == name.name(),
            None => caller.scope().admits(Some(court.region.as_str()), Some(&court.name()), None),
        };
        if !is_theirs {
            return Err(terminal::unknown().into());
        }
        let mut heard = Terminal {
            id: name.id(),
            court: name.court,
            heard: Some(caller.at),
            software_version: version.unwrap_or_default(),
            enrolled: None,
        };
        let work = self.register.units().begin_unkeyed(Timestamp::now()).await?;
        let enrolled = terminals::hear(work.tx(), &heard, court.region.as_str()).await;
        heard.enrolled = enrolled.map_err(Refusal::from)?;
        work.commit_unkeyed().await?;
        Ok(Response::new(messages::network::terminal(&heard, caller.at)))
    }

    async fn list_terminals(
        &self,
        request: Request<wire::ListTerminalsRequest>,
    ) -> Result<Response<wire::ListTerminalsResponse>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let list = ListCall {
            method: "ListTerminals",
            caller: &caller,
            filter: &asked.filter,
            size: asked.page_size,
            token: &asked.page_token,
        };
        let (after, limit) = self.place(&list)?;
        let wanted = wanted(&asked.filter)?;
        let read = self.register.store().read();
        let found = terminals::list(read, &caller.scope(), &wanted, caller.at, after, limit).await?;
        let next_page_token = self.token(&list, &found);
        let terminals =
            found.rows.iter().map(|terminal| messages::network::terminal(terminal, caller.at)).collect();
        Ok(Response::new(wire::ListTerminalsResponse { terminals, next_page_token }))
    }

    async fn enrol_terminal(
        &self,
        request: Request<wire::EnrolTerminalRequest>,
    ) -> Result<Response<wire::TerminalEnrolment>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = IdempotencyKey::new(&caller, &asked.request_id, "EnrolTerminal", &asked)?;
        let (name, place) = self.terminal_of(&asked.name, &caller)?;
        let code = DigitCode::of_chance(chance()?);
        let until = caller.at.plus_seconds(60 * enrolment::ENROLMENT_MINUTES);
        let work = fresh!(self.register.units().begin(&call));
        let index = self.register.encryption().blind_index(code.as_str());
        terminal_access::invite(work.tx(), (&name, &place), index, until, &caller.person).await?;
        let expire_time = Some(until.to_timestamp());
        let answer = wire::TerminalEnrolment { name: name.name(), code: code.grouped(), expire_time };
        Ok(work.commit(answer).await?)
    }

    async fn revoke_terminal(
        &self,
        request: Request<wire::RevokeTerminalRequest>,
    ) -> Result<Response<wire::Terminal>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = IdempotencyKey::new(&caller, &asked.request_id, "RevokeTerminal", &asked)?;
        let (name, _) = self.terminal_of(&asked.name, &caller)?;
        let work = fresh!(self.register.units().begin(&call));
        let revoked = terminal_access::revoke(work.tx(), &name, caller.at).await?;
        let revoked = revoked.ok_or_else(terminal::unknown)?;
        Ok(work.commit(messages::network::terminal(&revoked, caller.at)).await?)
    }

    async fn describe_terminal_sign_in(
        &self,
        request: Request<wire::DescribeTerminalSignInRequest>,
    ) -> Result<Response<wire::TerminalSignIn>, Status> {
        let caller = Caller::of(&request)?;
        let code = Code::typed(&request.get_ref().code);
        let (name, until) = self.shown(&code, &caller).await?;
        scan::directs(&caller, &name.court)?;
        Ok(Response::new(self.sign_in_of(&name, until)?))
    }

    async fn approve_terminal_sign_in(
        &self,
        request: Request<wire::ApproveTerminalSignInRequest>,
    ) -> Result<Response<wire::TerminalSignIn>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = IdempotencyKey::new(&caller, &asked.request_id, "ApproveTerminalSignIn", &asked)?;
        // The same call again finds its answer though the code is used.
        if let Some(answer) = self.register.units().replayed(&call).await? {
            return Ok(Response::new(answer));
        }
        let asked_name = TerminalName::parse(&asked.name)?;
        scan::directs(&caller, &asked_name.court)?;
        let code = Code::typed(&asked.code);
        let (name, until) = self.shown(&code, &caller).await?;
        if name != asked_name {
            return Err(scan::refused().into());
        }
        let approver = PersonId::from_name(&caller.person)?;
        let (method, origin) = match caller.session.strip_prefix("sessions/") {
            Some(id) => {
                let began = sign_in::origin_of(self.register.store().read(), &approver, id).await?;
                began.map(|(method, origin)| (Some(method), origin)).ok_or_else(expired)?
            }
            None => (None, Origin::installation()),
        };
        scan::approves(method)?;
        let answer = self.sign_in_of(&name, until)?;
        let work = fresh!(self.register.units().begin(&call));
        let index = self.register.encryption().blind_index(code.as_str());
        let fetched_until = caller.at.plus_seconds(scan::FETCHED_SECONDS);
        let by = (&approver, &origin);
        if !terminal_access::approve(work.tx(), (&name, index), by, caller.at, fetched_until).await? {
            return Err(scan::refused().into());
        }
        Ok(work.commit(answer).await?)
    }
}

impl Api {
    /// A terminal of a court inside the caller's regions, and its place.
    fn terminal_of(&self, name: &str, caller: &Caller) -> Result<(TerminalName, String), Refusal> {
        let name = TerminalName::parse(name)?;
        let network = self.register.network();
        let court = network.court(&name.court).ok_or_else(terminal::unknown)?;
        if !Hand::of(caller).holds(court.region.as_str()) {
            return Err(terminal::unknown());
        }
        Ok((name, court.region.to_string()))
    }

    /// Which terminal shows a code. Wrong ones are counted by their person.
    async fn shown(&self, code: &Code, caller: &Caller) -> Result<(TerminalName, Timestamp), Refusal> {
        let encryption = self.register.encryption();
        let index = encryption.blind_index(code.as_str());
        match terminal_access::shown(self.register.store().read(), index, caller.at).await? {
            Some(found) => Ok(found),
            None => {
                self.count(&encryption.blind_index(format!("scan {}", caller.person)), caller.at).await?;
                Err(scan::refused())
            }
        }
    }

    /// A terminal that waits for its director, in words.
    fn sign_in_of(&self, name: &TerminalName, until: Timestamp) -> Result<wire::TerminalSignIn, Refusal> {
        let network = self.register.network();
        let court = network.court(&name.court).ok_or_else(terminal::unknown)?;
        Ok(messages::network::terminal_sign_in(name, court, &network, until))
    }
}

fn wanted(text: &str) -> Result<terminals::TerminalFilter, Refusal> {
    let mut wanted = terminals::TerminalFilter::default();
    for term in filter::parse(text, terminals::LEADS.method, FIELDS)? {
        if term.field == "court" {
            let court = CourtCode::from_name(&term.value).or_else(|_| CourtCode::parse(&term.value)).ok();
            wanted.court = equals(&term, court, "须为 courts/编号。", "it is courts/{code}.")?;
        } else {
            let presence = Presence::from_name(&term.value);
            let (zh, en) = ("可用：ONLINE、OFFLINE、NEVER_SEEN。", "there is ONLINE, OFFLINE, NEVER_SEEN.");
            wanted.presence = equals(&term, presence, zh, en)?;
        }
    }
    Ok(wanted)
}
