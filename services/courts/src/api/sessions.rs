//! SessionService: signing in, and the sessions of those who did.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use kit::{
    access::Caller,
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal, Violations},
    },
    fresh,
    storage::Encryption,
    unit_of_work::IdempotencyKey,
};
use proto::access::v1::{self as wire, session_service_server::SessionService};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use tokio::sync::Semaphore;
use tonic::{Request, Response, Status};

use super::{Api, import, second_factor::chance};
use crate::{
    domain::{
        origin::Origin,
        person::{self, PersonId},
        second_factor::InSession,
        sign_in::{self, Code, Method, Password, Session},
        terminal::TerminalName,
    },
    passwords,
    store::{people, second_factor, sign_in as store},
};

/// What the tokens of sessions begin with, so that they are distinguished from those of other kinds.
pub(super) const TOKEN_PREFIX: &str = "scs_";
/// How many attempts that are slowed down wait at a time.
static WAITING: Semaphore = Semaphore::const_new(16);

/// Under which marks an attempt to sign in is counted: blind indexes, so that the tables don't say who was tried from where.
pub(super) struct Tried {
    /// The name from this address.
    pub(super) here: Vec<u8>,
    /// The name from all unfamiliar addresses.
    pub(super) anywhere: Vec<u8>,
}

impl Tried {
    fn new(encryption: &Encryption, person: &PersonId, address: &str) -> Self {
        let mark = |text: String| encryption.blind_index(text);
        Self {
            here: mark(format!("sign-in {person} from {address}")),
            anywhere: mark(format!("sign-in {person}")),
        }
    }
}

#[tonic::async_trait]
impl SessionService for Api {
    async fn create_session(
        &self,
        request: Request<wire::CreateSessionRequest>,
    ) -> Result<Response<wire::Session>, Status> {
        let caller = Caller::of(&request)?;
        let at = caller.at;
        let asked = request.into_inner();
        let person = reader(&asked.person, &[("password", &asked.password)])?;
        let tried = Tried::new(self.register.encryption(), &person, &caller.address);
        self.attempt(&tried, at).await?;
        let stored = store::hash(self.register.store().read(), &person).await?;
        let (hash, origin) = stored.unzip();
        let right = passwords::is_right(asked.password, hash).await?;
        let Some(origin) = origin.filter(|_| right) else { return Err(sign_in::refused().into()) };
        let factor = self.factor_at_sign_in(&person, &asked.code, at).await?;
        let session = self.open(&person, (Method::Password, origin), at, Some(&tried)).await?;
        Ok(Response::new(self.with_factor(session, factor, at).await?))
    }

    async fn redeem_invitation(
        &self,
        request: Request<wire::RedeemInvitationRequest>,
    ) -> Result<Response<wire::Session>, Status> {
        let caller = Caller::of(&request)?;
        let at = caller.at;
        let asked = request.into_inner();
        let person = reader(&asked.person, &[("code", &asked.code)])?;
        let mut violations = Violations::new();
        let password = Password::parse(&asked.password, &person);
        let password = violations.parse("password", reason::PASSWORD_WEAK, password);
        violations.check()?;
        let Some(password) = password else { return Err(sign_in::invitation_refused().into()) };
        let code = self.register.encryption().blind_index(Code::typed(&asked.code).as_str());
        // A code is never guessed, so whatever failed before does not lock the right one.
        if !store::is_invited(self.register.store().read(), &person, code.clone(), at).await? {
            let mark = format!("redeem {person} from {}", caller.address);
            self.count(&self.register.encryption().blind_index(mark), at).await?;
            return Err(sign_in::invitation_refused().into());
        }
        let tried = Tried::new(self.register.encryption(), &person, &caller.address);
        let hash = passwords::hash(password).await?;
        let work = self.register.units().begin_unkeyed(Timestamp::now()).await?;
        let origin = store::redeem(work.tx(), &person, code, at).await?;
        let origin = origin.ok_or_else(sign_in::invitation_refused)?;
        self.is_good(work.tx(), &origin, &person, at).await?;
        self.drop_second_factor_of_void_password(work.tx(), &person, at).await?;
        store::set_hash(work.tx(), &person, &hash, &origin, at).await?;
        // Anyone who knew the old password is out.
        store::end_others(work.tx(), &person, "", at).await?;
        work.commit_unkeyed().await?;
        let session = self.open(&person, (Method::Password, origin), at, Some(&tried)).await?;
        let factor = InSession { by_invitation: true, ..InSession::default() };
        Ok(Response::new(self.with_factor(session, factor, at).await?))
    }

