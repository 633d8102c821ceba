//! A terminal in a village, by the real program on every database: enrolled by a code, there without a person, its director signed in by
//! scanning; and what a thief of its code, its cookies or its screen gets.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use installation::{COURT, DIRECTOR, Installation, browser::Browser, databases};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const TERMINAL: &str = "terminals/330783201203-1";
const HEARTBEAT: &str = "/v1/terminals/330783201203-1:heartbeat";
const ENROL: &str = "/sign-in/enrolment";
const COMPLETE: &str = "/sign-in/device";

/// The code that the command line makes.
async fn code(installation: &Installation, more: &[&str]) -> String {
    let (folder, url) = (installation.folder().to_str().unwrap().to_owned(), installation.url.clone());
    let arguments = ["enrol", "330783201203", "--data", &folder, "--server", &url];
    let done = installation.run(&[&arguments, more].concat()).await;
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}

async fn enrolled(installation: &Installation, more: &[&str]) -> Browser {
    let code = code(installation, more).await;
    let mut terminal = Browser::new(installation);
    let (status, said) = terminal.script(ENROL, "", &json!({"code": code})).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    terminal
}

async fn shown(terminal: &mut Browser) -> String {
    let word = terminal.device_word().to_owned();
    let (status, begun) = terminal.script("/v1/devices:beginSignIn", &word, &json!({})).await;
    assert_eq!(status, StatusCode::OK, "{begun}");
    begun["code"].as_str().unwrap().to_owned()
}

async fn complete(terminal: &mut Browser, code: &str) -> (StatusCode, Value) {
    let word = terminal.device_word().to_owned();
    terminal.script(COMPLETE, &word, &json!({"code": code})).await
}

async fn approve(installation: &Installation, terminal: &str, code: &str) -> (StatusCode, Value) {
    let path = format!("/v1/{terminal}:approveSignIn");
    installation.post(DIRECTOR, &path, &json!({"code": code, "requestId": uuid::Uuid::now_v7()})).await
}

fn reason((status, problem): (StatusCode, Value)) -> (u16, String) {
    (status.as_u16(), problem["reason"].as_str().unwrap_or_default().to_owned())
}

fn is(status: u16, reason: &str) -> (u16, String) {
    (status, reason.to_owned())
}

#[tokio::test]
async fn a_terminal_is_enrolled_beats_alone_and_lets_its_director_in_by_the_phone() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let mut terminal = enrolled(&installation, &[]).await;
        assert_eq!(terminal.cookies.len(), 2);
        let word = terminal.device_word().to_owned();
        let (status, heard) = terminal.script(HEARTBEAT, &word, &json!({"softwareVersion": "1"})).await;
        assert_eq!((status, &heard["presence"]), (StatusCode::OK, &json!("PRESENCE_ONLINE")), "{heard}");
        let (status, court) = terminal.read(&format!("/v1/{COURT}")).await;
        assert_eq!(status, StatusCode::OK, "{court}");
        assert!(court["equipment"].as_array().is_none_or(Vec::is_empty), "{court}");
        let director = court["director"].as_str().unwrap();
        assert!(court["labels"][director]["text"].as_str().is_some_and(|name| !name.is_empty()), "{court}");

        let code = shown(&mut terminal).await;
        assert_eq!(complete(&mut terminal, &code).await.0, StatusCode::ACCEPTED);
        let asked = json!({"code": code});
        let words = installation.done(DIRECTOR, "/v1/terminals:describeSignIn", &asked).await;
        assert_eq!((&words["name"], &words["number"]), (&json!(TERMINAL), &json!(1)));
        assert_eq!(approve(&installation, TERMINAL, &code).await.0, StatusCode::OK);
        assert_eq!(complete(&mut terminal, &code).await.0, StatusCode::NO_CONTENT);
        let (status, me) = terminal.read("/v1/me").await;
        assert_eq!((status, &me["name"]), (StatusCode::OK, &json!(DIRECTOR)), "{me}");
        assert_eq!(terminal.read("/v1/tasks").await.0, StatusCode::OK);
        // The person's session reads the whole court; the terminal goes on for itself beside it.
        let (_, court) = terminal.read(&format!("/v1/{COURT}")).await;
        assert!(!court["equipment"].as_array().unwrap().is_empty(), "{court}");
        assert_eq!(terminal.script(HEARTBEAT, &word, &json!({})).await.0, StatusCode::OK);

        // The idle lock ends the session: nothing of the person is left, and the terminal is heard as before.
        let session = terminal.cookies.clone();
        let said = terminal.word().to_owned();
        assert_eq!(terminal.script("/sign-out", &said, &json!({})).await.0, StatusCode::NO_CONTENT);
        assert_eq!(terminal.cookies.len(), 2);
        assert_eq!(reason(terminal.read("/v1/me").await), is(401, "TOKEN_MISSING"));
        assert_eq!(terminal.script(HEARTBEAT, &word, &json!({})).await.0, StatusCode::OK);
        // Nor does the cookie of the session open anything, and beside it the terminal is still itself.
        terminal.cookies = session;
        assert_eq!(reason(terminal.read("/v1/me").await), is(401, "SESSION_EXPIRED"));
        assert_eq!(terminal.script(HEARTBEAT, &said, &json!({})).await.0, StatusCode::OK);
        assert_eq!(terminal.read(&format!("/v1/{COURT}")).await.0, StatusCode::OK);

        // Revoked by the command line, it is nobody.
        self::code(&installation, &["--revoke"]).await;
        assert_eq!(reason(terminal.script(HEARTBEAT, &word, &json!({})).await), is(401, "DEVICE_ENDED"));
        assert_eq!(reason(terminal.read(&format!("/v1/{COURT}")).await), is(401, "DEVICE_ENDED"));
    }
}

