//! The token that a person carries on the embedded default: a JWT (RFC 7519) with the person's name and an end, signed with the
//! installation's key. A court with OpenID Connect has its own.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use crate::{
    access::keys::{self, Keys, Purpose},
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal},
    },
};

/// How long a token is good.
pub const HOURS: i64 = 12;
const ISSUER: &str = "sharedcourt";

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    iat: i64,
    exp: i64,
}

/// Writes a token for a person, `people/{id}`, good for [`HOURS`] hours.
pub fn issue(keys: &Keys, person: &str, at: Timestamp) -> Result<String, Refusal> {
    let seconds = at.micros().div_euclid(1_000_000);
    let claims = Claims { iss: ISSUER.into(), sub: person.into(), iat: seconds, exp: seconds + HOURS * 3600 };
    let key = EncodingKey::from_secret(&keys.key(Purpose::Token));
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key)
        .map_err(|fault| Refusal::internal(&fault))
}

/// Reads tokens.
#[derive(Clone)]
pub struct Reader {
    keys: Keys,
    validation: Validation,
}

impl Reader {
    /// A reader for the tokens of this installation.
    #[must_use]
    pub fn new(keys: &Keys) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_required_spec_claims(&["exp", "sub", "iss"]);
        validation.leeway = 5;
        Self { keys: keys.clone(), validation }
    }

    /// The person who carries a token. Refused with TOKEN_EXPIRED or TOKEN_INVALID.
    pub fn person(&self, token: &str) -> Result<String, Refusal> {
        use jsonwebtoken::errors::ErrorKind;
        let read = |key: &keys::Digest| {
            jsonwebtoken::decode::<Claims>(token, &DecodingKey::from_secret(key), &self.validation)
        };
        let mut answer = read(&self.keys.key(Purpose::Token));
        // Under a former key until that is dropped, and under one that another process rotated to a moment ago.
        let foreign =
            |fault: &jsonwebtoken::errors::Error| matches!(fault.kind(), ErrorKind::InvalidSignature);
        if answer.as_ref().is_err_and(foreign) {
            self.keys.reload();
            let others = self.keys.accepted(Purpose::Token);
            if let Some(other) = others.iter().map(read).find(|answer| !answer.as_ref().is_err_and(foreign)) {
                answer = other;
            }
        }
        match answer {
            Ok(read) => Ok(read.claims.sub),
            Err(fault) if matches!(fault.kind(), ErrorKind::ExpiredSignature) => Err(Refusal::new(
                Kind::Unauthenticated,
                reason::TOKEN_EXPIRED,
                "登录已过期，请重新登录。",
                "The token has expired; sign in again.",
            )),
            Err(_) => Err(Refusal::new(
                Kind::Unauthenticated,
                reason::TOKEN_INVALID,
                "登录凭证无效，请重新登录。",
                "The token is not one of ours; sign in again.",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_names_its_person_until_it_ends() {
        let keys = Keys::random().unwrap();
        let reader = Reader::new(&keys);
        let now = Timestamp::now();
        assert_eq!(reader.person(&issue(&keys, "people/officer", now).unwrap()).unwrap(), "people/officer");
        let old = issue(&keys, "people/officer", now.plus_hours(-13)).unwrap();
        assert_eq!(reader.person(&old).unwrap_err().reason(), "TOKEN_EXPIRED");
        let foreign = issue(&Keys::random().unwrap(), "people/officer", now).unwrap();
        assert_eq!(reader.person(&foreign).unwrap_err().reason(), "TOKEN_INVALID");
        assert_eq!(reader.person("eyJhbGciOiJub25lIn0.e30.").unwrap_err().reason(), "TOKEN_INVALID");
        let before = issue(&keys, "people/officer", now).unwrap();
        keys.rotate(false).unwrap();
        assert_eq!(reader.person(&before).unwrap(), "people/officer", "a rotation signs nobody out");
        assert_eq!(reader.person(&issue(&keys, "people/officer", now).unwrap()).unwrap(), "people/officer");
        keys.drop_former().unwrap();
        assert_eq!(reader.person(&before).unwrap_err().reason(), "TOKEN_INVALID");
    }
}
