//! The command as it is typed, and what it says.

use clap::Parser;
use law::ask::Answer;
use serde_json::{Value, json};

use super::{Law, examples};

#[derive(Parser)]
#[command(no_binary_name = true)]
struct Line {
    #[command(flatten)]
    law: Law,
}

fn ask(line: &str) -> Result<Answer, String> {
    let line =
        Line::try_parse_from(line.split_whitespace()).unwrap_or_else(|fault| panic!("{line}: {fault}"));
    line.law.topic.ask().map_err(|wrong| wrong.to_string())
}

/// Asks with a file that holds this.
fn ask_by_file(topic: &str, text: &str) -> Result<Answer, String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("facts.json");
    std::fs::write(&file, text).unwrap();
    ask(&format!("{topic} {}", file.display()))
}

#[test]
fn short_forms_reach_the_library() {
    let period = ask("period --from 2026-09-25 --days 5").unwrap();
    assert!(period.ok && period.value["iso"].is_string() && period.value["why"].is_array(), "{period:?}");
    for (line, ends) in [
        ("period --from 2023-03-01 --months 3", "2023-06-01"),
        ("period --from 2023-03-01 --years 2", "2025-03-03"),
        ("deadline --filed 2023-03-01 --exclude 2023-04-01..2023-04-10", "2023-09-11"),
        ("deadline --kind clue-check-urgent --from 2023-03-01", "2023-03-06"),
        ("seizure --class real-estate --from 2023-03-01", "2026-03-01"),
    ] {
        let answer = ask(line).unwrap();
        assert_eq!((answer.ok, &answer.value["iso"]), (true, &json!(ends)), "{line}: {}", answer.value);
        let why = &answer.value["why"][0];
        assert!(why["text"].is_string() && why["textEn"].is_string(), "{line}: {why}");
    }
    let lapsed = ask("seizure --class real-estate --from 2023-03-01 --on 2026-03-02").unwrap();
    assert_eq!((lapsed.ok, &lapsed.value["state"]), (false, &json!("LAPSED")));
    let number = ask("case-number (2023)浙0783执123号").unwrap();
    assert_eq!((number.ok, &number.value["caseNumber"]), (true, &json!("（2023）浙0783执123号")));
}

#[test]
fn every_example_is_answered_and_the_law_says_yes() {
    let examples = examples::list();
    for (topic, example) in examples.as_object().unwrap() {
        let line = example["ask"].as_str().unwrap().strip_prefix("sharedcourt law ").unwrap();
        let answer = match example.get("file") {
            Some(facts) => ask_by_file(line.strip_suffix(" FILE").unwrap(), &facts.to_string()),
            None => ask(line),
        };
        let answer = answer.unwrap_or_else(|wrong| panic!("{topic}: {wrong}"));
        assert!(answer.ok, "{topic}: {}", answer.value);
    }
    let mut topics = ask("topics").unwrap().value;
    let facts = topics["service"]["facts"].as_array().unwrap();
    let place = facts.iter().find(|fact| fact["name"] == "place").unwrap();
    assert_eq!((&place["text"], &place["values"][0]["value"]), (&json!("送达地点"), &json!("RESIDENCE")));
    for topic in topics.as_object_mut().unwrap().values_mut() {
        topic.as_object_mut().unwrap().remove("facts");
    }
    assert_eq!(topics, examples);
    let command = <Line as clap::CommandFactory>::command();
    let asked = command.get_subcommands().map(clap::Command::get_name).filter(|name| *name != "topics");
    for topic in asked {
        assert!(topics.get(topic).is_some(), "{topic} has no example");
    }
}

#[test]
fn a_no_of_the_law_names_the_condition_and_its_cure() {
    let mut facts = examples::list()["service"]["file"].take();
    facts["server"]["courtStaff"] = json!(false);
    let answer = ask_by_file("service", &facts.to_string()).unwrap();
    assert!(!answer.ok);
    for part in ["reason", "reasonEn", "cure", "cureEn", "article"] {
        assert!(answer.value["unmet"][0][part].is_string(), "{part}: {}", answer.value);
    }
    let whole = ask_by_file("service", &json!({"act": facts}).to_string()).unwrap();
    assert_eq!(whole.value, answer.value);
}

