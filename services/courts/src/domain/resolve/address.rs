//! From a reading of an address to an answer.

use kit::domain::refusal::Text;
use law::identifiers::RegionCode;

use super::{
    Basis, CANDIDATES, Resolution, answer,
    other_regions::{Above, above, named_later, names_a_place_above},
    reading::{self, Found, Reading},
    residences,
};
use crate::domain::{names::Names, network::Network, normalise::normalise};

/// How many characters the two names of a comparison can have at most; a village's name has five or six.
const LONGEST_NAME: usize = 12;
/// How many characters people write before an address.
const LONGEST_LEAD_IN: usize = 12;

pub(super) fn resolve(network: &Network, written: &str) -> Resolution {
    let text = normalise(written);
    let parts = residences::parts(&text);
    if parts.len() > 1 {
        let places: Vec<One> = parts.into_iter().map(|part| one(network, part)).collect();
        let mut places: Vec<One> = places.into_iter().filter(One::names_a_place).collect();
        let same = places.iter().all(|place| {
            place.elsewhere.is_none()
                && place.resolution.region.is_some()
                && place.resolution.region == places[0].resolution.region
        });
        match places.len() {
            0 | 1 => {}
            _ if same => return places.swap_remove(0).resolution,
            _ => return several_places(network, &places),
        }
    }
    one(network, &text).resolution
}

/// What one of the places of an address was found to be.
struct One {
    resolution: Resolution,
    /// What it says that is outside the register.
    elsewhere: Option<String>,
}

impl One {
    fn names_a_place(&self) -> bool {
        let found = &self.resolution;
        self.elsewhere.is_some()
            || found.region.is_some()
            || found.candidates.iter().any(|one| one.confidence >= 0.5)
    }
}

/// An address with one place.
fn one(network: &Network, text: &[char]) -> One {
    let names = network.names();
    let text = &text[lead_in(names, text)..];
    let home = names.counties.first().or(names.towns.first()).map_or("", |named| named.code.as_str());
    let at = match above(text, home, |text| reading::known(names, text)) {
        Above::Here(at) => match named_later(&text[at..], home) {
            None => at,
            Some(place) => return outside(place),
        },
        Above::Elsewhere(place) => return outside(place),
    };
    let read = reading::read(names, &text[at..]);
    let resolution = match (&read.town, &read.village) {
        (Some((town, full)), Some(found)) => in_town(network, &town.code, *full, found),
        (Some((town, full)), None) => town_alone(network, &read, &town.code, *full),
        (None, Some(found)) => village_alone(network, &read, found),
        (None, None) => unknown(network, &read),
    };
    One { resolution, elsewhere: None }
}

fn outside(place: String) -> One {
    let explanation = Text::new(
        format!("地址写明在“{place}”，不在本院共享法庭网络的范围内。"),
        format!("The address says that it lies in {place}, outside this network."),
    );
    One { resolution: answer::none(None, Vec::new(), explanation), elsewhere: Some(place) }
}

/// An address that names where somebody is registered and where they live: which of them it is to be is for a person to say.
fn several_places(network: &Network, places: &[One]) -> Resolution {
    let called = |place: &One| match (&place.elsewhere, &place.resolution.region) {
        (Some(elsewhere), _) => format!("{elsewhere}（不在本院共享法庭网络范围内）"),
        (None, Some(region)) => answer::name(network, region).to_owned(),
        (None, None) => {
            let first = place.resolution.candidates.first();
            first.map_or_else(String::new, |one| answer::name(network, &one.region).to_owned())
        }
    };
    let zh = places.iter().map(called).collect::<Vec<_>>().join("、");
    let mut regions: Vec<&RegionCode> = Vec::new();
    for place in places {
        let found = &place.resolution;
        let likely = found.region.iter().chain(
            found.candidates.iter().map(|one| &one.region).take(if found.region.is_some() {
                0
            } else {
                CANDIDATES
            }),
        );
        regions.extend(likely.filter(|region| !regions.contains(region)).collect::<Vec<_>>());
    }
    let explanation = Text::new(
        format!("地址写了不止一处：{zh}。送达应当以现在经常居住的地方为准，请核对后从候选中选择。"),
        "The address names several places, such as where somebody is registered and where they live. Service goes to where they live now: check it and choose.",
    );
    answer::none(None, answer::candidates(network, regions, 0.5), explanation)
}

/// How many characters stand before the address itself: 住, 户籍地, 现住址. Without cutting them off, another province after them
/// would be read over.
fn lead_in(names: &Names, text: &[char]) -> usize {
    if reading::known(names, text) {
        return 0;
    }
    let county = |text: &[char]| names.counties.iter().any(|county| text.starts_with(&county.full));
    (0..text.len().min(LONGEST_LEAD_IN))
        .find(|at| county(&text[*at..]) || names_a_place_above(&text[*at..]))
        .unwrap_or(0)
}

fn in_town(network: &Network, town: &RegionCode, full: bool, found: &Found) -> Resolution {
    let mut here = found.villages.iter().filter(|village| town.contains(village));
    if let Some(village) = here.next() {
        if here.next().is_some() {
            return several(network, found.villages);
        }
        let confidence = if full && found.ended { 1.0 } else { 0.95 };
        let why = Text::new("地址写明了乡镇街道和村（社区）", "The address names town and village");
        return answer::village(network, village, Basis::VillageName, confidence, &why);
    }
    let mut both: Vec<&RegionCode> = found.villages.iter().collect();
    both.push(town);
    let elsewhere = found.villages.first().and_then(RegionCode::parent);
    let (named, other) =
        (answer::name(network, town), elsewhere.as_ref().map_or("", |town| answer::name(network, town)));
    let village = found.villages.first().map_or("", |village| answer::name(network, village));
    let explanation = Text::new(
        format!("地址写的是{named}，但登记册中{village}属于{other}。请核对后从候选中选择。"),
        format!("The address names {named}, but {village} lies in {other}. Check it and choose."),
    );
    answer::none(None, answer::candidates(network, both, 0.5), explanation)
}

