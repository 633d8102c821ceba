//! The second factor through the public surface: signing in with it, without script and by REST, large payments, tokens that do not
//! replace it.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use std::collections::BTreeMap;

use installation::{
    Database, Installation, answer, citizen, databases,
    second_factor::{PASSWORD, secret_of, settled},
};
use kit::domain::Timestamp;
use reqwest::{
    Client, Method, StatusCode,
    header::{COOKIE, LOCATION, SET_COOKIE},
    redirect::Policy,
};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

/// The demonstration network, where second factors are asked for.
async fn strict(database: Database) -> Installation {
    Installation::start_with(database, true, &["--demo-second-factor"]).await
}

/// Lets ten minutes pass for all sessions: their second factor is no longer fresh.
async fn ten_minutes_pass(installation: &Installation) {
    let (url, table) = match installation.database() {
        Database::Sqlite => {
            (format!("sqlite://{}", installation.folder().join("courts.db").display()), "session_factors")
        }
        Database::Postgres(url) => (url.clone(), "courts.session_factors"),
    };
    let connection = sea_orm::Database::connect(kit::storage::pool_options(url)).await.unwrap();
    let update = format!("UPDATE {table} SET shown = shown - 600000000");
    connection.execute_unprepared(&update).await.unwrap();
    connection.close().await.unwrap();
}

