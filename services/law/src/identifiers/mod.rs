//! The numbers by which a court knows cases, people, organisations, places and amounts.
//!
//! Parsing is the only way in, so a value of one of these types is well formed. Each type prints
//! what it parses: `parse(print(x)) == x`. Start with [`CaseNumber`], which carries the most rules.

mod case_identity;
mod case_number;
mod case_number_start;
mod citizen_id;
mod error;
pub mod fen;
mod papers;
mod region_code;
mod uscc;

pub use case_identity::CaseIdentity;
pub use case_number::{CaseNumber, CaseType};
pub use case_number_start::CaseNumberStart;
pub use citizen_id::CitizenId;
pub use error::IdentifierError;
pub use fen::{Fen, MOST_FEN};
pub use papers::{PaperError, PaperKind, PaperNumber};
pub use region_code::{RegionCode, RegionLevel};
pub use uscc::UnifiedSocialCreditCode;

/// Folds full-width ASCII to half width, so that `３３０` and `330` read the same.
#[must_use]
pub fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c),
        other => other,
    }
}

/// Gives a newtype its text form in serde, `FromStr` and `TryFrom<String>`, all through `parse`.
macro_rules! reads_as_text {
    ($type:ty) => {
        impl std::str::FromStr for $type {
            type Err = $crate::identifiers::IdentifierError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $type {
            type Error = $crate::identifiers::IdentifierError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }
    };
}
use reads_as_text;
