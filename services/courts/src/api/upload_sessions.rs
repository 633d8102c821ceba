//! UploadSessionService: how a telephone gets a session for the papers of one request, and how it ends.

use std::sync::LazyLock;

use kit::{
    access::{Caller, UPLOAD_SESSIONS},
    domain::{
        Timestamp,
        refusal::{Refusal, Violations},
    },
    fresh,
    unit_of_work::IdempotencyKey,
};
use proto::access::v1::{self as wire, upload_session_service_server::UploadSessionService};
use tonic::{Request, Response, Status};

use super::{
    Api, import, required,
    second_factor::chance,
    sessions::{Tried, origin_of_session, token_with},
};
use crate::{
    domain::{
        digit_code::DigitCode,
        person::{self, PersonId},
        upload_session::{self, Draft, State, UploadSession},
    },
    messages,
    store::{people, upload_sessions as store},
};

/// What the tokens of telephones' sessions begin with.
const UPLOAD_PREFIX: &str = "scu_";

/// The methods that a telephone may call, as the contract marks them (`upload_sessions`).
static OF_UPLOADS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let open = proto::methods(&proto::POOL)
        .filter(|method| proto::access_of(method).is_some_and(|access| access.upload_sessions));
    open.map(|method| method.full_name().to_owned()).collect()
});

/// The method that makes a code. Its roles are all that a telephone has of an officer's.
const CREATE: &str = "sharedcourt.access.v1.UploadSessionService.CreateUploadSession";

/// The roles of those for whom a telephone sends, as the contract has them.
static ROLES: LazyLock<Vec<i32>> = LazyLock::new(|| {
    let create = proto::methods(&proto::POOL).find(|method| method.full_name() == CREATE);
    create.and_then(|method| proto::access_of(&method)).map(|access| access.roles).unwrap_or_default()
});

#[tonic::async_trait]
impl UploadSessionService for Api {
    async fn create_upload_session(
        &self,
        request: Request<wire::CreateUploadSessionRequest>,
    ) -> Result<Response<wire::UploadSession>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = IdempotencyKey::new(&caller, &asked.request_id, "CreateUploadSession", &asked)?;
        let given = required("upload_session", asked.upload_session)?;
        let draft = Draft { case: given.case, case_number: given.case_number };
        let person = PersonId::from_name(&caller.person)?;
        let code = DigitCode::of_chance(chance()?);
        let work = fresh!(self.register.units().begin(&call));
        let origin = origin_of_session(work.tx(), &person, &caller).await?;
        let made_in = caller.session.strip_prefix("sessions/").unwrap_or_default().to_owned();
        let session = UploadSession::begin(import::id(), (person, made_in), origin, &draft, caller.at)
            .map_err(|refusal| refusal.within("upload_session"))?;
        store::begin(work.tx(), &session, self.index_of(&code)).await?;
        let answer = wire::UploadSession { code: code.grouped(), ..message(&session, caller.at) };
        Ok(work.commit(answer).await?)
    }

    async fn redeem_upload_code(
        &self,
        request: Request<wire::RedeemUploadCodeRequest>,
    ) -> Result<Response<wire::UploadCredential>, Status> {
        let caller = Caller::of(&request)?;
        let (at, encryption) = (caller.at, self.register.encryption());
        let mut violations = Violations::new();
        let typed = violations.text("code", &request.get_ref().code, 100);
        violations.check()?;
        // Counted before it is tried, the right one too: ten digits can be guessed by who may try without end.
        let tried = Tried {
            here: encryption.blind_index(format!("upload from {}", caller.address)),
            anywhere: encryption.blind_index("upload"),
        };
        self.attempt(&tried, at).await?;
        let code = typed.and_then(|typed| DigitCode::typed(&typed)).ok_or_else(upload_session::refused)?;
        let token = token_with(UPLOAD_PREFIX)?;
        let work = self.register.units().begin_unkeyed(Timestamp::now()).await?;
        let marks = (self.index_of(&code), encryption.blind_index(&token));
        let session = store::redeem(work.tx(), marks, at, upload_session::until(at)).await?;
        let session = session.ok_or_else(upload_session::refused)?;
        let person =
            people::get(work.tx(), encryption, &session.person).await?.ok_or_else(person::unknown)?;
        if person.deactivated.is_some() {
            return Err(person::deactivated().into());
        }
        session.origin.still_covers(&person, at, &self.register.network())?;
        crate::store::sign_in::forget_failures(work.tx(), &[&tried.here, &tried.anywhere], at).await?;
        work.commit_unkeyed().await?;
        let upload_session = Some(message(&session, at));
        Ok(Response::new(wire::UploadCredential { upload_session, token }))
    }

    async fn get_upload_session(
        &self,
        request: Request<wire::GetUploadSessionRequest>,
    ) -> Result<Response<wire::UploadSession>, Status> {
        let caller = Caller::of(&request)?;
        let (person, id) = own(&caller, &request.get_ref().name)?;
        let found = store::get(self.register.store().read(), &person, &id).await?;
        Ok(Response::new(message(&found.ok_or_else(upload_session::unknown)?, caller.at)))
    }

    async fn end_upload_session(
        &self,
        request: Request<wire::EndUploadSessionRequest>,
    ) -> Result<Response<wire::UploadSession>, Status> {
        let caller = Caller::of(&request)?;
        let (person, id) = own(&caller, &request.get_ref().name)?;
        // Ending is safe to repeat by itself.
        let work = self.register.units().begin_unkeyed(Timestamp::now()).await?;
        let ended = store::end(work.tx(), &person, &id, caller.at).await?;
        let ended = ended.ok_or_else(upload_session::unknown)?;
        work.commit_unkeyed().await?;
        Ok(Response::new(message(&ended, caller.at)))
    }
}

