//! The provider itself: found by discovery, its keys kept and asked for anew where a token names one that is not known.

use std::{collections::HashSet, io, sync::Arc, time::Duration};

use arc_swap::ArcSwapOption;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use futures::{FutureExt as _, future::BoxFuture};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, jwk::JwkSet};
use kit::{
    access,
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
};
use openidconnect::{
    AsyncHttpClient, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, Scope, TokenResponse as _,
    core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata},
};
use serde_json::Value as Json;
use tokio::{sync::Mutex, time::Instant};

use super::{CALLBACK, OidcFault, OidcSettings};

/// How long the provider may take for an answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// More than any document of a provider holds.
const LARGEST: usize = 1 << 20;
/// The keys are asked for anew after this long, and for an unknown one not more often than that.
const OLD: Duration = Duration::from_hours(1);
const SOONEST: Duration = Duration::from_secs(10);
/// What the provider may sign with. Nothing that could be made with a key that everybody knows.
const ALGORITHMS: [Algorithm; 8] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

type Way = Client<HttpsConnector<HttpConnector>, Full<Bytes>>;
type Known = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Why the provider could not be asked.
#[derive(Debug, thiserror::Error)]
enum Unavailable {
    #[error("{0}")]
    ProviderChannel(#[from] hyper_util::client::legacy::Error),
    #[error("{0}")]
    Body(Box<dyn std::error::Error + Send + Sync>),
    #[error("too late")]
    Late,
}

/// The provider's discovery document.
struct Found {
    client: Known,
    keys: JwkSet,
    at: Instant,
}

/// Where a browser is sent, and what has to be the same when it returns.
pub(super) struct Authorize {
    pub(super) url: String,
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) verifier: String,
}

/// The identity provider.
pub(crate) struct Provider {
    settings: OidcSettings,
    issuer: IssuerUrl,
    back: RedirectUrl,
    line: ProviderChannel,
    found: ArcSwapOption<Found>,
    finding: Mutex<Option<Instant>>,
}

impl Provider {
    pub(super) fn new(settings: OidcSettings) -> Result<Self, OidcFault> {
        let issuer = address(&settings.issuer)?;
        let back = address(&format!("{}{CALLBACK}", settings.public_url.trim_end_matches('/')))?;
        let wrong = |text: &str| OidcFault::Address(text.to_owned());
        let crypto = rustls::crypto::ring::default_provider();
        let connector = HttpsConnectorBuilder::new().with_provider_and_native_roots(crypto)?;
        let connector = connector.https_or_http().enable_http1().build();
        Ok(Self {
            issuer: IssuerUrl::new(issuer.clone()).map_err(|_| wrong(&issuer))?,
            back: RedirectUrl::new(back.clone()).map_err(|_| wrong(&back))?,
            line: ProviderChannel(Client::builder(TokioExecutor::new()).build(connector)),
            found: ArcSwapOption::empty(),
            finding: Mutex::new(None),
            settings,
        })
    }

    /// Whether the issuer of a token is the provider. [`Provider::person_of_token`] verifies it.
    pub(crate) fn issued(&self, token: &str) -> bool {
        payload(token).is_some_and(|claims| claims["iss"].as_str() == Some(self.issuer.as_str()))
    }

