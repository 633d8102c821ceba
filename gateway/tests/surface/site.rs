//! A site of the gateway's own: files, the page for a prefix, who may sign in by one press, and what is compressed.

use std::time::Duration;

use gateway::{Guest, Settings, Site};
use kit::domain::refusal::Text;
use reqwest::{
    Method, StatusCode,
    header::{ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, ETAG, HOST, IF_NONE_MATCH},
};
use serde_json::Value;

use crate::world::World;

const TABLE: &str = r#"{
    "files": [
        {"path": "/", "file": "index.html", "type": "text/html; charset=utf-8", "digest": "d1",
         "encodings": [["br", "index.html.br"]], "policy": "default-src 'none'; script-src 'self'",
         "permissions": "camera=(self)"},
        {"path": "/trial/", "file": "trial.html", "type": "text/html; charset=utf-8", "digest": "d2"},
        {"path": "/assets/x-1.js", "file": "x.js", "type": "text/javascript", "digest": "d3", "immutable": true}
    ],
    "fallbacks": [{"prefix": "/trial/", "page": "/trial/"}]
}"#;
const FILES: &[(&str, &[u8])] =
    &[("index.html", b"first"), ("index.html.br", b"packed"), ("trial.html", b"trial"), ("x.js", b"x")];

fn settings() -> Settings {
    Settings {
        site: Site::read(TABLE, FILES).unwrap(),
        guests: vec![Guest { label: Text::new("甲", "A"), person: "people/officer".into() }],
        ..Settings::default()
    }
}

#[tokio::test]
async fn files_are_served_beside_the_contract_and_never_in_its_place() {
    let world = World::with(settings()).await;
    let first = world.http.get(world.url("/")).header(ACCEPT_ENCODING, "gzip, br").send().await.unwrap();
    let said = |name: &str| first.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(said("content-security-policy"), "default-src 'none'; script-src 'self'");
    assert_eq!(
        (said("permissions-policy").as_str(), said("content-encoding").as_str()),
        ("camera=(self)", "br")
    );
    assert_eq!(
        (said("x-content-type-options").as_str(), said("cache-control").as_str()),
        ("nosniff", "no-cache")
    );
    let etag = said(ETAG.as_str());
    assert_eq!(first.text().await.unwrap(), "packed");
    let again = world.http.get(world.url("/")).header(ACCEPT_ENCODING, "br").header(IF_NONE_MATCH, etag);
    assert_eq!(again.send().await.unwrap().status(), StatusCode::NOT_MODIFIED);
    let script = world.http.get(world.url("/assets/x-1.js")).send().await.unwrap();
    assert!(script.headers()["cache-control"].to_str().unwrap().contains("immutable"));
    assert_eq!(script.text().await.unwrap(), "x");

    let page = |path: &str| world.http.get(world.url(path)).header(ACCEPT, "text/html").send();
    assert_eq!(page("/trial/far/away").await.unwrap().text().await.unwrap(), "trial");
    for path in ["/v1/taks", "/trials", "/assets/y-2.js"] {
        let problem: Value = page(path).await.unwrap().json().await.unwrap();
        assert_eq!(problem["reason"], "PATH_UNKNOWN", "{path}");
    }
    let data = world.http.get(world.url("/trial/far/away")).send().await.unwrap();
    assert_eq!(data.status(), StatusCode::NOT_FOUND);
    let posted = world.http.post(world.url("/trial/")).send().await.unwrap();
    assert_eq!(posted.status(), StatusCode::METHOD_NOT_ALLOWED);
    let head = world.http.head(world.url("/trial/")).send().await.unwrap();
    assert_eq!((head.status(), head.text().await.unwrap().as_str()), (StatusCode::OK, ""));
}

#[tokio::test]
async fn a_site_without_files_leaves_the_first_page_as_it_is() {
    let world = World::new().await;
    let text = world.http.get(world.url("/")).send().await.unwrap().text().await.unwrap();
    assert!(text.contains("/openapi.json"), "{text}");
}