async fn sign_in(installation: &Installation, body: &Value) -> (StatusCode, Value) {
    answer(Client::new().post(format!("{}/v1/sessions", installation.url)).json(body)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_payment_asks_anew_and_a_small_one_does_not() {
    for database in databases().await {
        let installation = strict(database).await;
        let (status, no) = installation.get("people/chief", "/v1/me").await;
        assert_eq!(
            (status, &no["reason"]),
            (StatusCode::UNAUTHORIZED, &json!("SECOND_FACTOR_REQUIRED")),
            "{no}"
        );
        installation.enrol_admin().await;
        let chief = installation.enrol_invited("people/chief").await;
        let cashier = installation.enrol_invited("people/cashier").await;

        let case = json!({"case": {
            "caseNumber": "（2026）浙0783执1号", "filingDate": {"year": 2026, "month": 3, "day": 2}, "claimFen": "400000000", "parties": [
            {"side": "APPLICANT", "displayName": "张三", "kind": "PERSON", "identityNumber": citizen(1)},
            {"side": "DEBTOR", "displayName": "李四", "kind": "PERSON", "identityNumber": citizen(2)}]}});
        let case = installation.done("people/officer", "/v1/cases", &case).await;
        let plan = async |reference: &str, fen: i64| {
            let time = Timestamp::now().plus_hours(-1).to_timestamp().to_string();
            let receipt = json!({"receipt": {"bankReference": reference, "amountFen": fen.to_string(), "arriveTime": time,
                "noticeTime": time, "case": case["name"]}});
            let receipt = installation.done("people/cashier", "/v1/receipts", &receipt).await;
            let payee =
                json!({"displayName": "张三", "account": "6222021208001234567", "bank": "中国工商银行"});
            let plan = json!({"distribution": {"receipt": receipt["name"], "items": [{"payee": payee, "amountFen": fen.to_string()}]}});
            let plan = installation.done("people/officer", "/v1/distributions", &plan).await;
            format!("/v1/{}", plan["name"].as_str().unwrap())
        };
        let (large, small) = (plan("L-1", 100_000_001).await, plan("S-1", 100_000_000).await);
        ten_minutes_pass(&installation).await;
        let stale = (StatusCode::FORBIDDEN, json!("SECOND_FACTOR_STALE"));
        let post = async |person: &str, path: &str, body: Value| {
            let (status, answer) = installation.post(person, path, &body).await;
            (status, answer["reason"].clone(), answer)
        };
        let no = post("people/chief", &format!("{large}:approve"), json!({})).await;
        assert_eq!((no.0, no.1), stale, "{}", no.2);
        assert!(no.2["detail"].as_str().unwrap_or_default().contains("动态口令"), "{}", no.2);
        installation.done("people/chief", &format!("{small}:approve"), &json!({})).await;

        settled().await;
        let wrong = post("people/chief", "/v1/me:confirmSecondFactor", json!({"code": chief.code(-5)})).await;
        assert_eq!((wrong.0, wrong.1), (StatusCode::UNAUTHORIZED, json!("SECOND_FACTOR_WRONG")));
        let code = json!({"requestId": "confirm", "code": chief.code(0)});
        installation.done("people/chief", "/v1/me:confirmSecondFactor", &code).await;
        let approved = installation.done("people/chief", &format!("{large}:approve"), &json!({})).await;

        let payout = format!("/v1/{}:confirm", approved["items"][0]["payout"].as_str().unwrap());
        let no = post("people/cashier", &payout, json!({"bankReference": "P-1"})).await;
        assert_eq!((no.0, no.1), stale, "{}", no.2);
        // Without the phone: a code on paper.
        let code = json!({"code": cashier.recovery[0]});
        installation.done("people/cashier", "/v1/me:confirmSecondFactor", &code).await;
        installation.done("people/cashier", &payout, &json!({"bankReference": "P-1"})).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn by_rest_a_code_belongs_to_the_password() {
    for database in databases().await {
        let mut installation = strict(database).await;
        installation.enrol_admin().await;
        let held = installation.enrol_invited("people/president").await;
        let mut body = json!({"person": "president", "password": PASSWORD});
        let (status, no) = sign_in(&installation, &body).await;
        assert_eq!(
            (status, &no["reason"]),
            (StatusCode::UNAUTHORIZED, &json!("SECOND_FACTOR_REQUIRED")),
            "{no}"
        );
        settled().await;
        body["code"] = json!(held.code(0));
        let (status, session) = sign_in(&installation, &body).await;
        assert_eq!(
            (status, &session["secondFactor"]),
            (StatusCode::OK, &json!("SECOND_FACTOR_STANDING_SHOWN")),
            "{session}"
        );
        let (_, no) = sign_in(&installation, &body).await;
        assert_eq!(no["reason"], "SECOND_FACTOR_WRONG");
        // What was used stays used when the process dies.
        installation.kill().await;
        installation.again().await;
        assert_eq!(sign_in(&installation, &body).await.1["reason"], "SECOND_FACTOR_WRONG");
        let (status, me) = installation.get("people/president", "/v1/me/secondFactor").await;
        assert_eq!((status, &me["recoveryCodesLeft"]), (StatusCode::OK, &json!(10)), "{me}");

        installation
            .done("people/admin", "/v1/people/president:resetSecondFactor", &json!({"requestId": "reset"}))
            .await;
        let (status, _) = installation.get("people/president", "/v1/me").await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        assert_eq!(sign_in(&installation, &body).await.1["reason"], "SECOND_FACTOR_NEEDS_INVITATION");
        let method = "sharedcourt.access.v1.SecondFactorService.ResetSecondFactor";
        let (_, records) =
            installation.get("people/command", &format!("/v1/auditRecords?filter=method%3D{method}")).await;
        let record = &records["auditRecords"][0];
        assert_eq!(
            (&record["person"], &record["resources"]),
            (&json!("people/admin"), &json!(["people/president"])),
            "{records}"
        );
    }
}

/// A browser without script.
struct Browser {
    client: Client,
    url: String,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    fn new(installation: &Installation) -> Self {
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        Self { client, url: installation.url.clone(), cookies: BTreeMap::new() }
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        fields: &[(&str, &str)],
    ) -> (StatusCode, String, String) {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request =
            self.client.request(method, format!("{}{path}", self.url)).header(COOKIE, cookies.join("; "));
        let request = request.header("accept-language", "en").header("sec-fetch-site", "same-origin");
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        let response = request.send().await.unwrap();
        for set in response.headers().get_all(SET_COOKIE) {
            let (name, value) = set.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let to = response.headers().get(LOCATION).map(|to| to.to_str().unwrap().to_owned());
        (response.status(), to.unwrap_or_default(), response.text().await.unwrap())
    }

    async fn step(&mut self, step: &str, code: &str) -> (StatusCode, String, String) {
        let word = self.cookies["sharedcourt-csrf"].clone();
        let fields = [("csrf_token", word.as_str()), ("step", step), ("code", code), ("next", "/docs")];
        self.send(Method::POST, "/sign-in/second-factor", &fields).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_script_one_enrols_prints_and_signs_in() {
    let installation = strict(Database::Sqlite).await;
    let code = std::fs::read_to_string(installation.folder().join("setup-code")).unwrap();
    let mut browser = Browser::new(&installation);
    let fields = [("person", "admin"), ("code", code.trim()), ("password", PASSWORD), ("again", PASSWORD)];
    let (status, to, page) = browser.send(Method::POST, "/sign-in/invitation", &fields).await;
    assert_eq!(
        (status, to.as_str()),
        (StatusCode::SEE_OTHER, "/sign-in/second-factor?next=%2Fsign-in"),
        "{page}"
    );
    let (_, to_again, _) = browser.send(Method::GET, "/sign-in", &[]).await;
    assert!(to_again.starts_with("/sign-in/second-factor"), "{to_again}");
    let (status, _, page) = browser.send(Method::GET, &to, &[]).await;
    assert!(status.is_success() && page.contains("Show the QR code"), "{page}");
    // Before that nothing else is open.
    let (_, _, no) = browser.send(Method::GET, "/v1/people", &[]).await;
    assert!(no.contains("SECOND_FACTOR_REQUIRED"), "{no}");
    let (status, _, no) = browser.send(Method::POST, "/sign-in/second-factor", &[("step", "enrol")]).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "without the session's word: {no}");

    settled().await;
    let (status, _, page) = browser.step("enrol", "").await;
    assert!(status.is_success() && page.contains("<svg") && page.contains("otpauth://totp/"), "{page}");
    let secret = page.split("<code>").nth(1).unwrap().split("</code>").next().unwrap();
    let secret = secret_of(secret);
    let (status, _, page) = browser.step("activate", "000000").await;
    assert!(status == StatusCode::UNAUTHORIZED && page.contains("role=\"alert\""), "{page}");
    let (status, _, page) =
        browser.step("activate", &secret.code_at(Timestamp::now().plus_seconds(-30))).await;
    assert!(status.is_success() && page.matches("<li><code>").count() == 10, "{page}");
    assert!(page.contains("Print this page") && page.contains("href=\"/docs\""), "{page}");

    let mut other = Browser::new(&installation);
    let mut fields = vec![("person", "admin"), ("password", PASSWORD), ("next", "/docs")];
    let (status, _, page) = other.send(Method::POST, "/sign-in", &fields).await;
    assert!(status == StatusCode::UNAUTHORIZED && page.contains("six digits"), "{page}");
    let code = secret.code_at(Timestamp::now());
    fields.push(("code", &code));
    let (status, to, page) = other.send(Method::POST, "/sign-in", &fields).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/docs"), "{page}");
    let (_, _, page) = other.send(Method::GET, "/sign-in/second-factor", &[]).await;
    assert!(page.contains("Confirm"), "{page}");
    let (status, to, page) = other.step("confirm", &secret.code_at(Timestamp::now().plus_seconds(30))).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/docs"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_made_with_the_key_does_not_replace_it() {
    for database in databases().await {
        let installation = Installation::start(database, false).await;
        let refused = installation.run(&["token", "admin"]).await;
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(refused.status.code() == Some(2) && said.contains("sign-in"), "{said}");
        assert!(refused.stdout.is_empty());
        // Who makes one without the program gets no further.
        let (status, no) = installation.get("people/admin", "/v1/me").await;
        assert_eq!(
            (status, &no["reason"]),
            (StatusCode::UNAUTHORIZED, &json!("SECOND_FACTOR_REQUIRED")),
            "{no}"
        );
        installation.enrol_admin().await;
        let person = json!({"person": {"name": "people/wang", "displayName": "王五"}, "personId": "wang"});
        installation.done("people/admin", "/v1/people", &person).await;
        let given = installation.run(&["token", "wang"]).await;
        assert!(
            given.status.success() && !given.stdout.is_empty(),
            "{}",
            String::from_utf8_lossy(&given.stderr)
        );
    }
    let demo = Installation::demo(Database::Sqlite).await;
    assert!(demo.run(&["token", "admin"]).await.status.success());
    assert_eq!(demo.get("people/admin", "/v1/me").await.0, StatusCode::OK);
}
