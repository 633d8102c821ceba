//! OpenID Connect: the installation's own identity provider authenticates a person, and the register says what they may do. Browsers go there by
//! the authorization code flow with PKCE and come back to a session of ours; programs carry the provider's tokens.

mod flow;
mod provider;

use std::{fmt, sync::Arc};

use axum::{
    extract::{Request, State},
    response::Response,
};
use kit::{
    access::keys::Keys,
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal},
    },
    rpc::ClientChannel,
    storage::Encryption,
};
use proto::access::v1::{OpenSessionRequest, session_service_client::SessionServiceClient};
use tonic::Status;

use super::{not_identified::not_identified, sign_in};
use crate::{Inner, http::audit_extensions::AuditPerson};
use flow::Flows;
use provider::Provider;

/// Where the provider sends a browser back to, below the public address.
pub(crate) const CALLBACK: &str = "/sign-in/oidc/callback";

/// The identity provider of an installation.
#[derive(Clone)]
pub struct OidcSettings {
    /// Its issuer, below which `/.well-known/openid-configuration` lies; https, or http on this machine.
    pub issuer: String,
    /// Who we are to it.
    pub client_id: String,
    /// What we show it, unless we are a public client.
    pub client_secret: Option<String>,
    /// The claim that holds a person's id in the register.
    pub claim: String,
    /// For whom the tokens of programs have to be; the client id where absent.
    pub audience: Option<String>,
    /// Where browsers find us, for example `https://desk.example`.
    pub public_url: String,
    /// Whether the provider asks everybody for a second factor, so that ours is not asked for.
    pub second_factor: bool,
}

impl fmt::Debug for OidcSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OidcSettings").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// Why a provider can't be used as it is named.
#[derive(Debug, thiserror::Error)]
pub enum OidcFault {
    /// An address is none, or neither https nor on this machine.
    #[error("{0}: not an address by https")]
    Address(String),
    /// The certificates that this machine trusts can't be read.
    #[error("trusted certificates: {0}")]
    Roots(#[from] std::io::Error),
}

/// The provider, and browsers on their way to it.
pub(crate) struct Oidc {
    pub(crate) provider: Provider,
    /// Whether the provider asks for a second factor.
    pub(crate) second_factor: bool,
    flows: Flows,
}

impl Oidc {
    pub(crate) fn new(settings: OidcSettings, keys: &Keys, secure: bool) -> Result<Self, OidcFault> {
        let flows = Flows::new(Encryption::of_sign_in(keys), secure);
        let second_factor = settings.second_factor;
        Ok(Self { provider: Provider::new(settings)?, second_factor, flows })
    }
}

/// Sends a browser to the provider.
pub(crate) async fn begin(State(gateway): State<Arc<Inner>>, request: Request) -> Response {
    let (head, _) = request.into_parts();
    let next = sign_in::local(sign_in::query_parameter(&head.uri, "next"));
    let begun = async {
        gateway.rates.address(sign_in::peer(&head), &head.headers)?;
        let oidc = gateway.oidc.as_ref().ok_or_else(none)?;
        let there = oidc.provider.authorize().await?;
        let location = there.url.clone();
        Ok::<_, Refusal>((location, oidc.flows.begin(there, &next)?))
    };
    match begun.await {
        Ok((location, cookie)) => {
            let mut response = sign_in::see_other(location.as_str());
            response.headers_mut().append(http::header::SET_COOKIE, cookie);
            response
        }
        Err(refusal) => sign_in::refused_to_sign_in(&gateway, refusal.into(), &head),
    }
}

/// Takes a browser back from the provider.
pub(crate) async fn callback(State(gateway): State<Arc<Inner>>, request: Request) -> Response {
    let (head, _) = request.into_parts();
    let opened = async {
        gateway.rates.address(sign_in::peer(&head), &head.headers)?;
        let oidc = gateway.oidc.as_ref().ok_or_else(none)?;
        let said = |name: &str| sign_in::query_parameter(&head.uri, name).unwrap_or_default();
        let flow = oidc.flows.end(&head.headers, &said("state"))?;
        if !said("error").is_empty() {
            return Err(Status::from(refused_there()));
        }
        let person = oidc.provider.person_of_code(said("code"), flow.verifier, &flow.nonce).await?;
        let identity = &gateway.identity;
        let line = ClientChannel::of_ourselves(&identity.register, &identity.signer, Timestamp::now())?;
        let asked = OpenSessionRequest { person: person.clone(), second_factor_shown: oidc.second_factor };
        let session = SessionServiceClient::new(line).open_session(asked).await;
        Ok((person, session.map_err(|no| not_identified(&no))?.into_inner(), flow.next))
    };
    let secure = gateway.identity.cookies.is_secure();
    let mut response = match opened.await {
        Ok((person, session, next)) => {
            let mut response = sign_in::named_by_provider(&gateway, &head, &session, &next);
            response.extensions_mut().insert(AuditPerson(person));
            response
        }
        Err(status) => sign_in::refused_to_sign_in(&gateway, status, &head),
    };
    response.headers_mut().append(http::header::SET_COOKIE, flow::over(secure));
    response
}

fn none() -> Refusal {
    Refusal::new(
        Kind::NotFound,
        reason::OIDC_NOT_CONFIGURED,
        "本系统没有配置统一身份认证，请用密码登录。",
        "There is no identity provider here; sign in with a password.",
    )
}

fn refused_there() -> Refusal {
    Refusal::new(
        Kind::Unauthenticated,
        reason::OIDC_REFUSED,
        "未通过统一身份认证，请重试或者改用其他账号。",
        "The identity provider did not sign you in. Try again, or with another account.",
    )
}