#[tokio::test]
async fn an_approved_code_is_used_once_by_its_terminal_alone_and_not_by_a_revoked_one() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let mut terminal = enrolled(&installation, &[]).await;
        let mut second = enrolled(&installation, &["--number", "2"]).await;

        let code = shown(&mut terminal).await;
        assert_eq!(approve(&installation, TERMINAL, &code).await.0, StatusCode::OK);
        // Another enrolled terminal that has seen the code gets nothing, and takes nothing from the first.
        assert_eq!(reason(complete(&mut second, &code).await), is(401, "DEVICE_SIGN_IN_REFUSED"));
        assert_eq!(complete(&mut terminal, &code).await.0, StatusCode::NO_CONTENT);
        // Replayed by the terminal, approved again by the phone.
        assert_eq!(reason(complete(&mut terminal, &code).await), is(401, "DEVICE_SIGN_IN_REFUSED"));
        assert_eq!(reason(approve(&installation, TERMINAL, &code).await), is(403, "DEVICE_SIGN_IN_REFUSED"));
        // Approved under the name of another terminal than the one that shows it.
        let code = shown(&mut second).await;
        assert_eq!(reason(approve(&installation, TERMINAL, &code).await), is(403, "DEVICE_SIGN_IN_REFUSED"));
        assert_eq!(complete(&mut second, &code).await.0, StatusCode::ACCEPTED);

        // Revoked between approval and fetching: no session begins, and the one that runs is over.
        assert!(terminal.read("/v1/me").await.0.is_success());
        let code = shown(&mut terminal).await;
        assert_eq!(approve(&installation, TERMINAL, &code).await.0, StatusCode::OK);
        self::code(&installation, &["--revoke"]).await;
        assert_eq!(reason(complete(&mut terminal, &code).await), is(401, "DEVICE_ENDED"));
        assert_eq!(reason(terminal.read("/v1/me").await), is(401, "SESSION_EXPIRED"));
    }
}