    async fn create_device_credential(
        &self,
        request: Request<wire::CreateDeviceCredentialRequest>,
    ) -> Result<Response<wire::Session>, Status> {
        let caller = Caller::of(&request)?;
        let person = PersonId::from_name(&caller.person)?;
        let work = self.register.units().begin_unkeyed(Timestamp::now()).await?;
        let origin = origin_of_session(work.tx(), &person, &caller).await?;
        let device = (request.get_ref().device.as_str(), origin);
        let session = Session::of_device(import::id(), person, device, &caller)?;
        let token = new_token()?;
        store::begin_session(work.tx(), &session, self.register.encryption().blind_index(&token)).await?;
        store::end_devices(work.tx(), &session).await?;
        work.commit_unkeyed().await?;
        Ok(Response::new(wire::Session { token, ..to_session(&session, &caller.session) }))
    }

    async fn list_sessions(
        &self,
        request: Request<wire::ListSessionsRequest>,
    ) -> Result<Response<wire::ListSessionsResponse>, Status> {
        let caller = Caller::of(&request)?;
        let person = PersonId::from_name(&caller.person)?;
        let sessions = store::sessions(self.register.store().read(), &person, caller.at).await?;
        let running = sessions.iter().filter(|session| session.runs(caller.at, self.times).is_ok());
        let sessions = running.map(|session| to_session(session, &caller.session)).collect();
        Ok(Response::new(wire::ListSessionsResponse { sessions }))
    }

    async fn list_person_sessions(
        &self,
        request: Request<wire::ListPersonSessionsRequest>,
    ) -> Result<Response<wire::ListPersonSessionsResponse>, Status> {
        let caller = Caller::of(&request)?;
        let id = PersonId::from_name(&request.get_ref().name)?;
        let read = self.register.store().read();
        self.in_hand(read, &id, &caller).await?;
        let sessions = store::sessions(read, &id, caller.at).await?;
        let running = sessions.iter().filter(|session| session.runs(caller.at, self.times).is_ok());
        let sessions = running.map(|session| to_session(session, &caller.session)).collect();
        Ok(Response::new(wire::ListPersonSessionsResponse { sessions }))
    }

    async fn end_person_sessions(
        &self,
        request: Request<wire::EndPersonSessionsRequest>,
    ) -> Result<Response<wire::EndPersonSessionsResponse>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = IdempotencyKey::new(&caller, &asked.request_id, "EndPersonSessions", &asked)?;
        let id = PersonId::from_name(&asked.name)?;
        let work = fresh!(self.register.units().begin(&call));
        self.in_hand(work.tx(), &id, &caller).await?;
        let ended = store::end_all(work.tx(), &id, caller.at).await?;
        let ended = i32::try_from(ended).unwrap_or(i32::MAX);
        Ok(work.commit(wire::EndPersonSessionsResponse { ended }).await?)
    }

    async fn end_session(
        &self,
        request: Request<wire::EndSessionRequest>,
    ) -> Result<Response<wire::Session>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let person = PersonId::from_name(&caller.person)?;
        let name = if asked.name == "sessions/current" { &caller.session } else { &asked.name };
        let id = name.strip_prefix("sessions/").ok_or_else(unknown)?;
        // Ending is safe to repeat by itself.
        let work = self.register.units().begin_unkeyed(Timestamp::now()).await?;
        let ended = store::end(work.tx(), &person, id, caller.at).await?.ok_or_else(unknown)?;
        work.commit_unkeyed().await?;
        Ok(Response::new(to_session(&ended, &caller.session)))
    }

    async fn change_password(
        &self,
        request: Request<wire::ChangePasswordRequest>,
    ) -> Result<Response<wire::ChangePasswordResponse>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = IdempotencyKey::new(&caller, &asked.request_id, "ChangePassword", &asked)?;
        let person = reader(&caller.person, &[("old_password", &asked.old_password)])?;
        let mut violations = Violations::new();
        let password = Password::parse(&asked.new_password, &person);
        let password = violations.parse("new_password", reason::PASSWORD_WEAK, password);
        violations.check()?;
        // The same call again finds its answer before the old password is asked for, which is another by then.
        if let Some(answer) = self.register.units().replayed(&call).await? {
            return Ok(Response::new(answer));
        }
        // Counted for itself: strangers who try the name have no part in it.
        let tried = format!("change {person} {}", caller.session);
        let tried = self.register.encryption().blind_index(tried);
        self.count(&tried, caller.at).await?;
        let (old, origin) = store::hash(self.register.store().read(), &person).await?.unzip();
        let right = passwords::is_right(asked.old_password, old).await?;
        let Some((password, origin)) = password.zip(origin).filter(|_| right) else {
            return Err(sign_in::refused().into());
        };
        let hash = passwords::hash(password).await?;
        let work = fresh!(self.register.units().begin(&call));
        // No matter who chose the password, it is there by the same invitation.
        store::set_hash(work.tx(), &person, &hash, &origin, caller.at).await?;
        let current = caller.session.strip_prefix("sessions/").unwrap_or_default();
        store::end_others(work.tx(), &person, current, caller.at).await?;
        store::forget_failures(work.tx(), &[&tried], caller.at).await?;
        Ok(work.commit(wire::ChangePasswordResponse {}).await?)
    }

    async fn invite_person(
        &self,
        request: Request<wire::InvitePersonRequest>,
    ) -> Result<Response<wire::Invitation>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = IdempotencyKey::new(&caller, &asked.request_id, "InvitePerson", &asked)?;
        let id = PersonId::from_name(&asked.name)?;
        let code = new_code()?;
        let work = fresh!(self.register.units().begin(&call));
        let person =
            people::get(work.tx(), self.register.encryption(), &id).await?.ok_or_else(person::unknown)?;
        // Who redeems the code is that person.
        person.in_hand_of(&caller, &self.register.network())?;
        if person.deactivated.is_some() {
            return Err(person::deactivated().into());
        }
        let until = caller.at.plus_hours(24 * sign_in::INVITATION_DAYS);
        let index = self.register.encryption().blind_index(code.as_str());
        store::invite(work.tx(), &id, index, until, &Origin::of(&caller)).await?;
        let answer = wire::Invitation {
            person: id.name(),
            code: code.grouped(),
            expire_time: Some(until.to_timestamp()),
        };
        Ok(work.commit(answer).await?)
    }

    async fn open_session(
        &self,
        request: Request<wire::OpenSessionRequest>,
    ) -> Result<Response<wire::Session>, Status> {
        let at = Caller::of(&request)?.at;
        let asked = request.into_inner();
        let person = PersonId::from_name(&asked.person)?;
        let how = (Method::Provider, Origin::installation());
        let session = self.open(&person, how, at, None).await?;
        let factor = InSession { shown: asked.second_factor_shown.then_some(at), ..InSession::default() };
        Ok(Response::new(self.with_factor(session, factor, at).await?))
    }
}

