//! What is read and written, by example.

use serde_json::json;

use std::sync::LazyLock;

use super::*;

static BOUNDS: LazyLock<Bounds> = LazyLock::new(|| Bounds::of(&proto::POOL));

fn descriptor(name: &str) -> MessageDescriptor {
    proto::POOL.get_message_by_name(name).unwrap()
}

fn read_task(text: &str) -> Result<Json, Refusal> {
    let message = read(&BOUNDS, &descriptor("sharedcourt.dispatch.v1.CreateTaskRequest"), text.as_bytes())?;
    Ok(serde_json::to_value(&message).unwrap())
}

fn faults(text: &str) -> Vec<(String, &'static str)> {
    let refusal = read_task(text).unwrap_err();
    assert!(refusal.fields().iter().all(|v| !v.text.zh.is_empty() && !v.text.en.is_empty()));
    refusal.fields().iter().map(|violation| (violation.field.clone(), violation.reason)).collect()
}

#[test]
fn an_enum_may_leave_its_prefix_out() {
    let with = r#"{"task":{"kind":"TASK_KIND_WITNESS","addressee":{"kind":"ADDRESSEE_KIND_PERSON"}}}"#;
    let without = r#"{"task":{"kind":"WITNESS","addressee":{"kind":"PERSON"}}}"#;
    assert_eq!(read_task(with).unwrap(), read_task(without).unwrap());
    assert_eq!(read_task(without).unwrap()["task"]["kind"], "TASK_KIND_WITNESS");
}

#[test]
fn every_bad_field_is_named_at_once() {
    let text = r#"{"task":{"kind":"DANCE","finishBy":"tomorrow","documents":[{"title":"a","copies":1},
        {"title":"b","copies":"many"}],"colour":"red","addressee":"Zhang","urgent":"yes"},"requestId":7}"#;
    let mut found = faults(text);
    found.sort();
    assert_eq!(
        found,
        [
            ("request_id".to_owned(), "WRONG_TYPE"),
            ("task.addressee".to_owned(), "WRONG_TYPE"),
            ("task.colour".to_owned(), "UNKNOWN_FIELD"),
            ("task.documents[1].copies".to_owned(), "INVALID_VALUE"),
            ("task.finish_by".to_owned(), "INVALID_VALUE"),
            ("task.kind".to_owned(), "UNKNOWN_VALUE"),
            ("task.urgent".to_owned(), "WRONG_TYPE"),
        ]
    );
}