#[tokio::test]
async fn codes_are_guessed_by_nobody_and_other_sites_get_nothing_done() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let right = code(&installation, &[]).await;
        let mut thief = Browser::new(&installation);
        for _ in 0..5 {
            let no = thief.script(ENROL, "", &json!({"code": "00000 00000"})).await;
            assert_eq!(reason(no), is(401, "ENROLMENT_REFUSED"));
        }
        let no = thief.script(ENROL, "", &json!({"code": right})).await;
        assert_eq!(reason(no), is(429, "SIGN_IN_LOCKED"));
        assert!(thief.cookies.is_empty());
    }
    let installation = Installation::demo(installation::Database::Sqlite).await;
    let mut terminal = enrolled(&installation, &[]).await;
    let word = terminal.device_word().to_owned();
    // Another site's page can make the browser send its cookies, and nothing comes of it.
    for path in [HEARTBEAT, "/v1/devices:beginSignIn"] {
        for (word, site) in [("", "same-origin"), ("00", "same-origin"), (word.as_str(), "cross-site")] {
            let request = terminal.request(Method::POST, path).header("sec-fetch-site", site);
            let no = installation::answer(request.header("x-csrf-token", word).json(&json!({}))).await;
            assert_eq!(reason(no), is(403, "CSRF"), "{path} {site}");
        }
    }
    let foreign = terminal.request(Method::POST, COMPLETE).header("sec-fetch-site", "cross-site");
    let foreign = foreign.header("x-csrf-token", &word).json(&json!({"code": "x"}));
    assert_eq!(reason(installation::answer(foreign).await), is(403, "CSRF"));
    assert_eq!(reason(terminal.script(COMPLETE, "", &json!({"code": "x"})).await), is(403, "CSRF"));
    let own = complete(&mut terminal, "x").await;
    assert_eq!(reason(own), is(401, "DEVICE_SIGN_IN_REFUSED"));
    let mut nobody = Browser::new(&installation);
    assert_eq!(reason(nobody.script(COMPLETE, "", &json!({"code": "x"})).await), is(401, "TOKEN_MISSING"));
}

#[tokio::test]
async fn the_credential_of_a_terminal_opens_its_four_methods_and_no_other() {
    let installation = Installation::demo(installation::Database::Sqlite).await;
    let mut terminal = enrolled(&installation, &[]).await;
    let word = terminal.device_word().to_owned();
    // By the cookie it is nobody where the contract does not let devices in.
    for path in ["/v1/me", "/v1/tasks", "/v1/people", "/v1/terminals", "/v1/courts", "/v1/sessions"] {
        assert_eq!(reason(terminal.read(path).await), is(401, "TOKEN_MISSING"), "{path}");
    }
    // As a bearer token it is known, and refused.
    let token = terminal.cookies["sharedcourt-device"].clone();
    let bearer = async |method: Method, path: &str| {
        let request = Browser::new(&installation).request(method, path).bearer_auth(&token);
        reason(installation::answer(request.json(&json!({}))).await)
    };
    for path in ["/v1/me", "/v1/tasks", "/v1/people", "/v1/terminals", "/v1/courts", "/v1/auditRecords"] {
        assert_eq!(bearer(Method::GET, path).await, is(403, "DEVICE_METHOD"), "{path}");
    }
    for path in ["/v1/sessions:createDeviceCredential", "/v1/terminals/330783201203-1:enrol", "/v1/tasks"] {
        assert_eq!(bearer(Method::POST, path).await, is(403, "DEVICE_METHOD"), "{path}");
    }
    let other = bearer(Method::POST, "/v1/terminals/330783201203-2:heartbeat").await;
    assert_eq!(other, is(404, "TERMINAL_UNKNOWN"));
    assert_eq!(bearer(Method::GET, "/v1/courts/330783201").await, is(404, "COURT_UNKNOWN"));
    // Where only a terminal may call, a person may not, whatever they are.
    for person in [DIRECTOR, "people/admin"] {
        let no = installation.post(person, "/v1/devices:beginSignIn", &json!({})).await;
        assert_eq!(reason(no), is(403, "DEVICE_REQUIRED"), "{person}");
    }
    // What the terminal did stands in the audit under its own name.
    assert_eq!(terminal.script(HEARTBEAT, &word, &json!({})).await.0, StatusCode::OK);
    let filter = "/v1/auditRecords?filter=person%3Dterminals%2F330783201203-1";
    let mut found = json!(null);
    for _ in 0..100 {
        let (status, records) = installation.get("people/command", filter).await;
        assert_eq!(status, StatusCode::OK, "{records}");
        found = records["auditRecords"][0].clone();
        if !found.is_null() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(found["person"], TERMINAL, "{found}");
}
