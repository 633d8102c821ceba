//! From a place as people write it to the shared court that answers for it.
//!
//! Three steps, each in its file: [`normalise`](super::normalise) makes one spelling of many, [`names`](super::names) holds what the register calls its regions,
//! [`reading`] reads an address from the left, and [`answer`] says which court that makes. Where two readings are possible none
//! is chosen: no court, and the candidates. A wrong court costs a village a walk and a debtor their privacy; no court costs the
//! officer one look at a list.

mod address;
mod answer;
mod code;
mod other_regions;
mod position;
mod reading;
mod residences;

use kit::domain::{
    reason,
    refusal::{Refusal, Text, Violations},
};
use law::identifiers::RegionCode;

use super::{court::CourtCode, network::Network};

/// The longest address that is read.
pub const LONGEST: usize = 500;
/// How many candidates an answer has at most.
const CANDIDATES: usize = 5;

/// A place in one of three forms, unchecked.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// An address as people write it.
    Address(String),
    /// A code of 6, 9 or 12 digits.
    Code(String),
    /// Latitude and longitude.
    Position(f64, f64),
}

/// How a court was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The address names the village.
    VillageName,
    /// The address names no known village; its town's court answers.
    TownName,
    /// The code is a village's and a village court covers it.
    RegionCode,
    /// The code's town is known.
    RegionPrefix,
    /// The position lies nearest to this town's seat.
    NearestSeat,
}

/// Another possible answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The court.
    pub court: CourtCode,
    /// The region that it would be.
    pub region: RegionCode,
    /// How likely, from 0 to 1.
    pub confidence: f64,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolution {
    /// The court; `None` where none is sure enough.
    pub court: Option<CourtCode>,
    /// The region that was recognised.
    pub region: Option<RegionCode>,
    /// How sure it is, from 0 to 1.
    pub confidence: f64,
    /// How it was found.
    pub basis: Option<Basis>,
    /// What else it could be, best first.
    pub candidates: Vec<Candidate>,
    /// In words.
    pub explanation: Text,
}

/// Finds the court that answers for a place. Refused with BAD_REQUEST where the place is not one.
pub fn resolve(network: &Network, place: Option<&Place>) -> Result<Resolution, Refusal> {
    let mut violations = Violations::new();
    match place {
        None => {
            let text = Text::new(
                "请填写地址、区划代码或位置中的一项。",
                "Give an address, a region code or a position.",
            );
            violations.add("place", reason::REQUIRED, text);
            Err(violations.into_refusal())
        }
        Some(Place::Address(written)) => {
            let written = violations.text("address", written, LONGEST);
            violations.check()?;
            Ok(address::resolve(network, &written.unwrap_or_default()))
        }
        Some(Place::Code(code)) => {
            let code =
                violations.parse("region_code", reason::REGION_CODE_MALFORMED, super::region::code(code));
            code.map(|code| code::resolve(network, &code)).ok_or_else(|| violations.into_refusal())
        }
        Some(Place::Position(lat, lng)) => {
            let here = super::position::Position::required(*lat, *lng);
            let here = violations.parse("position", reason::OUT_OF_RANGE, here);
            here.map(|here| position::resolve(network, here)).ok_or_else(|| violations.into_refusal())
        }
    }
}
