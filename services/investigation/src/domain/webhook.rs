//! Telling a unit's own system: where to, how a call is signed, and how often it is tried.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::Uri;
use kit::domain::{
    reason,
    refusal::{Kind, Refusal, Text, Violations},
};
use sha2::Sha256;

/// The longest address.
const LONGEST: usize = 500;
/// For how long a call is tried, in hours.
pub const HOURS: i64 = 72;
/// Seconds until the second try, and at the most.
const FIRST_WAIT: i64 = 5;
const LONGEST_WAIT: i64 = 3600;

/// Where calls go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(Uri);

impl Address {
    /// Reads an address: https, or http where it never leaves this machine; nothing in it that belongs into a secret.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let mut v = Violations::new();
        let uri = (text.len() <= LONGEST).then(|| text.trim().parse::<Uri>().ok()).flatten();
        let in_order = uri.filter(|uri| {
            let host = uri.host().unwrap_or_default();
            let here = matches!(host, "127.0.0.1" | "localhost" | "[::1]");
            let user = uri.authority().is_some_and(|authority| authority.as_str().contains('@'));
            let scheme = uri.scheme_str();
            !host.is_empty() && !user && (scheme == Some("https") || scheme == Some("http") && here)
        });
        let Some(uri) = in_order else {
            let text = Text::new(
                "须为 https 地址，不含用户名和密码。",
                "An https address without a user name or password.",
            );
            v.add("url", reason::URL_MALFORMED, text);
            return Err(v.into_refusal());
        };
        Ok(Self(uri))
    }

    /// Its host and port.
    #[must_use]
    pub fn place(&self) -> (&str, u16) {
        let usual = if self.0.scheme_str() == Some("http") { 80 } else { 443 };
        (self.0.host().unwrap_or_default(), self.0.port_u16().unwrap_or(usual))
    }

    /// As it is written.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.to_string()
    }
}

/// The refusal of an address inside the installation's own network, which calls would open to the one who sets them.
#[must_use]
pub fn inside() -> Refusal {
    let mut v = Violations::new();
    let text = Text::new(
        "该地址指向本机或者内部网络，不能用作接收地址。单位系统确在内部网络的，请由系统运维人员先在服务器设置中登记。",
        "This address leads to this machine or an internal network and can't be used. Where the unit's system is inside, the administrator of the server enters it in the settings first.",
    );
    v.add("url", reason::URL_INSIDE, text);
    v.into_refusal()
}

/// The refusal of a name that stands for no address.
#[must_use]
pub fn unresolved() -> Refusal {
    let mut v = Violations::new();
    let text = Text::new("查不到该地址的主机，请核对。", "There is no host of this name; check the address.");
    v.add("url", reason::URL_UNRESOLVED, text);
    v.into_refusal()
}

/// The refusal for somebody whose region is a part of that which the units serve.
#[must_use]
pub fn outside() -> Refusal {
    Refusal::new(
        Kind::Denied,
        reason::OUTSIDE_REGION,
        "协作单位面向全院辖区，其系统接收地址须由管辖全院辖区的人员查看、设定。",
        "Units serve the whole district of the court; somebody whose term covers all of it looks at where they are told, and sets it.",
    )
}

/// The signature of a call: Standard Webhooks, version 1.
#[must_use]
pub fn signature(secret: &[u8], id: &str, seconds: i64, body: &str) -> String {
    // A key of any length is a key of this construction.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return String::new() };
    mac.update(format!("{id}.{seconds}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

/// A secret as the other side receives it.
#[must_use]
pub fn shown(secret: &[u8]) -> String {
    format!("whsec_{}", STANDARD.encode(secret))
}

/// Seconds to wait after so many tries: twice as long each time.
#[must_use]
pub fn wait_after(tries: i64) -> i64 {
    let doublings = u32::try_from(tries.clamp(1, 12) - 1).unwrap_or_default();
    (FIRST_WAIT << doublings).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_the_one_of_the_specification() {
        // The worked example of the specification's own libraries.
        let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed =
            signature(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}");
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn only_addresses_that_keep_what_is_said_are_taken() {
        for good in ["https://unit.example/hook?a=1", "http://127.0.0.1:9/x", "http://localhost:9"] {
            assert!(Address::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "unit", "http://unit.example/", "ftp://unit.example", "https://a:b@unit.example/"] {
            assert!(Address::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn who_does_not_answer_is_asked_less_and_less_often() {
        assert_eq!([1, 2, 3, 11, 500].map(wait_after), [5, 10, 20, 3600, 3600]);
    }
}
