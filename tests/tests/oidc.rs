//! OpenID Connect against a certified provider that is not ours, run by node from tests/clients: browsers by code and PKCE, programs
//! by the provider's tokens, keys that change, and a provider that is unavailable.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use std::{collections::BTreeMap, path::Path, process::Stdio, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use installation::{Database, answer, part_with, servers::free_port};
use reqwest::{
    Client, StatusCode,
    header::{COOKIE, LOCATION, SET_COOKIE},
    redirect::Policy,
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
};

/// Where browsers would find the installation; the test's browser knows better.
const PUBLIC: &str = "http://127.0.0.1:9";

/// A provider and an installation that trusts it.
struct World {
    provider: Child,
    issuer: String,
    url: String,
    client: Client,
    folder: tempfile::TempDir,
    _house: Child,
}

/// Starts the provider on its port.
async fn provider(port: u16) -> Child {
    let clients = Path::new(env!("CARGO_MANIFEST_DIR")).join("clients");
    assert!(clients.join("node_modules/oidc-provider").exists(), "the provider is not there: make tools");
    let mut command = Command::new("node");
    command.arg("oidc_provider.mjs").arg(port.to_string()).arg(format!("{PUBLIC}/sign-in/oidc/callback"));
    command.current_dir(clients).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    let mut process = command.spawn().unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    loop {
        let line = tokio::time::timeout(Duration::from_secs(30), lines.next_line()).await;
        let line = line.expect("the provider says nothing").unwrap().expect("the provider ended");
        if line == "ready" {
            break;
        }
    }
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    process
}

impl World {
    async fn start() -> Self {
        let port = free_port();
        let (folder, issuer) = (tempfile::tempdir().unwrap(), format!("http://127.0.0.1:{port}"));
        let provider = provider(port).await;
        let more = ["--oidc-issuer", &issuer, "--oidc-client-id", "court", "--public-url", PUBLIC];
        let secret = [("SHAREDCOURT__OIDC__SECRET", "for-the-tests-alone")];
        let (installation, url) =
            part_with(folder.path(), &Database::Sqlite, true, "127.0.0.1:0", &more, &secret).await;
        installation::ready(&url).await;
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        Self { provider, issuer, url, client, folder, _house: installation }
    }

    async fn tell(&self, what: &str, body: &Value) -> Value {
        let (status, answer) = answer(self.client.post(format!("{}/{what}", self.issuer)).json(body)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        answer
    }

    async fn token(&self, body: Value) -> String {
        self.tell("token-for", &body).await["token"].as_str().unwrap().to_owned()
    }

    async fn me(&self, token: &str) -> (StatusCode, Value) {
        answer(self.client.get(format!("{}/v1/me", self.url)).bearer_auth(token)).await
    }

    /// Follows a browser from page to page, with a jar for each site, until a page of the installation is no redirect any more or leads to a
    /// page that was asked for.
    async fn sign_in(
        &self,
        jars: &mut BTreeMap<bool, BTreeMap<String, String>>,
        from: &str,
    ) -> (StatusCode, String) {
        let mut at = format!("{}{from}", self.url);
        for _ in 0..12 {
            let here = at.starts_with(&self.url);
            let jar = jars.entry(here).or_default();
            let cookies: Vec<String> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let response = self.client.get(&at).header(COOKIE, cookies.join("; ")).send().await.unwrap();
            for set in response.headers().get_all(SET_COOKIE) {
                let set = set.to_str().unwrap();
                let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
                if value.is_empty() {
                    jar.remove(name);
                } else {
                    jar.insert(name.to_owned(), value.to_owned());
                }
            }
            let status = response.status();
            let Some(to) = response.headers().get(LOCATION) else {
                return (status, response.text().await.unwrap());
            };
            let to = to.to_str().unwrap().to_owned();
            if here && to.starts_with('/') {
                return (status, to);
            }
            at = match to.strip_prefix(PUBLIC) {
                Some(path) => format!("{}{path}", self.url),
                None if to.starts_with('/') => format!("{}{to}", self.issuer),
                None => to,
            };
        }
        panic!("the browser goes round in circles: {at}");
    }
}

#[tokio::test]
async fn a_browser_comes_back_signed_in() {
    let world = World::start().await;
    let page = world.client.get(format!("{}/sign-in", world.url)).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("/sign-in/oidc?next="), "{page}");
    let mut jars = BTreeMap::new();
    let (status, to) = world.sign_in(&mut jars, "/sign-in/oidc?next=/docs").await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/docs"));
    let jar = &jars[&true];
    assert!(!jar.contains_key("sharedcourt-oidc"), "{jar:?}");
    let cookie = format!("sharedcourt={}", jar["sharedcourt"]);
    let me = answer(world.client.get(format!("{}/v1/me", world.url)).header(COOKIE, &cookie)).await;
    assert_eq!((me.0, &me.1["name"]), (StatusCode::OK, &json!("people/officer")), "{}", me.1);
    let sessions =
        answer(world.client.get(format!("{}/v1/sessions", world.url)).header(COOKIE, &cookie)).await;
    assert_eq!(sessions.1["sessions"][0]["method"], "SIGN_IN_METHOD_PROVIDER");