impl Api {
    /// Refuses a person whose offices are not in the hand of the caller.
    async fn in_hand(
        &self,
        connection: &impl ConnectionTrait,
        id: &PersonId,
        caller: &Caller,
    ) -> Result<(), Refusal> {
        let person = people::get(connection, self.register.encryption(), id).await?;
        person.ok_or_else(person::unknown)?.in_hand_of(caller, &self.register.network())
    }

    /// Counts an attempt to sign in before it is tried, whether or not there is such a person. Failures lock their own address out;
    /// those from unfamiliar addresses slow each other down besides.
    pub(super) async fn attempt(&self, tried: &Tried, at: Timestamp) -> Result<(), Refusal> {
        let work = self.register.units().begin_unkeyed(Timestamp::now()).await?;
        let failures = store::failures(work.tx(), &tried.here).await?.attempt(at)?;
        store::count(work.tx(), &tried.here, failures).await?;
        let mut delay = Duration::ZERO;
        if !store::is_familiar(work.tx(), &tried.here, at).await? {
            let failures;
            (failures, delay) = store::failures(work.tx(), &tried.anywhere).await?.attempt_among_all(at);
            store::count(work.tx(), &tried.anywhere, failures).await?;
        }
        work.commit_unkeyed().await?;
        if delay.is_zero() {
            return Ok(());
        }
        let _waiting = WAITING.try_acquire().map_err(|_| passwords::busy())?;
        tokio::time::sleep(delay).await;
        Ok(())
    }

    /// Counts an attempt under a mark of its own before it is tried.
    pub(super) async fn count(&self, mark: &[u8], at: Timestamp) -> Result<(), Refusal> {
        let work = self.register.units().begin_unkeyed(Timestamp::now()).await?;
        let failures = store::failures(work.tx(), mark).await?.attempt(at)?;
        store::count(work.tx(), mark, failures).await?;
        work.commit_unkeyed().await
    }

    /// Refuses a right code where the inviter could not have given all offices of the person, or can't today.
    async fn is_good(
        &self,
        connection: &impl ConnectionTrait,
        origin: &Origin,
        id: &PersonId,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        let encryption = self.register.encryption();
        let person =
            people::get(connection, encryption, id).await?.ok_or_else(sign_in::invitation_refused)?;
        let inviter = match PersonId::from_name(&origin.inviter) {
            Ok(inviter) => people::get(connection, encryption, &inviter).await?,
            Err(_) => None,
        };
        origin.is_good_for(&person, inviter.as_ref(), at, &self.register.network())
    }

