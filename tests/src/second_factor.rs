//! People with an authenticator app, as tests play them.

use courts::domain::second_factor::Secret;
use kit::domain::Timestamp;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use crate::{Installation, answer};

/// The password of everybody who is enrolled here.
pub const PASSWORD: &str = "wide-river-7";

/// What somebody holds who has enrolled a second factor.
pub struct Held {
    secret: Secret,
    /// The codes on paper.
    pub recovery: Vec<String>,
    /// The token of the session in which it was enrolled.
    pub token: String,
}

impl Held {
    /// What the app shows so many steps of 30 seconds from now. Each code works once; a step ahead is still good.
    #[must_use]
    pub fn code(&self, steps: i64) -> String {
        self.secret.code_at(Timestamp::now().plus_seconds(30 * steps))
    }
}

/// Waits for the next step where the present one is nearly over: a code must not grow old on its way.
pub async fn settled() {
    let into = Timestamp::now().micros().rem_euclid(30_000_000);
    if into > 20_000_000 {
        let left = u64::try_from(30_000_000 - into).unwrap_or_default();
        tokio::time::sleep(std::time::Duration::from_micros(left)).await;
    }
}

/// The secret as an app takes it by hand.
#[must_use]
pub fn secret_of(base32: &str) -> Secret {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0_u32);
    for letter in base32.bytes().filter(u8::is_ascii_alphanumeric) {
        let five = if letter.is_ascii_uppercase() { letter - b'A' } else { letter - b'2' + 26 };
        bits = (bits << 5) | u32::from(five);
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from((bits >> held) & 255).unwrap());
        }
    }
    Secret::from_bytes(&bytes).unwrap()
}

impl Installation {
    /// Redeems an invitation and enrols a second factor. From now on the person's token is that of their session.
    pub async fn enrol(&self, person: &str, invitation: &str) -> Held {
        settled().await;
        let client = Client::new();
        let post = async |path: &str, token: &str, body: Value| {
            let request = client.post(format!("{}{path}", self.url)).bearer_auth(token).json(&body);
            let (status, answer) = answer(request).await;
            assert_eq!(status, StatusCode::OK, "{path}: {answer}");
            answer
        };
        let body = json!({"person": person, "code": invitation.trim(), "password": PASSWORD});
        let session = post("/v1/sessions:redeemInvitation", "-", body).await;
        let token = session["token"].as_str().unwrap().to_owned();
        let offered = post("/v1/me:enrolSecondFactor", &token, json!({})).await;
        let secret = secret_of(offered["secret"].as_str().unwrap());
        // The code of the step before, so that a test has those of this step and of the next.
        let code = secret.code_at(Timestamp::now().plus_seconds(-30));
        let active =
            post("/v1/me:activateSecondFactor", &token, json!({"requestId": "1", "code": code})).await;
        let recovery = active["recoveryCodes"].as_array().unwrap();
        let recovery = recovery.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
        self.signed_in(person, &token);
        Held { secret, recovery, token }
    }

    /// The first administrator signs in by the code in the folder.
    pub async fn enrol_admin(&self) -> Held {
        let code = std::fs::read_to_string(self.folder().join("setup-code")).unwrap();
        self.enrol("people/admin", &code).await
    }

    /// Somebody is invited by the administrator, who has signed in, and enrols.
    pub async fn enrol_invited(&self, person: &str) -> Held {
        let invitation = self.done("people/admin", &format!("/v1/{person}:invite"), &json!({})).await;
        self.enrol(person, invitation["code"].as_str().unwrap()).await
    }
}
