//! What a recognised place makes of a court, and how it is said.

use kit::domain::refusal::Text;
use law::identifiers::RegionCode;

use super::{Basis, CANDIDATES, Candidate, Resolution};
use crate::domain::{court::Court, network::Network};

/// The court that answers for a village: a village court that covers it, or else its town's.
pub(super) fn court_for<'a>(network: &'a Network, region: &str) -> Option<&'a Court> {
    network.village_court(region).or_else(|| network.town_court(region))
}

pub(super) fn name<'a>(network: &'a Network, region: &'a RegionCode) -> &'a str {
    network.region(region.as_str()).map_or_else(|| region.as_str(), |region| &region.display_name)
}

/// No court, and what it could be.
pub(super) fn none(region: Option<RegionCode>, candidates: Vec<Candidate>, explanation: Text) -> Resolution {
    Resolution { court: None, region, confidence: 0.0, basis: None, candidates, explanation }
}

/// The regions as candidates, each with the court that would answer; a region without any is left out.
pub(super) fn candidates<'a>(
    network: &Network,
    regions: impl IntoIterator<Item = &'a RegionCode>,
    confidence: f64,
) -> Vec<Candidate> {
    let found = regions.into_iter().filter_map(|region| {
        let court = court_for(network, region.as_str())?;
        Some(Candidate { court: court.code.clone(), region: region.clone(), confidence })
    });
    found.take(CANDIDATES).collect()
}

/// A village was recognised; `why` says by what.
pub(super) fn village(
    network: &Network,
    village: &RegionCode,
    basis: Basis,
    confidence: f64,
    why: &Text,
) -> Resolution {
    let called = name(network, village);
    let region = Some(village.clone());
    if let Some(court) = network.village_court(village.as_str()) {
        let own = court.region == *village;
        let (zh, en) = if own {
            ("本村社共享法庭", "its own court")
        } else {
            ("同镇邻村的共享法庭", "a neighbouring village's court")
        };
        let explanation = Text::new(
            format!("{}：{called}，由{zh}“{}”负责。", why.zh, court.display_name),
            format!("{}: {called}; {en}, {}, answers for it.", why.en, court.display_name),
        );
        return found(region, court, basis, confidence, explanation);
    }
    let Some(court) = network.town_court(village.as_str()) else { return unanswered(network, village) };
    let explanation = Text::new(
        format!(
            "{}：{called}；该村（社区）目前没有在用的村社共享法庭，由“{}”负责。",
            why.zh, court.display_name
        ),
        format!(
            "{}: {called}; no village court answers for it now, its town's court {} does.",
            why.en, court.display_name
        ),
    );
    found(region, court, basis, confidence, explanation)
}

/// A town was recognised, and nothing below it.
pub(super) fn town(
    network: &Network,
    town: &RegionCode,
    basis: Basis,
    confidence: f64,
    why: &Text,
) -> Resolution {
    let Some(court) = network.town_court(town.as_str()) else { return unanswered(network, town) };
    let called = name(network, town);
    let explanation = Text::new(
        format!("{}：{called}，由“{}”负责。", why.zh, court.display_name),
        format!("{}: {called}; its court {} answers for it.", why.en, court.display_name),
    );
    found(Some(town.clone()), court, basis, confidence, explanation)
}

fn found(
    region: Option<RegionCode>,
    court: &Court,
    basis: Basis,
    confidence: f64,
    explanation: Text,
) -> Resolution {
    let court = Some(court.code.clone());
    Resolution { court, region, confidence, basis: Some(basis), candidates: Vec::new(), explanation }
}

fn unanswered(network: &Network, region: &RegionCode) -> Resolution {
    let called = name(network, region);
    let explanation = Text::new(
        format!("已识别出{called}，但目前没有在用的共享法庭覆盖它，请联系管理员。"),
        format!("{called} was recognised, but no active court answers for it; tell the administrator."),
    );
    none(Some(region.clone()), Vec::new(), explanation)
}