    // Whom the register does not know is refused everywhere, with the reason.
    world.tell("who", &json!({"person": "somebody-else"})).await;
    let (status, page) = world.sign_in(&mut BTreeMap::new(), "/sign-in/oidc").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(page.contains("role=\"alert\""), "{page}");
}

#[tokio::test]
async fn who_did_not_begin_does_not_come_back() {
    let world = World::start().await;
    let begun = world.client.get(format!("{}/sign-in/oidc", world.url)).send().await.unwrap();
    let set = begun.headers()[SET_COOKIE].to_str().unwrap().to_owned();
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
    let there = begun.headers()[LOCATION].to_str().unwrap().to_owned();
    assert!(there.contains("code_challenge_method=S256") && there.contains("nonce="), "{there}");
    let state = there.split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let cookie = set.split(';').next().unwrap().to_owned();
    let mut touched = cookie.clone();
    touched.replace_range(40..41, if &cookie[40..41] == "A" { "B" } else { "A" });
    let back = format!("{}/sign-in/oidc/callback?code=x&state=", world.url);
    for (cookie, state, reason) in [
        (String::new(), state.as_str(), "不是从本浏览器"),
        (touched, &state, "不是从本浏览器"),
        (cookie.clone(), "other", "不是从本浏览器"),
        (cookie.clone(), "", "不是从本浏览器"),
        // The right state, and a code that the provider never gave.
        (cookie.clone(), &state, "无法确认"),
    ] {
        let response =
            world.client.get(format!("{back}{state}")).header(COOKIE, cookie).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{reason}");
        let mut cookies = response.headers().get_all(SET_COOKIE).iter();
        assert!(cookies.all(|set| set.to_str().unwrap().contains("Max-Age=0")));
        let page = response.text().await.unwrap();
        assert!(page.contains(reason), "{page}");
    }
    let denied = format!("{}/sign-in/oidc/callback?error=access_denied&state={state}", world.url);
    let response = world.client.get(denied).header(COOKIE, cookie).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert!(response.text().await.unwrap().contains("未通过统一身份认证"));
}