    /// Removes the second factor of a person whose password was void, because it came from somebody who could not have given all of their
    /// offices: anyone who had that password may have enrolled it.
    async fn drop_second_factor_of_void_password(
        &self,
        tx: &DatabaseTransaction,
        id: &PersonId,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        let Some((_, before)) = store::hash(tx, id).await? else { return Ok(()) };
        let person =
            people::get(tx, self.register.encryption(), id).await?.ok_or_else(sign_in::invitation_refused)?;
        if before.still_covers(&person, at, &self.register.network()).is_err() {
            second_factor::remove(tx, id).await?;
        }
        Ok(())
    }

    /// Opens a session for somebody who showed who they are; failures under `tried` are forgotten.
    async fn open(
        &self,
        id: &PersonId,
        how: (Method, Origin),
        at: Timestamp,
        tried: Option<&Tried>,
    ) -> Result<wire::Session, Refusal> {
        let work = self.register.units().begin_unkeyed(Timestamp::now()).await?;
        let person =
            people::get(work.tx(), self.register.encryption(), id).await?.ok_or_else(person::unknown)?;
        if person.deactivated.is_some() {
            return Err(person::deactivated());
        }
        how.1.still_covers(&person, at, &self.register.network())?;
        let token = new_token()?;
        let session = Session::begin(import::id(), id.clone(), how, at, self.times);
        store::begin_session(work.tx(), &session, self.register.encryption().blind_index(&token)).await?;
        if let Some(Tried { here, anywhere }) = tried {
            store::forget_failures(work.tx(), &[here, anywhere], at).await?;
            store::note_familiar(work.tx(), here, at).await?;
        }
        work.commit_unkeyed().await?;
        let current = format!("sessions/{}", session.id);
        Ok(wire::Session { token, ..to_session(&session, &current) })
    }

    /// The session of a token. Refused with SESSION_EXPIRED.
    pub(super) async fn session(&self, token: &str, at: Timestamp) -> Result<Session, Refusal> {
        let store = self.register.store();
        let secret = self.register.encryption().blind_index(token);
        let session = store::session_of(store.read(), secret).await?.ok_or_else(sign_in::expired)?;
        session.runs(at, self.times)?;
        if session.is_stale(at) {
            let tx = store.begin().await?;
            store::seen(&tx, &session.id, at).await?;
            tx.commit().await?;
        }
        Ok(session)
    }
}

/// From whom a caller's session came. What is handed out in it is there by the same invitation.
pub(super) async fn origin_of_session(
    connection: &impl ConnectionTrait,
    person: &PersonId,
    caller: &Caller,
) -> Result<Origin, Refusal> {
    match caller.session.strip_prefix("sessions/") {
        Some(id) => {
            let began = store::origin_of(connection, person, id).await?;
            began.map(|(_, origin)| origin).ok_or_else(sign_in::expired)
        }
        None => Ok(Origin::installation()),
    }
}

/// The token of a session.
pub(super) fn new_token() -> Result<String, Refusal> {
    token_with(TOKEN_PREFIX)
}

/// A bearer token that begins with what its kind is known by.
pub(super) fn token_with(prefix: &str) -> Result<String, Refusal> {
    Ok(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(chance::<32>()?)))
}

/// A code for an invitation.
pub(crate) fn new_code() -> Result<Code, Refusal> {
    Ok(Code::of_chance(chance()?))
}

/// Who wants to sign in, where everything that it takes was said.
fn reader(person: &str, said: &[(&str, &str)]) -> Result<PersonId, Refusal> {
    let mut violations = Violations::new();
    let id = PersonId::parse(person.strip_prefix("people/").unwrap_or(person));
    let id = violations.parse("person", reason::PERSON_ID_MALFORMED, id);
    for (field, text) in said {
        // As it was typed: blanks belong to a password.
        let _ = violations.text(field, text, 512);
    }
    violations.check()?;
    id.ok_or_else(sign_in::refused)
}

pub(super) fn to_session(session: &Session, current: &str) -> wire::Session {
    let name = format!("sessions/{}", session.id);
    let method = match session.method {
        Method::Password => wire::SignInMethod::Password,
        Method::Provider => wire::SignInMethod::Provider,
        Method::Device => wire::SignInMethod::Device,
        Method::Scan => wire::SignInMethod::Scan,
    };
    wire::Session {
        current: name == current,
        name,
        person: session.person.name(),
        method: method.into(),
        create_time: Some(session.created.to_timestamp()),
        seen_time: Some(session.seen.to_timestamp()),
        expire_time: Some(session.ended.unwrap_or(session.expires).to_timestamp()),
        token: String::new(),
        second_factor: wire::SecondFactorStanding::Unspecified.into(),
        device: session.device.clone(),
        terminal: session.terminal.as_ref().map(TerminalName::name).unwrap_or_default(),
    }
}

fn unknown() -> Refusal {
    Refusal::new(Kind::NotFound, reason::SESSION_UNKNOWN, "没有这个登录会话。", "You have no such session.")
}
