//! How a terminal is enrolled: by a code that an administrator makes and that is typed there once.

use kit::domain::{
    reason,
    refusal::{Kind, Refusal},
};

/// For how many minutes a code is good: as long as a telephone call and the way to the terminal take.
pub const ENROLMENT_MINUTES: i64 = 60;
/// Digits in a code. Attempts are counted by address, so that nobody tries more than a few of them while it is good.
const DIGITS: usize = 10;

/// A code that is typed at a terminal, by its number pad.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolmentCode(String);

impl EnrolmentCode {
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

/// The refusal for a code that is not good.
#[must_use]
pub fn refused() -> Refusal {
    Refusal::new(
        Kind::Unauthenticated,
        reason::ENROLMENT_REFUSED,
        "登记码不正确、已使用或已过期，请核对，或请管理员重新发放。",
        "The enrolment code is wrong, used or out of date. Check it, or ask the administrator for a new one.",
    )
}

/// The refusal for the credential of a terminal that is good no more.
#[must_use]
pub fn ended() -> Refusal {
    Refusal::new(
        Kind::Unauthenticated,
        reason::DEVICE_ENDED,
        "这台终端的登记已失效。请管理员重新发放登记码，在本机输入。",
        "This terminal is no longer enrolled. Ask the administrator for a new enrolment code and type it here.",
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_no_code_is_none() {
        for wrong in ["", "123456789", "12345678901", "1234567890a", "１２３４５６７８９０", "12345_67890"]
        {
            assert_eq!(EnrolmentCode::typed(wrong), None, "{wrong}");
        }
        assert_eq!(EnrolmentCode::of_chance([0; 16]).grouped(), "00000 00000");
    }

    proptest! {
        #[test]
        fn a_code_is_read_however_it_is_typed(chance: [u8; 16]) {
            let code = EnrolmentCode::of_chance(chance);
            prop_assert_eq!(EnrolmentCode::typed(&code.grouped()), Some(code.clone()));
            prop_assert_eq!(EnrolmentCode::typed(&code.grouped().replace(' ', "-")), Some(code.clone()));
            prop_assert_eq!(EnrolmentCode::typed(&format!(" {} ", code.as_str())), Some(code));
        }
    }
}
