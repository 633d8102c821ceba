//! IdentityService: asked by the gateway for every call.

use std::sync::LazyLock;

use kit::{
    access::{Caller, Devices},
    domain::refusal::Refusal,
};
use proto::access::v1::{self as access, identity_service_server::IdentityService};
use tonic::{Request, Response, Status};

use super::Api;
use crate::{
    domain::{
        enrolment,
        origin::Origin,
        person::{self, PersonId},
        scan,
        sign_in::Method,
    },
    messages,
    store::terminal_access,
};

/// The methods by which is handed in what was done without a signal, as the contract marks them (`after_term`).
static HAND_IN: LazyLock<Vec<String>> = LazyLock::new(|| {
    let handed_in = proto::methods(&proto::POOL)
        .filter(|method| proto::access_of(method).is_some_and(|access| access.after_term));
    handed_in.map(|method| method.full_name().to_owned()).collect()
});

/// The methods that an enrolled device may call, as the contract marks them (`devices`, or a door for nobody else).
static OF_DEVICES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let open = proto::methods(&proto::POOL).filter(|method| {
        proto::access_of(method).is_some_and(|option| Devices::of(&option) != Devices::Refused)
    });
    open.map(|method| method.full_name().to_owned()).collect()
});

#[tonic::async_trait]
impl IdentityService for Api {
    async fn identify_principal(
        &self,
        request: Request<access::IdentifyPrincipalRequest>,
    ) -> Result<Response<access::Principal>, Status> {
        let at = Caller::of(&request)?.at;
        let asked = request.into_inner();
        if !asked.service_secret.is_empty() {
            return Ok(Response::new(self.program(&asked.service_secret, at).await?));
        }
        if !asked.device_token.is_empty() {
            return Ok(Response::new(self.device(&asked.device_token).await?));
        }
        if !asked.upload_token.is_empty() {
            return Ok(Response::new(self.telephone(&asked.upload_token, at).await?));
        }
        let (id, session, origin) = if asked.session_token.is_empty() {
            (PersonId::from_name(&asked.person)?, None, Origin::installation())
        } else {
            let session = self.session(&asked.session_token, at).await?;
            (session.person.clone(), Some(session.clone()), session.origin)
        };
        let person = self.register.caller(id).await?.ok_or_else(person::unknown)?;
        let of_device = session.as_ref().is_some_and(|session| session.method == Method::Device);
        if person.deactivated.is_some() && !(of_device && person.may_hand_in(at)) {
            return Err(person::deactivated().into());
        }
        origin.still_covers(&person, at, &self.register.network())?;
        if of_device {
            let session = session.map(|session| format!("sessions/{}", session.id)).unwrap_or_default();
            let principal = messages::person::principal(&person);
            // What it opens needs no second factor.
            let second_factor = access::SecondFactorStanding::NotNeeded.into();
            let methods = HAND_IN.clone();
            return Ok(Response::new(access::Principal { session, second_factor, methods, ..principal }));
        }
        // On a terminal of a court its director is that and nothing else.
        let terminal = session.as_ref().and_then(|session| session.terminal.as_ref());
        let person = match terminal {
            Some(terminal) => scan::at_court(person, &terminal.court),
            None => person,
        };
        let principal = self.principal(&person, session.as_ref(), asked.second_factor_shown, at).await?;
        Ok(Response::new(principal))
    }
}

impl Api {
    /// An enrolled terminal as a caller: it holds no office, and calls what the contract opens to devices.
    async fn device(&self, token: &str) -> Result<access::Principal, Refusal> {
        let secret = self.register.encryption().blind_index(token);
        let name = terminal_access::of_secret(self.register.store().read(), secret).await?;
        let name = name.ok_or_else(enrolment::ended)?;
        let network = self.register.network();
        let court = network.court(&name.court).ok_or_else(enrolment::ended)?;
        Ok(access::Principal {
            person: name.name(),
            display_name: format!("{} {}", court.display_name, name.number),
            second_factor: access::SecondFactorStanding::NotNeeded.into(),
            methods: OF_DEVICES.clone(),
            ..access::Principal::default()
        })
    }
}
