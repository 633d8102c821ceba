use super::{
    super::place::{Answers, Candidate, Choice, Chosen, Resolution, Wanted, decide},
    code,
};
use kit::domain::refusal::Text;

#[expect(clippy::unnecessary_wraps, reason = "an answer is optional where it goes")]
fn found(court: &str, region: &str) -> Option<Resolution> {
    Some(Resolution {
        found: Some((court.into(), code(region))),
        candidates: vec![],
        explanation: Text::new("", ""),
    })
}

#[expect(clippy::unnecessary_wraps, reason = "an answer is optional where it goes")]
fn unsure(candidates: &[&str]) -> Option<Resolution> {
    let candidates = candidates.iter().map(|region| Candidate {
        court: format!("courts/{region}"),
        display_name: "某村".into(),
        region_code: Some(code(region)),
    });
    Some(Resolution {
        found: None,
        candidates: candidates.collect(),
        explanation: Text::new("不确定。", "Not sure."),
    })
}

fn wanted(region: Option<&str>) -> Wanted {
    Wanted { address: "某处".into(), region_code: region.map(code), court: None }
}

#[test]
fn an_address_that_is_sure_decides() {
    let answers = Answers { address: found("courts/a", "330783201203"), ..Answers::default() };
    assert_eq!(decide(&wanted(None), answers).unwrap(), ("courts/a".to_owned(), code("330783201203")));
}

#[test]
fn the_narrower_of_two_that_agree_decides() {
    let village = || found("courts/v", "330783201203");
    let town = || found("courts/t", "330783201");
    let both = |address, code_answer| Answers { address, code: code_answer, chosen: Choice::None };
    assert_eq!(decide(&wanted(Some("330783201")), both(village(), town())).unwrap().0, "courts/v");
    assert_eq!(decide(&wanted(Some("330783201203")), both(town(), village())).unwrap().0, "courts/v");
    let refusal = decide(&wanted(Some("330783123042")), both(village(), found("courts/x", "330783123042")))
        .unwrap_err();
    assert_eq!(refusal.reason(), "PLACE_MISMATCH");
}

#[test]
fn what_is_not_sure_is_not_guessed() {
    let answers = Answers { address: unsure(&["330783201203", "330783123042"]), ..Answers::default() };
    let refusal = decide(&wanted(None), answers).unwrap_err();
    assert_eq!(refusal.reason(), "ADDRESS_AMBIGUOUS");
    assert!(refusal.text().zh.contains("courts/330783123042"));
    let answers = Answers { address: unsure(&[]), ..Answers::default() };
    assert_eq!(decide(&wanted(None), answers).unwrap_err().reason(), "ADDRESS_UNKNOWN");
    let answers = Answers { code: unsure(&[]), ..Answers::default() };
    assert_eq!(decide(&wanted(Some("330783999")), answers).unwrap_err().reason(), "REGION_UNKNOWN");
}

#[test]
fn a_code_chooses_among_the_candidates() {
    let answers = |candidates: &[&str]| Answers {
        address: unsure(candidates),
        code: found("courts/v", "330783201203"),
        chosen: Choice::None,
    };
    let wanted = wanted(Some("330783201203"));
    assert_eq!(decide(&wanted, answers(&["330783201203", "330783123042"])).unwrap().0, "courts/v");
    assert_eq!(decide(&wanted, answers(&[])).unwrap().0, "courts/v");
    assert_eq!(decide(&wanted, answers(&["330783123042"])).unwrap_err().reason(), "PLACE_MISMATCH");
}

#[test]
fn a_chosen_court_counts_if_it_is_there_and_open() {
    let chosen =
        |open| Choice::Court(Chosen { court: "courts/s1".into(), region_code: code("330783001"), open });
    let with = |chosen| Answers { address: unsure(&["330783201203"]), code: None, chosen };
    assert_eq!(
        decide(&wanted(None), with(chosen(true))).unwrap(),
        ("courts/s1".to_owned(), code("330783001"))
    );
    assert_eq!(decide(&wanted(None), with(chosen(false))).unwrap_err().reason(), "COURT_CLOSED");
    assert_eq!(decide(&wanted(None), with(Choice::Unknown)).unwrap_err().reason(), "COURT_UNKNOWN");
}
