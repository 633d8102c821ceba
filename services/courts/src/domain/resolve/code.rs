//! From a region code to a court: the longest that covers it.

use kit::domain::refusal::Text;
use law::identifiers::{RegionCode, RegionLevel};

use super::{Basis, Resolution, answer};
use crate::domain::network::Network;

pub(super) fn resolve(network: &Network, code: &RegionCode) -> Resolution {
    let known = network.region(code.as_str()).is_some();
    match code.level() {
        RegionLevel::Village if known => {
            let why = Text::new("按区划代码", "By the code");
            let covered = network.village_court(code.as_str()).is_some();
            let (basis, confidence) =
                if covered { (Basis::RegionCode, 1.0) } else { (Basis::RegionPrefix, 0.9) };
            answer::village(network, code, basis, confidence, &why)
        }
        RegionLevel::Village => match code.parent().filter(|town| network.region(town.as_str()).is_some()) {
            Some(town) => {
                let why = Text::new(
                    format!("登记册中没有代码为 {code} 的村（社区），按前 9 位识别到乡镇街道"),
                    format!("The register has no village {code}; by its first 9 digits"),
                );
                answer::town(network, &town, Basis::RegionPrefix, 0.6, &why)
            }
            None => unknown(code),
        },
        RegionLevel::Town if known => {
            let why = Text::new("按区划代码", "By the code");
            answer::town(network, code, Basis::RegionPrefix, 1.0, &why)
        }
        RegionLevel::Province | RegionLevel::City | RegionLevel::County if known => {
            let called = answer::name(network, code);
            let explanation = Text::new(
                format!("{called}有许多共享法庭，请给出 9 位（乡镇街道）或 12 位（村社区）代码。"),
                format!("{called} has many courts; give a code of 9 digits (town) or 12 (village)."),
            );
            answer::none(Some(code.clone()), Vec::new(), explanation)
        }
        RegionLevel::Province | RegionLevel::City | RegionLevel::County | RegionLevel::Town => unknown(code),
    }
}

fn unknown(code: &RegionCode) -> Resolution {
    let explanation = Text::new(
        format!("登记册中没有区划代码 {code}，也没有它的上级乡镇街道，请核对。"),
        format!("The register has neither the region {code} nor its town; check the code."),
    );
    answer::none(None, Vec::new(), explanation)
}
