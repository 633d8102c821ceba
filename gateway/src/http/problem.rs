//! Refusals in REST: problem details (RFC 9457) with the same reason, fields and texts that a gRPC caller gets.

use std::collections::BTreeMap;

use axum::response::{IntoResponse, Response};
use http::{
    HeaderName, HeaderValue, StatusCode,
    header::{ALLOW, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER, VARY, WWW_AUTHENTICATE},
    request::Parts,
};
use kit::{
    domain::{
        reason,
        refusal::{DOMAIN, Refusal},
    },
    rpc::labels,
};
use prost::Message as _;
use prost_reflect::MessageDescriptor;
use proto::google::rpc;
use serde::Serialize;
use tonic::{Code, Status};

use super::{audit_extensions::AuditStatus, language::Language, request_id};
use crate::{
    contract::Operation,
    grpc::status_codes::{code_name, http_status, speaks_of_the_inside, title, words},
    json,
};

/// The media type of problem details.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// The error of a REST call: a gRPC status, with what HTTP alone has.
#[derive(Debug)]
pub(crate) struct HttpError {
    status: Status,
    http: Option<StatusCode>,
    header: Option<(HeaderName, HeaderValue)>,
    headers: Vec<HeaderName>,
}

impl HttpError {
    /// The same with the labels of the fields that it names.
    #[must_use]
    pub(crate) fn in_words(self, input: &MessageDescriptor) -> Self {
        Self { status: labels::in_words(self.status, input), ..self }
    }

    /// A refusal for which HTTP has a word of its own.
    pub(crate) fn http(http: StatusCode, refusal: Refusal) -> Self {
        Self { status: refusal.into(), http: Some(http), header: None, headers: Vec::new() }
    }

    /// Names the methods that the path knows.
    pub(crate) fn allowing(self, allow: &str) -> Self {
        match HeaderValue::from_str(allow) {
            Ok(methods) => self.with_header(ALLOW, methods),
            Err(_) => self,
        }
    }

    /// With a header that names what would be accepted.
    pub(crate) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.header = Some((name, value));
        self
    }

    /// Copies metadata of the refusal into the response headers of the operation that have its name.
    pub(crate) fn with_headers(mut self, operation: &Operation) -> Self {
        self.headers =
            operation.answer_headers.iter().filter_map(|(header, _)| header.name().cloned()).collect();
        self
    }

    /// The response to a request, in the caller's language, with the status for the audit.
    pub(crate) fn response(&self, head: &Parts) -> Response {
        let language = Language::of(&head.headers);
        let mut response = self.problem(language, head.uri.path(), &request_id::of(&head.headers));
        response.extensions_mut().insert(AuditStatus(self.status.clone()));
        response
    }

    fn problem(&self, language: Language, path: &str, request_id: &str) -> Response {
        let details = ErrorDetails::of(&self.status);
        let http = self.http.unwrap_or_else(|| http_status(self.status.code(), &details.reason));
        let problem = details.problem(self.status.code(), http, language, path, request_id);
        let mut response = (http, problem.to_bytes()).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(VARY, HeaderValue::from_static("accept-language"));
        if let Some(wait) = details.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(wait));
        }
        if let Some((name, value)) = self.header.clone() {
            headers.insert(name, value);
        }
        for name in &self.headers {
            let value = details.metadata.get(name.as_str());
            if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
                headers.insert(name.clone(), value);
            }
        }
        if http == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, challenge(&details.reason));
        }
        response
    }

    /// Its status in HTTP.
    pub(crate) fn http_status(&self) -> StatusCode {
        self.http.unwrap_or_else(|| http_status(self.status.code(), &ErrorDetails::of(&self.status).reason))
    }

    /// After how many seconds trying again makes sense.
    pub(crate) fn retry_after(&self) -> Option<u64> {
        ErrorDetails::of(&self.status).retry_after
    }

    /// Its text, a line for every violation.
    pub(crate) fn said(&self, language: Language) -> Vec<String> {
        let details = ErrorDetails::of(&self.status);
        let mut lines: Vec<String> = details
            .fields
            .iter()
            .map(|(_, field)| field_problem("", field, language).detail.to_owned())
            .collect();
        if lines.is_empty() {
            lines.push(language.choose(details.zh, details.en));
        }
        lines
    }

    /// The gRPC status.
    pub(crate) const fn status(&self) -> &Status {
        &self.status
    }

    /// As the data of the last event of a stream.
    pub(crate) fn event(&self, language: Language, path: &str, request_id: &str) -> Vec<u8> {
        let details = ErrorDetails::of(&self.status);
        let http = self.http.unwrap_or_else(|| http_status(self.status.code(), &details.reason));
        details.problem(self.status.code(), http, language, path, request_id).to_bytes()
    }
}