#[test]
fn a_field_that_the_law_does_not_know_is_named() {
    let examples = examples::list();
    for (topic, facts) in examples.as_object().unwrap().iter().filter_map(|(t, e)| Some((t, e.get("file")?)))
    {
        let mut misspelt = facts.clone();
        misspelt["recorded_media"] = json!(true);
        let wrong = ask_by_file(topic, &misspelt.to_string()).unwrap_err();
        assert!(wrong.contains("没有这样的字段：recorded_media\n"), "{topic}: {wrong}");
        assert!(wrong.ends_with("no such field: recorded_media"), "{topic}: {wrong}");
    }
    let mut facts = examples["service"]["file"].clone();
    facts["server"]["courtStaf"] = json!(true);
    facts["witness"]["colour"] = json!({"a": [1]});
    let wrong = ask_by_file("service", &facts.to_string()).unwrap_err();
    assert!(wrong.ends_with("server.courtStaf, witness.colour"), "{wrong}");
    let mut queue = examples["queue"]["file"].clone();
    queue["entries"][1]["withdrawen"] = json!(true);
    assert!(ask_by_file("queue", &queue.to_string()).unwrap_err().contains("entries[1].withdrawen"));
}

#[test]
fn what_can_not_be_read_is_reported_with_its_place_in_both_languages() {
    for (topic, text, zh, en) in [
        (
            "lift",
            "{\n  \"kind\": FINE\n}",
            "第 2 行第 11 列：不是有效的 JSON",
            "line 2, column 11: this is not JSON",
        ),
        ("lift", "", "第 1 行第 0 列", "line 1, column 0"),
        (
            "lift",
            "{\"kind\": 1, \"on\": 2,\n\"on\": 3}",
            "第 2 行第 4 列：字段重复",
            "line 2, column 4: a field is given twice",
        ),
        ("lift", r#"{"kind": "FINE", "on": "2026-03-06"}"#, "缺少字段 `event`", "missing field `event`"),
        (
            "service",
            r#"{"mode": "DIRECT", "place": "MOON"}"#,
            "place: 不认识的值 `MOON`，应为其中之一：",
            "place: unknown variant `MOON`, expected one of ",
        ),
        ("excess", "[]", "读不懂：", "cannot read this: "),
    ] {
        let wrong = ask_by_file(topic, text).unwrap_err();
        let (first, second) = wrong.split_once('\n').unwrap();
        assert!(first.contains("facts.json：") && first.contains(zh), "{wrong}");
        assert!(second.contains("facts.json: ") && second.contains(en), "{wrong}");
    }
    for (line, place) in [
        ("period --from 2023-02-30 --days 3", "from: "),
        ("period --from 2023-02-03", ""),
        ("period --from 2023-02-03 --days 3 --exclude 2023-03-02..2023-03-01", "exclude: "),
        ("seizure --class love --from 2023-01-01", "class: "),
        ("deadline --filed 2023-01-01 --kind love", "kind: "),
        ("service /nowhere", "/nowhere: can't be read"),
    ] {
        let wrong = ask(line).err().unwrap_or_else(|| panic!("{line} is answered"));
        assert!(wrong.lines().count() == 2 && wrong.contains(place), "{line}: {wrong}");
    }
}

#[test]
fn an_error_names_the_fact_in_words_and_no_type_of_the_program() {
    for (topic, text, zh, en) in [
        (
            "service",
            r#"{"mode": "DIRECT", "signed": "yes"}"#,
            "signed: 应为是或者否（true、false）（送达回证是否签名或者盖章）",
            "signed: it is true or false",
        ),
        (
            "service",
            r#"{"mode": "DIRECT", "server": "王法官"}"#,
            "server: 应为一组事实（送达人）",
            "server: it is a group of facts",
        ),
        (
            "service",
            r#"{"mode": "DIRECT", "servedDate": 3}"#,
            "servedDate: 日期应写作 2026-03-06",
            "servedDate: ",
        ),
        (
            "sanction",
            r#"{"kind": "FINE", "subject": "PERSON", "on": "2026-03-06", "days": -1}"#,
            "days: 应为整数（拘留的天数）",
            "days: it is a whole number (days of detention)",
        ),
        (
            "lift",
            r#"{"kind": "FINE", "event": "RAIN", "on": "2026-03-06"}"#,
            "`PERFORMED`（履行完毕）",
            "`PERFORMED` (everything is performed)",
        ),
        (
            "lift",
            r#"{"kind": "FINE", "on": "2026-03-06"}"#,
            "缺少字段 `event`（解除的情形）",
            "missing field `event` (what happened)",
        ),
        ("excess", "[]", "应为一个对象，列出各项事实", "it is an object that lists the facts"),
    ] {
        let wrong = ask_by_file(topic, text).unwrap_err();
        let (first, second) = wrong.split_once('\n').unwrap();
        assert!(first.contains(zh) && second.contains(en), "{text}: {wrong}");
        for type_name in ["struct", "u16", "untagged", "variant of", "Request", "boolean"] {
            assert!(!wrong.contains(type_name), "{text}: {wrong}");
        }
    }
}

#[test]
fn days_that_are_not_counted_have_their_ground() {
    let answer =
        ask("deadline --filed 2026-03-02 --exclude 2026-04-01..2026-04-10 --ground jurisdiction-dispute")
            .unwrap();
    assert_eq!(answer.value["iso"], "2026-09-14");
    let sentence = answer.value["sentence"].as_str().unwrap();
    assert!(sentence.contains("扣除2026年4月1日至10日共10日（第九条第七项）"), "{sentence}");
    assert!(
        !ask("deadline --filed 2026-03-02 --kind clue-check --exclude 2026-03-03..2026-03-04").unwrap().ok
    );
    let earliest = ask("deadline --filed 2026-03-06 --kind auction-real-estate").unwrap().value;
    assert_eq!((&earliest["iso"], &earliest["nature"]), (&json!("2026-04-05"), &json!("EARLIEST_DAY")));
}

#[test]
fn nobody_is_born_after_the_day_on_which_the_number_is_entered() {
    assert!(ask("citizen-id 11010519491231002X --on 1949-12-31").unwrap().ok);
    let answer = ask("citizen-id 11010519491231002X --on 1949-12-30").unwrap();
    assert!(!answer.ok && answer.value["reason"].as_str().unwrap().contains("晚于今天"), "{}", answer.value);
}

#[test]
fn a_citizens_number_is_never_shown_whole() {
    let answer = |line: &str| match ask(line) {
        Ok(answer) => (answer.ok, answer.value.to_string()),
        Err(wrong) => (false, wrong),
    };
    for (line, yes) in [
        ("citizen-id 11010519491231002X", true),
        ("citizen-id 110105 19491231 002X", true),
        ("citizen-id 110105194912310021", false),
        ("citizen-id 1101051949123100", false),
    ] {
        let (ok, text) = answer(line);
        assert_eq!(ok, yes, "{line}: {text}");
        assert!(!text.contains("19491231"), "{text}");
    }
    let wrong = ask_by_file("lift", r#"{"kind": "11010519491231002X", "event": "PERFORMED"}"#).unwrap_err();
    assert!(wrong.contains("110105********002X") && !wrong.contains("19491231"), "{wrong}");
    let wrong = ask_by_file("service", r#"{"mode": "DIRECT", "110105194912310021": 1}"#).unwrap_err();
    assert!(!wrong.contains("19491231"), "{wrong}");
}

#[test]
fn a_code_as_it_is_registered_needs_its_reason() {
    assert!(!ask("uscc 91350100M000100Y44").unwrap().ok);
    let taken = ask("uscc 91350100M000100Y44 --as-registered 登记如此").unwrap();
    assert_eq!((taken.ok, &taken.value["takenAsRegistered"]), (true, &Value::from("登记如此")));
}