    /// The person of a program's token, an access token (RFC 9068) or an ID token. Refused with TOKEN_EXPIRED, TOKEN_INVALID,
    /// OIDC_UNAVAILABLE.
    pub(crate) async fn person_of_token(&self, token: &str) -> Result<String, Refusal> {
        use jsonwebtoken::errors::ErrorKind;
        let head = jsonwebtoken::decode_header(token).map_err(|_| invalid())?;
        if !ALGORITHMS.contains(&head.alg) {
            return Err(invalid());
        }
        let key = |found: &Found| {
            let mut keys = found.keys.keys.iter();
            let jwk = match &head.kid {
                Some(kid) => keys.find(|jwk| jwk.common.key_id.as_ref() == Some(kid)),
                None if found.keys.keys.len() == 1 => keys.next(),
                None => None,
            };
            jwk.and_then(|jwk| DecodingKey::from_jwk(jwk).ok())
        };
        let key = match key(&*self.found(OLD).await?) {
            Some(key) => key,
            None => key(&*self.found(SOONEST).await?).ok_or_else(invalid)?,
        };
        let mut validation = Validation::new(head.alg);
        validation.set_issuer(&[self.issuer.as_str()]);
        validation.set_audience(&[self.settings.audience.as_ref().unwrap_or(&self.settings.client_id)]);
        validation.required_spec_claims = HashSet::from(["iss", "aud", "exp", "sub"].map(str::to_owned));
        validation.validate_nbf = true;
        validation.leeway = 30;
        match jsonwebtoken::decode::<Json>(token, &key, &validation) {
            Ok(read) => self.person(&read.claims),
            Err(fault) if matches!(fault.kind(), ErrorKind::ExpiredSignature) => Err(Refusal::new(
                Kind::Unauthenticated,
                reason::TOKEN_EXPIRED,
                "登录已过期，请重新登录。",
                "The token has expired; sign in again.",
            )),
            Err(_) => Err(invalid()),
        }
    }

    /// Where a browser goes to sign in.
    pub(super) async fn authorize(&self) -> Result<Authorize, Refusal> {
        let found = self.found(OLD).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state, nonce) = found
            .client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scope(Scope::new("profile".to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        Ok(Authorize {
            url: url.into(),
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
        })
    }

    /// The person whom the provider names for a code. Refused with OIDC_TOKEN_INVALID, OIDC_UNAVAILABLE.
    pub(super) async fn person_of_code(
        &self,
        code: String,
        verifier: String,
        nonce: &str,
    ) -> Result<String, Refusal> {
        let found = self.found(OLD).await?;
        let exchange = found.client.exchange_code(AuthorizationCode::new(code)).map_err(|fault| {
            tracing::warn!(%fault, "the identity provider has no token endpoint");
            unavailable()
        })?;
        let exchange = exchange.set_pkce_verifier(PkceCodeVerifier::new(verifier));
        let answer = exchange.request_async(&self.line).await.map_err(|fault| {
            tracing::warn!(%fault, "a code was not exchanged");
            not_ours()
        })?;
        let token = answer.id_token().ok_or_else(not_ours)?;
        let nonce = Nonce::new(nonce.to_owned());
        if token.claims(&found.client.id_token_verifier(), &nonce).is_err() {
            // Signed with a key that came after the last look.
            let found = self.found(SOONEST).await?;
            token.claims(&found.client.id_token_verifier(), &nonce).map_err(|fault| {
                tracing::warn!(%fault, "an ID token is not believed");
                not_ours()
            })?;
        }
        self.person(&payload(&token.to_string()).ok_or_else(not_ours)?)
    }

    /// The resource name in a token that is believed.
    fn person(&self, claims: &Json) -> Result<String, Refusal> {
        let id = claims[self.settings.claim.as_str()].as_str().unwrap_or_default();
        access::person_of(id).ok_or_else(nobody)
    }

    /// The discovery document, not older than that; the last one where the provider can't be reached.
    async fn found(&self, oldest: Duration) -> Result<Arc<Found>, Refusal> {
        let young = || self.found.load_full().filter(|found| found.at.elapsed() < oldest);
        if let Some(found) = young() {
            return Ok(found);
        }
        // One asks, the others wait for what it hears.
        let mut asked = self.finding.lock().await;
        if let Some(found) = young() {
            return Ok(found);
        }
        let before = self.found.load_full();
        if asked.is_some_and(|at| at.elapsed() < Duration::from_secs(1)) {
            return before.ok_or_else(unavailable);
        }
        *asked = Some(Instant::now());
        match self.discover().await {
            Ok(found) => {
                let found = Arc::new(found);
                self.found.store(Some(Arc::clone(&found)));
                Ok(found)
            }
            Err(fault) => {
                tracing::warn!(%fault, "the identity provider can't be asked");
                before.ok_or_else(unavailable)
            }
        }
    }

    async fn discover(&self) -> Result<Found, io::Error> {
        let metadata = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.line).await;
        let metadata = metadata.map_err(io::Error::other)?;
        let keys = serde_json::to_value(metadata.jwks()).and_then(serde_json::from_value)?;
        let secret = self.settings.client_secret.clone().map(ClientSecret::new);
        let id = ClientId::new(self.settings.client_id.clone());
        let client =
            CoreClient::from_provider_metadata(metadata, id, secret).set_redirect_uri(self.back.clone());
        Ok(Found { client, keys, at: Instant::now() })
    }
}

