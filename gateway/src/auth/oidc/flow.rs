//! A browser's way to the provider and back: what has to be the same when it returns travels with it, sealed, in a cookie, so that any
//! replica can take it back.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use cookie::{Cookie, SameSite, time::Duration};
use http::{HeaderMap, HeaderValue, header::COOKIE};
use kit::{
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal},
    },
    storage::Encryption,
};
use serde::{Deserialize, Serialize};

use super::provider::Authorize;

/// How long one may take to sign in there.
const MINUTES: i64 = 10;

/// A browser that is on its way.
#[derive(Serialize, Deserialize)]
pub(super) struct Flow {
    state: String,
    pub(super) nonce: String,
    pub(super) verifier: String,
    pub(super) next: String,
    begun: i64,
}

pub(super) struct Flows {
    encryption: Encryption,
    secure: bool,
}

impl Flows {
    pub(super) const fn new(encryption: Encryption, secure: bool) -> Self {
        Self { encryption, secure }
    }

    /// The cookie of a browser that goes.
    pub(super) fn begin(&self, there: Authorize, next: &str) -> Result<HeaderValue, Refusal> {
        let flow = Flow {
            state: there.state,
            nonce: there.nonce,
            verifier: there.verifier,
            next: next.to_owned(),
            begun: Timestamp::now().micros(),
        };
        let text = serde_json::to_string(&flow).map_err(|fault| Refusal::internal(&fault))?;
        let sealed = URL_SAFE_NO_PAD.encode(self.encryption.encrypt(&text)?);
        Ok(written(self.secure, sealed, Duration::minutes(MINUTES)))
    }

    /// The flow of a browser that comes back. Refused with OIDC_STATE_INVALID where it is not the one that went.
    pub(super) fn end(&self, headers: &HeaderMap, state: &str) -> Result<Flow, Refusal> {
        let all = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut all = all.flat_map(Cookie::split_parse).filter_map(Result::ok);
        let held = all.find(|cookie| cookie.name() == name(self.secure)).ok_or_else(strange)?;
        let sealed = URL_SAFE_NO_PAD.decode(held.value()).map_err(|_| strange())?;
        let text = self.encryption.decrypt(&sealed).map_err(|_| strange())?;
        let flow: Flow = serde_json::from_str(&text).map_err(|_| strange())?;
        let fresh = Timestamp::from_micros(flow.begun).plus_seconds(MINUTES * 60) > Timestamp::now();
        if fresh && flow.state == state { Ok(flow) } else { Err(strange()) }
    }
}

/// The cookie of a flow that is over.
pub(super) fn over(secure: bool) -> HeaderValue {
    written(secure, String::new(), Duration::ZERO)
}

const fn name(secure: bool) -> &'static str {
    if secure { "__Host-sharedcourt-oidc" } else { "sharedcourt-oidc" }
}

fn written(secure: bool, value: String, age: Duration) -> HeaderValue {
    // Lax, because the way back is a link on the provider's page.
    let cookie = Cookie::build((name(secure), value)).path("/").http_only(true).secure(secure);
    let cookie = cookie.same_site(SameSite::Lax).max_age(age).build();
    HeaderValue::try_from(cookie.to_string()).unwrap_or(HeaderValue::from_static(""))
}

fn strange() -> Refusal {
    Refusal::new(
        Kind::Unauthenticated,
        reason::OIDC_STATE_INVALID,
        "登录过程已过期或不是从本浏览器开始的，请重新登录。",
        "This sign-in is out of date or was not begun by this browser; begin again.",
    )
}
