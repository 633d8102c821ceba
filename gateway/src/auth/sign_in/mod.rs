//! Signing in with a browser: a page with a form, a page for an invitation's code, and signing out. They work without script, on the
//! oldest browser. A script that asks for JSON gets the same cookies, and a problem in place of the form. Programs sign in by
//! `POST /v1/sessions` and carry the token themselves.

pub(crate) mod cookies;
pub(crate) mod device;
mod form;
mod page;
mod response;
pub(crate) mod second_factor;
pub(crate) mod upload;

use std::{net::IpAddr, sync::Arc};

use axum::{
    extract::{Request, State},
    response::{IntoResponse as _, Response},
};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE, LINK, VARY},
    request::Parts,
};
use kit::{
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal, Text},
    },
    rpc::ClientChannel,
    telemetry::REQUEST_ID,
};
use proto::access::v1::{
    CreateSessionRequest, EndSessionRequest, OpenSessionRequest, RedeemInvitationRequest,
    SecondFactorStanding, Session, session_service_client::SessionServiceClient,
};
use tonic::{Status, metadata::MetadataValue};

use super::not_identified::not_identified;
use crate::{
    Inner,
    http::{audit_extensions::AuditPerson, request_id},
    server::listener::Address,
};
use form::{admitted, wants_json};
pub(crate) use form::{body_of_own_page, local, query_parameter};
pub(crate) use page::SECOND_FACTOR_PATH;
use page::{Page, SignIn};
pub(crate) use response::see_other;
use response::{answer, done, refused};

/// The form; for a caller who is signed in, their name and a button to sign out.
pub(crate) async fn form(State(gateway): State<Arc<Inner>>, request: Request) -> Response {
    let (head, _) = request.into_parts();
    if wants_json(&head.headers) {
        return ways(&gateway, &head);
    }
    let next = local(query_parameter(&head.uri, "next"));
    let page = match gateway.identity.cookies.held(&head.headers) {
        Some(token) => match gateway.identity.principal(&token, &request_id::of(&head.headers)).await {
            Ok(caller) if caller.second_factor() == SecondFactorStanding::Missing => {
                return see_other(&second_factor::path(&next));
            }
            Ok(caller) => Page::SignedIn {
                name: caller.display_name,
                word: gateway.identity.cookies.word(&token),
                next,
            },
            Err(_) => Page::SignIn(gateway.form(&head, "", &next)),
        },
        None => Page::SignIn(gateway.form(&head, "", &next)),
    };
    answer(&gateway, StatusCode::OK, &head.headers, &page)
}

/// Signs in by the form.
pub(crate) async fn sign_in(State(gateway): State<Arc<Inner>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let form = match admitted(&gateway, &head, body).await {
        Ok(form) => form,
        Err(refusal) => {
            return refused(&gateway, refusal.into(), &head, |wrong| {
                Page::SignIn(SignIn { wrong, ..gateway.form(&head, "", "/") })
            });
        }
    };
    let (person, next) = (form.one("person"), local(Some(form.one("next"))));
    if !form.one("guest").is_empty() {
        return sign_in_as_guest(&gateway, &head, &form.one("guest"), &next).await;
    }
    let asked = CreateSessionRequest {
        person: person.trim().to_owned(),
        password: form.one("password"),
        code: form.one("code"),
    };
    let opened = async {
        let mut sessions = gateway.sessions(&head)?;
        Ok(sessions.create_session(with_id(asked, &head.headers)).await?.into_inner())
    };
    match opened.await {
        Ok(session) => signed_in(&gateway, &head, &session, &next),
        Err(status) => refused(&gateway, status, &head, |wrong| {
            Page::SignIn(SignIn { wrong, ..gateway.form(&head, &person, &next) })
        }),
    }
}

/// Signs in as a guest, where the caller may be one.
async fn sign_in_as_guest(gateway: &Inner, head: &Parts, person: &str, next: &str) -> Response {
    let opened = async {
        let guest = gateway.guests.find(head, person).ok_or_else(no_guests)?;
        let identity = &gateway.identity;
        let line = ClientChannel::of_ourselves(&identity.register, &identity.signer, Timestamp::now())?;
        let asked = OpenSessionRequest { person: guest.person.clone(), second_factor_shown: false };
        let session = SessionServiceClient::new(line).open_session(with_id(asked, &head.headers)).await;
        Ok::<_, Status>(session.map_err(|no| not_identified(&no))?.into_inner())
    };
    match opened.await {
        Ok(session) => {
            let next = second_factor::after(&session, next);
            let mut response = signed_in(gateway, head, &session, &next);
            response.extensions_mut().insert(AuditPerson(person.to_owned()));
            response
        }
        Err(status) => refused_to_sign_in(gateway, status, head),
    }
}

fn no_guests() -> Refusal {
    Refusal::new(
        Kind::Denied,
        reason::GUESTS_NOT_ADMITTED,
        "一键登录只用于本机上的演示，请用密码登录。",
        "Signing in by one press is for a demonstration on this very machine. Use your password.",
    )
}

/// The form for a code.
pub(crate) async fn invitation(State(gateway): State<Arc<Inner>>, request: Request) -> Response {
    let page = Page::Invitation { person: String::new(), wrong: Vec::new() };
    answer(&gateway, StatusCode::OK, request.headers(), &page)
}

