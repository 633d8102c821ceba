//! Signing in with a browser: a page with a form, a page for an invitation's code, and signing out. They work without script, on the
//! oldest browser. Programs sign in by `POST /v1/sessions` and carry the token themselves.

pub(crate) mod cookies;
mod page;
pub(crate) mod second_factor;

use std::{net::IpAddr, sync::Arc};

use axum::{
    body::Body,
    extract::{Request, State},
    response::{IntoResponse as _, Response},
};
use http::{
    HeaderMap, HeaderValue, StatusCode, Uri,
    header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, RETRY_AFTER},
    request::Parts,
};
use http_body_util::{BodyExt as _, Limited};
use kit::{
    call::Line,
    moment::Moment,
    refusal::{Kind, Refusal},
    telemetry::REQUEST_ID,
};
use proto::access::v1::{
    CreateSessionRequest, EndSessionRequest, RedeemInvitationRequest, SecondFactorStanding, Session,
    session_service_client::SessionServiceClient,
};
use tonic::{Status, metadata::MetadataValue};

use crate::{Inner, audit::Outcome, front, language::Language, problem::Fault, serve::Address};
use page::{Page, SignIn};

/// More than any form of ours holds.
const LARGEST_FORM: usize = 8 * 1024;
/// What the pages may load and where their forms may go.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
);

/// The form, or for whoever is signed in who they are and the way out.
pub(crate) async fn form(State(gateway): State<Arc<Inner>>, request: Request) -> Response {
    let (head, _) = request.into_parts();
    let next = local(asked(&head.uri, "next"));
    let page = match gateway.identity.cookies.held(&head.headers) {
        Some(token) => match gateway.identity.principal(&token, &front::request_id(&head.headers)).await {
            Ok(who) if who.second_factor() == SecondFactorStanding::Missing => {
                return see_other(&second_factor::path(&next));
            }
            Ok(who) => {
                Page::SignedIn { name: who.display_name, word: gateway.identity.cookies.word(&token), next }
            }
            Err(_) => Page::SignIn(gateway.form("", &next)),
        },
        None => Page::SignIn(gateway.form("", &next)),
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
                Page::SignIn(SignIn { wrong, ..gateway.form("", "/") })
            });
        }
    };
    let (person, next) = (form.one("person"), local(Some(form.one("next"))));
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
        Ok(session) => signed_in(&gateway, &session, &next),
        Err(status) => refused(&gateway, status, &head, |wrong| {
            Page::SignIn(SignIn { wrong, ..gateway.form(&person, &next) })
        }),
    }
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
            "PASSWORDS_DIFFER",
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
        Ok(session) => signed_in(&gateway, &session, &second_factor::after(&session, "/sign-in")),
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
        cookies.check(&head.headers, &token, &form.one("csrf_token"))?;
        let id = front::request_id(&head.headers);
        let Ok(who) = gateway.identity.principal(&token, &id).await else { return Ok(()) };
        let line = gateway.identity.line_of(who)?;
        let asked = EndSessionRequest { name: "sessions/current".into(), ..EndSessionRequest::default() };
        SessionServiceClient::new(line).end_session(with_id(asked, &head.headers)).await?;
        Ok::<_, Status>(())
    };
    if let Err(status) = ended.await {
        return refused(&gateway, status, &head, |wrong| {
            Page::SignIn(SignIn { wrong, ..gateway.form("", "/") })
        });
    }
    let mut response = see_other("/sign-in");
    for (name, value) in gateway.identity.cookies.clear() {
        response.headers_mut().append(name, value);
    }
    response
}

/// The answer to somebody whom the identity provider named: the same, by way of the second factor where one is missing.
pub(crate) fn named_by_provider(gateway: &Inner, session: &Session, next: &str) -> Response {
    signed_in(gateway, session, &second_factor::after(session, next))
}

/// The answer to somebody who has signed in: the cookies, and on to where they wanted to go.
fn signed_in(gateway: &Inner, session: &Session, next: &str) -> Response {
    let mut response = see_other(next);
    for (name, value) in gateway.identity.cookies.set(&session.token) {
        response.headers_mut().append(name, value);
    }
    response
}

