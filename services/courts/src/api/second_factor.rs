//! SecondFactorService, and what signing in asks of a second factor.

use kit::{
    access::Caller,
    moment::Moment,
    once::{Call, Once},
    refusal::{Refusal, Violations},
};
use proto::access::v1::{
    self as wire, SecondFactorStanding as Standing, second_factor_service_server::SecondFactorService,
};
use qrcode::{QrCode, render::svg};
use sea_orm::ConnectionTrait;
use tonic::{Request, Response, Status};

use super::{Api, convert_people};
use crate::{
    domain::{
        person::{self, Person, PersonId},
        second_factor::{self as domain, InSession, RECOVERY_CODES, Secret, Typed},
        sign_in::{self, Session},
    },
    store::{
        people,
        second_factor::{self as store, Factor},
        sign_in as sessions,
    },
};

#[tonic::async_trait]
impl SecondFactorService for Api {
    async fn get_second_factor(
        &self,
        request: Request<wire::GetSecondFactorRequest>,
    ) -> Result<Response<wire::SecondFactor>, Status> {
        let caller = Caller::of(&request)?;
        let person = PersonId::from_name(&caller.person)?;
        let session = caller.session.strip_prefix("sessions/").unwrap_or_default();
        let read = self.register.store().read();
        Ok(Response::new(self.stands(read, &person, session, caller.at).await?))
    }

    async fn enrol_second_factor(
        &self,
        request: Request<wire::EnrolSecondFactorRequest>,
    ) -> Result<Response<wire::SecondFactorEnrolment>, Status> {
        let caller = Caller::of(&request)?;
        let (person, session) = in_session(&caller)?;
        let secret = Secret::of_chance(chance()?);
        let tx = self.register.store().begin().await.map_err(Refusal::from)?;
        self.check_need(&tx, &person, caller.at).await?;
        let factor = store::get(&tx, self.register.seal(), &person).await?;
        store::in_session(&tx, session).await?.may_enrol(factor.secret.is_some(), caller.at)?;
        store::propose(&tx, self.register.seal(), &person, &secret).await?;
        tx.commit().await.map_err(Refusal::from)?;
        let otpauth_uri = secret.uri(&person);
        let picture = QrCode::new(&otpauth_uri).map_err(|fault| Refusal::internal(&fault))?;
        let qr_svg = picture.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
        Ok(Response::new(wire::SecondFactorEnrolment { secret: secret.base32(), otpauth_uri, qr_svg }))
    }

