//! Which court a filing goes to: what was found for its address and its code, put together. Nothing is guessed.

use kit::domain::{
    reason,
    refusal::{Kind, Refusal, Text},
};
use law::identifiers::RegionCode;
use serde::{Deserialize, Serialize};

/// Where a task is to be done, as the officer put it. At least one of address and code is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// As people write it; may be empty.
    pub address: String,
    /// As a code of a town or a village.
    pub region_code: Option<RegionCode>,
    /// The court chosen by the officer, `courts/{code}`.
    pub court: Option<String>,
}

/// Another answer that an address could have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// `courts/{code}`.
    pub court: String,
    /// Name of the region.
    pub display_name: String,
    /// Code of the region.
    pub region_code: Option<RegionCode>,
}

/// What the courts service answered for one form of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// The court and its region; `None` where none is sure enough.
    pub found: Option<(String, RegionCode)>,
    /// What else it could be.
    pub candidates: Vec<Candidate>,
    /// Why, in words.
    pub explanation: Text,
}

/// A court that the officer chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// `courts/{code}`.
    pub court: String,
    /// Where it stands.
    pub region_code: RegionCode,
    /// Whether it takes tasks.
    pub open: bool,
}

/// What the officer chose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// Nothing.
    #[default]
    None,
    /// A court that is not in the register.
    Unknown,
    /// This court.
    Court(Chosen),
}

/// What was answered for a wanted place; `None` for a form that it does not have.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// For its address.
    pub address: Option<Resolution>,
    /// For its code.
    pub code: Option<Resolution>,
    /// For the court chosen.
    pub chosen: Choice,
}

/// Where a task goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// To this court.
    Found {
        /// `courts/{code}`.
        court: String,
        /// The region of the place.
        region_code: RegionCode,
    },
    /// It could not be asked; it will be asked again.
    Unasked {
        /// Why, for the officer.
        problem: String,
    },
}

/// The court of a wanted place. A chosen court counts before a found one. Where address and code both lead somewhere they have to agree:
/// one region has to contain the other, and the narrower one decides.
pub fn decide(wanted: &Wanted, answers: Answers) -> Result<(String, RegionCode), Refusal> {
    let resolved = resolve(wanted, answers.address, answers.code, answers.chosen != Choice::None)?;
    match answers.chosen {
        Choice::None => resolved.ok_or_else(|| unknown(&Resolution::nothing())),
        Choice::Unknown => Err(court_unknown()),
        Choice::Court(chosen) if !chosen.open => Err(court_closed()),
        Choice::Court(chosen) => {
            let region_code = resolved.map_or(chosen.region_code, |(_, region_code)| region_code);
            Ok((chosen.court, region_code))
        }
    }
}

fn resolve(
    wanted: &Wanted,
    address: Option<Resolution>,
    code: Option<Resolution>,
    chosen: bool,
) -> Result<Option<(String, RegionCode)>, Refusal> {
    let by_code = match code {
        Some(Resolution { found: Some(found), .. }) => Some(found),
        Some(nothing) if !chosen => return Err(region_unknown(&nothing)),
        _ => None,
    };
    let Some(address) = address else { return Ok(by_code) };
    match (address.found, by_code, &wanted.region_code) {
        (Some(found), Some(by_code), Some(given)) => {
            if found.1.contains(given) {
                Ok(Some(by_code))
            } else if given.contains(&found.1) {
                Ok(Some(found))
            } else {
                Err(mismatch(&found.1, given))
            }
        }
        (Some(found), ..) => Ok(Some(found)),
        (None, Some(by_code), Some(given)) => {
            let near =
                |c: &Candidate| c.region_code.as_ref().is_none_or(|r| r.contains(given) || given.contains(r));
            if address.candidates.is_empty() || address.candidates.iter().any(near) {
                Ok(Some(by_code))
            } else {
                let other = address.candidates.iter().find_map(|c| c.region_code.clone());
                Err(mismatch(other.as_ref().unwrap_or(given), given))
            }
        }
        (None, ..) if chosen => Ok(None),
        (None, ..) => Err(unknown(&Resolution { found: None, ..address })),
    }
}

impl Resolution {
    fn nothing() -> Self {
        let explanation =
            Text::new("没有可用来确定共享法庭的地址。", "There is no address to find a court by.");
        Self { found: None, candidates: Vec::new(), explanation }
    }
}

fn unknown(resolution: &Resolution) -> Refusal {
    let Text { zh, en } = &resolution.explanation;
    if resolution.candidates.is_empty() {
        return Refusal::new(
            Kind::Precondition,
            reason::ADDRESS_UNKNOWN,
            format!("这个地址找不到对应的共享法庭：{zh}请补充镇街和村名，或直接选择共享法庭。"),
            format!(
                "No court is known for this address: {en} Add the town and the village, or choose a court."
            ),
        )
        .at("address");
    }
    let list: Vec<_> =
        resolution.candidates.iter().map(|c| format!("{} {}", c.display_name, c.court)).collect();
    Refusal::new(
        Kind::Precondition,
        reason::ADDRESS_AMBIGUOUS,
        format!(
            "这个地址不能确定是哪一处：{zh}可能是：{}。请补充镇街，或者直接选择共享法庭。",
            list.join("；")
        ),
        format!(
            "The address could be several places: {en} Candidates: {}. Add the town, or choose the court.",
            list.join("; ")
        ),
    )
    .at("address")
    .with("candidates", resolution.candidates.iter().map(|c| c.court.as_str()).collect::<Vec<_>>().join(","))
}

fn region_unknown(resolution: &Resolution) -> Refusal {
    let Text { zh, en } = &resolution.explanation;
    Refusal::new(
        Kind::Precondition,
        reason::REGION_UNKNOWN,
        format!("区划代码找不到对应的共享法庭：{zh}"),
        format!("No court is known for this region code: {en}"),
    )
    .at("region_code")
}

fn mismatch(found: &RegionCode, given: &RegionCode) -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::PLACE_MISMATCH,
        format!("地址指向 {found}，区划代码却是 {given}，两者不一致。请核对后只填写正确的一处。"),
        format!("The address leads to {found} and the region code says {given}. Check which one is right."),
    )
    .at("address")
    .at("region_code")
}

/// The refusal for a court that is not in the register.
#[must_use]
pub fn court_unknown() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::COURT_UNKNOWN,
        "没有这个共享法庭，请从名录中选择。",
        "There is no such court; choose one of the register.",
    )
    .at("court")
}

/// The refusal for a court that takes no new tasks.
#[must_use]
pub fn court_closed() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::COURT_CLOSED,
        "这个共享法庭已停用，不再接收任务。请选择其他共享法庭。",
        "This court is closed and takes no new task; choose another.",
    )
    .at("court")
}
