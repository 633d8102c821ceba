//! Citizen identity numbers (公民身份号码, GB 11643). They are personal data: nothing here prints one whole
//! unless it is asked to by [`CitizenId::expose`].

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{IdentifierError, half_width, reads_as_text};

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// The last year of birth that is read.
const LAST_YEAR: i16 = 2099;

/// A citizen's number whose form, date and check character are right.
///
/// It serialises whole, because that is how it is stored sealed; it never prints or debugs whole.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CitizenId(String);

impl CitizenId {
    /// A number as somebody enters it on a day: nobody is born after that.
    pub fn entered(text: &str, today: Date) -> Result<Self, IdentifierError> {
        let id = Self::parse(text)?;
        if id.birth_date() > today { Err(IdentifierError::CitizenIdFuture) } else { Ok(id) }
    }

    /// Reads 17 digits and a check character, full width or half, `x` or `X`. What is entered is read by [`Self::entered`]; this reads
    /// what was kept, and still takes nobody who is born after this century.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let folded: String = text.trim().chars().map(half_width).map(|c| c.to_ascii_uppercase()).collect();
        let (body, check) = folded.split_at_checked(17).ok_or(IdentifierError::CitizenIdForm)?;
        let mut sum = 0;
        for (c, weight) in body.chars().zip(WEIGHTS) {
            sum += c.to_digit(10).ok_or(IdentifierError::CitizenIdForm)? * weight;
        }
        if body.starts_with('0')
            || check.len() != 1
            || !check.starts_with(|c: char| c.is_ascii_digit() || c == 'X')
        {
            return Err(IdentifierError::CitizenIdForm);
        }
        let born = birth_date(body).ok_or(IdentifierError::CitizenIdDate)?;
        if born.year() > LAST_YEAR {
            return Err(IdentifierError::CitizenIdFuture);
        }
        let expected = CHECKS.get((sum % 11) as usize).copied();
        if check.chars().next() != expected {
            return Err(IdentifierError::CitizenIdCheck);
        }
        Ok(Self(folded))
    }

    /// The whole number, for the few places that may have it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The number with its birth date covered, as `330783********1234`.
    #[must_use]
    pub fn masked(&self) -> String {
        self.to_string()
    }

    /// The day of birth that the number carries.
    #[must_use]
    pub fn birth_date(&self) -> Date {
        birth_date(&self.0).unwrap_or_default()
    }
}

fn birth_date(digits: &str) -> Option<Date> {
    let part = |range| digits.get(range).and_then(|text: &str| text.parse::<i16>().ok());
    let (year, month, day) = (part(6..10)?, part(10..12)?, part(12..14)?);
    if year < 1800 {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

reads_as_text!(CitizenId);

impl From<CitizenId> for String {
    fn from(id: CitizenId) -> Self {
        id.0
    }
}

impl fmt::Display for CitizenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (head, tail) = (self.0.get(..6).unwrap_or_default(), self.0.get(14..).unwrap_or_default());
        write!(f, "{head}********{tail}")
    }
}

impl fmt::Debug for CitizenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CitizenId({self})")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_of_the_standard_are_taken() {
        for text in [
            "11010519491231002X",
            "34052419800101001X",
            "11010519491231002x",
            "１１０１０５１９４９１２３１００２Ｘ",
        ] {
            assert!(CitizenId::parse(text).is_ok(), "{text}");
        }
        let id = CitizenId::parse("11010519491231002X").unwrap();
        assert_eq!(id.birth_date(), jiff::civil::date(1949, 12, 31));
    }

    #[test]
    fn each_fault_has_its_name() {
        for (text, fault) in [
            ("110105194912310021", IdentifierError::CitizenIdCheck),
            ("110105194902300021", IdentifierError::CitizenIdDate),
            ("110105194913310021", IdentifierError::CitizenIdDate),
            ("11010519491231002", IdentifierError::CitizenIdForm),
            ("11010519491231002XX", IdentifierError::CitizenIdForm),
            ("1101051949123100AX", IdentifierError::CitizenIdForm),
            ("身份证号码身份证", IdentifierError::CitizenIdForm),
            ("", IdentifierError::CitizenIdForm),
        ] {
            assert_eq!(CitizenId::parse(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn nobody_is_born_in_the_future() {
        let check = |body: &str| {
            let sum: u32 =
                body.chars().zip(WEIGHTS).map(|(c, weight)| c.to_digit(10).unwrap() * weight).sum();
            format!("{body}{}", CHECKS[(sum % 11) as usize])
        };
        let of_2999 = check("11010529991231002");
        assert_eq!(CitizenId::parse(&of_2999), Err(IdentifierError::CitizenIdFuture));
        let born = jiff::civil::date(2026, 11, 29);
        let of_today = check("11010520261129002");
        assert!(CitizenId::entered(&of_today, born).is_ok());
        assert_eq!(
            CitizenId::entered(&of_today, born.yesterday().unwrap()),
            Err(IdentifierError::CitizenIdFuture)
        );
    }

    #[test]
    fn no_print_shows_the_birth_date() {
        let id = CitizenId::parse("11010519491231002X").unwrap();
        assert_eq!(id.masked(), "110105********002X");
        assert_eq!(format!("{id}"), "110105********002X");
        assert_eq!(format!("{id:?}"), "CitizenId(110105********002X)");
        assert_eq!(id.expose(), "11010519491231002X");
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_always_found(at in 0usize..17, by in 1u8..10) {
            let mut digits = *b"11010519491231002X";
            digits[at] = b'0' + (digits[at] - b'0' + by) % 10;
            prop_assert!(CitizenId::parse(std::str::from_utf8(&digits).unwrap()).is_err());
        }

        #[test]
        fn no_text_makes_reading_panic(text in "\\PC{0,24}") {
            let _ = CitizenId::parse(&text);
        }
    }
}