    async fn activate_second_factor(
        &self,
        request: Request<wire::ActivateSecondFactorRequest>,
    ) -> Result<Response<wire::ActivateSecondFactorResponse>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = Call::new(&caller, &asked.request_id, "ActivateSecondFactor", &asked)?;
        let (person, session) = in_session(&caller)?;
        let typed = typed(&asked.code)?;
        let seal = self.register.seal();
        // The same call again finds its answer before the code is asked for, which is used up by then.
        let tx = self.register.store().begin().await.map_err(Refusal::from)?;
        if let Once::Before(answer) = call.claim(&tx, seal).await? {
            return Ok(Response::new(answer));
        }
        tx.rollback().await.map_err(Refusal::from)?;
        let tried = self.factor_attempt(&person, caller.at).await?;
        let recovery_codes = recovery_codes()?;
        let tx = self.register.store().begin().await.map_err(Refusal::from)?;
        let ticket = match call.claim::<wire::ActivateSecondFactorResponse>(&tx, seal).await? {
            Once::Before(answer) => return Ok(Response::new(answer)),
            Once::Now(ticket) => ticket,
        };
        self.check_need(&tx, &person, caller.at).await?;
        let factor = store::get(&tx, seal, &person).await?;
        let (secret, sealed) = factor.pending.ok_or_else(domain::not_enrolled)?;
        let stood = store::in_session(&tx, session).await?;
        stood.may_enrol(factor.secret.is_some(), caller.at)?;
        let step = match typed {
            Typed::Digits(digits) => secret.step_of(digits, caller.at, 0),
            Typed::Recovery(_) => None,
        };
        let step = step.ok_or_else(domain::wrong)?;
        if !store::activate(&tx, &person, sealed, step, caller.at).await? {
            return Err(domain::wrong().into());
        }
        store::set_recovery_codes(&tx, seal, &person, &recovery_codes).await?;
        store::note(&tx, session, InSession { shown: Some(caller.at), ..stood }, caller.at).await?;
        sessions::end_others(&tx, &person, session, caller.at).await?;
        sessions::forget_failures(&tx, &[&tried], caller.at).await?;
        // Kept without the codes: they are returned once.
        let stands = self.stands(&tx, &person, session, caller.at).await?;
        let answer = wire::ActivateSecondFactorResponse {
            second_factor: Some(stands),
            ..wire::ActivateSecondFactorResponse::default()
        };
        ticket.keep(&tx, &answer).await?;
        tx.commit().await.map_err(Refusal::from)?;
        let recovery_codes = recovery_codes.iter().map(|code| domain::grouped(code)).collect();
        Ok(Response::new(wire::ActivateSecondFactorResponse { recovery_codes, ..answer }))
    }

    async fn confirm_second_factor(
        &self,
        request: Request<wire::ConfirmSecondFactorRequest>,
    ) -> Result<Response<wire::SecondFactor>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = Call::new(&caller, &asked.request_id, "ConfirmSecondFactor", &asked)?;
        let (person, session) = in_session(&caller)?;
        let typed = typed(&asked.code)?;
        let seal = self.register.seal();
        let tx = self.register.store().begin().await.map_err(Refusal::from)?;
        if let Once::Before(answer) = call.claim(&tx, seal).await? {
            return Ok(Response::new(answer));
        }
        tx.rollback().await.map_err(Refusal::from)?;
        let tried = self.factor_attempt(&person, caller.at).await?;
        let tx = self.register.store().begin().await.map_err(Refusal::from)?;
        let ticket = match call.claim::<wire::SecondFactor>(&tx, seal).await? {
            Once::Before(answer) => return Ok(Response::new(answer)),
            Once::Now(ticket) => ticket,
        };
        let factor = store::get(&tx, seal, &person).await?;
        if factor.secret.is_none() {
            return Err(domain::not_enrolled().into());
        }
        if !self.use_code(&tx, &person, &factor, typed, caller.at).await? {
            return Err(domain::wrong().into());
        }
        let stood = store::in_session(&tx, session).await?;
        store::note(&tx, session, InSession { shown: Some(caller.at), ..stood }, caller.at).await?;
        sessions::forget_failures(&tx, &[&tried], caller.at).await?;
        let answer = self.stands(&tx, &person, session, caller.at).await?;
        ticket.keep(&tx, &answer).await?;
        tx.commit().await.map_err(Refusal::from)?;
        Ok(Response::new(answer))
    }

    async fn reset_second_factor(
        &self,
        request: Request<wire::ResetSecondFactorRequest>,
    ) -> Result<Response<wire::SecondFactor>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = Call::new(&caller, &asked.request_id, "ResetSecondFactor", &asked)?;
        let id = PersonId::from_name(&asked.name)?;
        let tx = self.register.store().begin().await.map_err(Refusal::from)?;
        let ticket = match call.claim::<wire::SecondFactor>(&tx, self.register.seal()).await? {
            Once::Before(answer) => return Ok(Response::new(answer)),
            Once::Now(ticket) => ticket,
        };
        let person = people::get(&tx, self.register.seal(), &id).await?.ok_or_else(person::unknown)?;
        person.in_hand_of(&caller, &self.register.network())?;
        if id.name() == caller.person {
            return Err(domain::own().into());
        }
        store::remove(&tx, &id).await?;
        sessions::end_others(&tx, &id, "", caller.at).await?;
        let answer = self.stands(&tx, &id, "", caller.at).await?;
        ticket.keep(&tx, &answer).await?;
        tx.commit().await.map_err(Refusal::from)?;
        Ok(Response::new(answer))
    }
}

impl Api {
    /// Refuses to enrol where no office needs it. Whoever gets such an office later is invited by somebody who could give it.
    async fn check_need(
        &self,
        connection: &impl ConnectionTrait,
        id: &PersonId,
        at: Moment,
    ) -> Result<(), Refusal> {
        let person = people::get(connection, self.register.seal(), id).await?.ok_or_else(person::unknown)?;
        if self.second_factor.needs(&person, at) { Ok(()) } else { Err(domain::not_needed()) }
    }

    /// How the second factor of a person stands in a session.
    async fn stands(
        &self,
        connection: &impl ConnectionTrait,
        id: &PersonId,
        session: &str,
        at: Moment,
    ) -> Result<wire::SecondFactor, Refusal> {
        let seal = self.register.seal();
        let person = people::get(connection, seal, id).await?.ok_or_else(person::unknown)?;
        let factor = store::get(connection, seal, id).await?;
        let stood = store::in_session(connection, session).await?;
        let left = store::recovery_codes_left(connection, id).await?;
        let standing = self.standing(&person, stood, at);
        let may_enrol = standing != Standing::NotNeeded
            && !session.is_empty()
            && stood.may_enrol(factor.secret.is_some(), at).is_ok();
        Ok(wire::SecondFactor {
            person: id.name(),
            standing: standing.into(),
            enrol_time: factor.enrolled.map(Moment::to_timestamp),
            may_enrol,
            confirmed_until: stood.fresh_until(at).map(Moment::to_timestamp),
            recovery_codes_left: i32::try_from(left).unwrap_or(i32::MAX),
        })
    }

    fn standing(&self, person: &Person, stood: InSession, at: Moment) -> Standing {
        match (self.second_factor.needs(person, at), stood.shown) {
            (false, _) => Standing::NotNeeded,
            (true, None) => Standing::Missing,
            (true, Some(_)) => Standing::Shown,
        }
    }

