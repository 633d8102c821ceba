//! Who is calling, and whether they may call now: one way for REST and gRPC.

use std::sync::{Arc, OnceLock};

use http::{Extensions, HeaderMap, HeaderValue};
use kit::moment::Moment;
use proto::access::v1::Principal;
use tonic::Status;

use crate::{Inner, contract::Method, front, masks::Veil, rates::Standing};

/// Where the caller of a request stands, for whoever writes the answer's head.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told(Arc<OnceLock<Standing>>);

impl Who {
    /// What lies over the answers of a method to this caller.
    pub(crate) fn veil(&self, method: &Method) -> Veil {
        Veil::new(method.masks.as_ref(), &method.access, &self.principal, Moment::now())
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
}

/// Finds out, and takes the call out of the person's bucket.
pub(crate) async fn calls(
    gateway: &Inner,
    headers: &HeaderMap,
    extensions: &Extensions,
) -> Result<Who, Status> {
    let statement = gateway.identity.statement(headers, &front::request_id(headers)).await?;
    let said = gateway.verifier.read(statement.to_str().unwrap_or_default(), Moment::now())?;
    let principal = said.principal.unwrap_or_default();
    let standing = gateway.rates.person(&principal.person).await?;
    if let (Some(standing), Some(told)) = (standing, extensions.get::<Told>()) {
        let _ = told.0.set(standing);
    }
    Ok(Who { statement, principal })
}
