//! The one place that admits a caller to a method: by the method's `access` option in the contract.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock},
    task::{Context, Poll},
};

use futures::future::{Either, Ready, ready};
use proto::access::v1::{self as contract, Door};
use tonic::Status;
use tower::{Layer, Service};

use super::{
    Caller, Devices, Grant, HEADER, REASON_HEADER, Role, STRANGER, SecondFactor, device, no_role,
    second_factor, service_account,
};
use crate::{
    access::{AssertionVerifier, keys::Keys},
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal},
    },
};
use law::identifiers::RegionCode;

/// What every method in the contract asks of its caller, by path.
static METHODS: LazyLock<HashMap<String, Wanted>> = LazyLock::new(|| {
    let wanted = proto::methods(&proto::POOL).filter_map(|method| {
        let access = proto::access_of(&method)?;
        let path = proto::method_path(&method);
        let wanted = Wanted {
            door: access.door(),
            roles: access.roles().filter_map(Role::from_contract).collect(),
            after_term: access.after_term,
            asks_reason: access.asks_reason,
            before_second_factor: access.before_second_factor,
            devices: Devices::of(&access),
        };
        Some((path, wanted))
    });
    wanted.collect()
});

fn path_of(service: &str, method: &str) -> String {
    format!("/{service}/{method}")
}

/// The doors of every method in the contract.
struct Doors {
    verifier: AssertionVerifier,
}

/// What a method asks of its caller.
struct Wanted {
    door: Door,
    roles: Vec<Role>,
    /// A term that has ended opens it too, as long as what was done in it can be handed in.
    after_term: bool,
    /// Who enters says why.
    asks_reason: bool,
    /// A caller who has not shown the second factor yet may enter.
    before_second_factor: bool,
    /// An enrolled device may enter by its own credential.
    devices: Devices,
}

impl Wanted {
    /// The terms that open a method which asks for roles.
    fn opening(&self, held: &[Grant], at: Timestamp) -> Vec<Grant> {
        let ended = |grant: &Grant| self.after_term && grant.may_hand_in(at);
        let opens = |grant: &&Grant| self.roles.contains(&grant.role) && (grant.runs(at) || ended(grant));
        held.iter().filter(opens).cloned().collect()
    }
}

impl Caller {
    /// The caller as another method would admit them now, for example `sharedcourt.dispatch.v1.TaskService.AssignTask`: with those of their
    /// terms that open it. `None` where none does, or where a program or device may not call it. It knows the terms of this call alone, so
    /// it is for methods whose roles this one admits too.
    #[must_use]
    pub fn for_method(&self, method: &str) -> Option<Self> {
        if self.is_ourselves() {
            return Some(self.clone());
        }
        let (service, name) = method.rsplit_once('.')?;
        let wanted = METHODS.get(&path_of(service, name)).filter(|wanted| wanted.door == Door::Roles)?;
        if !service_account::may_call((&self.person, &self.session), &self.methods, method) {
            return None;
        }
        let grants = wanted.opening(&self.grants, self.at);
        (!grants.is_empty()).then(|| Self { grants, ..self.clone() })
    }
}

/// Puts the doors before a service.
#[derive(Clone)]
pub struct AccessLayer {
    doors: Arc<Doors>,
}

impl AccessLayer {
    /// Doors that believe the statements of an installation.
    #[must_use]
    pub fn new(keys: &Keys) -> Self {
        Self { doors: Arc::new(Doors { verifier: AssertionVerifier::new(keys) }) }
    }
}

impl<S> Layer<S> for AccessLayer {
    type Service = AccessService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        AccessService { inner, doors: Arc::clone(&self.doors) }
    }
}

/// A service behind its doors.
#[derive(Clone)]
pub struct AccessService<S> {
    inner: S,
    doors: Arc<Doors>,
}

impl<S, B, R> Service<http::Request<B>> for AccessService<S>
where
    S: Service<http::Request<B>, Response = http::Response<R>>,
    R: Default,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Either<S::Future, Ready<Result<S::Response, S::Error>>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: http::Request<B>) -> Self::Future {
        match self.doors.caller(request.uri().path(), request.headers(), Timestamp::now()) {
            Ok(caller) => {
                if let Some(caller) = caller {
                    request.extensions_mut().insert(caller);
                }
                Either::Left(self.inner.call(request))
            }
            Err(refusal) => Either::Right(ready(Ok(Status::from(refusal).into_http()))),
        }
    }
}

