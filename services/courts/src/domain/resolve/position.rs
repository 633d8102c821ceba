//! From a position to a court: the nearest town seat, where one is clearly nearest. Borders are not in the register, so a position
//! between two seats is not decided.

use kit::domain::refusal::Text;
use law::identifiers::RegionLevel;

use super::{Basis, CANDIDATES, Resolution, answer};
use crate::domain::{network::Network, position::Position, region::Region};

/// Farther from every seat than this is not in the county.
const FARTHEST_KM: f64 = 30.0;
/// The second nearest has to be farther by this factor.
const CLEARLY: f64 = 1.25;

pub(super) fn resolve(network: &Network, here: Position) -> Resolution {
    let towns = network.regions().filter(|region| region.code.level() == RegionLevel::Town);
    let mut near: Vec<(f64, &Region)> = towns
        .filter_map(|town| Some((town.seat?.km_to(here), town)))
        .filter(|(km, _)| *km <= FARTHEST_KM)
        .collect();
    near.sort_by(|one, other| one.0.total_cmp(&other.0));
    let Some((km, nearest)) = near.first().copied() else {
        let explanation = Text::new(
            "这个位置离所有乡镇街道驻地都超过 30 公里，不在本县范围内。",
            "The position is more than 30 km from every town's seat.",
        );
        return answer::none(None, Vec::new(), explanation);
    };
    let rivals = near.iter().skip(1).filter(|(other, _)| *other < km * CLEARLY).count();
    if rivals > 0 {
        let regions = near.iter().take((rivals + 1).min(CANDIDATES)).map(|(_, town)| &town.code);
        let explanation = Text::new(
            "这个位置与几个乡镇街道驻地的距离相近，无法确定，请从候选中选择或给出地址。",
            "The position lies between several towns' seats; choose one or give an address.",
        );
        return answer::none(None, answer::candidates(network, regions, 0.4), explanation);
    }
    let why = Text::new(
        format!("离最近的乡镇街道驻地约 {km:.1} 公里"),
        format!("The nearest town's seat is about {km:.1} km away"),
    );
    let confidence = near.get(1).map_or(0.8, |(second, _)| (1.0 - km / second).clamp(0.3, 0.8));
    answer::town(network, &nearest.code, Basis::NearestSeat, confidence, &why)
}