#[test]
fn a_number_out_of_its_range_is_named() {
    assert_eq!(
        faults(r#"{"task":{"documents":[{"copies":2147483648}]}}"#),
        [("task.documents[0].copies".to_owned(), "INVALID_VALUE")]
    );
    assert_eq!(faults(r#"{"task":{"documents":[{"copies":1.5}]}}"#).len(), 1);
}

#[test]
fn two_members_of_one_choice_are_named() {
    let descriptor = descriptor("sharedcourt.courts.v1.ResolveCourtRequest");
    let refusal = read(&BOUNDS, &descriptor, br#"{"address":"a","regionCode":"330783"}"#).unwrap_err();
    assert_eq!(refusal.fields().len(), 1);
    assert_eq!(refusal.fields()[0].reason, "ONLY_ONE_OF");
}

#[test]
fn a_field_under_two_names_is_ambiguous() {
    let twice = |field: &str| vec![(field.to_owned(), "DUPLICATE_FIELD")];
    assert_eq!(faults(r#"{"requestId":"a","request_id":"b"}"#), twice("request_id"));
    assert_eq!(faults(r#"{"requestId":"a","requestId":"a"}"#), twice("request_id"));
    assert_eq!(
        faults(r#"{"task":{"documents":[{"copies":1},{"copies":1,"title":"a","copies":2}]}}"#),
        twice("task.documents[1].copies")
    );
    let also_wrong = faults(r#"{"task":{"kind":"DANCE","kind":"WITNESS"},"colour":1,"colour":2}"#);
    assert_eq!(also_wrong.len(), 3, "{also_wrong:?}");
    let field = descriptor("sharedcourt.dispatch.v1.Task").get_field_by_name("documents").unwrap();
    let refusal = read_field(&BOUNDS, &field, br#"[{"title":"a","title":"b"}]"#).unwrap_err();
    assert_eq!(refusal.fields()[0].field, "documents[0].title");
    let keys = descriptor("sharedcourt.courts.v1.NetworkSummary");
    assert!(
        read(&BOUNDS, &keys, br#"{"byKind":{"a_b":1,"aB":2}}"#).is_ok(),
        "the keys of a map are no names"
    );
    assert!(read(&BOUNDS, &keys, br#"{"byKind":{"a":1,"a":2}}"#).is_err());
}

#[test]
fn a_hundred_faults_are_reported_and_no_more() {
    let documents = vec![r#"{"copies":"x","title":1,"colour":2}"#; 50].join(",");
    assert_eq!(faults(&format!(r#"{{"task":{{"documents":[{documents}]}}}}"#)).len(), 100);
}

#[test]
fn broken_json_is_reported_by_line_and_column() {
    let refusal = read_task("{\n  \"task\": {,}\n}").unwrap_err();
    assert_eq!(refusal.reason(), "BAD_REQUEST");
    assert!(refusal.text().en.contains("line 2, column 12"), "{refusal}");
    assert!(refusal.text().zh.contains("第 2 行第 12 列"), "{refusal}");
    assert!(read_task(r#"{"task":{}} x"#).is_err());
    assert!(read_task("[]").is_err());
    assert!(read_task(&"[".repeat(100_000)).is_err());
}

#[test]
fn null_is_absence() {
    assert_eq!(read_task(r#"{"task":{"kind":null,"documents":null}}"#).unwrap(), json!({"task": {}}));
}

#[test]
fn a_part_of_an_answer_can_be_the_whole_body() {
    let descriptor = descriptor("sharedcourt.dispatch.v1.Task");
    let field = |name| descriptor.get_field_by_name(name).unwrap();
    let text = br#"{"address":"x","addressee":{"displayName":"Zhang"},"overdue":["FINISH"]}"#;
    let bytes = Bytes::from(prost::Message::encode_to_vec(&read(&BOUNDS, &descriptor, text).unwrap()));
    let caller = proto::access::v1::Principal::default();
    let nothing =
        Redaction::new(None, &proto::access::v1::Access::default(), &caller, kit::domain::Timestamp::now());
    for (name, body) in [
        ("addressee", r#"{"displayName":"Zhang"}"#),
        ("overdue", r#"["DUTY_FINISH"]"#),
        ("documents", "[]"),
        ("address", r#""x""#),
    ] {
        let (_, written) = transcribe(&descriptor, Some(&field(name)), bytes.clone(), &nothing).unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), body);
    }
    assert_eq!(
        read_field(&BOUNDS, &field("overdue"), br#"["ACCEPT"]"#).unwrap(),
        Value::List(vec![Value::EnumNumber(1)])
    );
    assert_eq!(read_field(&BOUNDS, &field("overdue"), b"").unwrap(), Value::List(vec![]));
    assert_eq!(
        read_field(&BOUNDS, &field("overdue"), br#"["DANCE"]"#).unwrap_err().fields()[0].field,
        "overdue[0]"
    );
}

#[test]
fn a_path_is_reported_as_json_names_it() {
    assert_eq!(path("requests[3].task.case_number"), "requests[3].task.caseNumber");
}

proptest::proptest! {
    #[test]
    fn no_body_makes_the_reader_panic(text in r#"[\[\]{}",:a-z0-9 ._-]{0,60}"#) {
        let _ = read_task(&text);
    }

    #[test]
    fn what_is_written_is_read_back(title in "\\PC{0,12}", copies in proptest::prelude::any::<i32>(), kind in 0..8) {
        let sent = json!({"task": {"kind": kind, "documents": [{"title": title, "copies": copies}]}});
        let once = read_task(&sent.to_string()).unwrap();
        proptest::prop_assert_eq!(read_task(&once.to_string()).unwrap(), once);
    }
}

#[test]
fn what_holds_too_much_is_refused_before_it_is_built() {
    let read = |name: &str, text: &str| read(&BOUNDS, &descriptor(name), text.as_bytes()).unwrap_err();
    let fields = |refusal: Refusal| -> Vec<(String, &'static str)> {
        refusal.fields().iter().map(|violation| (violation.field.clone(), violation.reason)).collect()
    };
    let many = format!(r#"{{"requests":[{}{{}}]}}"#, "{},".repeat(200));
    let batch = "sharedcourt.dispatch.v1.BatchCreateTasksRequest";
    assert_eq!(fields(read(batch, &many)), [("requests".to_owned(), "TOO_MANY")]);
    let unknown = format!(r#"{{"colours":[{}{{}}]}}"#, "{},".repeat(60_000));
    assert_eq!(fields(read(batch, &unknown)), [("colours".to_owned(), "TOO_MANY")]);
    let long = format!(r#"{{"task":{{"address":"{}"}}}}"#, "长".repeat(1001));
    let task = "sharedcourt.dispatch.v1.CreateTaskRequest";
    assert_eq!(fields(read(task, &long)), [("task.address".to_owned(), "TOO_LONG")]);
}
