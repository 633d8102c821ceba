//! The caller of a request, and whether their rate limit allows the call: the same for REST and gRPC.

use std::{
    net::IpAddr,
    sync::{Arc, OnceLock},
};

use futures::{FutureExt as _, future::BoxFuture};
use http::{Extensions, HeaderMap, HeaderValue};
use ipnet::IpNet;
use kit::{
    access::Devices,
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal},
    },
    rpc::audit::Origin,
};
use proto::access::v1::{Door, IdentifyPrincipalRequest, Principal};
use tonic::Status;

use crate::{
    Inner,
    contract::Method,
    http::request_id,
    json::redaction::Redaction,
    limits::{concurrency::Holder, rate::RateLimitStatus},
    server::listener::Address,
};

/// A request extension that takes the caller's rate limit, for the headers of the response.
#[derive(Clone, Debug, Default)]
pub(crate) struct RateLimitSlot(Arc<OnceLock<RateLimitStatus>>);

impl Caller {
    /// Whether the caller is unknown.
    pub(crate) fn is_stranger(&self) -> bool {
        self.principal.person.is_empty()
    }

    /// The assertion for a later call: that of a person is good for a minute alone.
    pub(crate) fn renewed(&self, gateway: &Inner) -> Result<HeaderValue, Status> {
        if self.is_stranger() {
            return Ok(self.assertion.clone());
        }
        gateway.identity.assertion(self.principal.clone())
    }

    /// Against whose share the call is counted.
    pub(crate) fn holder(&self, gateway: &Inner, headers: &HeaderMap, extensions: &Extensions) -> Holder {
        if self.is_stranger() {
            let peer = extensions.get::<Address>().map(|address| address.0);
            return Holder::Stranger(gateway.rates.origin(peer, headers));
        }
        Holder::Person(self.principal.person.clone())
    }

    /// What is redacted in a method's responses to this caller.
    pub(crate) fn redaction(&self, method: &Method) -> Redaction {
        Redaction::new(method.redaction_rules.as_ref(), &method.access, &self.principal, Timestamp::now())
    }

    /// Resolves when a stream has to end because its caller is no longer who they were when it opened.
    pub(crate) fn changed(&self, gateway: &Inner) -> BoxFuture<'static, Status> {
        let Some(asked) = self.asked.clone() else { return std::future::pending().boxed() };
        let (identity, then) = (Arc::clone(&gateway.identity), self.principal.clone());
        let every = gateway.settings.look;
        async move { identity.changed(asked, then, every).await }.boxed()
    }
}

impl RateLimitSlot {
    /// The rate limit of the caller, once it is known who calls.
    pub(crate) fn status(&self) -> Option<RateLimitStatus> {
        self.0.get().copied()
    }
}

/// Who calls.
pub(crate) struct Caller {
    /// The assertion for the services.
    pub(crate) assertion: HeaderValue,
    principal: Principal,
    /// How that is asked again, where it was asked.
    asked: Option<IdentifyPrincipalRequest>,
}

/// Authenticates a call and counts it against the person's rate limit. A method that is open to anyone needs no authentication.
pub(crate) async fn authenticate(
    gateway: &Inner,
    method: &Method,
    verb: &http::Method,
    headers: &HeaderMap,
    extensions: &Extensions,
) -> Result<Caller, Status> {
    let identity = &gateway.identity;
    if method.access.door() == Door::Anyone {
        let peer = extensions.get::<Address>().map(|address| address.0);
        let assertion = identity.of_stranger(gateway.rates.origin(peer, headers))?;
        return Ok(Caller { assertion, principal: Principal::default(), asked: None });
    }
    let devices = Devices::of(&method.access);
    let (mut principal, asked) =
        identity.caller(headers, verb, devices, gateway.oidc.as_ref(), &request_id::of(headers)).await?;
    if !principal.addresses.is_empty() {
        let peer = extensions.get::<Address>().map(|address| address.0);
        let client = gateway.rates.client(peer, headers);
        if !is_from(&principal.addresses, client) {
            // The secret is right, so the audit record names its account.
            Origin::identified(&principal.person);
            return Err(address_refused().into());
        }
    }
    method.descriptor.full_name().clone_into(&mut principal.method);
    let status = gateway.rates.person(&principal.person).await?;
    if let (Some(status), Some(slot)) = (status, extensions.get::<RateLimitSlot>()) {
        let _ = slot.0.set(status);
    }
    Ok(Caller { assertion: identity.assertion(principal.clone())?, principal, asked: Some(asked) })
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
        reason::SERVICE_ACCOUNT_ADDRESS,
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
