//! Who is calling: the token in the header, the person's terms as the register has them now, and the statement about both that
//! the services believe. Asked anew for every call, because a term can end between two.

use http::{HeaderMap, HeaderValue, header::AUTHORIZATION};
use kit::{
    access::Speaker,
    call::{Line, Peer, again},
    moment::Moment,
    refusal::{Kind, Refusal},
    telemetry::REQUEST_ID,
    token::Reader,
};
use prost::Message as _;
use proto::{
    access::v1::{IdentifyPrincipalRequest, identity_service_client::IdentityServiceClient},
    google::rpc,
};
use tonic::{Code, Status, metadata::MetadataValue};

/// Finds out who calls.
#[derive(Clone)]
pub(crate) struct Identity {
    pub(crate) reader: Reader,
    pub(crate) speaker: Speaker,
    pub(crate) register: Peer,
}

impl Identity {
    /// What the services are told of the caller.
    pub(crate) async fn statement(
        &self,
        headers: &HeaderMap,
        request_id: &str,
    ) -> Result<HeaderValue, Status> {
        let person = self.reader.person(token(headers)?)?;
        let line = Line::of_ourselves(&self.register, &self.speaker, Moment::now())?;
        let client = IdentityServiceClient::new(line);
        let principal = again(|| {
            let mut question = tonic::Request::new(IdentifyPrincipalRequest { person: person.clone() });
            if let Ok(id) = MetadataValue::try_from(request_id) {
                question.metadata_mut().insert(REQUEST_ID, id);
            }
            let mut client = client.clone();
            async move { client.identify_principal(question).await }
        })
        .await
        .map_err(|no| not_identified(&no))?;
        let statement = self.speaker.person_calls(principal.into_inner(), Moment::now());
        HeaderValue::try_from(statement).map_err(|fault| Refusal::internal(&fault).into())
    }
}

fn token(headers: &HeaderMap) -> Result<&str, Refusal> {
    let value = headers.get(AUTHORIZATION).ok_or_else(missing)?.to_str().map_err(|_| missing())?;
    let (scheme, token) = value.split_once(' ').ok_or_else(missing)?;
    let token = token.trim();
    if scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() { Ok(token) } else { Err(missing()) }
}

fn missing() -> Refusal {
    Refusal::new(
        Kind::Unauthenticated,
        "TOKEN_MISSING",
        "请先登录：请求没有携带登录凭证（Authorization: Bearer …）。",
        "Sign in first: the call carries no token (Authorization: Bearer …).",
    )
}

/// The register's refusal is about the token's bearer, so to them it is a matter of signing in, in the register's own words.
fn not_identified(no: &Status) -> Status {
    match no.code() {
        Code::NotFound | Code::PermissionDenied | Code::FailedPrecondition | Code::InvalidArgument => {
            // The code stands in the details a second time, and there are clients that read it there.
            let mut told = rpc::Status::decode(no.details()).unwrap_or_default();
            told.code = Code::Unauthenticated as i32;
            Status::with_details(Code::Unauthenticated, no.message(), told.encode_to_vec().into())
        }
        Code::DeadlineExceeded | Code::ResourceExhausted => no.clone(),
        code => {
            tracing::warn!(?code, "identity not known");
            Refusal::new(
                Kind::Unavailable,
                "IDENTITY_UNAVAILABLE",
                "暂时无法确认您的身份，请稍后重试。",
                "Who you are can't be confirmed at the moment. Try again shortly.",
            )
            .retry_after(std::time::Duration::from_secs(1))
            .into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_stands_behind_bearer() {
        for (said, found) in [
            ("Bearer a.b.c", Some("a.b.c")),
            ("bearer  x ", Some("x")),
            ("Basic eA==", None),
            ("Bearer ", None),
            ("x", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(AUTHORIZATION, HeaderValue::from_static(said));
            assert_eq!(token(&headers).ok(), found, "{said}");
        }
        assert_eq!(token(&HeaderMap::new()).unwrap_err().reason(), "TOKEN_MISSING");
    }
}
