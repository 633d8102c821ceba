//! From a place to its court, on the demonstration network: addresses as people write them, and what holds for every address.

#![expect(clippy::unwrap_used, reason = "a test ends where its world cannot be built")]

mod world;

use courts::domain::{
    court::{CourtCode, CourtState},
    network::Network,
    resolve::{Basis, Place, Resolution, resolve},
};
use law::identifiers::RegionLevel;
use proptest::prelude::*;
use std::sync::LazyLock;
use world::network;

static NETWORK: LazyLock<Network> = LazyLock::new(network);

fn at(address: &str) -> Resolution {
    resolve(&NETWORK, Some(&Place::Address(address.to_owned()))).unwrap()
}

fn by_code(code: &str) -> Resolution {
    resolve(&NETWORK, Some(&Place::Code(code.to_owned()))).unwrap()
}

fn court(resolution: &Resolution) -> &str {
    resolution.court.as_ref().map_or("-", CourtCode::as_str)
}

fn basis_name(basis: Option<Basis>) -> &'static str {
    match basis {
        None => "UNSPECIFIED",
        Some(Basis::VillageName) => "VILLAGE_NAME",
        Some(Basis::TownName) => "TOWN_NAME",
        Some(Basis::RegionCode) => "REGION_CODE",
        Some(Basis::RegionPrefix) => "REGION_PREFIX",
        Some(Basis::NearestSeat) => "NEAREST_SEAT",
    }
}

