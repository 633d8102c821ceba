//! The parties of a case as other records name them: `cases/{id}/parties/{n}`, counted from 1.

use super::{
    reason,
    refusal::{Kind, Refusal},
};

/// The name of a party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyName {
    case: String,
    place: usize,
}

impl PartyName {
    /// The name of the party that stands at an index among those of its case.
    #[must_use]
    pub fn at(case: &str, index: usize) -> String {
        format!("{case}/parties/{}", index + 1)
    }

    /// Reads a name. Refused with `PARTY_UNKNOWN`, since what is not a name is nobody's.
    pub fn parse(name: &str) -> Result<Self, Refusal> {
        let read = || {
            let (case, place) = name.trim().rsplit_once("/parties/")?;
            let id = case.strip_prefix("cases/")?;
            let place = place.parse().ok().filter(|place| *place > 0)?;
            (!id.is_empty() && !id.contains('/')).then(|| Self { case: case.to_owned(), place })
        };
        read().ok_or_else(unknown)
    }

    /// The case, `cases/{id}`.
    #[must_use]
    pub fn case(&self) -> &str {
        &self.case
    }

    /// The party among those of its case. Parties may have been corrected since somebody chose one, so the name that was chosen is
    /// compared: refused with `PARTY_CHANGED` where another stands there now, with `PARTY_UNKNOWN` where none does.
    pub fn among<'a, P>(
        &self,
        parties: &'a [P],
        display_name: &str,
        name_of: impl Fn(&P) -> &str,
    ) -> Result<&'a P, Refusal> {
        let party = parties.get(self.place - 1).ok_or_else(unknown)?;
        if law::names::same(name_of(party), display_name) { Ok(party) } else { Err(changed()) }
    }
}

/// Refuses a number beside a party, at the field of the number: the case says which number is the party's.
#[must_use]
pub fn with_number(field: &str) -> Refusal {
    Refusal::new(
        Kind::Invalid,
        reason::ONLY_ONE_OF,
        "已选择案件当事人的，不再填写证件号码。",
        "Where a party of the case is chosen, leave out the identity number.",
    )
    .at(field)
}

fn unknown() -> Refusal {
    Refusal::new(
        Kind::Invalid,
        reason::PARTY_UNKNOWN,
        "案件中没有这名当事人，请重新选择。",
        "The case has no such party; choose again.",
    )
}

fn changed() -> Refusal {
    Refusal::new(
        Kind::Invalid,
        reason::PARTY_CHANGED,
        "案件当事人与所选姓名或者名称不一致，可能已更正，请重新选择。",
        "The party of the case has another name than the one chosen; it may have been corrected. Choose again.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason_of(name: &str, display_name: &str) -> Result<&'static str, &'static str> {
        let parties = ["甲", "乙 公司"];
        let found = PartyName::parse(name)
            .and_then(|named| named.among(&parties, display_name, |name| name).copied());
        found.map_err(|refusal| refusal.reason())
    }

    #[test]
    fn a_party_is_found_by_place_and_name() {
        assert_eq!(PartyName::at("cases/7", 1), "cases/7/parties/2");
        assert_eq!(PartyName::parse("cases/7/parties/2").unwrap().case(), "cases/7");
        assert_eq!(reason_of("cases/7/parties/1", "甲"), Ok("甲"));
        assert_eq!(reason_of(" cases/7/parties/2 ", "乙公司"), Ok("乙 公司"));
    }

    #[test]
    fn who_is_not_there_or_somebody_else_is_refused() {
        for name in
            ["", "cases/7", "cases/7/parties/", "cases/7/parties/0", "cases/7/parties/-1", "cases//parties/1"]
        {
            assert_eq!(reason_of(name, "甲"), Err("PARTY_UNKNOWN"), "{name}");
        }
        assert_eq!(reason_of("tasks/7/parties/1", "甲"), Err("PARTY_UNKNOWN"));
        assert_eq!(reason_of("cases/7/x/parties/1", "甲"), Err("PARTY_UNKNOWN"));
        assert_eq!(reason_of("cases/7/parties/3", "甲"), Err("PARTY_UNKNOWN"));
        assert_eq!(reason_of("cases/7/parties/2", "甲"), Err("PARTY_CHANGED"));
        assert_eq!(reason_of("cases/7/parties/1", ""), Err("PARTY_CHANGED"));
    }
}