impl Doors {
    /// The caller who may enter, `None` for a method that is not of the contract (health, reflection).
    fn caller(
        &self,
        path: &str,
        headers: &http::HeaderMap,
        at: Timestamp,
    ) -> Result<Option<Caller>, Refusal> {
        let Some(wanted) = METHODS.get(path) else { return Ok(None) };
        let said = headers.get(HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let contract::Statement { principal, address, .. } = self.verifier.read(said, at)?;
        let Some(principal) = principal else {
            return Ok(Some(Caller { assertion: said.to_owned(), ..Caller::ourselves(at) }));
        };
        if !matches!(wanted.door, Door::Anyone | Door::Internal | Door::Unspecified) {
            service_account::admit(&principal)?;
            second_factor::admit(&principal, wanted.before_second_factor)?;
        }
        let held: Vec<Grant> = principal.grants.iter().filter_map(grant).collect();
        let grants = match wanted.door {
            Door::Anyone => Vec::new(),
            // A device holds no office: it is let in as itself, and the method says what that opens.
            Door::SignedIn | Door::Roles | Door::Devices if device::is_device(&principal.person) => {
                if wanted.devices == Devices::Refused {
                    return Err(device::not_for_devices());
                }
                Vec::new()
            }
            Door::SignedIn | Door::Roles | Door::Devices if principal.person == STRANGER => {
                return Err(stranger());
            }
            Door::Devices => return Err(device::device_required()),
            Door::SignedIn => held.into_iter().filter(|grant| grant.runs(at)).collect(),
            Door::Roles => {
                let opening = wanted.opening(&held, at);
                if opening.is_empty() {
                    return Err(no_role(&principal.person, &wanted.roles, &held, at));
                }
                opening
            }
            Door::Internal | Door::Unspecified => {
                return Err(Refusal::new(
                    Kind::Denied,
                    reason::INTERNAL_METHOD,
                    "此接口仅供系统内部使用。",
                    "This method is for the installation's own processes.",
                ));
            }
        };
        if wanted.asks_reason && !says_why(headers) {
            return Err(no_reason());
        }
        Ok(Some(Caller {
            second_factor: SecondFactor::of(&principal),
            person: principal.person,
            methods: principal.methods,
            display_name: principal.display_name,
            session: principal.session,
            grants,
            at,
            assertion: said.to_owned(),
            address,
        }))
    }
}

/// Refuses with ACCESS_REASON_REQUIRED a request that does not say why its caller looks.
pub fn require_reason(headers: &http::HeaderMap) -> Result<(), Refusal> {
    if says_why(headers) { Ok(()) } else { Err(no_reason()) }
}

fn says_why(headers: &http::HeaderMap) -> bool {
    let said = headers.get(REASON_HEADER).map(http::HeaderValue::as_bytes).unwrap_or_default();
    !said.trim_ascii().is_empty()
}

fn no_reason() -> Refusal {
    Refusal::new(
        Kind::Invalid,
        reason::ACCESS_REASON_REQUIRED,
        "查看受保护的信息须说明事由，事由将记入审计。",
        "Say why you look at what is protected (x-access-reason); it is recorded.",
    )
    .at(REASON_HEADER)
}

fn stranger() -> Refusal {
    Refusal::new(Kind::Unauthenticated, reason::TOKEN_MISSING, "请先登录。", "Sign in first.")
}

/// A term of a caller assertion.
#[must_use]
pub fn grant(message: &contract::Grant) -> Option<Grant> {
    let some = |text: &String| (!text.is_empty()).then(|| text.clone());
    Some(Grant {
        role: Role::from_contract(message.role())?,
        region: RegionCode::parse(&message.region_code).ok(),
        court: some(&message.court),
        unit: some(&message.unit),
        deputises_for: some(&message.deputises_for),
        from: Timestamp::from_timestamp(message.start_time.as_ref()?)?,
        until: message.end_time.as_ref().and_then(Timestamp::from_timestamp),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::AssertionSigner;

    const ASSIGN: &str = "/sharedcourt.dispatch.v1.TaskService/AssignTask";
    const IDENTIFY: &str = "/sharedcourt.access.v1.IdentityService/IdentifyPrincipal";

    fn ask(path: &str, role: Option<(Role, i64, Option<i64>)>) -> Result<Option<Caller>, &'static str> {
        let keys = Keys::random().unwrap();
        let now = Timestamp::now();
        let signer = AssertionSigner::new(&keys, "gateway");
        let said = match role {
            None => signer.we_call(now),
            Some((role, from, until)) => {
                let grants = vec![contract::Grant {
                    role: role.to_contract().into(),
                    court: "courts/330783201203".into(),
                    start_time: Some(now.plus_hours(from).to_timestamp()),
                    end_time: until.map(|hours| now.plus_hours(hours).to_timestamp()),
                    ..Default::default()
                }];
                signer.person_calls(
                    contract::Principal { person: "people/p".into(), grants, ..Default::default() },
                    now,
                )
            }
        };
        let mut headers = http::HeaderMap::new();
        headers.insert(HEADER, said.parse().unwrap());
        AccessLayer::new(&keys).doors.caller(path, &headers, now).map_err(|refusal| refusal.reason())
    }

    #[test]
    fn a_door_opens_by_a_role_that_runs_now() {
        let caller = ask(ASSIGN, Some((Role::Director, -1, Some(1)))).unwrap().unwrap();
        assert_eq!(caller.scope().courts, ["courts/330783201203"]);
        assert_eq!(ask(ASSIGN, Some((Role::GridWorker, -1, None))).unwrap_err(), "ROLE_REQUIRED");
        assert_eq!(ask(ASSIGN, Some((Role::Director, -2, Some(-1)))).unwrap_err(), "TERM_NOT_RUNNING");
        assert_eq!(ask(ASSIGN, Some((Role::Director, 1, None))).unwrap_err(), "TERM_NOT_RUNNING");
    }

    #[test]
    fn what_was_done_in_a_term_can_be_handed_in_after_it() {
        let attempt = "/sharedcourt.dispatch.v1.TaskService/CreateAttempt";
        assert!(ask(attempt, Some((Role::GridWorker, -2, Some(-1)))).is_ok());
        assert_eq!(ask(attempt, Some((Role::GridWorker, 1, None))).unwrap_err(), "TERM_NOT_RUNNING");
        assert!(ask(attempt, Some((Role::Director, -2, Some(-1)))).is_ok());
        assert_eq!(ask(attempt, Some((Role::ContactJudge, -2, Some(-1)))).unwrap_err(), "ROLE_REQUIRED");
    }

    #[test]
    fn handing_in_is_for_those_in_the_field_and_for_thirty_days() {
        let declare = "/sharedcourt.evidence.v1.EvidenceService/CreateEvidence";
        let days = |days: i64| Some(days * 24);
        for role in [Role::GridWorker, Role::Director] {
            assert!(ask(declare, Some((role, -2000, days(-29)))).is_ok(), "{role:?}");
            assert_eq!(
                ask(declare, Some((role, -2000, days(-30)))).unwrap_err(),
                "TERM_NOT_RUNNING",
                "{role:?}"
            );
        }
        for role in [Role::Officer, Role::UnitClerk, Role::Cashier, Role::Command] {
            assert_eq!(
                ask(declare, Some((role, -48, Some(-1)))).unwrap_err(),
                "TERM_NOT_RUNNING",
                "{role:?}"
            );
            assert!(ask(declare, Some((role, -48, None))).is_ok(), "{role:?}");
        }
    }

    #[test]
    fn who_is_asked_for_a_reason_gives_one() {
        let keys = Keys::random().unwrap();
        let doors = AccessLayer::new(&keys).doors;
        let now = Timestamp::now();
        let grants = vec![contract::Grant {
            role: Role::Officer.to_contract().into(),
            region_code: "330783".into(),
            start_time: Some(now.plus_hours(-1).to_timestamp()),
            ..Default::default()
        }];
        let officer = contract::Principal { person: "people/p".into(), grants, ..Default::default() };
        let mut headers = http::HeaderMap::new();
        headers.insert(
            HEADER,
            AssertionSigner::new(&keys, "gateway").person_calls(officer, now).parse().unwrap(),
        );
        let path = "/sharedcourt.investigation.v1.DebtorService/RevealIdentity";
        let mut ask = |why: Option<&'static str>| {
            if let Some(why) = why {
                headers.insert(REASON_HEADER, http::HeaderValue::from_static(why));
            }
            doors.caller(path, &headers, now).map(|_| ()).map_err(|refusal| refusal.reason())
        };
        assert_eq!(ask(None), Err("ACCESS_REASON_REQUIRED"));
        assert_eq!(ask(Some("  ")), Err("ACCESS_REASON_REQUIRED"));
        assert_eq!(ask(Some("%E5%A1%AB%E8%A1%A8")), Ok(()));
    }

    #[test]
    fn an_inner_door_opens_for_ourselves_alone() {
        assert!(ask(IDENTIFY, None).unwrap().unwrap().is_ourselves());
        assert_eq!(ask(IDENTIFY, Some((Role::Admin, -1, None))).unwrap_err(), "INTERNAL_METHOD");
    }

    #[test]
    fn a_stranger_comes_through_the_door_for_anyone_and_no_other() {
        let keys = Keys::random().unwrap();
        let doors = AccessLayer::new(&keys).doors;
        let now = Timestamp::now();
        let mut headers = http::HeaderMap::new();
        headers.insert(HEADER, AssertionSigner::new(&keys, "gateway").stranger_calls(now).parse().unwrap());
        let (mut open, mut shut) = (0, 0);
        for (path, wanted) in METHODS.iter() {
            let entered = doors.caller(path, &headers, now);
            if wanted.door == Door::Anyone {
                let caller = entered.unwrap().unwrap();
                assert!(
                    !caller.is_ourselves() && caller.scope() == crate::access::Scope::default(),
                    "{path}"
                );
                open += 1;
            } else {
                assert!(entered.is_err(), "{path}");
                shut += 1;
            }
        }
        assert!(open >= 2 && shut > 100, "{open} {shut}");
    }

    #[test]
    fn a_device_enters_where_the_contract_lets_devices_in_and_holds_no_office_there() {
        let keys = Keys::random().unwrap();
        let doors = AccessLayer::new(&keys).doors;
        let now = Timestamp::now();
        let (mut open, mut shut) = (0, 0);
        for (path, wanted) in METHODS.iter().filter(|(_, wanted)| wanted.door != Door::Anyone) {
            let method = path.trim_start_matches('/').replace('/', ".");
            // The list says yes, so that the door itself is asked; a grant that slipped in opens nothing.
            let principal = contract::Principal {
                person: "terminals/330783201203-1".into(),
                methods: vec![method.clone()],
                method,
                grants: vec![contract::Grant {
                    role: Role::Director.to_contract().into(),
                    court: "courts/330783201203".into(),
                    start_time: Some(now.plus_hours(-1).to_timestamp()),
                    ..Default::default()
                }],
                ..Default::default()
            };
            let mut headers = http::HeaderMap::new();
            let said = AssertionSigner::new(&keys, "gateway").person_calls(principal, now);
            headers.insert(HEADER, said.parse().unwrap());
            let entered = doors.caller(path, &headers, now);
            if wanted.devices == Devices::Refused {
                assert!(entered.is_err(), "{path}");
                shut += 1;
                continue;
            }
            let caller = entered.unwrap().unwrap();
            assert_eq!(caller.device(), Some("terminals/330783201203-1"), "{path}");
            assert!(caller.grants.is_empty() && caller.scope() == crate::access::Scope::default());
            open += 1;
        }
        assert!(open >= 4 && shut > 100, "{open} {shut}");
        assert_eq!(
            ask("/sharedcourt.access.v1.DeviceService/BeginSignIn", Some((Role::Director, -1, None)))
                .unwrap_err(),
            "DEVICE_REQUIRED"
        );
    }

    #[test]
    fn every_method_of_the_contract_has_a_door() {
        let ours = proto::POOL.services().filter(|s| s.full_name().starts_with("sharedcourt."));
        let count: usize = ours.map(|service| service.methods().len()).sum();
        assert_eq!(METHODS.len(), count);
    }

    #[test]
    fn a_caller_is_admitted_to_another_method_as_if_they_had_called_it() {
        const READ: &str = "/sharedcourt.dispatch.v1.TaskService/GetTask";
        let of = |method: &str| format!("sharedcourt.dispatch.v1.TaskService.{method}");
        let read = |role| ask(READ, Some((role, -1, None))).unwrap().unwrap();
        let (director, worker) = (read(Role::Director), read(Role::GridWorker));
        assert_eq!(director.for_method(&of("AssignTask")).unwrap().grants, director.grants);
        assert!(director.for_method(&of("ReviewTask")).is_none());
        assert!(
            worker.for_method(&of("AcceptTask")).is_some() && worker.for_method(&of("AssignTask")).is_none()
        );
        assert!(worker.for_method(&of("NoSuchMethod")).is_none());
        assert!(worker.for_method("sharedcourt.access.v1.IdentityService.IdentifyPrincipal").is_none());
        // A program may call what is in its list.
        let program = |methods: &[&str]| Caller {
            person: "serviceAccounts/bank".to_owned(),
            methods: methods.iter().map(|method| of(method)).collect(),
            ..director.clone()
        };
        assert!(program(&["GetTask"]).for_method(&of("AssignTask")).is_none());
        assert!(program(&["GetTask", "AssignTask"]).for_method(&of("AssignTask")).is_some());
    }

    #[test]
    fn who_reads_a_task_by_a_term_is_asked_for_that_term_by_every_act_on_it() {
        let roles = |method: &str| &METHODS[&path_of("sharedcourt.dispatch.v1.TaskService", method)].roles;
        for act in [
            "AssignTask",
            "AcceptTask",
            "DeclineTask",
            "TransferTask",
            "CreateAttempt",
            "ReportTask",
            "ReviewTask",
            "RevokeTask",
        ] {
            assert!(roles(act).iter().all(|role| roles("GetTask").contains(role)), "{act}");
        }
    }
}
