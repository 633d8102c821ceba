//! Who served and who witnessed an act, by the offices that the register knows of them (民事诉讼法第八十九条; 民诉法解释第一百三十条).

use std::collections::HashMap;

use jiff::civil::Date;
use kit::domain::{
    reason,
    refusal::{Text, Violations},
};
use law::identifiers::RegionCode;

use super::case::Office;

/// What the register knows of somebody.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Terms in an office of the court.
    pub court: Vec<Office>,
    /// Terms on the staff of a committee of a village or community, each with its code.
    pub committee: Vec<Office>,
}

/// The people of the network whom an act names, by `people/{id}`. People outside of it are named without one and are not asked about.
#[derive(Clone, Debug, Default)]
pub struct Named<'a> {
    /// Who served, and whether the act says that they are staff of the court.
    pub server: Option<(&'a str, bool)>,
    /// Who witnessed for a committee, and the committee's code where the act gives it.
    pub committee_witness: Option<(&'a str, Option<&'a RegionCode>)>,
}

impl<'a> Named<'a> {
    /// Those about whom the register is asked.
    pub fn people(&self) -> impl Iterator<Item = &'a str> {
        let server = self.server.map(|(person, _)| person);
        server.into_iter().chain(self.committee_witness.map(|(person, _)| person))
    }

    /// Notes where the act says of somebody what the register does not know of them on the day of service.
    pub fn check(&self, known: &HashMap<String, Standing>, day: Date, v: &mut Violations) {
        let not_over = |office: &Office| office.until.is_none_or(|until| day <= until.legal_day());
        let holds = |office: &Office| office.from.legal_day() <= day && not_over(office);
        if let Some((person, claims_staff)) = self.server {
            match known.get(person) {
                None => unknown("server.person", v),
                // Acts from before the register was filled were done by those who are in it now.
                Some(standing) if claims_staff && !standing.court.iter().any(not_over) => v.add(
                    "server.court_staff",
                    reason::SERVER_NOT_COURT_STAFF,
                    Text::new(
                        "登记册中，送达人在送达之日不是法院工作人员。网格员、庭务主任只能协助送达或者依法见证，请核对送达人。",
                        "By the register who served was no staff of the court on that day. Grid workers and directors help or witness; check the person.",
                    ),
                ),
                Some(_) => {}
            }
        }
        let Some((person, code)) = self.committee_witness else { return };
        let stands = |office: &Office| holds(office) && code.is_none_or(|code| *code == office.region_code);
        match known.get(person) {
            None => unknown("witness.person", v),
            Some(standing) if !standing.committee.iter().any(stands) => v.add(
                "witness.represents",
                reason::WITNESS_NOT_OF_COMMITTEE,
                Text::new(
                    "登记册中，见证人在送达之日不是该村（居）委会的工作人员，不能以基层组织代表的身份见证。",
                    "By the register the witness was not on the staff of that committee on that day.",
                ),
            ),
            Some(_) => {}
        }
    }
}

fn unknown(field: &str, v: &mut Violations) {
    let text = Text::new("登记册中没有此人，请核对人员。", "The register does not know this person.");
    v.add(field, reason::PERSON_UNKNOWN, text);
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use kit::domain::Timestamp;

    use super::*;

    fn office(code: &str, from: &str, until: Option<&str>) -> Office {
        let timestamp = |day: &str| Timestamp::parse(&format!("{day}T08:00:00+08:00")).unwrap();
        let region_code = RegionCode::parse(code).unwrap();
        Office { region_code, from: timestamp(from), until: until.map(timestamp) }
    }

    fn reasons(named: &Named<'_>, day: Date) -> Vec<String> {
        let officer = Standing { court: vec![office("330783", "2026-01-05", None)], ..Standing::default() };
        let village = office("330783201203", "2026-01-05", Some("2026-06-30"));
        let worker = Standing { committee: vec![village], ..Standing::default() };
        let over = office("330783", "2020-01-05", Some("2025-12-31"));
        let retired = Standing { court: vec![over], ..Standing::default() };
        let people = [("people/o", officer), ("people/w", worker), ("people/r", retired)];
        let known = people.into_iter().map(|(name, standing)| (name.to_owned(), standing)).collect();
        let mut v = Violations::new();
        named.check(&known, day, &mut v);
        let refused = v.check().err();
        let violations = refused.iter().flat_map(kit::domain::refusal::Refusal::fields);
        violations.map(|violation| violation.reason.to_owned()).collect()
    }

    #[test]
    fn people_are_what_the_register_knows_of_them_on_that_day() {
        let day = date(2026, 3, 2);
        let served = |person, staff| Named { server: Some((person, staff)), ..Named::default() };
        let code = RegionCode::parse("330783201203").unwrap();
        let other = RegionCode::parse("330783201204").unwrap();
        let witnessed = |person, code| Named { committee_witness: Some((person, code)), ..Named::default() };
        for (named, day, expected) in [
            (served("people/o", true), day, None),
            (served("people/w", false), day, None),
            (served("people/w", true), day, Some("SERVER_NOT_COURT_STAFF")),
            (served("people/o", true), date(2026, 1, 4), None),
            (served("people/r", true), date(2025, 12, 31), None),
            (served("people/r", true), day, Some("SERVER_NOT_COURT_STAFF")),
            (witnessed("people/w", Some(&code)), date(2026, 1, 4), Some("WITNESS_NOT_OF_COMMITTEE")),
            (served("people/nobody", true), day, Some("PERSON_UNKNOWN")),
            (witnessed("people/w", Some(&code)), day, None),
            (witnessed("people/w", None), day, None),
            (witnessed("people/w", Some(&other)), day, Some("WITNESS_NOT_OF_COMMITTEE")),
            (witnessed("people/w", Some(&code)), date(2026, 7, 1), Some("WITNESS_NOT_OF_COMMITTEE")),
            (witnessed("people/o", Some(&code)), day, Some("WITNESS_NOT_OF_COMMITTEE")),
        ] {
            let expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
            assert_eq!(reasons(&named, day), expected, "{named:?} {day}");
        }
    }
}
