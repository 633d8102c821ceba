//! Reads an address from the left: county, town, village. Every way to read it is tried and the one that explains most of the text
//! counts, so that 东阳江北街道 is 东阳 + 江北街道 and 东阳江镇 is a town by itself.

use law::identifiers::RegionCode;

use crate::domain::names::{Named, Names, TOWN_ENDS, VILLAGE_ENDS, beginning, starts_with};

/// What may follow a village's bare name: nothing, a number, or a part of the village. Anything else could make it another word.
const PARTS: [&str; 6] = ["自然村", "自然", "组", "队", "片", "小组"];
/// What makes another word of a name that ends in 村 by itself.
const OTHER_WORDS: [&str; 11] = ["头", "光", "尾", "口", "沿", "新", "路", "街", "巷", "弄", "大道"];
/// After these a new name can begin; elsewhere it would be the middle of a word.
const BOUNDARIES: &str = "号路街道镇乡区市县村组旁内弄幢楼座室";

/// A village's name as it was found.
#[derive(Clone, Debug)]
pub(super) struct Found<'a> {
    /// The villages of that name, in whichever town.
    pub(super) villages: &'a [RegionCode],
    /// Whether 村, 社区 or the like was written.
    pub(super) ended: bool,
    /// How much of the text it is.
    length: usize,
}

/// One way to read an address.
#[derive(Clone, Debug)]
pub(super) struct Reading<'a> {
    /// Whether the county is named.
    pub(super) county: bool,
    /// The town that is named, and whether with its ending.
    pub(super) town: Option<(&'a Named, bool)>,
    /// The village that is named.
    pub(super) village: Option<Found<'a>>,
    /// What follows the town, or the county where no town is named.
    pub(super) rest: &'a [char],
    /// Another town that is named in full further on.
    pub(super) second_town: Option<&'a Named>,
    explained: usize,
}

/// The reading that explains most; of two that explain the same, the one with a town.
pub(super) fn read<'a>(names: &'a Names, text: &'a [char]) -> Reading<'a> {
    let mut best = towns(names, text, 0);
    for county in &names.counties {
        let length =
            [&county.full, &county.base].into_iter().find(|name| text.starts_with(name)).map(Vec::len);
        if let Some(length) = length {
            let read = Reading { county: true, ..towns(names, &text[length..], length) };
            best = better(best, read);
        }
    }
    if best.town.is_none() && best.village.is_none() {
        best = further_on(names, &best);
    } else if best.village.is_none() {
        best.village = village_further_on(names, best.rest);
        let own = best.town.map(|(town, _)| &town.code);
        let others = (0..best.rest.len()).filter_map(|at| full_town(names, &best.rest[at..]));
        best.second_town = others.map(|(town, _)| town).find(|town| own != Some(&town.code));
    }
    best
}

/// Whether a name of the register begins here.
pub(super) fn known(names: &Names, text: &[char]) -> bool {
    let county = names.counties.iter().any(|county| text.starts_with(&county.base));
    county
        || names.towns.iter().any(|town| text.starts_with(&town.base))
        || village(names, text, None).is_some()
}

fn better<'a>(one: Reading<'a>, other: Reading<'a>) -> Reading<'a> {
    let weight = |reading: &Reading| (reading.explained, reading.town.is_some());
    if weight(&other) > weight(&one) { other } else { one }
}

/// The best reading of a text after `before` characters that are explained already.
fn towns<'a>(names: &'a Names, text: &'a [char], before: usize) -> Reading<'a> {
    let mut best = after_town(names, text, None, before);
    for town in names.towns.iter().filter(|town| text.starts_with(&town.base)) {
        let rest = &text[town.base.len()..];
        let end = beginning(rest, &TOWN_ENDS);
        let length = end.unwrap_or(0);
        let explained = before + town.base.len() + length;
        best = better(best, after_town(names, &rest[length..], Some((town, end.is_some())), explained));
    }
    best
}

fn after_town<'a>(
    names: &'a Names,
    rest: &'a [char],
    town: Option<(&'a Named, bool)>,
    before: usize,
) -> Reading<'a> {
    let village = village(names, rest, town.map(|(town, _)| &town.code));
    let explained = before + village.as_ref().map_or(0, |found| found.length);
    Reading { county: false, town, village, rest, second_town: None, explained }
}

/// The village whose name begins here, the longest that does.
fn village<'a>(names: &'a Names, text: &[char], town: Option<&RegionCode>) -> Option<Found<'a>> {
    (1..=names.longest_village.min(text.len())).rev().find_map(|length| {
        let villages = names.villages_called(&text[..length]);
        if villages.is_empty() {
            return None;
        }
        let rest = &text[length..];
        if let Some(end) = beginning(rest, &VILLAGE_ENDS) {
            return Some(Found { villages, ended: true, length: length + end });
        }
        let alone = rest.first().is_none_or(char::is_ascii_digit) || beginning(rest, &PARTS).is_some();
        let of_the_town = town.is_some_and(|town| villages.iter().any(|village| town.contains(village)));
        let by_itself = text[length - 1] == '村' && of_the_town && beginning(rest, &OTHER_WORDS).is_none();
        (length >= 2 && (alone || by_itself)).then_some(Found { villages, ended: false, length })
    })
}

/// A town named in full somewhere later, or else a village with its ending.
fn further_on<'a>(names: &'a Names, read: &Reading<'a>) -> Reading<'a> {
    let rest = read.rest;
    let found = (1..rest.len())
        .find_map(|at| full_town(names, &rest[at..]).map(|(town, length)| (at + length, town)));
    match found {
        Some((at, town)) => {
            Reading { county: read.county, ..after_town(names, &rest[at..], Some((town, true)), at) }
        }
        None => Reading { village: village_further_on(names, rest), ..read.clone() },
    }
}

fn full_town<'a>(names: &'a Names, text: &[char]) -> Option<(&'a Named, usize)> {
    names.towns.iter().find_map(|town| {
        let end = beginning(text.strip_prefix(town.base.as_slice())?, &TOWN_ENDS)?;
        Some((town, town.base.len() + end))
    })
}

/// A village with its ending, where a name can begin: after a number, a street, another place.
fn village_further_on<'a>(names: &'a Names, rest: &[char]) -> Option<Found<'a>> {
    let starts = (1..rest.len()).filter(|at| {
        let before = rest[at - 1];
        before.is_ascii_digit() || BOUNDARIES.contains(before)
    });
    starts.into_iter().find_map(|at| village(names, &rest[at..], None).filter(|found| found.ended))
}

/// What looks like a village's name at the beginning of a text: up to 村, 社区 and the like, or the first few characters.
pub(super) fn village_like(text: &[char]) -> (&[char], bool) {
    let ended =
        (1..text.len().min(9)).find(|at| VILLAGE_ENDS.iter().any(|end| starts_with(&text[*at..], end)));
    if let Some(end) = ended.filter(|end| text[..*end].iter().all(|symbol| !symbol.is_ascii())) {
        return (&text[..end], true);
    }
    let name = text.iter().take(4).take_while(|symbol| !symbol.is_ascii()).count();
    (&text[..name], false)
}