    /// A person as the gateway states them, with how their second factor stands: in their session, or with the identity provider.
    pub(super) async fn principal(
        &self,
        person: &Person,
        session: Option<&Session>,
        shown_to_provider: bool,
        at: Moment,
    ) -> Result<wire::Principal, Refusal> {
        let mut principal = convert_people::principal(person);
        principal.set_second_factor(Standing::NotNeeded);
        if let Some(session) = session {
            principal.session = format!("sessions/{}", session.id);
        }
        if !self.second_factor.needs(person, at) {
            return Ok(principal);
        }
        principal.confirm_above_fen = self.second_factor.confirm_above_fen;
        match session {
            Some(session) => {
                let stood = store::in_session(self.register.store().read(), &session.id).await?;
                principal.set_second_factor(self.standing(person, stood, at));
                principal.second_factor_until = stood.fresh_until(at).map(Moment::to_timestamp);
            }
            None if shown_to_provider => principal.set_second_factor(Standing::Shown),
            None => return Err(domain::token_is_not_enough()),
        }
        Ok(principal)
    }

    /// What somebody whose password was right shows as a second factor. Refused where they need one and do not show it.
    pub(super) async fn factor_at_sign_in(
        &self,
        id: &PersonId,
        code: &str,
        at: Moment,
    ) -> Result<InSession, Refusal> {
        let (read, seal) = (self.register.store().read(), self.register.seal());
        let person = people::get(read, seal, id).await?.ok_or_else(sign_in::refused)?;
        if !self.second_factor.needs(&person, at) {
            return Ok(InSession::default());
        }
        let factor = store::get(read, seal, id).await?;
        if factor.secret.is_none() {
            return Err(domain::needs_invitation());
        }
        if code.trim().is_empty() {
            return Err(domain::required());
        }
        let tx = self.register.store().begin().await?;
        if !self.use_code(&tx, id, &factor, Typed::read(code), at).await? {
            return Err(domain::wrong());
        }
        tx.commit().await?;
        Ok(InSession { shown: Some(at), by_invitation: false })
    }

    /// Keeps how the second factor stands in a session that begins, and says it.
    pub(super) async fn with_factor(
        &self,
        mut session: wire::Session,
        stands: InSession,
        at: Moment,
    ) -> Result<wire::Session, Refusal> {
        let id = PersonId::from_name(&session.person)?;
        let (read, seal) = (self.register.store().read(), self.register.seal());
        let person = people::get(read, seal, &id).await?.ok_or_else(person::unknown)?;
        session.set_second_factor(self.standing(&person, stands, at));
        if stands != InSession::default() {
            let tx = self.register.store().begin().await?;
            store::note(&tx, session.name.strip_prefix("sessions/").unwrap_or_default(), stands, at).await?;
            tx.commit().await?;
        }
        Ok(session)
    }

    /// Uses a code up, of the app or of the paper; `false` where it is not good.
    async fn use_code(
        &self,
        tx: &impl ConnectionTrait,
        person: &PersonId,
        factor: &Factor,
        typed: Typed,
        at: Moment,
    ) -> Result<bool, Refusal> {
        match (typed, &factor.secret) {
            (Typed::Digits(digits), Some(secret)) => match secret.step_of(digits, at, factor.last_step) {
                Some(step) => store::use_step(tx, person, step).await,
                None => Ok(false),
            },
            (Typed::Recovery(code), Some(_)) => {
                store::use_recovery_code(tx, self.register.seal(), person, &code).await
            }
            (_, None) => Ok(false),
        }
    }

    /// Counts an attempt to confirm before it is tried, so that many at once are all counted.
    async fn factor_attempt(&self, person: &PersonId, at: Moment) -> Result<Vec<u8>, Refusal> {
        let mark = self.register.seal().blind_index(format!("second factor {person}"));
        self.count(&mark, at).await?;
        Ok(mark)
    }
}

/// The person and the session of a call, where it is made with one.
fn in_session(caller: &Caller) -> Result<(PersonId, &str), Refusal> {
    let person = PersonId::from_name(&caller.person)?;
    let session = caller.session.strip_prefix("sessions/").filter(|session| !session.is_empty());
    Ok((person, session.ok_or_else(domain::needs_session)?))
}

fn typed(code: &str) -> Result<Typed, Refusal> {
    let mut violations = Violations::new();
    let _ = violations.text("code", code, 40);
    violations.check()?;
    Ok(Typed::read(code))
}

fn recovery_codes() -> Result<Vec<String>, Refusal> {
    (0..RECOVERY_CODES).map(|_| Ok(domain::recovery_code(chance()?))).collect()
}

/// Random bytes.
pub(super) fn chance<const N: usize>() -> Result<[u8; N], Refusal> {
    let mut chance = [0; N];
    getrandom::fill(&mut chance).map_err(|fault| Refusal::internal(&fault))?;
    Ok(chance)
}
