//! Addresses that say at their beginning that they lie in another province, city or county.

use crate::domain::names::{beginning, starts_with};

/// Provinces as they are written in full and in short. In the order of GB/T 2260.
const PROVINCES: [(&str, &str); 34] = [
    ("北京市", "北京"),
    ("天津市", "天津"),
    ("河北省", "河北"),
    ("山西省", "山西"),
    ("内蒙古自治区", "内蒙古"),
    ("辽宁省", "辽宁"),
    ("吉林省", "吉林"),
    ("黑龙江省", "黑龙江"),
    ("上海市", "上海"),
    ("江苏省", "江苏"),
    ("浙江省", "浙江"),
    ("安徽省", "安徽"),
    ("福建省", "福建"),
    ("江西省", "江西"),
    ("山东省", "山东"),
    ("河南省", "河南"),
    ("湖北省", "湖北"),
    ("湖南省", "湖南"),
    ("广东省", "广东"),
    ("广西壮族自治区", "广西"),
    ("海南省", "海南"),
    ("重庆市", "重庆"),
    ("四川省", "四川"),
    ("贵州省", "贵州"),
    ("云南省", "云南"),
    ("西藏自治区", "西藏"),
    ("陕西省", "陕西"),
    ("甘肃省", "甘肃"),
    ("青海省", "青海"),
    ("宁夏回族自治区", "宁夏"),
    ("新疆维吾尔自治区", "新疆"),
    ("台湾省", "台湾"),
    ("香港特别行政区", "香港"),
    ("澳门特别行政区", "澳门"),
];
/// The province and the city of the counties that the register can hold. A register elsewhere would add its own line.
const HOMES: [(&str, &str, &str); 1] = [("3307", "浙江", "金华")];
/// Neighbours that people write without 市 or 县.
const NEIGHBOURS: [&str; 24] = [
    "义乌", "永康", "兰溪", "磐安", "武义", "浦江", "婺城", "金东", "嵊州", "新昌", "诸暨", "仙居", "天台",
    "缙云", "杭州", "宁波", "温州", "嘉兴", "湖州", "绍兴", "衢州", "舟山", "台州", "丽水",
];
/// What makes a short name part of the name of something else: 义乌路 is a street anywhere.
const STREETS: [&str; 12] =
    ["路", "街", "巷", "弄", "大道", "村", "社区", "小区", "镇", "乡", "花园", "大厦"];
/// What stands before 市, 县 or 区 where it is no city, county or district: 夜市, 小区, 开发区.
const NOT_ADMINISTRATIVE: &str = "小社业发园景矿片新校厂库城超夜菜门集股都南中闹山院";

/// What was found at the beginning of an address, above the county.
pub(super) enum Above {
    /// So many characters name the province and the city of the register, or nothing at all.
    Here(usize),
    /// The address names another place.
    Elsewhere(String),
}

/// Reads country, province and city. `known` says whether a name of the register begins at a place.
pub(super) fn above(text: &[char], county: &str, known: impl Fn(&[char]) -> bool) -> Above {
    let mut at = beginning(text, &["中华人民共和国", "中国"]).unwrap_or(0);
    let (province, city) = HOMES
        .iter()
        .find(|(prefix, ..)| county.starts_with(prefix))
        .map_or(("", ""), |(_, province, city)| (*province, *city));
    if let Some((name, length, full)) = province_at(&text[at..]) {
        let rest = &text[at + length..];
        if name == province {
            at += length;
        } else if full || !(known(&text[at..]) || beginning(rest, &STREETS).is_some()) {
            return Above::Elsewhere(text[at..at + length].iter().collect());
        }
    }
    if !city.is_empty() && starts_with(&text[at..], city) {
        let length = city.chars().count();
        let rest = &text[at + length..];
        if starts_with(rest, "市") {
            at += length + 1;
        } else if beginning(rest, &STREETS).is_none() {
            at += length;
        }
    }
    match foreign(&text[at..], known) {
        Some(name) => Above::Elsewhere(name),
        None => Above::Here(at),
    }
}

/// Whether a province in full, a city or a neighbouring county with its ending begins here.
pub(super) fn names_a_place_above(text: &[char]) -> bool {
    let ended = |length: usize| beginning(&text[length..], &["市", "县", "区"]).is_some();
    province_at(text).is_some_and(|(.., full)| full)
        || HOMES.iter().any(|(.., city)| beginning(text, &[city]).is_some_and(ended))
        || beginning(text, &NEIGHBOURS).is_some_and(ended)
}

/// The name of a place above the county that is named after the beginning of an address, and is not the register's own: 前田村12号江西省上饶市
/// lies in 江西.
pub(super) fn named_later(text: &[char], county: &str) -> Option<String> {
    let (province, city) = HOMES
        .iter()
        .find(|(prefix, ..)| county.starts_with(prefix))
        .map_or(("", ""), |(_, province, city)| (*province, *city));
    (1..text.len()).find_map(|at| {
        let rest = &text[at..];
        let length = match province_at(rest) {
            Some((name, length, full)) => {
                (name != province && (full || is_city(&rest[length..]))).then_some(length)
            }
            None => beginning(rest, &NEIGHBOURS)
                .filter(|length| !starts_with(rest, city) && ends_as_a_place(&rest[*length..]))
                .map(|length| length + 1),
        }?;
        Some(rest[..length].iter().collect())
    })
}

/// Whether a city or county of two to four characters begins here.
fn is_city(text: &[char]) -> bool {
    (2..text.len().min(5))
        .any(|end| ends_as_a_place(&text[end..]) && text[..end].iter().all(|c| !c.is_ascii()))
}

/// Whether 市, 县 or 区 stands here and ends a name: 市场 and 市民 are other words.
fn ends_as_a_place(text: &[char]) -> bool {
    let after = text.get(1..).unwrap_or_default();
    beginning(text, &["市", "县", "区"]).is_some()
        && beginning(after, &STREETS).is_none()
        && beginning(after, &["场", "民", "政", "委", "府", "域"]).is_none()
}

fn province_at(text: &[char]) -> Option<(&'static str, usize, bool)> {
    PROVINCES.iter().find_map(|(full, short)| {
        let (length, is_full) = match beginning(text, &[full]) {
            Some(length) => (length, true),
            None => (beginning(text, &[short])?, false),
        };
        Some((*short, length, is_full))
    })
}

/// The name of another city, county or district at the beginning of a text.
fn foreign(text: &[char], known: impl Fn(&[char]) -> bool) -> Option<String> {
    if known(text) {
        return None;
    }
    let near = beginning(text, &NEIGHBOURS);
    if let Some(length) = near.filter(|length| beginning(&text[*length..], &STREETS).is_none()) {
        return Some(text[..length].iter().collect());
    }
    let end = (2..text.len().min(6)).find(|end| matches!(text[*end], '市' | '县' | '区'))?;
    let plain = text[..end]
        .iter()
        .all(|symbol| !symbol.is_ascii() && !STREETS.iter().any(|s| starts_with(&[*symbol], s)));
    let administrative = plain && !NOT_ADMINISTRATIVE.contains(text[end - 1]);
    administrative.then(|| text[..=end].iter().collect())
}
