use proptest::prelude::*;

use super::*;

const DIGEST: &str = "14bcd090baf31edba64e9cbd8cdfc15f943344aa72cb3675ad8e91bfcbce03ad";

fn at(micros: i64) -> Timestamp {
    Timestamp::from_micros(micros)
}

fn court() -> PeoplesCourt {
    PeoplesCourt::first(RegionCode::parse("330783").unwrap(), "东阳市人民法院", at(0)).unwrap()
}

fn whole() -> PeoplesCourtDraft {
    PeoplesCourtDraft {
        display_name: "东阳市人民法院".into(),
        display_name_en: "People's Court of Dongyang".into(),
        case_number_code: "浙０７８３".into(),
        address: "浙江省东阳市人民路1号".into(),
        telephone: "0579-12345678".into(),
        seal: format!("evidence/{DIGEST}"),
        calendar: Some(Calendar::StateCouncil),
    }
}

fn faults(draft: &PeoplesCourtDraft) -> Vec<(String, &'static str)> {
    let mut violations = Violations::new();
    let changed = court().change(draft, "peoples_court", at(1), &mut violations);
    assert_eq!(changed.is_none(), !violations.is_empty());
    let refusal = violations.check().err();
    let fields = refusal.iter().flat_map(kit::domain::refusal::Refusal::fields);
    fields.map(|violation| (violation.field.clone(), violation.reason)).collect()
}

#[test]
fn the_first_court_follows_from_name_and_region() {
    let court = court();
    assert_eq!((court.name().as_str(), court.version), ("peoplesCourts/330783", 1));
    assert_eq!(court.case_number_code.as_ref().unwrap().to_string(), "浙0783");
    assert_eq!(court.display_name, "东阳市人民法院");
    assert!(court.address.is_empty() && court.telephone.is_empty() && court.seal.is_none());
    for name in ["", "  ", &"院".repeat(101), "东阳\u{7}法院"] {
        let region = RegionCode::parse("330783").unwrap();
        assert!(PeoplesCourt::first(region, name, at(0)).is_err(), "{name}");
    }
    let elsewhere = PeoplesCourt::first(RegionCode::parse("990101").unwrap(), "某法院", at(0)).unwrap();
    assert_eq!(elsewhere.case_number_code, None);
}

#[test]
fn every_particular_is_read() {
    let mut violations = Violations::new();
    let changed = court().change(&whole(), "c", at(7), &mut violations).unwrap();
    assert_eq!((changed.version, changed.created, changed.updated), (2, at(0), at(7)));
    assert_eq!(changed.case_number_code.as_ref().unwrap().to_string(), "浙0783");
    assert_eq!(changed.seal.as_ref().unwrap().name(), format!("evidence/{DIGEST}"));
    assert_eq!((&changed.id, &changed.region), (&court().id, &court().region));
    let least = PeoplesCourtDraft {
        display_name: "某人民法院".into(),
        calendar: Some(Calendar::StateCouncil),
        ..PeoplesCourtDraft::default()
    };
    let emptied = changed.change(&least, "c", at(8), &mut violations).unwrap();
    assert_eq!(emptied.draft(), least);
    assert!(violations.is_empty());
}

#[test]
fn every_field_at_fault_is_named_at_once() {
    let wrong = PeoplesCourtDraft {
        display_name: " ".into(),
        display_name_en: "x".repeat(201),
        case_number_code: "东0783".into(),
        address: "路\u{7}".into(),
        telephone: "12ab".into(),
        seal: DIGEST.into(),
        calendar: None,
    };
    let found = faults(&wrong);
    let found: Vec<_> = found.iter().map(|(field, reason)| (field.as_str(), *reason)).collect();
    let wanted = [
        ("peoples_court.display_name", "REQUIRED"),
        ("peoples_court.display_name_en", "TOO_LONG"),
        ("peoples_court.case_number_code", "CASE_NUMBER_CODE_MALFORMED"),
        ("peoples_court.address", "CONTROL_CHARACTER"),
        ("peoples_court.telephone", "PHONE_MALFORMED"),
        ("peoples_court.seal", "EVIDENCE_MALFORMED"),
        ("peoples_court.calendar", "REQUIRED"),
    ];
    assert_eq!(found, wanted);
    for seal in
        [format!("evidence/{}", DIGEST.to_uppercase()), format!("evidence/{DIGEST}0"), "evidence/".into()]
    {
        assert_eq!(faults(&PeoplesCourtDraft { seal, ..whole() }).len(), 1);
    }
}

#[test]
fn a_code_is_that_of_one_court() {
    let next = |code: Option<&str>| PeoplesCourt {
        id: PeoplesCourtId("330782".into()),
        case_number_code: code.map(|code| CaseNumberCode::parse(code).unwrap()),
        ..court()
    };
    let objections = |of: &PeoplesCourt, other: &PeoplesCourt| {
        let objections = of.objections("peoples_court", [other]).into_iter();
        objections.map(|objection| (objection.field, objection.reason)).collect::<Vec<_>>()
    };
    let taken = [("peoples_court.case_number_code".to_owned(), "CASE_NUMBER_CODE_TAKEN")];
    assert_eq!(objections(&next(Some("浙0783")), &court()), taken);
    assert!(objections(&next(Some("浙0782")), &court()).is_empty());
    assert!(objections(&next(None), &PeoplesCourt { case_number_code: None, ..court() }).is_empty());
    assert!(objections(&court(), &court()).is_empty(), "its own code");
}

#[test]
fn a_name_leads_to_a_court_or_nowhere() {
    assert_eq!(PeoplesCourtId::from_name("peoplesCourts/330783").unwrap().as_str(), "330783");
    for name in ["", "330783", "courts/330783", "peoplesCourts/", "peoplesCourts/-a", "peoplesCourts/A"] {
        assert_eq!(PeoplesCourtId::from_name(name).unwrap_err().reason(), "PEOPLES_COURT_UNKNOWN", "{name}");
    }
    assert_eq!(Calendar::from_name(Calendar::StateCouncil.name()), Some(Calendar::StateCouncil));
    assert_eq!(Calendar::from_name("LUNAR"), None);
}

proptest! {
    #[test]
    fn what_was_read_reads_back(
        display_name in "\\PC{0,110}", english in "\\PC{0,10}", code in "[浙京东]?[0-9]{0,5}", address in "\\PC{0,30}",
        telephone in "[+]?[0-9() -]{0,22}", seal in "(evidence/)?[0-9a-f]{63,65}|",
    ) {
        let draft = PeoplesCourtDraft {
            display_name, display_name_en: english, case_number_code: code, address, telephone, seal,
            calendar: Some(Calendar::StateCouncil),
        };
        let mut violations = Violations::new();
        if let Some(changed) = court().change(&draft, "c", at(1), &mut violations) {
            let again = changed.change(&changed.draft(), "c", at(1), &mut violations).unwrap();
            prop_assert_eq!(PeoplesCourt { version: changed.version, ..again }, changed);
            prop_assert!(violations.is_empty());
        } else {
            prop_assert!(!violations.is_empty());
        }
    }
}
