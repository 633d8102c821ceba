//! What is outside a caller's scope looks exactly like what is not there, whatever the method.

use installation::{ADDRESS, citizen, filing};
use kit::access::Role;
use prost_reflect::{DynamicMessage, Kind, MessageDescriptor, ReflectMessage as _, Value as Field};
use proto::access::v1::{Door, Reach};
use serde_json::json;
use tonic::Code;

use crate::world::{Side, State, World, id_of_call, methods};

/// Things that are there, in the town of the court of the demonstration, each with a name of its collection that nobody has.
async fn things(world: &World) -> Vec<(String, String)> {
    let mut names = Vec::new();
    let task = world.post("people/officer", "/v1/tasks", &filing(ADDRESS)).await;
    names.push(task["name"].as_str().unwrap().to_owned());
    let case = json!({"requestId": id_of_call(), "case": {
    "caseNumber": "（2023）浙0783执123号", "filingDate": {"year": 2023, "month": 3, "day": 1}, "claimFen": "100000",
    "parties": [
        {"side": "APPLICANT", "displayName": "李四", "kind": "PERSON", "identityNumber": citizen(1)},
        {"side": "DEBTOR", "displayName": "张三", "kind": "PERSON", "identityNumber": citizen(2)}
    ]}});
    let case = world.post("people/officer", "/v1/cases", &case).await;
    names.push(case["name"].as_str().unwrap().to_owned());
    let receipt = json!({"requestId": id_of_call(), "receipt": {
        "bankReference": "B-1", "amountFen": "5000",
        "arriveTime": "2023-03-02T00:00:00Z", "noticeTime": "2023-03-02T00:00:00Z"}});
    let receipt = world.post("people/cashier", "/v1/receipts", &receipt).await;
    names.push(receipt["name"].as_str().unwrap().to_owned());
    names
        .into_iter()
        .map(|name| {
            let (collection, _) = name.rsplit_once('/').unwrap();
            let nobody = format!("{collection}/{}", uuid::Uuid::now_v7());
            (name, nobody)
        })
        .collect()
}

/// The fields of a request in which a name can stand.
fn names_in(input: &MessageDescriptor) -> Vec<String> {
    let fields = input.fields().filter(|field| field.kind() == Kind::String && !field.is_list());
    let named = ["name", "parent", "task", "case", "receipt", "debtor"];
    fields.map(|field| field.name().to_owned()).filter(|name| named.contains(&name.as_str())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_outside_looks_like_what_is_not_there() {
    let world = World::demo().await;
    let things = things(&world).await;
    let (mut pairs, mut unseen, mut faults) = (0, 0, Vec::new());
    for (method, access) in methods() {
        if access.door() != Door::Roles || access.reach() != Reach::Scope {
            continue;
        }
        for field in names_in(&method.input()) {
            for (there, nowhere) in &things {
                for role in
                    Role::ALL.into_iter().filter(|role| access.roles().any(|r| r == role.to_contract()))
                {
                    let said = world.statement(role, State::Active, Side::Outside);
                    let mut answers = Vec::new();
                    for name in [there, nowhere] {
                        let mut message = DynamicMessage::new(method.input());
                        message.set_field_by_name(&field, Field::String(name.clone()));
                        if message.descriptor().get_field_by_name("request_id").is_some() {
                            message.set_field_by_name("request_id", Field::String(id_of_call()));
                        }
                        answers.push(
                            world.ask(&method, Some(&said), &prost::Message::encode_to_vec(&message)).await,
                        );
                    }
                    pairs += 1;
                    unseen += u32::from(answers[0].code == Code::NotFound);
                    if answers[0] != answers[1] {
                        faults.push(format!(
                            "{} {role:?} {field}: {:?} {} | {:?} {}",
                            method.full_name(),
                            answers[0].code,
                            answers[0].status.0,
                            answers[1].code,
                            answers[1].status.0
                        ));
                    }
                    for answer in &answers {
                        if [there, nowhere].iter().any(|name| answer.status.0.contains(name.as_str())) {
                            faults.push(format!(
                                "{} {role:?}: a name in an error text: {}",
                                method.full_name(),
                                answer.status.0
                            ));
                        }
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} of {pairs} pairs:\n{}", faults.len(), faults.join("\n"));
    assert!(
        unseen > 30,
        "{unseen} of {pairs} were answered with NOT_FOUND: the test does not reach its rows"
    );
}