impl Api {
    /// The officer in whose name a telephone sends, with the offices for whose requests it does, and the methods that are open to it.
    pub(super) async fn telephone(&self, token: &str, at: Timestamp) -> Result<wire::Principal, Refusal> {
        let secret = self.register.encryption().blind_index(token);
        let session = store::of_secret(self.register.store().read(), secret).await?;
        let session = session.ok_or_else(upload_session::ended)?;
        session.runs(at)?;
        let person = self.register.caller(session.person.clone()).await?.ok_or_else(person::unknown)?;
        if person.deactivated.is_some() {
            return Err(person::deactivated());
        }
        session.origin.still_covers(&person, at, &self.register.network())?;
        let mut principal = messages::person::principal(&person);
        principal.grants.retain(|grant| ROLES.contains(&grant.role));
        Ok(wire::Principal {
            session: session.name(),
            // What it opens needs no second factor.
            second_factor: wire::SecondFactorStanding::NotNeeded.into(),
            methods: OF_UPLOADS.clone(),
            ..principal
        })
    }

    /// As what a code lies in the table.
    fn index_of(&self, code: &DigitCode) -> Vec<u8> {
        self.register.encryption().blind_index(format!("upload {}", code.as_str()))
    }
}

/// Whose session a caller names; a telephone has its own and sees no other.
fn own(caller: &Caller, name: &str) -> Result<(PersonId, String), Refusal> {
    let name = match caller.upload_session() {
        Some(current) if name == current || name == "uploadSessions/current" => current,
        Some(_) => return Err(upload_session::unknown()),
        None => name,
    };
    let id = name.strip_prefix(UPLOAD_SESSIONS).ok_or_else(upload_session::unknown)?;
    Ok((PersonId::from_name(&caller.person).map_err(|_| upload_session::unknown())?, id.to_owned()))
}

fn message(session: &UploadSession, at: Timestamp) -> wire::UploadSession {
    let state = match session.state(at) {
        State::Waiting => wire::UploadSessionState::Waiting,
        State::Open => wire::UploadSessionState::Open,
        State::Ended => wire::UploadSessionState::Ended,
        State::Expired => wire::UploadSessionState::Expired,
    };
    wire::UploadSession {
        name: session.name(),
        case: session.case.clone(),
        case_number: session.case_number.clone(),
        person: session.person.name(),
        state: state.into(),
        create_time: Some(session.created.to_timestamp()),
        expire_time: Some(session.expires.to_timestamp()),
        code: String::new(),
    }
}
