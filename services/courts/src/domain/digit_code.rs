//! Codes that are typed on a number pad: so short that what stands around them guards them.

/// Digits in a code. Attempts are counted by address, so that nobody tries more than a few of them while it is good.
const DIGITS: usize = 10;

/// A code of ten digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigitCode(String);

impl DigitCode {
    /// A code from 16 bytes of chance; what the division leaves over makes no digit likelier by more than one in 10^28.
    #[must_use]
    pub fn of_chance(chance: [u8; 16]) -> Self {
        let number = u128::from_be_bytes(chance) % 10_u128.pow(10);
        Self(format!("{number:0DIGITS$}"))
    }

    /// A code as somebody typed it: spaces and hyphens don't count. `None` for what can be no code.
    #[must_use]
    pub fn typed(text: &str) -> Option<Self> {
        let written: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let fits = written.len() == DIGITS && written.bytes().all(|byte| byte.is_ascii_digit());
        fits.then_some(Self(written))
    }

    /// The digits alone.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code for reading aloud, in two groups.
    #[must_use]
    pub fn grouped(&self) -> String {
        let (first, second) = self.0.split_at(DIGITS / 2);
        format!("{first} {second}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_no_code_is_none() {
        for wrong in ["", "123456789", "12345678901", "1234567890a", "１２３４５６７８９０", "12345_67890"]
        {
            assert_eq!(DigitCode::typed(wrong), None, "{wrong}");
        }
        assert_eq!(DigitCode::of_chance([0; 16]).grouped(), "00000 00000");
    }

    proptest! {
        #[test]
        fn a_code_is_read_however_it_is_typed(chance: [u8; 16]) {
            let code = DigitCode::of_chance(chance);
            prop_assert_eq!(DigitCode::typed(&code.grouped()), Some(code.clone()));
            prop_assert_eq!(DigitCode::typed(&code.grouped().replace(' ', "-")), Some(code.clone()));
            prop_assert_eq!(DigitCode::typed(&format!(" {} ", code.as_str())), Some(code));
        }
    }
}
