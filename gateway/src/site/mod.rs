//! A table of files that browsers are served: pages, their scripts and styles. The table is made when the files are built, each file
//! with its type, digest, encodings and policies; this module knows nothing of what the pages are about.
//!
//! A page whose scripts write styles bears a nonce: the table names a placeholder, which stands in the file and in its policy, and each
//! answer has another nonce in both places. Such an answer is never the same as the one before, so it has no validator and no encoding.

pub(crate) mod contract_pages;
pub(crate) mod page_errors;

use std::collections::HashMap;

use axum::{
    body::Body,
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, StatusCode,
    header::{
        ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
        ETAG, IF_NONE_MATCH, VARY,
    },
};
use serde::Deserialize;

/// What a browser may keep for good: the name of such a file changes with its content.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// What a browser asks about each time.
const REVALIDATED: HeaderValue = HeaderValue::from_static("no-cache");
/// What a browser never keeps: it is for this one answer.
const NOT_STORED: HeaderValue = HeaderValue::from_static("no-store");

/// The files of a site, ready to be served.
#[derive(Clone, Debug, Default)]
pub struct Site {
    files: HashMap<String, File>,
    fallbacks: Vec<Fallback>,
}

/// Why a table can't be served. Found when the process starts.
#[derive(Debug, thiserror::Error)]
pub enum SiteFault {
    /// The table is no JSON of the expected form.
    #[error("site table: {0}")]
    Table(#[from] serde_json::Error),
    /// The table names a file that is not there.
    #[error("site table names {0}, which is missing")]
    Missing(String),
    /// A header that the table states is none.
    #[error("site table: a header of {0} is not valid")]
    Header(String),
    /// A page with a nonce that can't bear one: its placeholder is missing in the text or the policy, or the same bytes are sent each time.
    #[error("site table: {0} can't bear a nonce")]
    Nonce(String),
}

/// The table as the build writes it.
#[derive(Deserialize)]
struct Table {
    files: Vec<Entry>,
    #[serde(default)]
    fallbacks: Vec<Fallback>,
}

#[derive(Deserialize)]
struct Entry {
    /// The path under which it is served.
    path: String,
    /// The file that holds its bytes.
    file: String,
    /// The media type.
    r#type: String,
    /// The digest of its bytes.
    digest: String,
    /// Whether the name changes with the content.
    #[serde(default)]
    immutable: bool,
    /// Files that hold the same bytes encoded, by content coding, the best first.
    #[serde(default)]
    encodings: Vec<(String, String)>,
    /// The content security policy.
    #[serde(default)]
    policy: Option<String>,
    /// The permissions policy.
    #[serde(default)]
    permissions: Option<String>,
    /// What stands in the file and in the policy where each answer has a nonce of its own.
    #[serde(default)]
    nonce: Option<String>,
}

/// Paths that are answered with one page, which finds its way by itself.
#[derive(Clone, Debug, Deserialize)]
struct Fallback {
    prefix: String,
    page: String,
}

#[derive(Clone, Debug)]
struct File {
    etag: String,
    immutable: bool,
    headers: HeaderMap,
    plain: Bytes,
    encodings: Vec<(HeaderValue, String, Bytes)>,
    nonce: Option<Nonce>,
}

/// A page whose answers differ by a nonce.
#[derive(Clone, Debug)]
struct Nonce {
    placeholder: String,
    text: String,
    policy: String,
}

impl Site {
    /// Reads a table; `contents` are the files that it names.
    pub fn read(table: &str, contents: &[(&str, &'static [u8])]) -> Result<Self, SiteFault> {
        let table: Table = serde_json::from_str(table)?;
        let bytes = |name: &str| {
            let found = contents.iter().find(|(known, _)| *known == name);
            found
                .map(|(_, bytes)| Bytes::from_static(bytes))
                .ok_or_else(|| SiteFault::Missing(name.to_owned()))
        };
        let mut files = HashMap::new();
        for entry in table.files {
            files.insert(entry.path.clone(), File::read(&entry, bytes)?);
        }
        if let Some(lost) = table.fallbacks.iter().find(|fallback| !files.contains_key(&fallback.page)) {
            return Err(SiteFault::Missing(lost.page.clone()));
        }
        Ok(Self { files, fallbacks: table.fallbacks })
    }

    /// Whether there is nothing to serve.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Whether a path is one of its files.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The answer to a request for a file, or for a path that one of its pages looks after. `None` where neither is asked for.
    pub(crate) fn answer(&self, method: &Method, path: &str, headers: &HeaderMap) -> Option<Response> {
        if !matches!(*method, Method::GET | Method::HEAD) {
            return None;
        }
        let file = self.files.get(path).or_else(|| self.page(method, path, headers))?;
        Some(file.answer(headers))
    }

    /// For a browser's navigation alone: a request for data gets NOT_FOUND.
    fn page(&self, method: &Method, path: &str, headers: &HeaderMap) -> Option<&File> {
        let accepts = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
        let html = accepts
            .flat_map(|said| said.split(','))
            .any(|range| base(range).eq_ignore_ascii_case("text/html"));
        if !html || *method != Method::GET {
            return None;
        }
        let fallback = self.fallbacks.iter().find(|fallback| path.starts_with(&fallback.prefix))?;
        self.files.get(&fallback.page)
    }
}

impl File {
    fn read(entry: &Entry, bytes: impl Fn(&str) -> Result<Bytes, SiteFault>) -> Result<Self, SiteFault> {
        let bad = || SiteFault::Header(entry.path.clone());
        let value = |text: &str| HeaderValue::from_str(text).map_err(|_| bad());
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, value(&entry.r#type)?);
        let nonce = Nonce::read(entry, &bytes)?;
        let keeping = if entry.immutable { IMMUTABLE } else { REVALIDATED };
        headers.insert(CACHE_CONTROL, if nonce.is_some() { NOT_STORED } else { keeping });
        if let Some(policy) = &entry.policy {
            headers.insert(CONTENT_SECURITY_POLICY, value(policy)?);
        }
        if let Some(permissions) = &entry.permissions {
            headers.insert(HeaderName::from_static("permissions-policy"), value(permissions)?);
        }
        if !entry.encodings.is_empty() {
            headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        }
        let encodings = entry.encodings.iter().map(|(coding, file)| {
            let etag = format!("\"{}.{coding}\"", entry.digest);
            value(&etag)?;
            Ok((value(coding)?, etag, bytes(file)?))
        });
        let etag = format!("\"{}\"", entry.digest);
        value(&etag)?;
        Ok(Self {
            etag,
            immutable: entry.immutable,
            headers,
            plain: bytes(&entry.file)?,
            encodings: encodings.collect::<Result<_, SiteFault>>()?,
            nonce,
        })
    }

    fn answer(&self, asked: &HeaderMap) -> Response {
        match &self.nonce {
            Some(nonce) => nonce.answer(&self.headers),
            None => self.encoded(asked),
        }
    }

    /// The bytes as the table has them, in the best encoding that the browser takes.
    fn encoded(&self, asked: &HeaderMap) -> Response {
        let chosen = self.encodings.iter().find(|(coding, ..)| accepts(asked, coding));
        let (etag, bytes) = chosen.map_or((&self.etag, &self.plain), |(_, etag, bytes)| (etag, bytes));
        let mut response = if !self.immutable && knows(asked, etag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Body::from(bytes.clone()).into_response()
        };
        let headers = response.headers_mut();
        headers.extend(self.headers.clone());
        if let Ok(etag) = HeaderValue::from_str(etag) {
            headers.insert(ETAG, etag);
        }
        if let Some((coding, ..)) = chosen {
            headers.insert(CONTENT_ENCODING, coding.clone());
        }
        response
    }
}

impl Nonce {
    fn read(
        entry: &Entry,
        bytes: impl Fn(&str) -> Result<Bytes, SiteFault>,
    ) -> Result<Option<Self>, SiteFault> {
        let Some(placeholder) = entry.nonce.clone() else { return Ok(None) };
        let bad = || SiteFault::Nonce(entry.path.clone());
        let text = String::from_utf8(bytes(&entry.file)?.to_vec()).map_err(|_| bad())?;
        let policy = entry.policy.clone().unwrap_or_default();
        let is_replaced =
            !placeholder.is_empty() && text.contains(&placeholder) && policy.contains(&placeholder);
        if !is_replaced || entry.immutable || !entry.encodings.is_empty() {
            return Err(bad());
        }
        Ok(Some(Self { placeholder, text, policy }))
    }

    fn answer(&self, headers: &HeaderMap) -> Response {
        let mut chance = [0; 18];
        let drawn = getrandom::fill(&mut chance);
        let nonce = BASE64_STANDARD.encode(chance);
        let policy = HeaderValue::from_str(&self.policy.replace(&self.placeholder, &nonce));
        // A page without a nonce that nobody can guess, or without its policy, is not sent at all.
        let (Ok(()), Ok(policy)) = (drawn, policy) else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        let mut response = Body::from(self.text.replace(&self.placeholder, &nonce)).into_response();
        response.headers_mut().extend(headers.clone());
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
        response
    }
}

/// A range or coding without its parameters.
fn base(said: &str) -> &str {
    said.split(';').next().unwrap_or_default().trim()
}

/// Whether a content coding is acceptable (RFC 9110, 12.5.3).
fn accepts(headers: &HeaderMap, coding: &HeaderValue) -> bool {
    let said = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let said: Vec<&str> = said.flat_map(|value| value.split(',')).collect();
    let weight = |name: &str| {
        let found = said.iter().find(|offer| base(offer).eq_ignore_ascii_case(name))?;
        let weight = found.split(';').skip(1).find_map(|part| part.trim().strip_prefix("q="));
        Some(weight.map_or(1.0, |weight| weight.trim().parse::<f32>().unwrap_or(0.0)))
    };
    let coding = coding.to_str().unwrap_or_default();
    weight(coding).or_else(|| weight("*")).is_some_and(|weight| weight > 0.0)
}

/// Whether the browser has this very content.
fn knows(headers: &HeaderMap, etag: &str) -> bool {
    let said = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    said.flat_map(|value| value.split(',')).any(|tag| {
        let tag = tag.trim();
        tag == "*" || tag.trim_start_matches("W/") == etag
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = r#"{
        "files": [
            {"path": "/", "file": "index.html", "type": "text/html; charset=utf-8", "digest": "d1",
             "encodings": [["br", "index.html.br"], ["gzip", "index.html.gz"]],
             "policy": "default-src 'none'", "permissions": "camera=()"},
            {"path": "/a/", "file": "a.html", "type": "text/html; charset=utf-8", "digest": "d2"},
            {"path": "/assets/x-1.js", "file": "x.js", "type": "text/javascript", "digest": "d3", "immutable": true}
        ],
        "fallbacks": [{"prefix": "/a/", "page": "/a/"}]
    }"#;
    const CONTENTS: &[(&str, &[u8])] = &[
        ("index.html", b"plain"),
        ("index.html.br", b"br"),
        ("index.html.gz", b"gz"),
        ("a.html", b"a"),
        ("x.js", b"x"),
    ];

    fn asked(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
    }

    fn coding(accept: &'static str) -> Option<String> {
        let site = Site::read(TABLE, CONTENTS).unwrap();
        let response = site.answer(&Method::GET, "/", &asked(&[(ACCEPT_ENCODING, accept)])).unwrap();
        assert_eq!(response.headers()[VARY], "accept-encoding");
        response.headers().get(CONTENT_ENCODING).map(|coding| coding.to_str().unwrap().to_owned())
    }

    #[test]
    fn the_best_encoding_that_a_browser_takes_is_sent() {
        for (accept, sent) in [
            ("gzip, deflate, br", Some("br")),
            ("gzip;q=1.0, br;q=0", Some("gzip")),
            ("GZIP", Some("gzip")),
            ("*", Some("br")),
            ("*;q=0", None),
            ("deflate", None),
            ("", None),
        ] {
            assert_eq!(coding(accept).as_deref(), sent, "{accept}");
        }
    }

    #[test]
    fn an_etag_is_of_the_bytes_that_are_sent() {
        let site = Site::read(TABLE, CONTENTS).unwrap();
        let ask = |tag: &'static str| {
            let headers = asked(&[(ACCEPT_ENCODING, "br"), (IF_NONE_MATCH, tag)]);
            site.answer(&Method::GET, "/", &headers).unwrap()
        };
        assert_eq!(ask("\"d1\"").status(), StatusCode::OK);
        let same = ask("W/\"x\", \"d1.br\"");
        assert_eq!(same.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(same.headers()[ETAG], "\"d1.br\"");
        assert_eq!(same.headers()[CACHE_CONTROL], "no-cache");
    }

    #[test]
    fn a_page_looks_after_its_prefix_for_browsers_alone() {
        let site = Site::read(TABLE, CONTENTS).unwrap();
        let html = asked(&[(ACCEPT, "text/html,application/xhtml+xml")]);
        assert!(site.answer(&Method::GET, "/a/some/where", &html).is_some());
        assert!(site.answer(&Method::GET, "/a/some/where", &asked(&[(ACCEPT, "*/*")])).is_none());
        assert!(site.answer(&Method::POST, "/a/", &html).is_none());
        assert!(site.answer(&Method::GET, "/v1/taks", &html).is_none());
    }

    /// A page with a nonce; what the entry says beside.
    fn with_nonce(more: &str) -> Result<Site, SiteFault> {
        let table = format!(
            r#"{{"files": [{{"path": "/", "file": "n.html", "type": "text/html", "digest": "d", "nonce": "@@"{more}}}]}}"#
        );
        Site::read(
            &table,
            &[("n.html", b"<meta nonce=\"@@\">"), ("n.html.br", b"br"), ("bare.html", b"<meta>")],
        )
    }

    const NONCE_POLICY: &str = r#", "policy": "style-src 'nonce-@@'""#;

    #[tokio::test]
    async fn each_answer_has_a_nonce_of_its_own_in_its_policy_and_its_text() {
        let site = with_nonce(NONCE_POLICY).unwrap();
        let mut seen = std::collections::HashSet::new();
        for _ in 0..3 {
            let headers = asked(&[(ACCEPT_ENCODING, "br"), (IF_NONE_MATCH, "*")]);
            let response = site.answer(&Method::GET, "/", &headers).unwrap();
            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(response.headers()[CACHE_CONTROL], "no-store");
            assert!(
                !response.headers().contains_key(ETAG) && !response.headers().contains_key(CONTENT_ENCODING)
            );
            let policy = response.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
            let nonce =
                policy.strip_prefix("style-src 'nonce-").unwrap().strip_suffix('\'').unwrap().to_owned();
            assert!(BASE64_STANDARD.decode(&nonce).unwrap().len() >= 16, "{nonce}");
            let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
            assert_eq!(body, format!("<meta nonce=\"{nonce}\">"));
            assert!(seen.insert(nonce), "a nonce comes twice");
        }
    }

    #[test]
    fn a_page_that_cannot_bear_its_nonce_is_refused() {
        for more in [
            String::new(),
            r#", "policy": "style-src 'self'""#.to_owned(),
            format!(r#"{NONCE_POLICY}, "immutable": true"#),
            format!(r#"{NONCE_POLICY}, "encodings": [["br", "n.html.br"]]"#),
        ] {
            assert!(matches!(with_nonce(&more), Err(SiteFault::Nonce(path)) if path == "/"), "{more}");
        }
        let bare = r#"{"files": [{"path": "/", "file": "bare.html", "type": "text/html", "digest": "d", "nonce": "@@",
            "policy": "style-src 'nonce-@@'"}]}"#;
        assert!(matches!(Site::read(bare, &[("bare.html", b"<meta>")]), Err(SiteFault::Nonce(_))));
    }

    #[test]
    fn a_table_that_names_what_is_not_there_is_refused() {
        assert!(
            matches!(Site::read(TABLE, &CONTENTS[1..]), Err(SiteFault::Missing(name)) if name == "index.html")
        );
        let lost = r#"{"files": [], "fallbacks": [{"prefix": "/a/", "page": "/a/"}]}"#;
        assert!(matches!(Site::read(lost, CONTENTS), Err(SiteFault::Missing(name)) if name == "/a/"));
        let header = r#"{"files": [{"path": "/", "file": "a.html", "type": "text/html\n", "digest": "d"}]}"#;
        assert!(matches!(Site::read(header, CONTENTS), Err(SiteFault::Header(path)) if path == "/"));
    }
}