#[test]
fn addresses_as_people_write_them() {
    let table = include_str!("addresses.csv");
    let mut wrong = Vec::new();
    let mut rows = 0;
    for row in csv::Reader::from_reader(table.as_bytes()).records() {
        let row = row.unwrap();
        rows += 1;
        let found = at(&row[0]);
        let got = (court(&found), basis_name(found.basis));
        if got != (&row[1], &row[2]) {
            wrong.push(format!(
                "{} ({}): wanted {} {}, got {got:?}: {}",
                &row[0], &row[3], &row[1], &row[2], found.explanation.zh
            ));
        }
    }
    assert!(rows >= 60, "{rows}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_not_decided_comes_with_candidates_and_words() {
    let elsewhere = at("横店镇前田村");
    let candidates: Vec<_> = elsewhere.candidates.iter().map(|c| c.region.as_str()).collect();
    assert_eq!(candidates, ["330783201203", "330783123"]);
    assert!(elsewhere.explanation.zh.contains("三单乡"));
    let alone = at("歌山");
    assert!(alone.confidence <= 0.5 && alone.candidates[0].region.as_str().starts_with("330783108"));
    let similar = at("前天村");
    assert!(similar.candidates.iter().any(|c| c.region.as_str() == "330783201203"));
    assert!(similar.candidates.len() <= 5);
    let hamlet = at("东阳市三单乡大爽村12号");
    assert!(hamlet.confidence < 0.7 && hamlet.explanation.zh.contains("大爽"));
    assert!(at("江西省南昌市横店镇").candidates.is_empty());
}

#[test]
fn of_where_somebody_is_registered_and_where_they_live_none_is_chosen() {
    for (address, candidates) in [
        ("户籍地：东阳市三单乡前田村12号；现住：东阳市千祥镇岭脚村8号", vec!["330783201203", "330783116313"]),
        ("东阳市三单乡前田村12号（现住杭州市西湖区文三路1号）", vec!["330783201203"]),
        ("户籍地江西省上饶市广丰区，现住东阳市三单乡前田村12号", vec!["330783201203"]),
        ("东阳市三单乡前田村12号，后搬至横店镇康庄南街120号", vec!["330783201203", "330783123"]),
    ] {
        let found = at(address);
        assert_eq!((court(&found), found.basis), ("-", None), "{address}: {}", found.explanation.zh);
        let regions: Vec<_> = found.candidates.iter().map(|one| one.region.as_str()).collect();
        assert_eq!(regions, candidates, "{address}");
        assert!(found.explanation.zh.contains("不止一处"), "{}", found.explanation.zh);
    }
    assert!(at("东阳市三单乡前田村12号（现住杭州市西湖区文三路1号）").explanation.zh.contains("杭州"));
    // One place said twice, or one place with a word before it, is one.
    for address in [
        "户籍地：东阳市三单乡前田村12号；现住：三单乡前田村12号",
        "张三，住址：东阳市三单乡前田村12号",
        "东阳市三单乡前田村12号（现住址不详）",
    ] {
        assert_eq!(court(&at(address)), "330783201203", "{address}");
    }
}

#[test]
fn a_place_elsewhere_that_stands_behind_counts_too() {
    for address in [
        "前田村12号 江西省上饶市",
        "前田村12号，江西上饶市",
        "前田村12号（义乌市）",
        "前田村，杭州市",
        "三单乡前田村12号 安徽省",
    ] {
        let found = at(address);
        assert_eq!((court(&found), found.candidates.len()), ("-", 0), "{address}: {}", found.explanation.zh);
    }
    // The register's own province and city, and words that only sound like places, are none elsewhere.
    for address in
        ["前田村12号，浙江省金华市东阳市", "前田村12号金华市", "前田村义乌市场旁", "三单乡前田村江西路3号"]
    {
        assert_ne!(court(&at(address)), "-", "{address}: {}", at(address).explanation.zh);
    }
}

#[test]
fn a_code_goes_to_the_longest_court_that_covers_it() {
    let found = by_code("330783201203");
    assert_eq!(
        (court(&found), found.basis, found.confidence),
        ("330783201203", Some(Basis::RegionCode), 1.0)
    );
    let found = by_code("330783201");
    assert_eq!((court(&found), found.basis), ("330783201", Some(Basis::RegionPrefix)));
    let found = by_code("330783201999");
    assert_eq!((court(&found), found.basis), ("330783201", Some(Basis::RegionPrefix)));
    assert!(found.confidence < 1.0);
    for nowhere in ["330783", "330784", "330783999", "110101001001"] {
        let found = by_code(nowhere);
        assert_eq!((court(&found), found.basis), ("-", None), "{nowhere}");
        assert!(!found.explanation.zh.is_empty());
    }
}

#[test]
fn a_closed_village_court_leaves_its_villages_to_the_town() {
    let code = CourtCode::parse("330783201203").unwrap();
    let mut closed = NETWORK.court(&code).unwrap().clone();
    closed.state = CourtState::Closed;
    let network = NETWORK.with(&[], &[closed]);
    let found = resolve(&network, Some(&Place::Address("三单乡前田村".into()))).unwrap();
    assert_eq!((court(&found), found.basis), ("330783201", Some(Basis::VillageName)));
    assert!(found.explanation.zh.contains("没有在用的村社共享法庭"));
    let found = resolve(&network, Some(&Place::Code("330783201203".into()))).unwrap();
    assert_eq!((court(&found), found.basis), ("330783201", Some(Basis::RegionPrefix)));
}

#[test]
fn a_position_goes_to_the_seat_that_is_clearly_nearest() {
    let near = |lat, lng| resolve(&NETWORK, Some(&Place::Position(lat, lng))).unwrap();
    let seat = NETWORK.region("330783201").unwrap().seat.unwrap();
    let found = near(seat.lat() + 0.01, seat.lng());
    assert_eq!((court(&found), found.basis), ("330783201", Some(Basis::NearestSeat)));
    let (one, other) = (
        NETWORK.region("330783123").unwrap().seat.unwrap(),
        NETWORK.region("330783112").unwrap().seat.unwrap(),
    );
    let between = near(f64::midpoint(one.lat(), other.lat()), f64::midpoint(one.lng(), other.lng()));
    assert_eq!(court(&between), "-");
    assert!(between.candidates.len() >= 2);
    assert_eq!(court(&near(39.9, 116.4)), "-");
}

#[test]
fn what_is_no_place_is_refused() {
    let refused = |place: Option<&Place>, field: &str| {
        let refusal = resolve(&NETWORK, place).unwrap_err();
        assert_eq!((refusal.reason(), refusal.fields()[0].field.as_str()), ("BAD_REQUEST", field));
    };
    refused(None, "place");
    refused(Some(&Place::Address("  ".into())), "address");
    refused(Some(&Place::Address("村".repeat(501))), "address");
    refused(Some(&Place::Code("33078320".into())), "region_code");
    refused(Some(&Place::Code("3307".into())), "region_code");
    refused(Some(&Place::Position(f64::NAN, 120.0)), "position");
    refused(Some(&Place::Position(29.0, 181.0)), "position");
    for (lat, lng) in [(0.0, 0.0), (29.28, 0.0), (0.0, 120.24)] {
        refused(Some(&Place::Position(lat, lng)), "position");
    }
    assert!(resolve(&NETWORK, Some(&Place::Address("村".repeat(500)))).is_ok());
}

#[test]
fn every_village_and_every_town_is_found_by_its_full_address() {
    for region in NETWORK.regions() {
        let code = region.code.as_str();
        match region.code.level() {
            RegionLevel::Village => {
                let town = NETWORK.region(&code[..9]).unwrap();
                let found = at(&format!("浙江省金华市东阳市{}{}", town.display_name, region.display_name));
                assert_eq!(
                    found.court,
                    NETWORK.village_court(code).map(|court| court.code.clone()),
                    "{code}"
                );
                assert_eq!(found.region.as_ref(), Some(&region.code), "{}", region.display_name);
                let found = at(&region.display_name);
                assert_eq!(found.region.as_ref(), Some(&region.code), "{} alone", region.display_name);
            }
            RegionLevel::Town => {
                let found = at(&format!("东阳市{}", region.display_name));
                assert_eq!((court(&found), found.basis), (code, Some(Basis::TownName)));
            }
            RegionLevel::Province | RegionLevel::City | RegionLevel::County => {}
        }
    }
}

/// Prints what one address costs; asserts nothing, for machines differ.
#[test]
fn what_one_address_costs() {
    let begin = std::time::Instant::now();
    for _ in 0..1000 {
        std::hint::black_box(at("浙江省金华市东阳市三单乡前田村委会12号"));
    }
    println!("known village: {:?} an address", begin.elapsed() / 1000);
    let begin = std::time::Instant::now();
    for _ in 0..1000 {
        std::hint::black_box(at("东阳市三单乡大爽村12号"));
    }
    println!("unknown village: {:?} an address", begin.elapsed() / 1000);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_brings_it_down(text in ".{0,80}") {
        let _ = resolve(&NETWORK, Some(&Place::Address(text)));
    }

    #[test]
    fn no_chinese_text_brings_it_down(text in "[东阳市横店镇前田村社区居委会街道三单乡浙江省金华江北1９（ 县区]{0,40}") {
        let _ = resolve(&NETWORK, Some(&Place::Address(text)));
    }

    #[test]
    fn a_village_is_found_however_its_address_is_decorated(
        pick in any::<prop::sample::Index>(), province in 0..3_usize, city in 0..3_usize, county in 0..3_usize,
        gap in prop::sample::select(vec!["", " ", "，", "·", "　"]), end in prop::sample::select(vec!["", "12号", "３组", " 5幢301室", "（村口）"]),
    ) {
        let villages: Vec<_> = NETWORK.regions().filter(|r| r.code.level() == RegionLevel::Village).collect();
        let village = villages[pick.index(villages.len())];
        let town = NETWORK.region(&village.code.as_str()[..9]).unwrap();
        let address = [
            ["", "浙江", "浙江省"][province], ["", "金华", "金华市"][city], ["", "东阳", "东阳市"][county],
            &town.display_name, &village.display_name, end,
        ].join(gap);
        let found = at(&address);
        let wanted = NETWORK.village_court(village.code.as_str()).map(|court| court.code.clone());
        prop_assert_eq!(found.court, wanted, "{}", address);
        prop_assert_eq!(found.region.as_ref(), Some(&village.code));
    }
}