#[tokio::test]
async fn guests_are_offered_on_this_machine_alone() {
    let offered = async |world: &World, headers: &[(&str, &str)]| {
        let mut request = world.http.get(world.url("/sign-in")).header(ACCEPT, "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let ways: Value = request.send().await.unwrap().json().await.unwrap();
        ways["guests"].as_array().unwrap().len()
    };
    let world = World::with(settings()).await;
    assert_eq!(offered(&world, &[]).await, 1);
    for (name, value) in [
        (HOST.as_str(), "court.example"),
        ("forwarded", "for=10.0.0.1"),
        ("x-forwarded-for", "127.0.0.1"),
        ("x-forwarded-proto", "https"),
    ] {
        assert_eq!(offered(&world, &[(name, value)]).await, 0, "{name}");
    }
    let form = world.http.get(world.url("/sign-in")).header(ACCEPT, "text/html").send().await.unwrap();
    assert!(form.text().await.unwrap().contains("name=\"guest\" value=\"people/officer\""));
    let mut proxied = settings();
    proxied.rates.behind_proxy = true;
    assert_eq!(offered(&World::with(proxied).await, &[]).await, 0);
    assert_eq!(offered(&World::new().await, &[]).await, 0);

    // Whom nobody offers nobody becomes, and no page of another site signs anybody in.
    let sign_in = |body: &Value| {
        let request = world.http.post(world.url("/sign-in")).header(ACCEPT, "application/json");
        request.json(body)
    };
    let unknown = sign_in(&serde_json::json!({"guest": "people/admin"})).send().await.unwrap();
    assert_eq!(unknown.status(), StatusCode::FORBIDDEN);
    assert_eq!(unknown.json::<Value>().await.unwrap()["reason"], "GUESTS_NOT_ADMITTED");
    let known = serde_json::json!({"guest": "people/officer"});
    let passed_on = sign_in(&known).header("x-forwarded-for", "10.0.0.1").send().await.unwrap();
    assert_eq!(passed_on.json::<Value>().await.unwrap()["reason"], "GUESTS_NOT_ADMITTED");
    let foreign = sign_in(&known).header("sec-fetch-site", "cross-site").send().await.unwrap();
    assert_eq!(foreign.json::<Value>().await.unwrap()["reason"], "CSRF");
}

#[tokio::test]
async fn json_is_compressed_where_it_is_long_and_events_come_as_they_are() {
    let world = World::new().await;
    let long = "a".repeat(1500);
    for (accept, coding) in [("br, gzip", Some("br")), ("gzip", Some("gzip")), ("identity", None)] {
        let call =
            world.call(Method::GET, &format!("/v1/tasks?filter={long}")).header(ACCEPT_ENCODING, accept);
        let response = call.send().await.unwrap();
        let found =
            response.headers().get(CONTENT_ENCODING).map(|coding| coding.to_str().unwrap().to_owned());
        assert_eq!(found.as_deref(), coding, "{accept}");
        let bytes = response.bytes().await.unwrap().len();
        assert_eq!(bytes < 300, coding.is_some(), "{accept}: {bytes} bytes");
    }
    let short = world.call(Method::GET, "/v1/tasks/9").header(ACCEPT_ENCODING, "br").send().await.unwrap();
    assert!(!short.headers().contains_key(CONTENT_ENCODING));
    let call = world.call(Method::GET, "/v1/tasks:watch").header(ACCEPT_ENCODING, "br, gzip");
    let mut events = call.send().await.unwrap();
    assert!(!events.headers().contains_key(CONTENT_ENCODING));
    let first = tokio::time::timeout(Duration::from_secs(5), events.chunk()).await;
    let first = first.expect("the events are held back").unwrap().unwrap();
    assert!(first.starts_with(b"id: 1\n"), "{first:?}");
}

#[tokio::test]
async fn a_page_reports_its_errors_within_bounds() {
    let world = World::with(settings()).await;
    let report_from = |site: &str, body: String| {
        let request = world.http.post(world.url("/page-errors"));
        request.header("content-type", "application/json").header("sec-fetch-site", site).body(body)
    };
    let report = |body: String| report_from("same-origin", body);
    let body = |reason: &str| {
        let report = serde_json::json!({"version": "/assets/x-1.js", "screen": "/trial/*", "reason": reason});
        report.to_string()
    };
    assert_eq!(report(body("TypeError")).send().await.unwrap().status(), StatusCode::NO_CONTENT);
    for bad in [
        body(&"x".repeat(301)),
        body("two\nlines"),
        body(&"x".repeat(4000)),
        "{}".to_owned(),
        r#"{"version": "", "screen": "", "reason": "", "content": "x"}"#.to_owned(),
    ] {
        let answer = report(bad.clone()).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{bad}");
    }
    let foreign = report_from("cross-site", body("x")).send().await.unwrap();
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    let read = world.http.get(world.url("/page-errors")).send().await.unwrap();
    assert_eq!(read.status(), StatusCode::METHOD_NOT_ALLOWED);
    let mut statuses = Vec::new();
    for _ in 0..40 {
        statuses.push(report(body("again")).send().await.unwrap().status());
    }
    assert!(statuses.contains(&StatusCode::TOO_MANY_REQUESTS), "{statuses:?}");
}
