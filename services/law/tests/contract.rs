//! The shapes that other programs rely on: what `serviceActs:check` and the command line send and receive.

use law::ask::{self, Answer};
use serde_json::{Value, json};

fn ask(topic: &str, question: Value) -> Answer {
    ask::by_name(topic, question).expect("a topic of the library")
}

fn act(mode: &str) -> Value {
    json!({ "act": {
        "mode": mode, "document": { "title": "执行通知书", "kind": "NOTICE" }, "procedure": "ENFORCEMENT",
        "recipient": { "relation": "ADDRESSEE" }, "refused": true, "place": "RESIDENCE",
        "server": { "displayName": "王法官", "courtStaff": true },
        "witness": { "displayName": "李主任", "represents": "RESIDENCE_COMMITTEE", "regionCode": "330783201203" },
        "recordedMedia": true, "consentRecorded": true, "noted": true, "noticeComplete": true,
        "servedDate": { "year": 2023, "month": 3, "day": 7 }, "failedModes": ["DIRECT"],
    } })
}

#[test]
fn a_valid_act_tells_its_day_and_its_basis() {
    let answer = ask("service", act("LEFT"));
    assert!(answer.ok);
    assert_eq!(answer.value["valid"], json!(true));
    assert_eq!(answer.value["deemedDate"], json!({ "year": 2023, "month": 3, "day": 7 }));
    let first = &answer.value["basis"][0];
    assert_eq!(first["article"], "民事诉讼法第八十九条");
    assert!(first["rule"].is_string() && first["text"].is_string() && first["textEn"].is_string());
}

#[test]
fn an_invalid_act_tells_article_reason_and_cure() {
    let answer = ask("service", act("DIRECT"));
    assert!(!answer.ok);
    assert_eq!(answer.value["valid"], json!(false));
    let first = &answer.value["unmet"][0];
    for field in ["article", "reason", "cure", "reasonEn", "cureEn"] {
        assert!(first[field].is_string(), "{field}");
    }
}

#[test]
fn every_mode_of_the_contract_is_read() {
    for mode in ["DIRECT", "LEFT", "ELECTRONIC", "ENTRUSTED", "POSTAL", "FORWARDED", "PUBLIC_NOTICE"] {
        let answer = ask("service", act(mode));
        assert!(answer.value.get("valid").is_some(), "{mode}: {}", answer.value);
    }
    let alone = act("PUBLIC_NOTICE")["act"].take();
    assert_eq!(ask("service", alone).value["deemedDate"], json!({ "year": 2023, "month": 4, "day": 6 }));
}

#[test]
fn what_cannot_be_read_is_a_no_that_says_why() {
    for (topic, question) in [
        ("service", json!({ "act": { "mode": "PIGEON" } })),
        ("period", json!({ "from": "2023-02-30", "days": 3 })),
        ("deadline", json!({ "filed": "2023-03-01", "exclude": ["2023-04-10..2023-04-01"] })),
    ] {
        let answer = ask(topic, question);
        assert!(!answer.ok && answer.value["errorEn"].is_string(), "{}", answer.value);
    }
    assert_eq!(ask::by_name("weather", json!({})), None);
}

#[test]
fn the_command_line_asks_in_short_forms() {
    assert_eq!(
        ask("seizure", json!({ "class": "real-estate", "from": "2023-03-01" })).value["iso"],
        "2026-03-01"
    );
    let limit = ask("deadline", json!({ "filed": "2023-03-01", "exclude": ["2023-04-01..2023-04-10"] }));
    assert_eq!(limit.value["iso"], "2023-09-11");
    assert!(limit.value["why"].to_string().contains("事由未写明"));
}

#[test]
fn a_citizen_number_never_comes_back_whole() {
    let answer = ask("citizen-id", json!("11010519491231002X"));
    assert_eq!(answer.value["masked"], "110105********002X");
    assert!(!answer.value.to_string().contains("19491231"));
}

#[test]
fn a_queue_tells_who_follows_and_who_waits() {
    let answer = ask(
        "queue",
        json!({
            "class": "EQUITY", "end": "RELEASED", "on": "2023-06-01",
            "entries": [
                { "id": "后", "registered": "2023-03-01T10:00:00" },
                { "id": "先", "registered": "2023-03-01T09:00:00" },
            ],
        }),
    );
    assert_eq!(answer.value["promoted"], "先");
    assert_eq!(answer.value["waiting"], json!(["后"]));
    assert_eq!(answer.value["lastDay"], json!({ "year": 2026, "month": 6, "day": 1 }));
}

#[test]
fn lifting_and_excess_are_answered() {
    let lift = ask("lift", json!({ "kind": "DISHONEST_LIST", "event": "PERFORMED", "on": "2023-03-06" }));
    assert_eq!(lift.value["iso"], "2023-03-09");
    let no = ask("lift", json!({ "kind": "FINE", "event": "REPENTED", "on": "2023-03-06" }));
    assert!(!no.ok && no.value["reason"].is_string());
    assert_eq!(no.value["why"][0]["article"], "民事诉讼法第一百一十九条第三款");
    let excess = ask("excess", json!({ "claimFen": 100, "costsFen": 5, "heldFen": 106, "on": "2023-03-06" }));
    assert_eq!((excess.ok, &excess.value["excessFen"]), (false, &json!(1)));
}
