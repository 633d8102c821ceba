//! Signing in as people do: with a browser by the pages, with a program by the contract; on every database, by the real program.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use std::os::unix::fs::PermissionsExt as _;

use installation::{
    DIRECTOR, Installation, answer,
    browser::{Browser, urlencoded},
    databases,
};
use reqwest::{Client, Method, StatusCode, header::COOKIE};
use serde_json::{Value, json};

const PASSWORD: &str = "wide-river-7";

async fn invited(installation: &Installation, person: &str) -> String {
    let (folder, url) = (installation.folder().to_str().unwrap().to_owned(), installation.url.clone());
    let done = installation.run(&["invite", person, "--data", &folder, "--server", &url]).await;
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}

async fn redeemed(installation: &Installation, person: &str) -> Browser {
    let code = invited(installation, person).await;
    let mut browser = Browser::new(installation);
    let fields = [("person", person), ("code", &code), ("password", PASSWORD), ("again", PASSWORD)];
    let (status, to, page) = browser.form("/sign-in/invitation", &fields).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/sign-in"), "{page}");
    browser
}

fn filing() -> Value {
    installation::filing(installation::ADDRESS)
}

#[tokio::test]
async fn the_first_administrator_signs_in_by_the_code_in_the_folder() {
    for database in databases().await {
        let mut installation = Installation::start(database, false).await;
        let path = installation.folder().join("setup-code");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let code = std::fs::read_to_string(&path).unwrap();
        let body = json!({"person": "admin", "code": code.trim(), "password": PASSWORD});
        let client = Client::new();
        let redeem = || client.post(format!("{}/v1/sessions:redeemInvitation", installation.url)).json(&body);
        let (status, session) = answer(redeem()).await;
        assert_eq!(status, StatusCode::OK, "{session}");
        let token = session["token"].as_str().unwrap();
        let me = answer(client.get(format!("{}/v1/me", installation.url)).bearer_auth(token)).await;
        assert_eq!(me.1["name"], "people/admin");
        assert_eq!(answer(redeem()).await.1["reason"], "INVITATION_REFUSED");
        // Half set up: a start leaves a code again, by which the second factor can be enrolled.
        installation.kill().await;
        installation.again().await;
        installation.enrol_admin().await;
        let token = installation.token("people/admin");
        // Used up: it is gone with the next start, and the session is still there after a kill.
        installation.kill().await;
        installation.again().await;
        assert!(!path.exists());
        let me = answer(client.get(format!("{}/v1/me", installation.url)).bearer_auth(token)).await;
        assert_eq!(me.0, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_browser_signs_in_works_and_signs_out_and_other_sites_get_nothing_done() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let mut browser = redeemed(&installation, "officer").await;
        let page = browser.request(Method::GET, "/sign-in?next=/docs");
        let (status, _, page) = browser.send(page).await;
        assert!(page.contains("<aside>Demonstration: "), "a demonstration says so on every page: {page}");
        assert!(
            status.is_success() && page.contains("You are signed in") && page.contains("href=\"/docs\""),
            "{page}"
        );

        let (status, me) = answer(browser.request(Method::GET, "/v1/me")).await;
        assert_eq!((status, &me["name"]), (StatusCode::OK, &json!("people/officer")), "{me}");
        let post = || browser.request(Method::POST, "/v1/tasks").json(&filing());
        let word = browser.word().to_owned();
        for refused in [
            post(),
            post().header("x-csrf-token", "00"),
            post().header("x-csrf-token", &word).header("sec-fetch-site", "cross-site"),
            post().header("x-csrf-token", &word).header("origin", "https://elsewhere.example"),
        ] {
            let (status, problem) = answer(refused).await;
            assert_eq!((status, &problem["reason"]), (StatusCode::FORBIDDEN, &json!("CSRF")), "{problem}");
        }
        let (status, task) =
            answer(post().header("x-csrf-token", &word).header("sec-fetch-site", "same-origin")).await;
        assert_eq!(status, StatusCode::OK, "{task}");
        assert_eq!(task["creator"], "people/officer");

        // A form on another site signs nobody in and nobody out.
        let foreign = browser.request(Method::POST, "/sign-out").header("sec-fetch-site", "cross-site");
        assert_eq!(answer(foreign).await.0, StatusCode::FORBIDDEN);
        let cookie = browser.cookies.clone();
        let (status, to, _) = browser.form("/sign-out", &[("csrf_token", &word)]).await;
        assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/sign-in"));
        assert!(browser.cookies.is_empty());
        // Anyone who kept the cookie has nothing in hand.
        browser.cookies = cookie;
        let (status, problem) = answer(browser.request(Method::GET, "/v1/me")).await;
        assert_eq!((status, &problem["reason"]), (StatusCode::UNAUTHORIZED, &json!("SESSION_EXPIRED")));
        assert_eq!(
            answer(browser.request(Method::GET, "/v1/me").header(COOKIE, "")).await.0,
            StatusCode::UNAUTHORIZED
        );
    }
}

#[tokio::test]
async fn a_page_says_what_is_wrong_and_never_who_exists() {
    let installation = Installation::demo(installation::Database::Sqlite).await;
    redeemed(&installation, "officer").await;
    let mut pages = Vec::new();
    for person in ["officer", "nobody-here"] {
        let mut browser = Browser::new(&installation);
        let fields = [("person", person), ("password", "not-this-one"), ("next", "//elsewhere")];
        let (status, _, page) = browser.form("/sign-in", &fields).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        assert!(page.contains("role=\"alert\"") && browser.cookies.is_empty(), "{page}");
        pages.push(page.replace(person, ""));
    }
    assert_eq!(pages[0], pages[1]);
    let mut browser = Browser::new(&installation);
    let fields = [("person", "officer"), ("password", PASSWORD), ("next", "//elsewhere")];
    let (status, to, _) = browser.form("/sign-in", &fields).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/"));
    let fields = [("person", "\"><script>"), ("code", "x"), ("password", "a"), ("again", "b")];
    let (status, _, page) = browser.form("/sign-in/invitation", &fields).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(!page.contains("<script>"), "{page}");
    let huge = "x".repeat(10_000);
    assert_eq!(browser.form("/sign-in", &[("person", &huge)]).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(answer(browser.request(Method::DELETE, "/sign-in")).await.0, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_session_is_worth_what_the_term_is_worth_at_the_time_of_the_call() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let browser = redeemed(&installation, DIRECTOR.strip_prefix("people/").unwrap()).await;
        let list = || answer(browser.request(Method::GET, "/v1/tasks"));
        assert_eq!(list().await.0, StatusCode::OK);
        let (_, person) = installation.get("people/admin", &format!("/v1/{DIRECTOR}")).await;
        let term = person["terms"].as_array().unwrap().last().unwrap()["name"].as_str().unwrap().to_owned();
        installation.done("people/admin", &format!("/v1/{term}:end"), &json!({"requestId": "end-1"})).await;
        let (status, problem) = list().await;
        assert_eq!(
            (status, &problem["reason"]),
            (StatusCode::FORBIDDEN, &json!("TERM_NOT_RUNNING")),
            "{problem}"
        );
        let body = json!({"requestId": "gone-1", "reason": "离任"});
        installation.done("people/admin", &format!("/v1/{DIRECTOR}:deactivate"), &body).await;
        let (status, problem) = list().await;
        assert_eq!((status, &problem["reason"]), (StatusCode::UNAUTHORIZED, &json!("PERSON_DEACTIVATED")));
    }
}

#[tokio::test]
async fn signing_in_is_on_record_and_the_password_is_not() {
    let mut installation = Installation::demo(installation::Database::Sqlite).await;
    redeemed(&installation, "officer").await;
    let mut browser = Browser::new(&installation);
    let request = browser.request(Method::POST, "/sign-in").header("x-request-id", "sign-in-1");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let body = urlencoded(&[("person", "officer"), ("password", "not-this-one")]);
    assert_eq!(browser.send(request.body(body)).await.0, StatusCode::UNAUTHORIZED);
    let path = "/v1/auditRecords?filter=request_id%3Dsign-in-1";
    let mut records = Vec::new();
    for _ in 0..50 {
        let (_, found) = installation.get("people/admin", path).await;
        records = found["auditRecords"].as_array().cloned().unwrap_or_default();
        if !records.is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(records.len(), 1, "{records:?}");
    let record = &records[0];
    assert_eq!(record["method"], "sharedcourt.access.v1.SessionService.CreateSession");
    assert_eq!((&record["reason"], &record["code"]), (&json!("SIGN_IN_REFUSED"), &json!("UNAUTHENTICATED")));
    assert!(record["resources"].to_string().contains("people/officer"), "{record}");
    installation.stop().await;
    let folder = installation.folder().to_path_buf();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            for secret in [PASSWORD, "not-this-one"] {
                let there = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
                assert!(!there, "{secret} in {}", path.display());
            }
        }
    }
}