fn town_alone(network: &Network, read: &Reading, town: &RegionCode, full: bool) -> Resolution {
    if let Some(second) = read.second_town {
        let explanation = Text::new(
            format!(
                "地址同时写了{}和{}，无法确定。请从候选中选择。",
                answer::name(network, town),
                answer::name(network, &second.code)
            ),
            "The address names two towns; choose one.".to_owned(),
        );
        return answer::none(None, answer::candidates(network, [town, &second.code], 0.5), explanation);
    }
    let names = network.names();
    let (like, ended) = reading::village_like(read.rest);
    let (confidence, why) = if ended {
        let like: String = like.iter().collect();
        let zh = format!("登记册中没有名为“{like}”的村（社区），可能是自然村或旧村名，按乡镇街道识别");
        (
            0.6,
            Text::new(
                zh,
                format!(
                    "The register has no village \"{like}\", perhaps an old name or a hamlet; by the town"
                ),
            ),
        )
    } else if read.rest.is_empty() {
        let confidence = if full { 0.9 } else { 0.8 };
        (confidence, Text::new("地址只写到乡镇街道", "The address names the town alone"))
    } else {
        (
            0.7,
            Text::new("地址没有写明村（社区），按乡镇街道识别", "The address names no village; by the town"),
        )
    };
    let mut resolution = answer::town(network, town, Basis::TownName, confidence, &why);
    let mut likely = Vec::new();
    if !full && read.rest.is_empty() {
        // 歌山 alone is the town or the village of that name.
        let base = names.towns.iter().find(|named| named.code == *town).map_or(&[][..], |named| &named.base);
        likely.extend(names.villages_called(base));
        if !likely.is_empty() {
            resolution.confidence = 0.5;
            let called = answer::name(network, likely[0]);
            let Text { zh, en } = resolution.explanation;
            resolution.explanation = Text::new(
                format!("{zh}也可能指{called}，请核对。"),
                format!("{en} It could be {called} too; check it."),
            );
        }
    } else {
        likely.extend(similar(names, like, Some(town)).into_iter().filter(|village| town.contains(village)));
    }
    resolution.candidates = answer::candidates(network, likely, 0.3);
    resolution
}

fn village_alone(network: &Network, read: &Reading, found: &Found) -> Resolution {
    let [village] = found.villages else { return several(network, found.villages) };
    let confidence = match (read.county, found.ended) {
        (true, true) => 0.9,
        (false, true) => 0.85,
        (true, false) => 0.8,
        (false, false) => 0.75,
    };
    let why = Text::new(
        "地址写明了全县唯一的村（社区）名",
        "The address names a village whose name is the only one",
    );
    answer::village(network, village, Basis::VillageName, confidence, &why)
}

fn several(network: &Network, villages: &[RegionCode]) -> Resolution {
    let explanation = Text::new(
        "有几个村（社区）同名，请写明乡镇街道，或从候选中选择。",
        "Several villages have this name; name the town or choose one.",
    );
    answer::none(None, answer::candidates(network, villages, 0.5), explanation)
}

fn unknown(network: &Network, read: &Reading) -> Resolution {
    let (like, _) = reading::village_like(read.rest);
    let candidates = answer::candidates(network, similar(network.names(), like, None), 0.3);
    let explanation = if candidates.is_empty() {
        Text::new(
            "没有识别出乡镇街道或村（社区）。请写成“某某镇某某村”的形式，或给出区划代码。",
            "Neither a town nor a village was recognised. Write town and village, or give a region code.",
        )
    } else {
        Text::new(
            "没有识别出乡镇街道，也没有这个村名；候选是名称相近的村（社区）。",
            "Neither a town nor such a village was recognised; the candidates have similar names.",
        )
    };
    answer::none(None, candidates, explanation)
}

/// Villages whose name differs in one character at most, those of the town first.
fn similar<'a>(names: &'a Names, like: &[char], town: Option<&RegionCode>) -> Vec<&'a RegionCode> {
    if !(2..=LONGEST_NAME).contains(&like.len()) {
        return Vec::new();
    }
    let near = names.villages.iter().filter(|(base, _)| base.len() > 1 && one_apart(base, like));
    let mut near: Vec<_> = near
        .flat_map(|(base, villages)| {
            let same = base.iter().filter(|symbol| like.contains(symbol)).count();
            villages.iter().map(move |village| {
                (!town.is_some_and(|town| town.contains(village)), usize::MAX - same, village)
            })
        })
        .collect();
    near.sort();
    near.into_iter().take(CANDIDATES).map(|(.., village)| village).collect()
}

/// Whether one character exchanged, added or left out makes one name of the other.
fn one_apart(one: &[char], other: &[char]) -> bool {
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[same..], &other[same..]);
    match (one, other) {
        ([], []) => true,
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        ([_, a @ ..], b) if a == b => true,
        (a, [_, b @ ..]) if a == b => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_one_character_apart_are_similar() {
        let near = |one: &str, other: &str| one_apart(&normalise(one), &normalise(other));
        for (one, other) in
            [("前田", "前田"), ("前田", "前天"), ("大前田", "前田"), ("郭宅", "郭宅一"), ("上田", "前田")]
        {
            assert!(near(one, other) && near(other, one), "{one} {other}");
        }
        assert!(!near("前田", "后天") && !near("田前", "前田") && !near("", "前田"));
    }
}
