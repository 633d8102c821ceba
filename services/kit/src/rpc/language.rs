//! The language of a response: Chinese or English.

use http::{HeaderMap, header::ACCEPT_LANGUAGE};

/// A language of responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Chinese, which is what everything falls back to.
    Chinese,
    /// English.
    English,
}

impl Language {
    /// What the caller likes best (RFC 9110, 12.5.4); Chinese where they don't say or like neither.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let mut best = (Self::Chinese, 0.0);
        let said = headers.get_all(ACCEPT_LANGUAGE).iter().filter_map(|value| value.to_str().ok());
        for wish in said.flat_map(|value| value.split(',')) {
            let (range, weight) = wish.split_once(';').unwrap_or((wish, ""));
            let weight =
                weight.trim().strip_prefix("q=").map_or(1.0, |q| q.trim().parse::<f32>().unwrap_or(0.0));
            let language = match range.trim().split('-').next() {
                Some(primary) if primary.eq_ignore_ascii_case("zh") => Self::Chinese,
                Some(primary) if primary.eq_ignore_ascii_case("en") => Self::English,
                _ => continue,
            };
            if weight > best.1 {
                best = (language, weight);
            }
        }
        best.0
    }

    /// Its tag (RFC 5646).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// One of two readings.
    #[must_use]
    pub fn choose<T>(self, zh: T, en: T) -> T {
        match self {
            Self::Chinese => zh,
            Self::English => en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_liked_language_wins() {
        for (said, best) in [
            ("", Language::Chinese),
            ("en", Language::English),
            ("en-GB, zh;q=0.5", Language::English),
            ("en;q=0.3, zh-CN;q=0.9", Language::Chinese),
            ("fr, *;q=0.1", Language::Chinese),
            ("fr, en;q=0.1", Language::English),
            ("en;q=0", Language::Chinese),
            ("en;q=abc", Language::Chinese),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, said.parse().unwrap());
            assert_eq!(Language::of(&headers), best, "{said}");
        }
    }
}