impl From<Status> for HttpError {
    fn from(status: Status) -> Self {
        Self { status, http: None, header: None, headers: Vec::new() }
    }
}

impl From<Refusal> for HttpError {
    fn from(refusal: Refusal) -> Self {
        Status::from(refusal).into()
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Problem<'a> {
    r#type: String,
    title: &'static str,
    status: u16,
    detail: &'a str,
    instance: &'a str,
    code: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    reason: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    metadata: &'a BTreeMap<String, String>,
    request_id: &'a str,
    messages: Messages<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem<'a>>,
}

#[derive(Debug, Serialize)]
struct Messages<'a> {
    #[serde(rename = "zh-CN")]
    zh: &'a str,
    en: &'a str,
}

#[derive(Debug, Serialize)]
struct FieldProblem<'a> {
    field: &'a str,
    reason: &'a str,
    detail: &'a str,
    messages: Messages<'a>,
}

impl Problem<'_> {
    fn to_bytes(&self) -> Vec<u8> {
        // Strings and numbers can't fail to be written.
        serde_json::to_vec(self).unwrap_or_default()
    }
}

/// The details of a status.
#[derive(Debug, Default)]
struct ErrorDetails {
    reason: String,
    metadata: BTreeMap<String, String>,
    zh: String,
    en: String,
    fields: Vec<(String, rpc::bad_request::FieldViolation)>,
    retry_after: Option<u64>,
}

impl ErrorDetails {
    fn of(status: &Status) -> Self {
        let mut details = Self::default();
        let sent = rpc::Status::decode(status.details()).map(|status| status.details).unwrap_or_default();
        for detail in sent {
            details.read(&detail.type_url, &detail.value);
        }
        let (zh, en) = words(status.code());
        if details.en.is_empty() {
            details.en = if speaks_of_the_inside(status.code()) || status.message().is_empty() {
                en.to_owned()
            } else {
                status.message().to_owned()
            };
        }
        if details.zh.is_empty() {
            zh.clone_into(&mut details.zh);
        }
        details
    }

    fn read(&mut self, type_url: &str, value: &[u8]) {
        match type_url.rsplit('/').next() {
            Some("google.rpc.ErrorInfo") => {
                if let Ok(info) = rpc::ErrorInfo::decode(value) {
                    self.reason = info.reason;
                    self.metadata = info.metadata.into_iter().collect();
                }
            }
            Some("google.rpc.LocalizedMessage") => {
                if let Ok(text) = rpc::LocalizedMessage::decode(value) {
                    *(if text.locale.starts_with("zh") { &mut self.zh } else { &mut self.en }) = text.message;
                }
            }
            Some("google.rpc.BadRequest") => {
                let bad = rpc::BadRequest::decode(value).unwrap_or_default();
                let named = bad
                    .field_violations
                    .into_iter()
                    .map(|violation| (json::path(&violation.field), violation));
                self.fields.extend(named);
            }
            Some("google.rpc.RetryInfo") => {
                let wait = rpc::RetryInfo::decode(value).ok().and_then(|info| info.retry_delay);
                // Whole seconds, and rather a little later than too early.
                self.retry_after =
                    wait.map(|wait| u64::try_from(wait.seconds).unwrap_or(0) + u64::from(wait.nanos > 0));
            }
            _ => {}
        }
    }

