//! SecondFactorService, and what signing in asks of a second factor.

use kit::{
    access::Caller,
    domain::{
        Timestamp,
        refusal::{Refusal, Violations},
    },
    fresh,
    unit_of_work::IdempotencyKey,
};
use proto::access::v1::{
    self as wire, SecondFactorStanding as Standing, second_factor_service_server::SecondFactorService,
};
use qrcode::{QrCode, render::svg};
use sea_orm::ConnectionTrait;
use tonic::{Request, Response, Status};

use super::Api;
use crate::{
    domain::{
        person::{self, Person, PersonId},
        second_factor::{self as domain, InSession, RECOVERY_CODES, Secret, Typed},
        sign_in::{self, Session},
    },
    messages,
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
        let work = self.register.units().begin_unkeyed(Timestamp::now()).await?;
        self.check_need(work.tx(), &person, caller.at).await?;
        let factor = store::get(work.tx(), self.register.encryption(), &person).await?;
        store::in_session(work.tx(), session).await?.may_enrol(factor.secret.is_some(), caller.at)?;
        store::propose(work.tx(), self.register.encryption(), &person, &secret).await?;
        work.commit_unkeyed().await?;
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
        let call = IdempotencyKey::new(&caller, &asked.request_id, "ActivateSecondFactor", &asked)?;
        let (person, session) = in_session(&caller)?;
        let typed = typed(&asked.code)?;
        let encryption = self.register.encryption();
        // The same call again finds its answer before the code is asked for, which is used up by then.
        if let Some(answer) = self.register.units().replayed(&call).await? {
            return Ok(Response::new(answer));
        }
        let tried = self.factor_attempt(&person, caller.at).await?;
        let recovery_codes = recovery_codes()?;
        let work = fresh!(self.register.units().begin(&call));
        self.check_need(work.tx(), &person, caller.at).await?;
        let factor = store::get(work.tx(), encryption, &person).await?;
        let (secret, sealed) = factor.pending.ok_or_else(domain::not_enrolled)?;
        let stood = store::in_session(work.tx(), session).await?;
        stood.may_enrol(factor.secret.is_some(), caller.at)?;
        let step = match typed {
            Typed::Digits(digits) => secret.step_of(digits, caller.at, 0),
            Typed::Recovery(_) => None,
        };
        let step = step.ok_or_else(domain::wrong)?;
        if !store::activate(work.tx(), &person, sealed, step, caller.at).await? {
            return Err(domain::wrong().into());
        }
        store::set_recovery_codes(work.tx(), encryption, &person, &recovery_codes).await?;
        store::note(work.tx(), session, InSession { shown: Some(caller.at), ..stood }, caller.at).await?;
        sessions::end_others(work.tx(), &person, session, caller.at).await?;
        sessions::forget_failures(work.tx(), &[&tried], caller.at).await?;
        // Kept without the codes: they are returned once.
        let stands = self.stands(work.tx(), &person, session, caller.at).await?;
        let answer = wire::ActivateSecondFactorResponse {
            second_factor: Some(stands),
            ..wire::ActivateSecondFactorResponse::default()
        };
        let answer = work.commit(answer).await?.into_inner();
        let recovery_codes = recovery_codes.iter().map(|code| domain::grouped(code)).collect();
        Ok(Response::new(wire::ActivateSecondFactorResponse { recovery_codes, ..answer }))
    }

    async fn confirm_second_factor(
        &self,
        request: Request<wire::ConfirmSecondFactorRequest>,
    ) -> Result<Response<wire::SecondFactor>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = IdempotencyKey::new(&caller, &asked.request_id, "ConfirmSecondFactor", &asked)?;
        let (person, session) = in_session(&caller)?;
        let typed = typed(&asked.code)?;
        let encryption = self.register.encryption();
        if let Some(answer) = self.register.units().replayed(&call).await? {
            return Ok(Response::new(answer));
        }
        let tried = self.factor_attempt(&person, caller.at).await?;
        let work = fresh!(self.register.units().begin(&call));
        let factor = store::get(work.tx(), encryption, &person).await?;
        if factor.secret.is_none() {
            return Err(domain::not_enrolled().into());
        }
        if !self.use_code(work.tx(), &person, &factor, typed, caller.at).await? {
            return Err(domain::wrong().into());
        }
        let stood = store::in_session(work.tx(), session).await?;
        store::note(work.tx(), session, InSession { shown: Some(caller.at), ..stood }, caller.at).await?;
        sessions::forget_failures(work.tx(), &[&tried], caller.at).await?;
        let answer = self.stands(work.tx(), &person, session, caller.at).await?;
        Ok(work.commit(answer).await?)
    }

    async fn reset_second_factor(
        &self,
        request: Request<wire::ResetSecondFactorRequest>,
    ) -> Result<Response<wire::SecondFactor>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = IdempotencyKey::new(&caller, &asked.request_id, "ResetSecondFactor", &asked)?;
        let id = PersonId::from_name(&asked.name)?;
        let work = fresh!(self.register.units().begin(&call));
        let person =
            people::get(work.tx(), self.register.encryption(), &id).await?.ok_or_else(person::unknown)?;
        person.in_hand_of(&caller, &self.register.network())?;
        if id.name() == caller.person {
            return Err(domain::own().into());
        }
        store::remove(work.tx(), &id).await?;
        sessions::end_others(work.tx(), &id, "", caller.at).await?;
        let answer = self.stands(work.tx(), &id, "", caller.at).await?;
        Ok(work.commit(answer).await?)
    }
}