/// The line to the provider.
struct ProviderChannel(Way);

impl<'c> AsyncHttpClient<'c> for ProviderChannel {
    type Error = Unavailable;
    type Future = BoxFuture<'c, Result<HttpResponse, Unavailable>>;

    /// Sends a request and reads the answer. A redirect is not followed: it could lead the client's secret elsewhere.
    fn call(&'c self, request: HttpRequest) -> Self::Future {
        let asking = async {
            let answer = self.0.request(request.map(|body| Full::new(Bytes::from(body)))).await?;
            let (head, body) = answer.into_parts();
            let body = Limited::new(body, LARGEST).collect().await.map_err(Unavailable::Body)?.to_bytes();
            Ok(HttpResponse::from_parts(head, body.into()))
        };
        async { tokio::time::timeout(PATIENCE, asking).await.map_err(|_| Unavailable::Late)? }.boxed()
    }
}

/// An address by https, or on this machine.
fn address(text: &str) -> Result<String, OidcFault> {
    let uri: http::Uri = text.parse().map_err(|_| OidcFault::Address(text.to_owned()))?;
    let here = matches!(uri.host(), Some("127.0.0.1" | "localhost" | "[::1]"));
    match uri.scheme_str() {
        Some("https") => Ok(text.to_owned()),
        Some("http") if here => Ok(text.to_owned()),
        _ => Err(OidcFault::Address(text.to_owned())),
    }
}

fn payload(token: &str) -> Option<Json> {
    let part = token.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

fn invalid() -> Refusal {
    Refusal::new(
        Kind::Unauthenticated,
        reason::TOKEN_INVALID,
        "登录凭证无效，请重新登录。",
        "The token is not one that is believed here; sign in again.",
    )
}

fn not_ours() -> Refusal {
    Refusal::new(
        Kind::Unauthenticated,
        reason::OIDC_TOKEN_INVALID,
        "统一身份认证返回的凭证无法确认，请重新登录。",
        "What the identity provider answered can't be believed; sign in again.",
    )
}

fn nobody() -> Refusal {
    Refusal::new(
        Kind::Unauthenticated,
        reason::PERSON_UNKNOWN,
        "统一身份认证的账号没有对应的人员，请联系管理员登记。",
        "The account of the identity provider belongs to nobody in the register; ask the administrator.",
    )
}

fn unavailable() -> Refusal {
    Refusal::new(
        Kind::Unavailable,
        reason::OIDC_UNAVAILABLE,
        "统一身份认证暂时无法访问，请稍后重试。",
        "The identity provider can't be reached at the moment; try again shortly.",
    )
    .retry_after(Duration::from_secs(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_reached_by_https_or_on_this_machine() {
        for (text, right) in [
            ("https://id.example", true),
            ("http://127.0.0.1:4000/", true),
            ("http://id.example", false),
            ("id.example", false),
            ("ftp://127.0.0.1", false),
        ] {
            assert_eq!(address(text).is_ok(), right, "{text}");
        }
    }
}
