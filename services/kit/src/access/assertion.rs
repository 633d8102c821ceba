//! The caller assertion, from the gateway to the services: a message and a keyed digest over it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use prost::Message as _;
use proto::access::v1 as contract;

use crate::{
    access::keys::{self, Keys, Purpose},
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal},
    },
};

/// The metadata key under which it travels. The gateway removes it from requests that come from outside.
pub const HEADER: &str = "sharedcourt-statement";

/// The person of a call by somebody who has not said who they are. No person's name: their ids don't begin with a hyphen.
pub const STRANGER: &str = "people/-";

/// The resource name of the person of an id that somebody else knows them by; `None` where it can be nobody's.
#[must_use]
pub fn person_of(id: &str) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let fits = (1..=64).contains(&id.len()) && id.bytes().all(plain) && !id.starts_with('-');
    fits.then(|| format!("people/{id}"))
}

/// For how long a statement is believed: long enough for clocks that differ a little, too short to be of use to a thief.
const SECONDS: i64 = 60;

/// Makes statements.
#[derive(Clone)]
pub struct AssertionSigner {
    keys: Keys,
    issuer: &'static str,
}

impl AssertionSigner {
    /// A signer of this installation, under the name of its process.
    #[must_use]
    pub fn new(keys: &Keys, issuer: &'static str) -> Self {
        Self { keys: keys.clone(), issuer }
    }

    /// Says that a person is calling.
    #[must_use]
    pub fn person_calls(&self, principal: contract::Principal, at: Timestamp) -> String {
        self.sign(Some(principal), at)
    }

    /// Says that somebody calls who has not said who they are.
    #[must_use]
    pub fn stranger_calls(&self, at: Timestamp) -> String {
        self.stranger_calls_from(String::new(), at)
    }

    /// The same, and from which address.
    #[must_use]
    pub fn stranger_calls_from(&self, address: String, at: Timestamp) -> String {
        let stranger = contract::Principal { person: STRANGER.to_owned(), ..contract::Principal::default() };
        self.write(&contract::Statement { principal: Some(stranger), address, ..self.assertion(at) })
    }

    /// Says that we ourselves are calling.
    #[must_use]
    pub fn we_call(&self, at: Timestamp) -> String {
        self.sign(None, at)
    }

    fn sign(&self, principal: Option<contract::Principal>, at: Timestamp) -> String {
        self.write(&contract::Statement { principal, ..self.assertion(at) })
    }

    fn assertion(&self, at: Timestamp) -> contract::Statement {
        contract::Statement {
            said_time: Some(at.to_timestamp()),
            issuer: self.issuer.to_owned(),
            ..contract::Statement::default()
        }
    }

    fn write(&self, assertion: &contract::Statement) -> String {
        let mut bytes = assertion.encode_to_vec();
        bytes.extend(keys::digest(&self.keys.key(Purpose::Statement), &bytes));
        URL_SAFE_NO_PAD.encode(bytes)
    }
}

/// Believes statements or not.
#[derive(Clone)]
pub struct AssertionVerifier {
    keys: Keys,
}

impl AssertionVerifier {
    /// A verifier for the statements of this installation.
    #[must_use]
    pub fn new(keys: &Keys) -> Self {
        Self { keys: keys.clone() }
    }

    /// Reads a statement that is ours and fresh.
    pub fn read(&self, text: &str, at: Timestamp) -> Result<contract::Statement, Refusal> {
        self.believed(text, at).ok_or_else(|| {
            Refusal::new(
                Kind::Unauthenticated,
                reason::STATEMENT_INVALID,
                "请求未经网关确认身份。",
                "The call does not carry a statement of the front door.",
            )
        })
    }

    fn believed(&self, text: &str, at: Timestamp) -> Option<contract::Statement> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (message, claimed) = bytes.split_at_checked(bytes.len().checked_sub(32)?)?;
        let is_ours = || {
            let accepted = self.keys.accepted(Purpose::Statement);
            accepted.iter().any(|key| keys::is_digest(key, message, claimed))
        };
        // The other process may know of a rotation a moment before this one.
        let now_ours = || self.keys.reload() && is_ours();
        if !(is_ours() || now_ours()) {
            return None;
        }
        let assertion = contract::Statement::decode(message).ok()?;
        let said = Timestamp::from_timestamp(assertion.said_time.as_ref()?)?;
        let fresh = said.plus_seconds(-SECONDS) <= at && at <= said.plus_seconds(SECONDS);
        fresh.then_some(assertion)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_from_elsewhere_is_somebody_s_or_nobody_s() {
        assert_eq!(person_of("worker-330783201203-1").as_deref(), Some("people/worker-330783201203-1"));
        for id in ["", "-", "Officer", "a/b", "people/officer", "张三", &"x".repeat(65)] {
            assert_eq!(person_of(id), None, "{id}");
        }
    }

    #[test]
    fn only_our_own_fresh_words_are_believed() {
        let keys = Keys::random().unwrap();
        let verifier = AssertionVerifier::new(&keys);
        let now = Timestamp::now();
        let principal = contract::Principal { person: "people/officer".into(), ..Default::default() };
        let said = AssertionSigner::new(&keys, "gateway").person_calls(principal, now);
        assert_eq!(verifier.read(&said, now).unwrap().principal.unwrap().person, "people/officer");
        assert!(verifier.read(&said, now.plus_seconds(61)).is_err());
        let mut touched = URL_SAFE_NO_PAD.decode(&said).unwrap();
        touched[4] ^= 1;
        assert!(verifier.read(&URL_SAFE_NO_PAD.encode(touched), now).is_err());
        let foreign = AssertionSigner::new(&Keys::random().unwrap(), "gateway").we_call(now);
        assert!(verifier.read(&foreign, now).is_err());
        assert!(verifier.read("", now).is_err());
    }
}