/// A path of ours to go on to, whatever was said: never another site's.
pub(crate) fn local(said: Option<String>) -> String {
    let own = |path: &String| {
        path.starts_with('/')
            && !path.starts_with("//")
            && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
    };
    said.filter(own).unwrap_or_else(|| "/".to_owned())
}

impl Inner {
    /// The empty form.
    fn form(&self, person: &str, next: &str) -> SignIn {
        SignIn {
            person: person.to_owned(),
            next: next.to_owned(),
            wrong: Vec::new(),
            provider: self.oidc.is_some(),
        }
    }

    /// The sessions, as somebody asks for one who has not said who they are.
    fn sessions(&self, head: &Parts) -> Result<SessionServiceClient<Line>, Refusal> {
        let identity = &self.identity;
        let address = self.rates.origin(peer(head), &head.headers).map(|address| address.to_string());
        Ok(SessionServiceClient::new(Line::of_stranger_from(
            &identity.register,
            &identity.speaker,
            address.unwrap_or_default(),
            Moment::now(),
        )?))
    }
}

/// What a form said.
struct Form(Vec<(String, String)>);

impl Form {
    fn one(&self, name: &str) -> String {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }
}

/// Reads a form that a page of ours sent, from an address that does not ask too often.
async fn admitted(gateway: &Inner, head: &Parts, body: Body) -> Result<Form, Refusal> {
    gateway.rates.address(peer(head), &head.headers)?;
    if !cookies::is_own_page(&head.headers) {
        return Err(cookies::csrf());
    }
    let reading = Limited::new(body, LARGEST_FORM).collect();
    let read = tokio::time::timeout(gateway.settings.patience, reading).await;
    let bytes = read.ok().and_then(Result::ok).ok_or_else(unreadable)?.to_bytes();
    Ok(Form(form_urlencoded::parse(&bytes).into_owned().collect()))
}

fn unreadable() -> Refusal {
    Refusal::new(Kind::Invalid, "BAD_REQUEST", "表单无法读取。", "The form can't be read.")
}

/// What the query of a request says under a name.
pub(crate) fn asked(uri: &Uri, name: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(uri.query()?.as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// From where a request came.
pub(crate) fn peer(head: &Parts) -> Option<IpAddr> {
    head.extensions.get::<Address>().map(|address| address.0)
}

/// The form again, with why signing in was refused.
pub(crate) fn refused_to_sign_in(gateway: &Inner, status: Status, head: &Parts) -> Response {
    refused(gateway, status, head, |wrong| Page::SignIn(SignIn { wrong, ..gateway.form("", "/") }))
}

fn with_id<T>(message: T, headers: &HeaderMap) -> tonic::Request<T> {
    let mut request = tonic::Request::new(message);
    if let Ok(id) = MetadataValue::try_from(front::request_id(headers)) {
        request.metadata_mut().insert(REQUEST_ID, id);
    }
    request
}

fn refused(gateway: &Inner, status: Status, head: &Parts, page: impl Fn(Vec<String>) -> Page) -> Response {
    let fault = Fault::from(status);
    let language = Language::of(&head.headers);
    let mut response = answer(gateway, fault.http_status(), &head.headers, &page(fault.said(language)));
    if let Some(wait) = fault.retry_after() {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait));
    }
    response.extensions_mut().insert(Outcome(fault.status().clone()));
    response
}

pub(crate) fn see_other(path: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    headers.insert(LOCATION, HeaderValue::try_from(path).unwrap_or(HeaderValue::from_static("/")));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn answer(gateway: &Inner, status: StatusCode, headers: &HeaderMap, page: &Page) -> Response {
    let language = Language::of(headers);
    let notice = gateway.settings.notice.as_ref();
    let mut response = (status, page.html(language, notice)).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for (said, to) in [
            ("/docs", "/docs"),
            ("/v1/tasks?a=b", "/v1/tasks?a=b"),
            ("//elsewhere", "/"),
            ("/\\elsewhere", "/"),
            ("https://elsewhere", "/"),
            ("/a\r\nset-cookie: x", "/"),
            ("", "/"),
        ] {
            assert_eq!(local(Some(said.to_owned())), to, "{said}");
        }
        assert_eq!(local(None), "/");
    }
}
