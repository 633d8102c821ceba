//! The pages of the second factor: enrolling an authenticator app, the recovery codes for the printer, and a code to complete signing in or
//! to confirm a session. They work without script.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::Response,
};
use http::{StatusCode, request::Parts};
use kit::{domain::refusal::Refusal, rpc::ClientChannel};
use proto::access::v1::{
    ActivateSecondFactorRequest, ConfirmSecondFactorRequest, EnrolSecondFactorRequest,
    GetSecondFactorRequest, SecondFactor, SecondFactorStanding, Session,
    second_factor_service_client::SecondFactorServiceClient,
};
use tonic::Status;

use super::{
    cookies,
    form::{Form, admitted, local, query_parameter},
    page::{Page, SECOND_FACTOR_PATH as PATH},
    response::{answer, refused, see_other},
    with_id,
};
use crate::{Inner, http::request_id};

/// The path after signing in: the second factor first, where one is missing.
pub(super) fn after(session: &Session, next: &str) -> String {
    if session.second_factor() == SecondFactorStanding::Missing { path(next) } else { next.to_owned() }
}

/// The path of the page that continues at `next`.
pub(super) fn path(next: &str) -> String {
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    format!("{PATH}?next={next}")
}

/// The form for a code, or the way to enrol.
pub(crate) async fn form(State(gateway): State<Arc<Inner>>, request: Request) -> Response {
    let (head, _) = request.into_parts();
    let next = local(query_parameter(&head.uri, "next"));
    match present(&gateway, &head, &next).await {
        Ok(page) => answer(&gateway, StatusCode::OK, &head.headers, &page),
        // Anyone who is not signed in does that first.
        Err(_) => see_other("/sign-in"),
    }
}

/// Enrols, activates or confirms, by the form's action.
pub(crate) async fn act(State(gateway): State<Arc<Inner>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let form = match admitted(&gateway, &head, body).await {
        Ok(form) => form,
        Err(refusal) => {
            return refused(&gateway, refusal.into(), &head, |wrong| Page::code(String::new(), "/", wrong));
        }
    };
    let next = local(Some(form.one("next")));
    let word = match checked(&gateway, &head, &form) {
        Ok(word) => word,
        Err(refusal) => {
            return refused(&gateway, refusal.into(), &head, |wrong| Page::code(String::new(), &next, wrong));
        }
    };
    let step = form.one("step");
    match done(&gateway, &head, &form, &word, &next).await {
        Ok(Done::Page(page)) => answer(&gateway, StatusCode::OK, &head.headers, &page),
        Ok(Done::Confirmed) => see_other(&next),
        Err(status) => refused(&gateway, status, &head, |wrong| match step.as_str() {
            "confirm" => Page::code(word.clone(), &next, wrong),
            "activate" => Page::Scan { offered: None, word: word.clone(), next: next.clone(), wrong },
            _ => Page::Enrol { word: word.clone(), next: next.clone(), wrong },
        }),
    }
}

/// What a form came to.
enum Done {
    Page(Page),
    Confirmed,
}

async fn done(gateway: &Inner, head: &Parts, form: &Form, word: &str, next: &str) -> Result<Done, Status> {
    let mut factor = client(gateway, head).await?;
    let (word, next) = (word.to_owned(), next.to_owned());
    match form.one("step").as_str() {
        "enrol" => {
            let offered =
                factor.enrol_second_factor(with_id(EnrolSecondFactorRequest {}, &head.headers)).await?;
            let offered = Some(Box::new(offered.into_inner()));
            Ok(Done::Page(Page::Scan { offered, word, next, wrong: Vec::new() }))
        }
        "activate" => {
            let request = ActivateSecondFactorRequest { code: form.one("code"), ..Default::default() };
            let active = factor.activate_second_factor(with_id(request, &head.headers)).await?.into_inner();
            let person = active.second_factor.unwrap_or_default().person;
            Ok(Done::Page(Page::Paper { person, codes: active.recovery_codes, next }))
        }
        _ => {
            let request = ConfirmSecondFactorRequest { code: form.one("code"), ..Default::default() };
            factor.confirm_second_factor(with_id(request, &head.headers)).await?;
            Ok(Done::Confirmed)
        }
    }
}

/// The page for somebody, as their second factor stands.
async fn present(gateway: &Inner, head: &Parts, next: &str) -> Result<Page, Status> {
    let word =
        gateway.identity.cookies.held(&head.headers).map(|token| gateway.identity.cookies.word(&token));
    let (word, next) = (word.unwrap_or_default(), next.to_owned());
    let request = with_id(GetSecondFactorRequest {}, &head.headers);
    let stands: SecondFactor = client(gateway, head).await?.get_second_factor(request).await?.into_inner();
    Ok(match (stands.enrol_time.is_some(), stands.may_enrol) {
        (false, true) => Page::Enrol { word, next, wrong: Vec::new() },
        (false, false) => Page::NoSecondFactor { word },
        (true, may_replace) => Page::Code { word, next, may_replace, wrong: Vec::new() },
    })
}

/// The second factor of the caller.
async fn client(gateway: &Inner, head: &Parts) -> Result<SecondFactorServiceClient<ClientChannel>, Status> {
    let identity = &gateway.identity;
    let token = identity.cookies.held(&head.headers).ok_or_else(cookies::csrf)?;
    let caller = identity.principal(&token, &request_id::of(&head.headers)).await?;
    Ok(SecondFactorServiceClient::new(identity.channel_of(caller)?))
}

/// The CSRF token, where the form holds the session's.
fn checked(gateway: &Inner, head: &Parts, form: &Form) -> Result<String, Refusal> {
    let cookies = &gateway.identity.cookies;
    let token = cookies.held(&head.headers).ok_or_else(cookies::csrf)?;
    let word = form.one("csrf_token");
    cookies.check(&head.headers, &token, &word)?;
    Ok(word)
}
