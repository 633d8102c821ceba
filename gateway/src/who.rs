//! Who is calling, and whether they may call now: one way for REST and gRPC.

use std::{
    net::IpAddr,
    sync::{Arc, OnceLock},
};

use futures::{FutureExt as _, future::BoxFuture};
use http::{Extensions, HeaderMap, HeaderValue};
use ipnet::IpNet;
use kit::{
    audit::Origin,
    moment::Moment,
    refusal::{Kind, Refusal},
};
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
    let (mut principal, asked) =
        identity.caller(headers, verb, gateway.oidc.as_ref(), &front::request_id(headers)).await?;
    if !principal.addresses.is_empty() {
        let peer = extensions.get::<Address>().map(|address| address.0);
        let client = gateway.rates.client(peer, headers);
        if !is_from(&principal.addresses, client) {
            // The secret is right, so the record says whose it is.
            Origin::identified(&principal.person);
            return Err(address_refused().into());
        }
    }
    method.descriptor.full_name().clone_into(&mut principal.method);
    let standing = gateway.rates.person(&principal.person).await?;
    if let (Some(standing), Some(told)) = (standing, extensions.get::<Told>()) {
        let _ = told.0.set(standing);
    }
    Ok(Who { statement: identity.statement(principal.clone())?, principal, asked: Some(asked) })
}

/// Whether an address lies in one of the blocks.
fn is_from(blocks: &[String], client: Option<IpAddr>) -> bool {
    let Some(client) = client else { return false };
    let client = client.to_canonical();
    blocks.iter().filter_map(|block| block.parse::<IpNet>().ok()).any(|block| block.contains(&client))
}

fn address_refused() -> Refusal {
    Refusal::new(
        Kind::Denied,
        "SERVICE_ACCOUNT_ADDRESS",
        "此服务账号只能从登记的地址调用。请从登记的地址调用，或请管理员重新建立账号。",
        "The service account may call from its stated addresses alone. Call from one of them, or ask the administrator for a new account.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_calls_from_its_own_addresses() {
        let blocks = ["10.2.0.0/16".to_owned(), "2001:db8::/32".to_owned()];
        for (client, own) in [
            (Some("10.2.3.4"), true),
            (Some("::ffff:10.2.3.4"), true),
            (Some("2001:db8::7"), true),
            (Some("10.3.0.1"), false),
            (Some("::1"), false),
            (None, false),
        ] {
            let client = client.map(|text| text.parse().unwrap());
            assert_eq!(is_from(&blocks, client), own, "{client:?}");
        }
        assert!(!is_from(&["nonsense".to_owned()], Some("10.2.3.4".parse().unwrap())));
    }
}
