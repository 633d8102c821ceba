//! The forms of the sign-in pages: read with a bound, from a page of this gateway alone, as a form or as JSON.

use std::collections::BTreeMap;

use axum::body::{Body, Bytes};
use http::{
    HeaderMap, HeaderValue, Uri,
    header::{ACCEPT, CONTENT_TYPE},
    request::Parts,
};
use http_body_util::{BodyExt as _, Collected, Limited};
use kit::domain::{
    reason,
    refusal::{Kind, Refusal},
};

use super::{cookies, peer};
use crate::Inner;

/// The largest form, in bytes.
const LARGEST_FORM: usize = 8 * 1024;
/// The fields of a form.
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// The value of a field; empty where there is none.
    pub(super) fn one(&self, name: &str) -> String {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }
}

/// Reads the form of a request. Refused from another site's page, and from an address over its rate limit.
pub(super) async fn admitted(gateway: &Inner, head: &Parts, body: Body) -> Result<Form, Refusal> {
    let bytes = body_of_own_page(gateway, head, body, LARGEST_FORM).await?.ok_or_else(unreadable)?;
    let kind = head.headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    if kind.starts_with(b"application/json") {
        let fields = serde_json::from_slice::<BTreeMap<String, String>>(&bytes).map_err(|_| unreadable())?;
        return Ok(Form(fields.into_iter().collect()));
    }
    Ok(Form(form_urlencoded::parse(&bytes).into_owned().collect()))
}

/// The body of a request from a page of ours; `None` where it is larger than `most` bytes, too slow or broken off. Refused as
/// [`admitted`] is.
pub(crate) async fn body_of_own_page(
    gateway: &Inner,
    head: &Parts,
    body: Body,
    most: usize,
) -> Result<Option<Bytes>, Refusal> {
    gateway.rates.address(peer(head), &head.headers)?;
    if !cookies::is_own_page(&head.headers) {
        return Err(cookies::csrf());
    }
    let reading = Limited::new(body, most).collect();
    let read = tokio::time::timeout(gateway.settings.patience, reading).await;
    Ok(read.ok().and_then(Result::ok).map(Collected::to_bytes))
}

fn unreadable() -> Refusal {
    Refusal::new(Kind::Invalid, reason::BAD_REQUEST, "表单无法读取。", "The form can't be read.")
}

/// A parameter of the query.
pub(crate) fn query_parameter(uri: &Uri, name: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(uri.query()?.as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// Whether the response is for a script (JSON) and not for a browser's page.
pub(super) fn wants_json(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut ranges =
        accepted.flat_map(|value| value.split(',')).map(|range| range.split(';').next().unwrap_or_default());
    let first = ranges.find(|range| ["application/json", "text/html"].contains(&range.trim()));
    first.is_some_and(|range| range.trim() == "application/json")
}

/// The path to continue at after signing in; the root for anything that is no path of this site.
pub(crate) fn local(given: Option<String>) -> String {
    let own = |path: &String| {
        path.starts_with('/')
            && !path.starts_with("//")
            && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
    };
    given.filter(own).unwrap_or_else(|| "/".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_gets_a_page_and_a_script_json() {
        for (accept, json) in [
            ("application/json", true),
            ("application/json;q=0.9, */*", true),
            ("text/html,application/xhtml+xml,application/json", false),
            ("*/*", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accept))]);
            assert_eq!(wants_json(&headers), json, "{accept}");
        }
    }

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
