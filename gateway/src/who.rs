//! Who is calling, and whether they may call now: one way for REST and gRPC.

use std::sync::{Arc, OnceLock};

use futures::{FutureExt as _, future::BoxFuture};
use http::{Extensions, HeaderMap, HeaderValue};
use kit::moment::Moment;
use proto::access::v1::{Door, IdentifyPrincipalRequest, Principal};
use tonic::Status;

use crate::{Inner, contract::Method, front, masks::Veil, rates::Standing, room::Holder, serve::Address};

/// Where the caller of a request stands, for whoever writes the answer's head.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told(Arc<OnceLock<Standing>>);

impl Who {
    /// Whether nobody knows who calls.
    pub(crate) fn is_stranger(&self) -> bool {
        self.principal.person.is_empty()
    }

    /// To whom the places of the call are counted.
    pub(crate) fn holder(&self, gateway: &Inner, headers: &HeaderMap, extensions: &Extensions) -> Holder {
        if self.is_stranger() {
            let peer = extensions.get::<Address>().map(|address| address.0);
            return Holder::Stranger(gateway.rates.origin(peer, headers));
        }
        Holder::Person(self.principal.person.clone())
    }

    /// What lies over the answers of a method to this caller.
    pub(crate) fn veil(&self, method: &Method) -> Veil {
        Veil::new(method.masks.as_ref(), &method.access, &self.principal, Moment::now())
    }

    /// Resolves when a stream has to end because its caller is no longer who they were when it opened.
    pub(crate) fn changed(&self, gateway: &Inner) -> BoxFuture<'static, Status> {
        let Some(asked) = self.asked.clone() else { return std::future::pending().boxed() };
        let (identity, then) = (Arc::clone(&gateway.identity), self.principal.clone());
        let every = gateway.settings.look;
        async move { identity.changed(asked, then, every).await }.boxed()
    }
}

impl Told {
    /// What there is to tell.
    pub(crate) fn standing(&self) -> Option<Standing> {
        self.0.get().copied()
    }
}

/// Who calls.
pub(crate) struct Who {
    /// What the services are told.
    pub(crate) statement: HeaderValue,
    principal: Principal,
    /// How that is asked again, where it was asked.
    asked: Option<IdentifyPrincipalRequest>,
}

/// Finds out, and takes the call out of the person's bucket. Where the method's door stands open for anyone, nobody is asked.
pub(crate) async fn calls(
    gateway: &Inner,
    method: &Method,
    verb: &http::Method,
    headers: &HeaderMap,
    extensions: &Extensions,
) -> Result<Who, Status> {
    let identity = &gateway.identity;
    if method.access.door() == Door::Anyone {
        let peer = extensions.get::<Address>().map(|address| address.0);
        let statement = identity.of_stranger(gateway.rates.origin(peer, headers))?;
        return Ok(Who { statement, principal: Principal::default(), asked: None });
    }
    let (principal, asked) =
        identity.caller(headers, verb, gateway.oidc.as_ref(), &front::request_id(headers)).await?;
    let standing = gateway.rates.person(&principal.person).await?;
    if let (Some(standing), Some(told)) = (standing, extensions.get::<Told>()) {
        let _ = told.0.set(standing);
    }
    Ok(Who { statement: identity.statement(principal.clone())?, principal, asked: Some(asked) })
}
