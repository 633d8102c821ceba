//! By what a file is known.

use std::fmt;

use kit::domain::refusal::Text;

/// The SHA-256 of a file's bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Reads 64 lower-case hexadecimal digits.
    pub fn parse(text: &str) -> Result<Self, Text> {
        let mut bytes = [0; 32];
        let lower = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if lower && hex::decode_to_slice(text, &mut bytes).is_ok() {
            return Ok(Self(bytes));
        }
        Err(Text::new(
            "摘要须为 64 位小写十六进制的 SHA-256。",
            "The digest is a SHA-256 in 64 lower-case hexadecimal digits.",
        ))
    }

    /// From bytes.
    #[must_use]
    pub const fn of(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The digest in a name, `evidence/{sha256}`.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::parse(name.strip_prefix("evidence/")?).ok()
    }

    /// Resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("evidence/{self}")
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_64_lower_case_digits() {
        let good = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(Digest::parse(good).unwrap().to_string(), good);
        assert_eq!(Digest::of_name(&format!("evidence/{good}")).unwrap().name(), format!("evidence/{good}"));
        for bad in ["", "e3", &good.to_uppercase(), &format!("{good}0"), &format!(" {}", &good[1..])] {
            assert!(Digest::parse(bad).is_err(), "{bad}");
        }
    }
}