impl Api {
    /// Refuses to enrol where no office needs it. Anyone who gets such an office later is invited by somebody who could give it.
    async fn check_need(
        &self,
        connection: &impl ConnectionTrait,
        id: &PersonId,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        let person =
            people::get(connection, self.register.encryption(), id).await?.ok_or_else(person::unknown)?;
        if self.second_factor.needs(&person, at) { Ok(()) } else { Err(domain::not_needed()) }
    }

    /// How the second factor of a person stands in a session.
    async fn stands(
        &self,
        connection: &impl ConnectionTrait,
        id: &PersonId,
        session: &str,
        at: Timestamp,
    ) -> Result<wire::SecondFactor, Refusal> {
        let encryption = self.register.encryption();
        let person = people::get(connection, encryption, id).await?.ok_or_else(person::unknown)?;
        let factor = store::get(connection, encryption, id).await?;
        let stood = store::in_session(connection, session).await?;
        let left = store::recovery_codes_left(connection, id).await?;
        let standing = self.standing(&person, stood, at);
        let may_enrol = standing != Standing::NotNeeded
            && !session.is_empty()
            && stood.may_enrol(factor.secret.is_some(), at).is_ok();
        Ok(wire::SecondFactor {
            person: id.name(),
            standing: standing.into(),
            enrol_time: factor.enrolled.map(Timestamp::to_timestamp),
            may_enrol,
            confirmed_until: stood.fresh_until(at).map(Timestamp::to_timestamp),
            recovery_codes_left: i32::try_from(left).unwrap_or(i32::MAX),
        })
    }

    fn standing(&self, person: &Person, stood: InSession, at: Timestamp) -> Standing {
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
        at: Timestamp,
    ) -> Result<wire::Principal, Refusal> {
        let mut principal = messages::person::principal(person);
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
                principal.second_factor_until = stood.fresh_until(at).map(Timestamp::to_timestamp);
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
        at: Timestamp,
    ) -> Result<InSession, Refusal> {
        let (read, encryption) = (self.register.store().read(), self.register.encryption());
        let person = people::get(read, encryption, id).await?.ok_or_else(sign_in::refused)?;
        if !self.second_factor.needs(&person, at) {
            return Ok(InSession::default());
        }
        let factor = store::get(read, encryption, id).await?;
        if factor.secret.is_none() {
            return Err(domain::needs_invitation());
        }
        if code.trim().is_empty() {
            return Err(domain::required());
        }
        let work = self.register.units().begin_unkeyed(Timestamp::now()).await?;
        if !self.use_code(work.tx(), id, &factor, Typed::read(code), at).await? {
            return Err(domain::wrong());
        }
        work.commit_unkeyed().await?;
        Ok(InSession { shown: Some(at), by_invitation: false })
    }

    /// Keeps how the second factor stands in a session that begins, and says it.
    pub(super) async fn with_factor(
        &self,
        mut session: wire::Session,
        stands: InSession,
        at: Timestamp,
    ) -> Result<wire::Session, Refusal> {
        let id = PersonId::from_name(&session.person)?;
        let (read, encryption) = (self.register.store().read(), self.register.encryption());
        let person = people::get(read, encryption, &id).await?.ok_or_else(person::unknown)?;
        session.set_second_factor(self.standing(&person, stands, at));
        if stands != InSession::default() {
            let work = self.register.units().begin_unkeyed(Timestamp::now()).await?;
            store::note(work.tx(), session.name.strip_prefix("sessions/").unwrap_or_default(), stands, at)
                .await?;
            work.commit_unkeyed().await?;
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
        at: Timestamp,
    ) -> Result<bool, Refusal> {
        match (typed, &factor.secret) {
            (Typed::Digits(digits), Some(secret)) => match secret.step_of(digits, at, factor.last_step) {
                Some(step) => store::use_step(tx, person, step).await,
                None => Ok(false),
            },
            (Typed::Recovery(code), Some(_)) => {
                store::use_recovery_code(tx, self.register.encryption(), person, &code).await
            }
            (_, None) => Ok(false),
        }
    }

    /// Counts an attempt to confirm before it is tried, so that many at once are all counted.
    async fn factor_attempt(&self, person: &PersonId, at: Timestamp) -> Result<Vec<u8>, Refusal> {
        let mark = self.register.encryption().blind_index(format!("second factor {person}"));
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
