//! DeviceService: how a terminal is enrolled, and how its director is signed in on it.

use kit::{
    access::Caller,
    domain::{
        Timestamp,
        refusal::{Refusal, Violations},
    },
};
use proto::access::v1::{self as wire, device_service_server::DeviceService};
use sea_orm::ConnectionTrait;
use tonic::{Request, Response, Status};

use super::{
    Api, import,
    sessions::{Tried, new_code, new_token, to_session, token_with},
};
use crate::{
    domain::{
        digit_code::DigitCode,
        enrolment, origin,
        person::{self, PersonId},
        scan,
        sign_in::{Code, Session},
        terminal::{self, TerminalName},
    },
    store::{people, sign_in, terminal_access as store},
};

/// What the tokens of enrolled devices begin with.
const DEVICE_PREFIX: &str = "scd_";

#[tonic::async_trait]
impl DeviceService for Api {
    async fn redeem_enrolment(
        &self,
        request: Request<wire::RedeemEnrolmentRequest>,
    ) -> Result<Response<wire::DeviceCredential>, Status> {
        let caller = Caller::of(&request)?;
        let (at, encryption) = (caller.at, self.register.encryption());
        let mut violations = Violations::new();
        let typed = violations.text("code", &request.get_ref().code, 100);
        violations.check()?;
        // Counted before it is tried, the right one too: ten digits can be guessed by who may try without end.
        let tried = Tried {
            here: encryption.blind_index(format!("enrol from {}", caller.address)),
            anywhere: encryption.blind_index("enrol"),
        };
        self.attempt(&tried, at).await?;
        let code = typed.and_then(|typed| DigitCode::typed(&typed)).ok_or_else(enrolment::refused)?;
        let token = token_with(DEVICE_PREFIX)?;
        let work = self.register.units().begin_unkeyed(Timestamp::now()).await?;
        let found = store::redeem(work.tx(), encryption.blind_index(code.as_str()), at).await?;
        let (name, creator) = found.ok_or_else(enrolment::refused)?;
        self.may_enrol(work.tx(), &creator, &name, at).await?;
        store::enrol(work.tx(), &name, encryption.blind_index(&token), &creator, at).await?;
        sign_in::forget_failures(work.tx(), &[&tried.here, &tried.anywhere], at).await?;
        work.commit_unkeyed().await?;
        Ok(Response::new(wire::DeviceCredential { device: name.name(), token }))
    }

    async fn begin_sign_in(
        &self,
        request: Request<wire::BeginSignInRequest>,
    ) -> Result<Response<wire::DeviceSignIn>, Status> {
        let caller = Caller::of(&request)?;
        let name = own_name(&caller)?;
        let code = new_code()?;
        let until = caller.at.plus_seconds(scan::SHOWN_SECONDS);
        let work = self.register.units().begin_unkeyed(Timestamp::now()).await?;
        store::show(work.tx(), &name, self.register.encryption().blind_index(code.as_str()), until).await?;
        work.commit_unkeyed().await?;
        let expire_time = Some(until.to_timestamp());
        Ok(Response::new(wire::DeviceSignIn { code: code.as_str().to_owned(), expire_time }))
    }

    async fn complete_sign_in(
        &self,
        request: Request<wire::CompleteSignInRequest>,
    ) -> Result<Response<wire::CompleteSignInResponse>, Status> {
        let caller = Caller::of(&request)?;
        let (name, at) = (own_name(&caller)?, caller.at);
        let code = self.register.encryption().blind_index(Code::typed(&request.get_ref().code).as_str());
        // What waits is asked for again and again, and takes no lock.
        if !store::is_shown(self.register.store().read(), &name, code.clone(), at).await? {
            return Err(scan::refused().into());
        }
        let work = self.register.units().begin_unkeyed(Timestamp::now()).await?;
        let Some((approver, origin)) = store::fetch(work.tx(), &name, code, at).await? else {
            return Ok(Response::new(wire::CompleteSignInResponse { session: None }));
        };
        let person = people::get(work.tx(), self.register.encryption(), &approver).await?;
        let person = person.ok_or_else(person::unknown)?;
        if person.deactivated.is_some() {
            return Err(person::deactivated().into());
        }
        origin.still_covers(&person, at, &self.register.network())?;
        if !person.terms.iter().any(|term| scan::is_director(term, &name.court) && term.runs(at)) {
            return Err(terminal::unknown().into());
        }
        let token = new_token()?;
        let session = Session::on_terminal(import::id(), approver, (name, origin), at, self.times);
        let secret = self.register.encryption().blind_index(&token);
        sign_in::begin_session(work.tx(), &session, secret).await?;
        work.commit_unkeyed().await?;
        let current = format!("sessions/{}", session.id);
        let mut session = wire::Session { token, ..to_session(&session, &current) };
        session.set_second_factor(wire::SecondFactorStanding::NotNeeded);
        Ok(Response::new(wire::CompleteSignInResponse { session: Some(session) }))
    }
}

impl Api {
    /// Refuses a right code whose maker no longer looks after the place of the terminal.
    async fn may_enrol(
        &self,
        connection: &impl ConnectionTrait,
        creator: &str,
        name: &TerminalName,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        let network = self.register.network();
        let court = network.court(&name.court).ok_or_else(enrolment::refused)?;
        if creator.is_empty() {
            return Ok(());
        }
        let id = PersonId::from_name(creator)?;
        let creator = people::get(connection, self.register.encryption(), &id).await?;
        let may = creator.is_some_and(|creator| origin::hand_of(&creator, at).holds(court.region.as_str()));
        if may { Ok(()) } else { Err(enrolment::refused()) }
    }
}

/// The terminal that calls.
fn own_name(caller: &Caller) -> Result<TerminalName, Refusal> {
    TerminalName::parse(caller.device().unwrap_or_default())
}