/// Sets a password by a code, and signs in.
pub(crate) async fn redeem(State(gateway): State<Arc<Inner>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let form = match admitted(&gateway, &head, body).await {
        Ok(form) => form,
        Err(refusal) => return refused(&gateway, refusal.into(), &head, |wrong| Page::invitation("", wrong)),
    };
    let person = form.one("person");
    if form.one("password") != form.one("again") {
        let refusal = Refusal::new(
            Kind::Invalid,
            reason::PASSWORDS_DIFFER,
            "两次输入的密码不一致。",
            "The two passwords are not the same.",
        );
        return refused(&gateway, refusal.into(), &head, |wrong| Page::invitation(&person, wrong));
    }
    let asked = RedeemInvitationRequest {
        person: person.trim().to_owned(),
        code: form.one("code"),
        password: form.one("password"),
    };
    let opened = async {
        let mut sessions = gateway.sessions(&head)?;
        Ok(sessions.redeem_invitation(with_id(asked, &head.headers)).await?.into_inner())
    };
    match opened.await {
        Ok(session) => signed_in(&gateway, &head, &session, &second_factor::after(&session, "/sign-in")),
        Err(status) => refused(&gateway, status, &head, |wrong| Page::invitation(&person, wrong)),
    }
}

/// Signs out. A session that is over already is no reason to keep the cookies.
pub(crate) async fn sign_out(State(gateway): State<Arc<Inner>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let ended = async {
        let form = admitted(&gateway, &head, body).await?;
        let cookies = &gateway.identity.cookies;
        let Some(token) = cookies.held(&head.headers) else { return Ok(()) };
        let said = head.headers.get(cookies::CSRF_HEADER).and_then(|word| word.to_str().ok());
        let word = said.map_or_else(|| form.one("csrf_token"), str::to_owned);
        cookies.check(&head.headers, &token, &word)?;
        let id = request_id::of(&head.headers);
        let Ok(caller) = gateway.identity.principal(&token, &id).await else { return Ok(()) };
        let line = gateway.identity.channel_of(caller)?;
        let asked = EndSessionRequest { name: "sessions/current".into(), ..EndSessionRequest::default() };
        SessionServiceClient::new(line).end_session(with_id(asked, &head.headers)).await?;
        Ok::<_, Status>(())
    };
    if let Err(status) = ended.await {
        return refused(&gateway, status, &head, |wrong| {
            Page::SignIn(SignIn { wrong, ..gateway.form(&head, "", "/") })
        });
    }
    let mut response = if wants_json(&head.headers) { done() } else { see_other("/sign-in") };
    for (name, value) in gateway.identity.cookies.clear() {
        response.headers_mut().append(name, value);
    }
    response
}

/// The answer to somebody whom the identity provider named: the same, by way of the second factor where one is missing.
pub(crate) fn named_by_provider(gateway: &Inner, head: &Parts, session: &Session, next: &str) -> Response {
    signed_in(gateway, head, session, &second_factor::after(session, next))
}

/// The answer to somebody who has signed in: the cookies, and a redirect to `next`; for a script, a `Link` header.
fn signed_in(gateway: &Inner, head: &Parts, session: &Session, next: &str) -> Response {
    let mut response = if wants_json(&head.headers) {
        let mut response = done();
        if let Ok(link) = HeaderValue::try_from(format!("<{next}>; rel=\"next\"")) {
            response.headers_mut().insert(LINK, link);
        }
        response
    } else {
        see_other(next)
    };
    for (name, value) in gateway.identity.cookies.set(&session.token) {
        response.headers_mut().append(name, value);
    }
    response
}

/// The ways to sign in, for a page that shows them.
fn ways(gateway: &Inner, head: &Parts) -> Response {
    let text = |text: &Text| serde_json::json!({"zh-CN": text.zh, "en": text.en});
    let guests = gateway.guests.open_to(head).iter();
    let ways = serde_json::json!({
        "guests": guests.map(|guest| serde_json::json!({"person": guest.person, "label": text(&guest.label)})).collect::<Vec<_>>(),
        "provider": gateway.oidc.is_some(),
        "notice": gateway.settings.notice.as_ref().map(text),
    });
    let mut response = ways.to_string().into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(VARY, HeaderValue::from_static("accept"));
    response
}

impl Inner {
    /// The empty form.
    fn form(&self, head: &Parts, person: &str, next: &str) -> SignIn {
        SignIn {
            guests: self.guests.open_to(head).to_vec(),
            person: person.to_owned(),
            next: next.to_owned(),
            wrong: Vec::new(),
            provider: self.oidc.is_some(),
        }
    }

    /// The session service, called on behalf of a stranger.
    fn sessions(&self, head: &Parts) -> Result<SessionServiceClient<ClientChannel>, Refusal> {
        Ok(SessionServiceClient::new(self.stranger(head)?))
    }

    /// The register, called on behalf of a stranger.
    fn stranger(&self, head: &Parts) -> Result<ClientChannel, Refusal> {
        let identity = &self.identity;
        let address = self.rates.origin(peer(head), &head.headers).map(|address| address.to_string());
        ClientChannel::of_stranger_from(
            &identity.register,
            &identity.signer,
            address.unwrap_or_default(),
            Timestamp::now(),
        )
    }
}

/// The form again, with why signing in was refused.
pub(crate) fn refused_to_sign_in(gateway: &Inner, status: Status, head: &Parts) -> Response {
    refused(gateway, status, head, |wrong| Page::SignIn(SignIn { wrong, ..gateway.form(head, "", "/") }))
}

fn with_id<T>(message: T, headers: &HeaderMap) -> tonic::Request<T> {
    let mut request = tonic::Request::new(message);
    if let Ok(id) = MetadataValue::try_from(request_id::of(headers)) {
        request.metadata_mut().insert(REQUEST_ID, id);
    }
    request
}

/// The address from which a request came.
pub(crate) fn peer(head: &Parts) -> Option<IpAddr> {
    head.extensions.get::<Address>().map(|address| address.0)
}