    fn problem<'a>(
        &'a self,
        code: Code,
        http: StatusCode,
        language: Language,
        path: &'a str,
        request_id: &'a str,
    ) -> Problem<'a> {
        let (zh, en) = title(http);
        Problem {
            r#type: if self.reason.is_empty() {
                "about:blank".to_owned()
            } else {
                format!("urn:{DOMAIN}:problem:{}", self.reason)
            },
            title: language.choose(zh, en),
            status: http.as_u16(),
            detail: language.choose(&self.zh, &self.en),
            instance: path,
            code: code_name(code),
            reason: &self.reason,
            metadata: &self.metadata,
            request_id,
            messages: Messages { zh: &self.zh, en: &self.en },
            errors: self
                .fields
                .iter()
                .map(|(name, violation)| field_problem(name, violation, language))
                .collect(),
        }
    }
}

fn field_problem<'a>(
    name: &'a str,
    violation: &'a rpc::bad_request::FieldViolation,
    language: Language,
) -> FieldProblem<'a> {
    let en = violation.description.as_str();
    let zh = violation.localized_message.as_ref().map_or(en, |text| text.message.as_str());
    FieldProblem {
        field: name,
        reason: &violation.reason,
        detail: language.choose(zh, en),
        messages: Messages { zh, en },
    }
}

/// The challenge for a bearer token (RFC 6750, section 3).
fn challenge(reason: &str) -> HeaderValue {
    HeaderValue::from_static(if reason == reason::TOKEN_MISSING.name() {
        "Bearer realm=\"sharedcourt\""
    } else {
        "Bearer realm=\"sharedcourt\", error=\"invalid_token\""
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http_body_util::BodyExt as _;
    use kit::domain::refusal::Kind;
    use serde_json::{Value, json};

    use super::*;

    async fn answered(fault: HttpError, language: Language) -> (Response<()>, Value) {
        let (head, body) = fault.problem(language, "/v1/things/7", "id-1").into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        (Response::from_parts(head, ()), serde_json::from_slice(&body).unwrap())
    }

    #[tokio::test]
    async fn a_refusal_keeps_everything_it_says() {
        let refusal = Refusal::new(Kind::Invalid, reason::BAD_REQUEST, "填写有误。", "It is wrong.")
            .at("things[2].display_name")
            .with("limit", "5")
            .retry_after(Duration::from_millis(1500));
        let (head, body) = answered(refusal.into(), Language::English).await;
        assert_eq!(head.status(), 400);
        assert_eq!(head.headers()[RETRY_AFTER], "2");
        let messages = json!({"zh-CN": "填写有误。", "en": "It is wrong."});
        assert_eq!(
            body,
            json!({
                "type": "urn:sharedcourt:problem:BAD_REQUEST", "title": "Bad Request", "status": 400,
                "detail": "It is wrong.", "instance": "/v1/things/7", "code": "INVALID_ARGUMENT",
                "reason": "BAD_REQUEST", "metadata": {"limit": "5"}, "requestId": "id-1", "messages": messages,
                "errors": [{"field": "things[2].displayName", "reason": "BAD_REQUEST", "detail": "It is wrong.",
                            "messages": messages}],
            })
        );
    }

    #[tokio::test]
    async fn a_bare_status_has_words_in_both_languages_and_none_of_the_inside() {
        let (head, body) =
            answered(Status::unavailable("tcp 10.0.0.7 refused").into(), Language::Chinese).await;
        assert_eq!(head.status(), 503);
        assert_eq!(body["type"], "about:blank");
        assert_eq!(body["detail"], "服务暂时不可用，请稍后重试。");
        assert!(!body.to_string().contains("10.0.0.7"));
    }

    #[tokio::test]
    async fn a_stale_etag_is_a_failed_precondition_of_http() {
        let refusal = Refusal::new(Kind::Conflict, reason::ETAG_MISMATCH, "已变。", "Changed.");
        assert_eq!(answered(refusal.into(), Language::Chinese).await.0.status(), 412);
        let refusal = Refusal::new(Kind::Conflict, reason::PAGE_TOKEN_INVALID, "已变。", "Changed.");
        assert_eq!(answered(refusal.into(), Language::Chinese).await.0.status(), 409);
    }
}