#[tokio::test]
async fn a_program_shows_the_providers_token_and_nothing_else_is_believed() {
    let world = World::start().await;
    let officer = json!({"preferred_username": "officer"});
    let (status, me) = world.me(&world.token(json!({"claims": officer})).await).await;
    assert_eq!((status, &me["name"]), (StatusCode::OK, &json!("people/officer")), "{me}");

    let good = world.token(json!({"claims": officer})).await;
    let parts: Vec<&str> = good.split('.').collect();
    let head = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let unsigned = format!("{}.{}.", head(r#"{"alg":"none","kid":"key-0"}"#), parts[1]);
    let symmetric = format!("{}.{}.{}", head(r#"{"alg":"HS256","kid":"key-0"}"#), parts[1], parts[2]);
    let other = world.token(json!({"claims": {"preferred_username": "admin"}})).await;
    let mixed = format!("{}.{}.{}", parts[0], other.split('.').nth(1).unwrap(), parts[2]);
    let past = world.token(json!({"claims": {"preferred_username": "officer", "exp": 1_700_000_000}})).await;
    let future =
        world.token(json!({"claims": {"preferred_username": "officer", "nbf": 4_000_000_000_u64}})).await;
    let audience = world.token(json!({"claims": {"preferred_username": "officer", "aud": "another"}})).await;
    let nobody = world.token(json!({"claims": {"preferred_username": "somebody-else"}})).await;
    let strange = world.token(json!({"claims": {"preferred_username": "../admin"}})).await;
    let unknown = world.token(json!({"claims": officer, "kid": "key-of-nobody"})).await;
    for (token, reason) in [
        (unsigned, "TOKEN_INVALID"),
        (symmetric, "TOKEN_INVALID"),
        (mixed, "TOKEN_INVALID"),
        (past, "TOKEN_EXPIRED"),
        (future, "TOKEN_INVALID"),
        (audience, "TOKEN_INVALID"),
        (nobody, "PERSON_UNKNOWN"),
        (strange, "PERSON_UNKNOWN"),
        (unknown, "TOKEN_INVALID"),
    ] {
        let (status, problem) = world.me(&token).await;
        assert_eq!((status, &problem["reason"]), (StatusCode::UNAUTHORIZED, &json!(reason)), "{problem}");
    }
}

#[tokio::test]
async fn new_keys_are_believed_and_a_provider_that_is_away_keeps_nobody_else_out() {
    let mut world = World::start().await;
    let officer = json!({"preferred_username": "officer"});
    // Never asked yet, and unavailable: said so, and tokens of our own still work.
    let first = world.token(json!({"claims": officer})).await;
    let port: u16 = world.issuer.rsplit(':').next().unwrap().parse().unwrap();
    world.provider.kill().await.unwrap();
    let (status, problem) = world.me(&first).await;
    let away = (StatusCode::SERVICE_UNAVAILABLE, &json!("OIDC_UNAVAILABLE"));
    assert_eq!((status, &problem["reason"]), away, "{problem}");
    let page = world.client.get(format!("{}/sign-in/oidc", world.url)).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::SERVICE_UNAVAILABLE);
    let keys = kit::access::keys::Keys::open(world.folder.path()).unwrap();
    let own = kit::access::token::issue(&keys, "people/officer", kit::domain::Timestamp::now()).unwrap();
    assert_eq!(world.me(&own).await.0, StatusCode::OK);

    // Back, with other keys; then with still others. A token of the newest is believed without a restart.
    world.provider = provider(port).await;
    let second = world.token(json!({"claims": officer})).await;
    let mut answer = world.me(&second).await;
    for _ in 0..50 {
        if answer.0 == StatusCode::OK {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        answer = world.me(&second).await;
    }
    assert_eq!(answer.0, StatusCode::OK, "{}", answer.1);
    world.tell("rotate", &json!({})).await;
    let third = world.token(json!({"claims": officer})).await;
    // The keys are asked for anew at most every ten seconds.
    let mut answer = world.me(&third).await;
    for _ in 0..150 {
        if answer.0 == StatusCode::OK {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        answer = world.me(&third).await;
    }
    assert_eq!(answer.0, StatusCode::OK, "{}", answer.1);
    // And while it is unavailable, what it said before holds.
    world.provider.kill().await.unwrap();
    assert_eq!(world.me(&third).await.0, StatusCode::OK);
}
