//! PageTokens by keyset: a page begins after the last row of the one before, whatever was added meanwhile (AIP-158). The token is
//! signed and good for the same question only.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{
    access::keys::{self, Keys, Purpose},
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
};

/// Rows on a page where the caller does not say.
pub const USUAL: u64 = 100;
/// Rows on a page at most; more is not an error.
pub const MOST: u64 = 1000;

/// The number of rows for a page size as asked for.
pub fn size(asked: i32) -> Result<u64, Refusal> {
    match u64::try_from(asked) {
        Ok(0) => Ok(USUAL),
        Ok(rows) => Ok(rows.min(MOST)),
        Err(_) => Err(Refusal::new(
            Kind::Invalid,
            reason::PAGE_SIZE_NEGATIVE,
            "每页条数不能是负数。",
            "A page size is not negative.",
        )
        .at("page_size")),
    }
}

/// Writes and reads page tokens.
#[derive(Clone)]
pub struct PageTokens {
    key: keys::Digest,
}

impl PageTokens {
    /// For this installation.
    #[must_use]
    pub fn new(keys: &Keys) -> Self {
        Self { key: keys.key(Purpose::Page) }
    }

    /// A token that says where the next page begins. `question` is everything that makes the list: method, filter, order, scope.
    #[must_use]
    pub fn token(&self, question: &str, after: &[String]) -> String {
        let place = after.join("\u{1f}");
        let mark = keys::digest(&self.key, format!("{question}\u{1e}{place}").as_bytes());
        URL_SAFE_NO_PAD.encode([&mark[..16], place.as_bytes()].concat())
    }

    /// Where a page begins; `None` for the first one. Refused with PAGE_TOKEN_INVALID where the token is not ours or belongs to
    /// another question.
    pub fn after(&self, question: &str, token: &str) -> Result<Option<Vec<String>>, Refusal> {
        if token.is_empty() {
            return Ok(None);
        }
        self.read(question, token).map(Some).ok_or_else(|| {
            Refusal::new(
                Kind::Invalid,
                reason::PAGE_TOKEN_INVALID,
                "翻页标记无效，或查询条件已改变。请从第一页重新查询。",
                "The page token is not ours or belongs to another question. Begin with the first page again.",
            )
            .at("page_token")
        })
    }

    fn read(&self, question: &str, token: &str) -> Option<Vec<String>> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (mark, place) = bytes.split_at_checked(16)?;
        let place = std::str::from_utf8(place).ok()?;
        let right = keys::digest(&self.key, format!("{question}\u{1e}{place}").as_bytes());
        // A forged token shows nothing that the scope would not show: no need for constant time.
        (mark == &right[..16]).then(|| place.split('\u{1f}').map(str::to_owned).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_its_own_question_alone() {
        let pages = PageTokens::new(&Keys::random().unwrap());
        let token = pages.token("state=DONE", &["17".into(), "01J".into()]);
        assert_eq!(pages.after("state=DONE", &token).unwrap().unwrap(), ["17", "01J"]);
        assert_eq!(pages.after("state=DONE", "").unwrap(), None);
        assert_eq!(pages.after("state=OPEN", &token).unwrap_err().reason(), "PAGE_TOKEN_INVALID");
        assert_eq!(pages.after("state=DONE", "AAAA").unwrap_err().reason(), "PAGE_TOKEN_INVALID");
    }

    #[test]
    fn a_page_is_never_larger_than_the_most() {
        assert_eq!((size(0).unwrap(), size(7).unwrap(), size(i32::MAX).unwrap()), (USUAL, 7, MOST));
        assert!(size(-1).is_err());
    }
}
